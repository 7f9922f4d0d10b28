"""What must hold of every picture that leaves the product, found by parsing it."""

import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "svg", "g", "a", "title", "desc", "text", "tspan",
    "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
}  # fmt: skip


def faults(svg: str) -> list[str]:
    """Return each broken rule, in words."""
    found = []
    root = ElementTree.fromstring(svg)
    ids = []
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        if name not in ALLOWED:
            found.append(f"element {element.tag}")
        for key, value in element.items():
            if key == "style" or key.startswith("on") or ("href" in key and name != "a"):
                found.append(f"attribute {key} on {name}")
            if key == "href" and not re.match(r"/(?!/)", value):
                found.append(f"address {value}")
            if key == "id":
                ids.append(value)
            if key not in ("data-id", "href") and re.search(
                r"var\(|url\(|color-mix|role\(|://", value
            ):
                found.append(f"value {value}")
            if key.startswith("{") and key != "{http://www.w3.org/XML/1998/namespace}space":
                found.append(f"attribute {key}")
    if len(ids) != len(set(ids)):
        found.append("an id stands twice")
    if not all(re.match(r"d[0-9a-f]{8}-", one) for one in ids):
        found.append("an id without the prefix")
    if [child.tag for child in root][:2] != [f"{SVG}title", f"{SVG}desc"]:
        found.append("no title and description at the start")
    return found
