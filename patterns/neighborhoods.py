"""Relations as pictures and tables: of all Categories, of one, and around one Pattern. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from patterns.catalogue import Catalogue, Neighbour
from patterns.content.entries import Pattern, Relation
from patterns.diagrams.parts import Edge, Group, Node
from patterns.diagrams.scripts import Diagram, Flow

# How each type is drawn, and what its table and legend call it.
ARROWS = {
    "requires": "thick",
    "complements": "line",
    "alternative-to": "dotted-line",
    "conflicts-with": "crossed",
    "specialises": "dotted",
}
SAYS = {
    "requires": "needs first",
    "complements": "works with",
    "alternative-to": "instead of",
    "conflicts-with": "in conflict with",
    "specialises": "special form of",
}
LINES = {
    "requires": "thick line with an arrow",
    "complements": "plain line",
    "alternative-to": "dotted line",
    "conflicts-with": "line that ends in a cross",
    "specialises": "dotted line with an arrow",
}
# (type, written in the Pattern that stands in the middle) -> the frame that the other end is in.
FRAMES = {
    ("requires", True): "Needs first",
    ("requires", False): "Needed first by",
    ("specialises", True): "Special form of",
    ("specialises", False): "More special forms",
    ("conflicts-with", True): "In conflict with",
    ("conflicts-with", False): "In conflict with",
    ("alternative-to", True): "Instead of",
    ("alternative-to", False): "Instead of",
    ("complements", True): "Works with",
    ("complements", False): "Works with",
}
BEFORE = ("Needed first by", "More special forms", "Works with")
COMPANIONS = "Works with"
MOST_FRAMED = 6
FEWEST = 3  # Relations between two Categories, from which on the picture of all draws a line


@dataclass(frozen=True, slots=True)
class Line:
    """One Relation with both of its ends. steps: from the Pattern looked at, 1 or 2; else 0."""

    origin: Pattern
    relation: Relation
    target: Pattern
    steps: int = 0

    @property
    def says(self) -> str:
        return SAYS[self.relation.type]


def lines(catalogue: Catalogue, *, category: str = "", pattern: str = "") -> tuple[Line, ...]:
    """Return the Relations of all, of those with an end in a Category, or around a Pattern.

    Around a Pattern: its own first, then those between two others of which one is its neighbor.
    """
    every = [
        Line(origin, neighbour.relation, neighbour.pattern)
        for origin in catalogue.patterns
        for neighbour in catalogue.neighbours(origin.slug)
        if neighbour.outgoing
    ]
    if pattern:
        near = {n.pattern.slug for n in catalogue.neighbours(pattern)}
        one = [_at(line, 1) for line in every if pattern in _ends(line)]
        two = [_at(line, 2) for line in every if pattern not in _ends(line) and near & _ends(line)]
        return (*one, *two)
    if category:
        every = [line for line in every if category in (line.origin.category, line.target.category)]
    return tuple(every)


def whole(catalogue: Catalogue) -> Diagram:
    """Draw the Categories, and how many Relations lead from one to another."""
    counts: Counter[tuple[str, str]] = Counter()
    inside: Counter[str] = Counter()
    for line in lines(catalogue):
        left, right = sorted((line.origin.category, line.target.category))
        if left == right:
            inside[left] += 1
        else:
            counts[left, right] += 1
    nodes = [
        Node(
            _id(category.slug),
            category.name,
            detail=f"{len(catalogue.in_category(category.slug))} patterns, "
            f"{inside[category.slug]} within",
        )
        for category in catalogue.content.categories
        if catalogue.in_category(category.slug)
    ]
    edges = [
        Edge(_id(left), _id(right), label=str(count), arrow="line")
        for (left, right), count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        if count >= FEWEST
    ]
    links = {
        _id(category.slug): f"/relations/?category={category.slug}"
        for category in catalogue.content.categories
    }
    description = (
        f"Each line carries the number of relations between two categories, from {FEWEST} on. "
        "The table below has all."
    )
    return Flow("Relations between categories", description, nodes, edges, direction="LR").diagram(
        links
    )


def of_category(catalogue: Catalogue, slug: str) -> Diagram:
    """Draw the Patterns of a Category and the Relations between them."""
    patterns = catalogue.in_category(slug)
    inside = [
        line
        for line in lines(catalogue, category=slug)
        if line.origin.category == line.target.category
    ]
    name = catalogue.category(slug).name
    nodes = [Node(_id(pattern.slug), pattern.name) for pattern in patterns]
    description = f"The {len(patterns)} patterns of {name} and the relations between them."
    return Flow(f"Relations in {name}", description, nodes, _edges(inside), direction="LR").diagram(
        _links(patterns)
    )


def around(catalogue: Catalogue, slug: str) -> Diagram:
    """Draw one Pattern and its neighbors, framed by what they are to it.

    Whatever leads to it stands on its left. A long frame of companions is divided, so that the
    picture stays about as wide as high. Raises LookupError for an unknown slug.
    """
    pattern = catalogue.get(slug)
    if pattern is None:
        raise LookupError(slug)
    neighbours = sorted(catalogue.neighbours(slug), key=lambda n: n.pattern.name)
    framed: dict[str, list[Neighbour]] = {}
    for neighbour in neighbours:
        name = FRAMES[neighbour.relation.type, neighbour.outgoing]
        framed.setdefault(name, []).append(neighbour)
    sides = _sides(framed)
    nodes = [Node(_id(slug), pattern.name, role="own", shape="rounded")]
    edges, groups = [], []
    for number, (name, before, members) in enumerate(sides, start=1):
        groups.append(Group(f"g{number}", name))
        for each in members:
            other = _id(each.pattern.slug)
            nodes.append(Node(other, each.pattern.name, group=f"g{number}"))
            ends = (other, _id(slug)) if before else (_id(slug), other)
            edges.append(Edge(*ends, arrow=ARROWS[each.relation.type]))
    description = f"{pattern.name} in the middle, and every pattern that it is related to."
    title = f"Relations of {pattern.name}"
    flow = Flow(title, description, nodes, edges, groups, direction="LR")
    return flow.diagram(_links([pattern, *(n.pattern for n in neighbours)]))


def _sides(framed: Mapping[str, list[Neighbour]]) -> list[tuple[str, bool, list[Neighbour]]]:
    """Return (name, stands before the middle, members) of every frame, in the order of FRAMES."""
    sides = []
    for name in dict.fromkeys(FRAMES.values()):
        members = framed.get(name, [])
        if name == COMPANIONS and len(members) > MOST_FRAMED:
            half = (len(members) + 1) // 2
            sides += [(name, True, members[:half]), (name, False, members[half:])]
        elif members:
            sides.append((name, name in BEFORE, members))
    return sides


def _edges(every: Iterable[Line]) -> list[Edge]:
    return [
        Edge(_id(line.origin.slug), _id(line.target.slug), arrow=ARROWS[line.relation.type])
        for line in every
    ]


def _links(patterns: Iterable[Pattern]) -> dict[str, str]:
    return {_id(pattern.slug): f"/relations/?pattern={pattern.slug}" for pattern in patterns}


def _ends(line: Line) -> frozenset[str]:
    return frozenset((line.origin.slug, line.target.slug))


def _at(line: Line, steps: int) -> Line:
    return Line(line.origin, line.relation, line.target, steps)


def _id(slug: str) -> str:
    return "p_" + slug.replace("-", "_")
