"""Do the Cases hold together? Patterns, Answers and positions exist, and nothing is said twice."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from patterns.content import questionnaire
from patterns.content.entries import Case, Content
from patterns.content.faults import Fault


def faults(
    content: Content, origins: Mapping[str, str], files: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield what is wrong with each Case, and known uses that name none."""
    for case in content.cases:
        file = files[case.id]
        yield from _facts(case, file)
        yield from _patterns(case, file, origins)
        yield from _words(content, case, file)
        for key in ("answers", "second_answers"):
            yield from questionnaire.answer_faults(content, getattr(case, key), file, key)
    for pattern in content.patterns:
        for index, use in enumerate(pattern.known_uses):
            if use.case is not None and use.case not in files:
                place = f"{origins[pattern.slug]}/pattern.toml"
                yield Fault(place, f"known_uses[{index}].case", "the id of a case", use.case)


def _facts(case: Case, file: str) -> Iterator[Fault]:
    if not case.facts:
        yield Fault(file, "facts", "one fact or more", "none")
    for fact in _repeated(case.facts):
        yield Fault(file, "facts", "each fact once", fact)
    for repeated in _repeated(map(str, case.inferred_facts)):
        yield Fault(file, "inferred_facts", "each position once", repeated)
    for position in case.inferred_facts:
        if position >= len(case.facts):
            wanted = f"a position from 0 to {len(case.facts) - 1}"
            yield Fault(file, "inferred_facts", wanted, str(position))


def _patterns(case: Case, file: str, origins: Mapping[str, str]) -> Iterator[Fault]:
    named = [
        *((f"chosen[{n}].pattern", each.pattern) for n, each in enumerate(case.chosen)),
        *((f"also_acceptable[{n}]", slug) for n, slug in enumerate(case.also_acceptable)),
        *((f"declined[{n}].pattern", each.pattern) for n, each in enumerate(case.declined)),
    ]
    seen: dict[str, str] = {}
    for key, slug in named:
        if slug not in origins:
            yield Fault(file, key, "the slug of a pattern", slug)
        if slug in seen:
            yield Fault(file, key, f"a pattern that {seen[slug]} has not", slug)
        seen[slug] = key


def _words(content: Content, case: Case, file: str) -> Iterator[Fault]:
    texts = [
        *((f"facts[{n}]", fact) for n, fact in enumerate(case.facts)),
        *((f"chosen[{n}].evidence", each.evidence) for n, each in enumerate(case.chosen)),
        *((f"declined[{n}].why", each.why) for n, each in enumerate(case.declined)),
    ]
    for word in content.forbidden_words:
        wanted = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE if word.islower() else 0)
        for key, text in texts:
            if wanted.search(text):
                yield Fault(file, key, "no forbidden word", word)


def _repeated(names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield name
