"""The reader's own system with the planned Patterns in it.

What a Pattern adds to the picture is data in its pattern.toml. The same role is the same node, so
two Patterns that need a broker share it, and its label names both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from advisor.engine.advice import Advice
from patterns.catalogue import Catalogue
from patterns.content.entries import Contribution, Pattern
from patterns.diagrams.labels import LABEL_LENGTH
from patterns.diagrams.parts import Edge, Group, Node
from patterns.diagrams.scripts import Diagram, Flow

MOST_NODES = 30
MOST_LINKS = 45
MOST_SERVICES = 4  # more of them, each linked to every part, nobody can read
FRAMES = {
    "clients": "Clients",
    "edge": "Edge",
    "services": "Services",
    "messaging": "Messaging",
    "data": "Data",
    "platform": "Platform",
    "outside": "Outside",
}
STAND_INS = {"few": ("Service A", "Service B"), "": ("Service A", "Service B", "Service C")}
CLIENTS = {
    "web": "Web application",
    "mobile": "Mobile application",
    "apps": "Installed program",
    "partner": "Partner",
    "device": "Device",
    "teams": "Other team",
}
STORES = ("store", "event-store", "read-model", "cache")
ENTRIES = ("gateway", "bff")  # where clients come in, when there is one
ROLES = {
    "client": "the clients",
    "service": "the services",
    "store": "the database",
    "external": "the service of others",
}
PLACES = {
    "service-call": "the calls between services",
    "external-call": "the calls to services of others",
    "client-call": "the calls of clients",
    "store-call": "the calls to the store",
    "service": "every service",
}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one Pattern appears in the composed picture, in words."""

    slug: str
    where: str


@dataclass(frozen=True, slots=True)
class Composition:
    """The composed picture and its table; every Pattern that was asked for stands in the table.

    nodes in the order of FRAMES, links and owners are what the picture is drawn from. owners: node
    id -> slugs of the Patterns that add it; what the system has without any Pattern is in nobody's.
    decorators: a key of PLACES -> slugs of the Patterns that change what is there.
    """

    diagram: Diagram
    placements: tuple[Placement, ...]
    nodes: tuple[Node, ...]
    links: tuple[Edge, ...]
    owners: Mapping[str, tuple[str, ...]]
    decorators: Mapping[str, tuple[str, ...]]


def architecture(
    advice: Advice, catalogue: Catalogue, names: Sequence[str] = ()
) -> Composition | None:
    """Return the system with the planned Patterns in it; None for an empty plan.

    names: of the reader's own services; beyond four, the last node counts the rest.
    """
    if not advice.plan.members:
        return None
    return composed(advice, catalogue, advice.plan.members, names)


def composed(
    advice: Advice,
    catalogue: Catalogue,
    slugs: Sequence[str],
    names: Sequence[str] = (),
    most: int = MOST_SERVICES,
) -> Composition:
    """Return the system with any Patterns in it, or with none.

    most: how many services have a node of their own.
    """
    chosen = [pattern for pattern in catalogue.patterns if pattern.slug in slugs]
    base = _base(advice, _services(advice, names, most))
    composer = _Composer(chosen, base, linked=most)
    if composer.is_full:
        # One service stands for all where the links of every one would fill the picture.
        composer = _Composer(chosen, base, linked=1)
    return Composition(
        composer.diagram(),
        tuple(Placement(slug, composer.where(slug)) for slug in slugs),
        composer.ordered(),
        tuple(composer.links.values()),
        {node: tuple(dict.fromkeys(owned)) for node, owned in composer.owners.items()},
        {place: tuple(dict.fromkeys(slugs)) for place, slugs in composer.decorators.items()},
    )


class _Composer:
    """Gathers nodes and links; what finds no room is said in the table and not in the picture.

    linked: how many of the services are linked to the parts that Patterns add.
    """

    def __init__(
        self, planned: Sequence[Pattern], base: Sequence[Node], linked: int = MOST_SERVICES
    ) -> None:
        self.linked = linked
        self.is_full = False
        self.names = {pattern.slug: pattern.name for pattern in planned}
        self.nodes = {node.id: node for node in base}
        self.links: dict[tuple[str, str], Edge] = {}
        self.owners: dict[str, list[str]] = {}  # node id -> slugs of the Patterns that add it
        self.decorators: dict[str, list[str]] = {}  # the same place -> slugs of the Patterns
        self.texts: dict[str, list[str]] = {}  # place of a decoration -> its words
        self.places: dict[str, list[str]] = {slug: [] for slug in self.names}
        parts = [(pattern.slug, part) for pattern in planned for part in pattern.contribution]
        for slug, part in parts:
            if part.kind == "node":
                self._add_node(slug, part)
            elif part.kind == "decoration":
                self._decorate(slug, part)
        self._link_base()
        for slug, part in parts:
            if part.kind == "link":
                self._add_link(slug, part)
        self._join_orphans()

    def ordered(self) -> tuple[Node, ...]:
        order = list(FRAMES)
        return tuple(
            sorted(
                (self._labelled(node) for node in self.nodes.values()),
                key=lambda node: (order.index(node.group), *_place(node.id)),
            )
        )

    def diagram(self) -> Diagram:
        nodes = self.ordered()
        frames = [name for name in FRAMES if any(node.group == name for node in nodes)]
        flow = Flow(
            "Architecture with the planned patterns",
            "The reader's services in their layers, with the parts and links that the plan adds.",
            nodes,
            [replace(e, label=_listed(e.label.split(", "))) for e in self.links.values()],
            [Group(name, FRAMES[name]) for name in frames],
            direction="TB",
        )
        return flow.diagram({node: f"/patterns/{slugs[0]}/" for node, slugs in self.owners.items()})

    def where(self, slug: str) -> str:
        places = dict.fromkeys(self.places[slug])
        return "; ".join(places) if places else "in the way of working, not in the picture"

    def _add_node(self, slug: str, part: Contribution) -> None:
        role = part.role or ""
        node = _node_id(role)
        label = part.label or role
        if node not in self.nodes:
            if len(self.nodes) == MOST_NODES:
                self.places[slug].append("for one part the picture has no room")
                return
            shape = "store" if role in STORES else "box"
            self.nodes[node] = Node(node, label, "", shape, "own", part.layer or "services")
        self.owners.setdefault(node, []).append(slug)
        self.places[slug].append(f"the part “{label}”")

    def _decorate(self, slug: str, part: Contribution) -> None:
        words = self.texts.setdefault(part.on or "", [])
        self.decorators.setdefault(part.on or "", []).append(slug)
        if part.text and part.text not in words:
            words.append(part.text)
        self.places[slug].append(f"“{part.text}” on {PLACES[part.on or 'service']}")

    def _link_base(self) -> None:
        """Draw how the system hangs together without any Pattern, in the words of decorations."""
        services, clients = self._ends("service"), self._ends("client")
        entry = next((n for n in map(_node_id, ENTRIES) if n in self.nodes), "")
        for client in clients:
            self._link(client, entry or services[0], self._said("client-call"))
        for service in services[: self.linked] if entry else ():
            self._link(entry, service)
        for left, right in pairwise(services):
            self._link(left, right, self._said("service-call"))
        for outside in self._ends("external"):
            self._link(services[-1], outside, self._said("external-call"))
        for store in self._ends("store"):
            self._link(services[0], store, self._said("store-call"))

    def _add_link(self, slug: str, part: Contribution) -> None:
        origin, to = part.origin or "", part.to or ""
        if (origin, to) == ("service", "broker") and self._ends("outbox"):
            # What leaves through an outbox is not sent to the broker a second time.
            self.places[slug].append("the way over the outbox")
            return
        ends = [
            (source, target)
            for source in self._ends(origin)[: self.linked if origin == "service" else None]
            for target in self._ends(to)[: self.linked if to == "service" else None]
            if source != target
        ]
        for source, target in ends:
            self._link(source, target, part.label or "", part.style)
        if any(end in self.links for end in ends):
            self.places[slug].append(f"the link from {self._role(origin)} to {self._role(to)}")

    def _join_orphans(self) -> None:
        """Hang a part that no link reaches on the first service, dotted."""
        touched = {end for link in self.links for end in link}
        for node in list(self.nodes):
            if node in touched:
                continue
            if len(self.links) < MOST_LINKS:
                self._link(self._ends("service")[0], node, arrow="dotted")
            else:
                del self.nodes[node]
                for slug in self.owners.pop(node, []):
                    self.places[slug].append("for one part the picture has no room")

    def _link(self, source: str, target: str, label: str = "", arrow: str = "solid") -> None:
        known = self.links.get((source, target))
        if known is not None:
            words = dict.fromkeys(filter(None, [*known.label.split(", "), label]))
            self.links[source, target] = Edge(source, target, ", ".join(words), known.arrow)
        elif len(self.links) < MOST_LINKS:
            self.links[source, target] = Edge(source, target, label, arrow)
        else:
            self.is_full = True

    def _ends(self, role: str) -> list[str]:
        """Return the nodes of a role: several for clients and services, else one or none."""
        node = _node_id(role)
        return [each for each in self.nodes if each == node or each.startswith(f"{role}_")]

    def _role(self, role: str) -> str:
        found = self._ends(role)
        return ROLES.get(role) or (f"“{self.nodes[found[0]].label}”" if found else role)

    def _said(self, place: str) -> str:
        return ", ".join(self.texts.get(place, ()))

    def _labelled(self, node: Node) -> Node:
        if node.group == "services" and not node.role:
            detail = _listed(self.texts.get("service", ()))
        else:
            names = [self.names[slug] for slug in self.owners.get(node.id, ())]
            detail = "" if names == [node.label] else _listed(names)
        return replace(node, detail=detail)


def place_of(*ends: str) -> str:
    """Return the key of PLACES for a node, or for a link between two nodes; "" for none."""
    if len(ends) == 1:
        return "service" if ends[0].startswith("service_") else ""
    source, target = ends
    if source.startswith("client_"):
        return "client-call"
    if not source.startswith("service_"):
        return ""
    if target.startswith("service_"):
        return "service-call"
    return {"r_external": "external-call", "r_store": "store-call"}.get(target, "")


def _services(advice: Advice, names: Sequence[str], most: int) -> tuple[str, ...]:
    if len(names) > most:
        shown = names[: most - 1]
        return (*shown, f"and {len(names) - len(shown)} more")
    chosen = advice.answers.of_question("services").options
    return tuple(names) or STAND_INS.get("".join(chosen), STAND_INS[""])


def _base(advice: Advice, services: Sequence[str]) -> list[Node]:
    """Return what the Answers say is there: clients, services, a store, services of others."""
    answers = advice.answers
    clients = [c for c in answers.of_question("clients").options if c in CLIENTS] or ["web"]
    nodes = [
        Node(f"client_{client}", CLIENTS[client], shape="rounded", group="clients")
        for client in clients[:3]
    ]
    nodes += [
        Node(f"service_{number}", name, group="services")
        for number, name in enumerate(services, start=1)
    ]
    nodes.append(Node(_node_id("store"), "Database", shape="store", group="data"))
    if "third" in answers.of_question("deps").options:
        outside = Node(_node_id("external"), "Service of others", shape="rounded", group="outside")
        nodes.append(outside)
    return nodes


def _listed(words: Iterable[str]) -> str:
    """Return the words joined by commas, as many as a label holds; the rest is counted."""
    rest = list(words)
    for count in range(len(rest), 0, -1):
        left_out = f" and {len(rest) - count} more" if count < len(rest) else ""
        line = ", ".join(rest[:count]) + left_out
        if len(line) <= LABEL_LENGTH:
            return line
    return f"{len(rest)} patterns" if rest else ""


def _place(node: str) -> tuple[str, int]:
    """Return what nodes are ordered by: the tenth service comes after the ninth."""
    head, _, tail = node.rpartition("_")
    return (head, int(tail)) if tail.isdigit() else (node, 0)


def _node_id(role: str) -> str:
    # Prefixed: a bare role may be a word that Mermaid keeps for itself, such as `end`.
    return "r_" + role.replace("-", "_")
