"""Every worked example of every Profile, judged by the engine on its Profile alone."""

import tomllib
from dataclasses import replace

import pytest

from advisor.engine import Answer, Answers, JudgedPattern, Knowledge, judge
from advisor.engine.questions import presence
from patterns.content.entries import Content, Example
from tests.advisor.engine.builders import changed
from tests.conftest import FIXTURES

every_example = pytest.mark.parametrize(
    ("slug", "name"),
    [
        pytest.param(path.parent.name, row["name"], id=f"{path.parent.name}: {row['name']}")
        for path in sorted((FIXTURES / "patterns").glob("*/fit.toml"))
        for row in tomllib.loads(path.read_text()).get("examples", [])
    ],
)


def example_of(content: Content, slug: str, name: str) -> Example:
    pattern = next(pattern for pattern in content.patterns if pattern.slug == slug)
    assert pattern.profile is not None
    return next(example for example in pattern.profile.examples if example.name == name)


def answers_of(example: Example) -> Answers:
    return Answers({question: Answer(chosen) for question, chosen in example.answers.items()})


def judged_alone(known: Knowledge, slug: str, answers: Answers) -> JudgedPattern:
    """Judge one Profile without helpers, rivals and prerequisites: the first pass."""
    profile = next(profile for profile in known.profiles if profile.slug == slug)
    alone = replace(profile, prerequisites=(), family=None)
    only = changed(known, profiles=(alone,), mitigations=(), groups=(), bundles=())
    return judge(only, answers).patterns[0]


@every_example
def test_a_worked_example_gives_exactly_what_its_page_says(
    content: Content, known: Knowledge, slug: str, name: str
) -> None:
    example = example_of(content, slug, name)

    judged = judged_alone(known, slug, answers_of(example))

    expect = example.expect
    assert judged.verdict == expect.verdict
    assert judged.shown.fit == expect.fit
    assert judged.shown.impact == expect.impact
    assert judged.effort == expect.effort
    assert _shares(judged) == dict(example.shares)


@every_example
def test_a_worked_example_answers_only_what_is_asked(
    content: Content, known: Knowledge, slug: str, name: str
) -> None:
    answers = answers_of(example_of(content, slug, name))

    shown = presence(known.questions, answers, settled=True)

    assert [question for question in answers.given if not shown[question]] == []


@every_example
def test_the_shares_of_a_worked_example_add_up_to_its_fit(
    content: Content, slug: str, name: str
) -> None:
    example = example_of(content, slug, name)

    assert round(sum(example.shares.values()), 1) == example.expect.fit


def test_complete_pages_show_verdicts_of_more_than_one_kind(content: Content) -> None:
    for pattern in content.patterns:
        if pattern.is_complete and pattern.profile:
            verdicts = {example.expect.verdict for example in pattern.profile.examples}
            assert len(verdicts) > 1, pattern.slug
            assert verdicts & {"adopt", "prepare"}, pattern.slug
            assert verdicts - {"adopt", "prepare"}, pattern.slug


def _shares(judged: JudgedPattern) -> dict[str, float]:
    return {f"{s.force} from {s.question}={s.option}": s.shown for s in judged.shares}
