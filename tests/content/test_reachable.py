"""No pattern is there in vain: for some answers each is among the first five."""

import pytest

from advisor.engine import Answer, Answers, Knowledge, judge
from advisor.engine.questions import presence
from patterns.content.entries import Content, Pattern
from tests.conftest import FIXTURES

FIRST = 5
every_pattern = pytest.mark.parametrize(
    "slug", sorted(path.name for path in (FIXTURES / "patterns").iterdir())
)


def wanting(content: Content, pattern: Pattern, strength: int) -> Answers:
    """Answer each question with the option that speaks most for the pattern, if any does."""
    eased = {
        effect.force: effect.strength
        for effect in (pattern.profile.eases if pattern.profile else ())
        if effect.strength >= strength
    }
    chosen = {}
    for section in content.sections:
        for question in section.question:
            best = max(
                question.option,
                key=lambda option: sum(eased.get(f, 0) * n for f, n in option.raises.items()),
            )
            if sum(eased.get(force, 0) * points for force, points in best.raises.items()) > 0:
                chosen[question.id] = Answer((best.id,))
    return Answers(chosen)


def asked(known: Knowledge, answers: Answers) -> Answers:
    shown = presence(known.questions, answers, settled=True)
    return Answers(
        {question: given for question, given in answers.given.items() if shown[question]}
    )


@every_pattern
def test_a_pattern_is_among_the_first_five_for_some_answers(
    content: Content, known: Knowledge, slug: str
) -> None:
    pattern = next(pattern for pattern in content.patterns if pattern.slug == slug)
    assert pattern.profile is not None
    tried = [asked(known, wanting(content, pattern, strength)) for strength in (3, 2, 1)]
    tried += [
        Answers({question: Answer(given) for question, given in example.answers.items()})
        for example in pattern.profile.examples
    ]

    ranks = [
        next(judged.rank for judged in judge(known, answers).patterns if judged.slug == slug)
        for answers in tried
    ]

    assert min(ranks) <= FIRST
