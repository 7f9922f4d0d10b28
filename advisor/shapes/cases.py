"""Cases as plain values: what was published, what its architects chose, and its answers."""

from urllib.parse import urlencode

from advisor.shapes.catalogue import ROOT, Body
from patterns.content.entries import Case
from patterns.content.tables import as_table


def listed_case(found: Case) -> Body:
    return {
        **{name: getattr(found, name) for name in ("id", "title", "domain", "origin", "breadth")},
        "chosen": [each.pattern for each in found.chosen],
        "links": _links(found),
    }


def case(found: Case) -> Body:
    """Return the whole entry."""
    entry: Body = as_table(found)
    return entry | {"links": _links(found)}


def _links(found: Case) -> dict[str, str]:
    pairs = [(name, option) for name, chosen in found.answers.items() for option in chosen]
    query = urlencode(pairs)
    return {
        "self": f"{ROOT}/cases/{found.id}",
        "page": f"/cases/{found.id}/",
        "advice": f"{ROOT}/recommendations" + (f"?{query}" if query else ""),
    }
