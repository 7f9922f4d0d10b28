"""A page as a reader meets it: headings, links, forms and what they would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

EMPTY = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle", "use"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).split())

    def all(self, tag: str = "", **wanted: str) -> Iterator["Element"]:
        """Every element below with this tag and these attributes (class: one of the words)."""
        for child in self.children:
            if isinstance(child, str):
                continue
            if (not tag or child.tag == tag) and all(
                value in child.get("class").split()
                if name == "klass"
                else child.get(name.replace("_", "-")) == value
                for name, value in wanted.items()
            ):
                yield child
            yield from child.all(tag, **wanted)

    def first(self, tag: str = "", **wanted: str) -> "Element":
        found = next(self.all(tag, **wanted), None)
        assert found is not None, f"no <{tag}> with {wanted}"
        return found

    def has(self, tag: str = "", **wanted: str) -> bool:
        return next(self.all(tag, **wanted), None) is not None

    @property
    def is_checked(self) -> bool:
        return "checked" in self.attributes

    @property
    def links(self) -> dict[str, str]:
        """Text of each link -> its address; the last one wins."""
        return {link.text: link.get("href") for link in self.all("a")}

    def section(self, name: str) -> "Element":
        """The section that the heading with this id names."""
        return self.first("section", aria_labelledby=name)

    def sends(self, *pressed: tuple[str, str]) -> str:
        """The address that a GET form leads to as it stands, with the button that was pressed."""
        pairs = [
            (box["name"], box.get("value"))
            for box in self.all("input")
            if box.get("type", "text") not in ("radio", "checkbox") or box.is_checked
        ]
        return f"{self['action']}?{urlencode([*pairs, *pressed])}"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.open[-1].children.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.open[-1].children.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(content: bytes | str) -> Element:
    builder = _Builder()
    builder.feed(content.decode() if isinstance(content, bytes) else content)
    return builder.root


def choose(form: Element, value: str) -> None:
    """Tick one box, or choose one option in place of the one before."""
    for box in form.all("input"):
        if box.get("type") == "radio":
            box.attributes.pop("checked", None)
    form.first("input", value=value).attributes["checked"] = ""
