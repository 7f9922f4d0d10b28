from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.engine import Answers, Knowledge, Verdict, judge, scalings
from advisor.engine.questions import WEIGHTS
from tests.advisor.engine.builders import (
    answers_to,
    knowledge_of,
    option,
    profile,
    question,
    random_knowledges,
)

KNOWN = knowledge_of(
    [question("q", option("o", {"f": 3, "g": 2, "h": -1}))],
    [
        profile("one", {"f": 3, "g": 1}),
        profile("two", {"g": 3}, {"f": 1}),
        profile("none", {"x": 3}),
    ],
)
SAID = Answers.of({"q": ["o"]})


def test_felt_and_denied_forces_can_be_scaled_and_silent_ones_only_with_a_weight() -> None:
    assert [s.force for s in scalings(KNOWN, SAID)] == ["f", "g", "h"]
    weighed = Answers.of({"q": ["o"]}, weights={"x": 2})
    assert [s.force for s in scalings(KNOWN, weighed)] == ["f", "g", "h", "x"]


def test_a_scaling_says_whose_main_force_it_is_and_whom_it_harms() -> None:
    first, second, _ = scalings(KNOWN, SAID)

    assert (first.main, first.eased, first.harmed) == (("one",), (), ("two",))
    assert (second.main, second.eased, second.harmed) == (("two",), ("one",), ())


def test_a_weight_of_nothing_takes_the_verdict_away() -> None:
    first, *_ = scalings(KNOWN, SAID)

    nothing = first.trials[0]
    assert nothing.weight == 0
    assert [(m.slug, m.before, m.after) for m in nothing.moves] == [
        ("one", Verdict.ADOPT, Verdict.LATER),
        ("two", Verdict.LATER, Verdict.CONSIDER),
    ]


@settings(deadline=None, max_examples=40)
@given(data=st.data(), known=random_knowledges())
def test_every_trial_is_what_a_whole_judgement_says(data: st.DataObject, known: Knowledge) -> None:
    answers = data.draw(answers_to(known))
    before = {judged.slug: judged for judged in judge(known, answers).patterns}

    for scaling in scalings(known, answers):
        held = answers.weights.get(scaling.force, Fraction(1))
        assert scaling.weight == held
        assert [trial.weight for trial in scaling.trials] == [w for w in WEIGHTS if w != held]
        trial = data.draw(st.sampled_from(scaling.trials))
        weights = {**answers.weights, scaling.force: trial.weight}
        after = judge(known, Answers(answers.given, weights))
        moved = {
            judged.slug: (judged.verdict, judged.fit - before[judged.slug].fit)
            for judged in after.patterns
            if judged.verdict is not before[judged.slug].verdict
        }
        assert {move.slug: (move.after, move.fit) for move in trial.moves} == moved
