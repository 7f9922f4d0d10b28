"""Is each finished page complete, and does every mark, picture and reference in it resolve?

A pattern without an article is in preparation and skipped here.
"""

import re
from collections.abc import Iterator, Mapping

from patterns.code.declarations import read_parameters
from patterns.content import marks
from patterns.content.entries import (
    HEADINGS,
    OPTIONAL_HEADINGS,
    PHASES,
    Content,
    Pattern,
)
from patterns.content.faults import Fault
from patterns.diagrams.checking import AUTHORED
from patterns.diagrams.labels import fill, words
from patterns.diagrams.rendering import Theme, render
from patterns.diagrams.scripts import Diagram
from patterns.parameters import display

ROWS = {
    "settings": (3, 8),
    "failure_modes": (4, 8),
    "metrics": (3, 7),
    "test_ideas": (4, 8),
    "checklist": (8, 14),
    "references": (3, 8),
    "known_uses": (2, 6),
}
WORDS = (
    700,
    1_700,
)  # of an article; the guide asks for 900 to 1,600, small patterns may be shorter
SENTENCE = re.compile(r"[^.?!\n]{40,}[.?!]")


def faults(content: Content, origins: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with finished pages, each by itself and against each other."""
    finished = [pattern for pattern in content.patterns if pattern.is_complete]
    for pattern in finished:
        folder = origins[pattern.slug]
        yield from _article(pattern, folder)
        yield from _rows(pattern, folder)
        yield from _marks(content, pattern, origins)
        yield from _diagrams(pattern, folder)
        yield from _contribution(pattern, folder)
        yield from _forbidden(content, pattern, folder)
    for pattern in content.patterns:
        if pattern.is_complete:
            continue
        for field in ("diagrams", "settings", "failure_modes"):
            if getattr(pattern, field):
                file = f"{origins[pattern.slug]}/article.md"
                yield Fault(file, "", f"an article beside {field}", "nothing")
                break
    yield from _shared_sentences(finished, origins)


def _article(pattern: Pattern, folder: str) -> Iterator[Fault]:
    file = f"{folder}/article.md"
    present = list(pattern.article)
    for heading in HEADINGS:
        if heading not in present and heading not in OPTIONAL_HEADINGS:
            yield Fault(file, heading, "this heading", "nothing")
        elif heading in present and not pattern.article[heading]:
            yield Fault(file, heading, "text below the heading", "nothing")
    for heading in present:
        if heading not in HEADINGS:
            yield Fault(file, heading, "one of " + ", ".join(HEADINGS), "an unknown heading")
    known = [heading for heading in present if heading in HEADINGS]
    if known != sorted(known, key=HEADINGS.index):
        yield Fault(file, "", "the headings in their order", ", ".join(known))
    count = sum(len(text.split()) for text in pattern.article.values())
    if not WORDS[0] <= count <= WORDS[1]:
        yield Fault(file, "", f"{WORDS[0]} to {WORDS[1]} words", str(count))
    short = pattern.article.get("In short", "").lower()
    names = [pattern.name, *(alias.replace("-", " ") for alias in pattern.aliases)]
    if short and not any(_core(name) in short for name in names):
        yield Fault(file, "In short", "the name of the pattern or another name of it", "neither")
    if "](pattern:" not in pattern.article.get("When not to use", "](pattern:"):
        yield Fault(file, "When not to use", "a link to a cheaper choice", "none")


def _core(name: str) -> str:
    return name.lower().split(" (")[0]


def _rows(pattern: Pattern, folder: str) -> Iterator[Fault]:
    file = f"{folder}/pattern.toml"
    for field, (low, high) in ROWS.items():
        count = len(getattr(pattern, field))
        if not low <= count <= high:
            yield Fault(file, field, f"{low} to {high} rows", str(count))
    for field in ("reviewed", "complexity_why", "impact_why", "qualities"):
        if not getattr(pattern, field):
            yield Fault(file, field, "a value", "nothing")
    keys = {mode.key for mode in pattern.failure_modes}
    covered = {key for idea in pattern.test_ideas for key in idea.covers}
    for key in sorted(keys - covered):
        yield Fault(file, "test_ideas", f"one that covers {key}", "none")
    for key in sorted(covered - keys):
        yield Fault(file, "test_ideas", "keys of failure modes", key)
    for phase in PHASES:
        if not any(tick.phase == phase for tick in pattern.checklist):
            yield Fault(file, "checklist", f"a tick for the phase {phase!r}", "none")
    references = {reference.key for reference in pattern.references}
    for index, use in enumerate(pattern.known_uses):
        if use.reference not in references:
            key = f"known_uses[{index}].reference"
            yield Fault(file, key, "the key of a reference", str(use.reference))
    for index, panel in enumerate(pattern.panels):
        if any(len(row) != len(panel.columns) for row in panel.rows):
            yield Fault(file, f"panels[{index}].rows", "a cell for each column", "another count")
        if panel.share_column is not None and panel.share_column not in panel.columns:
            key = f"panels[{index}].share_column"
            yield Fault(file, key, "one of the columns", panel.share_column)


def _marks(content: Content, pattern: Pattern, origins: Mapping[str, str]) -> Iterator[Fault]:
    folder, slugs = origins[pattern.slug], set(origins)
    terms = {term.key for term in content.terms}
    references = {reference.key for reference in pattern.references}
    places = [(f"{folder}/article.md", name, text) for name, text in pattern.article.items()]
    places += [(f"{folder}/pattern.toml", key, text) for key, text in _fact_texts(pattern)]
    for file, key, text in places:
        for kind, target in marks.found(text):
            targets = target.split(",") if kind == "compare" else [target]
            known = {"pattern": slugs, "compare": slugs, "term": terms, "reference": references}
            if kind not in known:
                yield Fault(file, key, "a mark pattern:, compare: or term:", f"{kind}:{target}")
                continue
            for name in targets:
                if name not in known[kind]:
                    yield Fault(file, key, f"a known {kind}", name)


def _fact_texts(pattern: Pattern) -> Iterator[tuple[str, str]]:
    for field in ("settings", "failure_modes", "metrics", "test_ideas", "qualities", "checklist"):
        for index, row in enumerate(getattr(pattern, field)):
            for name in row.__slots__:
                value = getattr(row, name)
                if isinstance(value, str):
                    yield f"{field}[{index}].{name}", value


def _diagrams(pattern: Pattern, folder: str) -> Iterator[Fault]:
    kinds = {diagram.kind for diagram in pattern.diagrams}
    for kind in ("structure", "behavior"):
        if kind not in kinds:
            yield Fault(f"{folder}/pattern.toml", "diagrams", f"one of kind {kind}", "none")
    values = {word: name.default for word, name in pattern.names.items()}
    for parameter in read_parameters(pattern.code)[0]:
        values.setdefault(parameter.name, display(parameter, parameter.default))
    for diagram in pattern.diagrams:
        file = f"{folder}/diagrams/{diagram.file}"
        unknown = [word for word in words(diagram.script) if word not in values]
        for word in unknown:
            yield Fault(file, "", "a name of pattern.toml or a parameter", "{{" + word + "}}")
        if unknown:
            continue
        script = fill(diagram.script, values)
        drawn = render(Diagram(script, diagram.title, diagram.caption), Theme.PAPER, AUTHORED)
        if drawn.problem:
            place = f"line {drawn.problem.line}" if drawn.problem.line else ""
            yield Fault(file, place, "a diagram that draws", drawn.problem.message)
        if diagram.kind == "state":
            yield from _states(pattern, script, file)


def _states(pattern: Pattern, script: str, file: str) -> Iterator[Fault]:
    for state in pattern.states:
        if not re.search(rf"\b{re.escape(state.name)}\b", script):
            yield Fault(file, "", f"the state {state.name} of pattern.toml", "no such state")


def _contribution(pattern: Pattern, folder: str) -> Iterator[Fault]:
    file = f"{folder}/pattern.toml"
    wanted = {
        "node": ("role", "layer", "label"),
        "link": ("origin", "to"),
        "decoration": ("on", "text"),
    }
    if not pattern.contribution:
        yield Fault(file, "contribution", "what it adds to the composed picture", "nothing")
    for index, part in enumerate(pattern.contribution):
        for field in wanted[part.kind]:
            if getattr(part, field) is None:
                key = f"contribution[{index}].{'from' if field == 'origin' else field}"
                yield Fault(file, key, "some text", "nothing")


def _forbidden(content: Content, pattern: Pattern, folder: str) -> Iterator[Fault]:
    for heading, text in pattern.article.items():
        for word in content.forbidden_words:
            if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE if word.islower() else 0):
                yield Fault(f"{folder}/article.md", heading, "another word", word)
        if "\ufffd" in text:
            yield Fault(f"{folder}/article.md", heading, "readable text", "a replacement character")


def _shared_sentences(finished: list[Pattern], origins: Mapping[str, str]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for pattern in finished:
        own: set[str] = set()
        texts = [*pattern.article.values(), *(text for _, text in _fact_texts(pattern))]
        for text in texts:
            # Ready links such as [Side by side](compare:…) may stand on many pages.
            for match in SENTENCE.findall(re.sub(r"\]\([^)]*\)|\[@[^\]]*\]", "", text)):
                sentence = " ".join(match.split()).lower()
                if sentence in seen and seen[sentence] != pattern.slug:
                    file = f"{origins[pattern.slug]}/article.md"
                    wanted = f"a sentence that {seen[sentence]} has not"
                    yield Fault(file, "", wanted, sentence[:60])
                own.add(sentence)
        for sentence in own:
            seen.setdefault(sentence, pattern.slug)
