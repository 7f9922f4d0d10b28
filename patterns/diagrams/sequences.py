"""The story of a sequence diagram: who tells whom what, branches within branches."""

import re
from collections.abc import Iterator

from patterns.diagrams.lines import Step, read, statements

_PARTICIPANT = re.compile(r"(?:create\s+)?(?:participant|actor)\s+(.+?)(?:\s+as\s+(.+))?$")
_MESSAGE = re.compile(
    r"(?P<source>.+?)\s*(?P<arrow>(?:<<)?--?(?:>>|>|x|\)))\s*[+-]?\s*(?P<target>.+?)\s*:(?P<text>.*)"
)
_NOTE = re.compile(r"note\s+(?:over|(?:left|right)\s+of)\s+(.+?)\s*:(.*)", re.IGNORECASE)
_BLOCK = re.compile(r"(alt|opt|loop|par|critical|break|rect|box)\b\s*(.*)")
_NEXT_ARM = re.compile(r"(else|and|option)\b\s*(.*)")

_OPENINGS = {
    "alt": "If: {}",
    "opt": "Only if: {}",
    "loop": "Repeated: {}",
    "par": "At the same time: {}",
    "critical": "All or nothing: {}",
    "break": "Ends here if: {}",
}
_ARMS = {"else": "Else: {}", "and": "Meanwhile: {}", "option": "If instead: {}"}
_BARE = {"If: {}": "In one case", "Else: {}": "Otherwise", "Meanwhile: {}": "Meanwhile"}


def told(script: str) -> tuple[Step, ...]:
    """Return the messages and notes of a sequence script, in order."""
    names: dict[str, str] = {}
    lines = []
    for line in statements(script):
        if one := _PARTICIPANT.match(line):
            names[one[1].strip()] = read(one[2] or one[1])
        else:
            lines.append(line)
    return _until_end(iter(lines), names)


def _until_end(lines: Iterator[str], names: dict[str, str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for line in lines:
        if line == "end":
            break
        if block := _BLOCK.match(line):
            steps += _block(block[1], block[2], lines, names)
        elif step := _step(line, names):
            steps.append(step)
    return tuple(steps)


def _block(
    kind: str, condition: str, lines: Iterator[str], names: dict[str, str]
) -> tuple[Step, ...]:
    if kind not in _OPENINGS:  # a colored background tells nothing
        return _until_end(lines, names)
    arms: list[tuple[str, list[Step]]] = [(_arm(_OPENINGS[kind], condition), [])]
    for line in lines:
        inner = arms[-1][1]
        if line == "end":
            break
        if arm := _NEXT_ARM.match(line):
            arms.append((_arm(_ARMS[arm[1]], arm[2]), []))
        elif block := _BLOCK.match(line):
            inner += _block(block[1], block[2], lines, names)
        elif step := _step(line, names):
            inner.append(step)
    return tuple(Step(text, tuple(inner)) for text, inner in arms)


def _arm(wording: str, condition: str) -> str:
    words = read(condition)
    return wording.format(words) if words else _BARE.get(wording, wording.removesuffix(": {}"))


def _step(line: str, names: dict[str, str]) -> Step | None:
    if note := _NOTE.match(line):
        over = " and ".join(_name(one, names) for one in note[1].split(","))
        return Step(f"At {over}: {read(note[2])}")
    if message := _MESSAGE.match(line):
        source, target = _name(message["source"], names), _name(message["target"], names)
        whom = "itself" if source == target else target
        fails = ", fails" if message["arrow"].endswith("x") else ""
        text = read(message["text"])
        return Step(f"{source} to {whom}{fails}: {text}")
    return None


def _name(identity: str, names: dict[str, str]) -> str:
    identity = identity.strip()
    return names.get(identity, read(identity))
