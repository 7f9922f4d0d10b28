"""The story of a flowchart: what stands in which frame, and what leads where."""

import re
from collections import Counter
from collections.abc import Iterator

from patterns.diagrams.lines import Step, read, statements

_SUBGRAPH = re.compile(r"subgraph\s+(?:([\w-]+)\s*\[(.+)\]|(.+))$")
_NODE = re.compile(r"\s*(?P<id>[^\s\[\](){}<>|&\"~=:;-]+(?:-(?![-.])[^\s\[\](){}<>|&\"~=:;-]+)*)")
_LINK = re.compile(
    r"\s*(?P<tail>[<xo])?(?:"
    r"(?:--|==|-\.)\s+(?P<inner>[^-=.>|][^>|]*?)\s*(?:-{2,}|={2,}|\.+-)(?P<inner_head>[>xo])?"
    r"|(?:-{2,}|={2,}|-\.+-|~{3,})(?P<head>[>xo](?=[\s|\"(\[{\w]))?)"
    r"\s*(?:\|(?P<text>[^|]*)\|)?"
)
_CLASS = re.compile(r":::\w+")
_CLOSING = {"[": "]", "(": ")", "{": "}"}


def told(script: str) -> tuple[Step, ...]:
    """Return one step for each frame, with what stands in it, then one for each link."""
    story = _Story()
    for line in statements(script):
        story.read(line)
    return story.steps()


class _Story:
    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.links: list[tuple[str, str, str, bool]] = []
        self.frames: list[tuple[str, list[str], int]] = []  # name, nodes, index of the outer one
        self.open: list[int] = [-1]

    def read(self, line: str) -> None:
        if frame := _SUBGRAPH.match(line):
            name = read(frame[2] or frame[3])
            self.names.setdefault((frame[1] or frame[3]).strip(), name)
            self.frames.append((name, [], self.open[-1]))
            self.open.append(len(self.frames) - 1)
        elif line == "end":
            if len(self.open) > 1:
                self.open.pop()
        else:
            self._chain(line)

    def steps(self) -> tuple[Step, ...]:
        names = self._told_apart()
        links = tuple(
            Step(
                f"{names.get(source, source)} {'and' if both else 'to'} "
                f"{names.get(target, target)}" + (f": {text}" if text else "")
            )
            for source, target, text, both in self.links
        )
        return (*self._frames(-1), *links)

    def _told_apart(self) -> dict[str, str]:
        """Return the names, with the frame added where two nodes look the same."""
        names = dict(self.names)
        times = Counter(names.values())
        for frame, nodes, _ in self.frames:
            for node in nodes:
                if times[names[node]] > 1:
                    names[node] = f"{names[node]} ({frame})"
        return names

    def _frames(self, outer: int) -> Iterator[Step]:
        for index, (name, nodes, around) in enumerate(self.frames):
            if around == outer:
                inside = "; ".join(self.names.get(node, node) for node in nodes)
                yield Step(
                    f"Inside {name}: {inside}" if inside else f"Inside {name}",
                    tuple(self._frames(index)),
                )

    def _chain(self, line: str) -> None:
        """Read `A["x"] & B -->|text| C --> D`: every node of a group links to the next group."""
        sources, at = self._group(line, 0)
        while sources and (link := _LINK.match(line, at)):
            targets, at = self._group(line, link.end())
            if not targets:
                return
            text = read(link["text"] or link["inner"] or "")
            both = bool(link["tail"]) and bool(link["head"] or link["inner_head"])
            self.links += [(one, two, text, both) for one in sources for two in targets]
            sources = targets

    def _group(self, line: str, at: int) -> tuple[list[str], int]:
        nodes = []
        while node := _NODE.match(line, at):
            at = self._shape(node["id"], line, node.end())
            if styled := _CLASS.match(line, at):
                at = styled.end()
            nodes.append(node["id"])
            more = re.compile(r"\s*&").match(line, at)
            if not more:
                break
            at = more.end()
        return nodes, at

    def _shape(self, node: str, line: str, at: int) -> int:
        """Note the name of a node, and the frame that it is first named in."""
        if node not in self.names and self.open[-1] >= 0:
            self.frames[self.open[-1]][1].append(node)
        start = at
        closings: list[str] = []
        quoted = False
        while at < len(line) and (closings or line[at] in _CLOSING or line[at] == ">"):
            sign = line[at]
            if sign == '"':
                quoted = not quoted
            elif not quoted and sign in _CLOSING:
                closings.append(_CLOSING[sign])
            elif not quoted and sign == ">" and at == start:
                closings.append("]")
            elif not quoted and closings and sign == closings[-1]:
                closings.pop()
            at += 1
        text = line[start:at].strip("[](){}>/\\").strip()
        if text:
            self.names[node] = read(text)
        else:
            self.names.setdefault(node, node)
        return at
