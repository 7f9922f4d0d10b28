import pytest

from advisor.engine import Answers, Verdict, judge
from advisor.engine.profiles import KindCeiling, Limit
from advisor.engine.ranges import Confidence, confidence
from advisor.engine.scoring import Score
from advisor.engine.verdicts import RuleKind, lowered, raised, row_verdict
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule

UNIT = 72


def verdict_of(fit: float, *, impact: float = 50, gap: int = 0, harm: float = 0) -> Verdict:
    numbers = [round(number * UNIT) for number in (fit, fit, 0, harm, impact)]
    return row_verdict(Score(*numbers, gap, 0, 0), UNIT)


JUST = 1 / UNIT


@pytest.mark.parametrize(
    ("fit", "more", "verdict"),
    [
        (65, {}, "adopt"),
        (65 + JUST, {}, "adopt"),
        (65 - JUST, {}, "consider"),
        (65, {"impact": 45}, "adopt"),
        (65, {"impact": 45 - JUST}, "consider"),
        (65, {"gap": 1}, "prepare"),
        (65, {"gap": 2}, "prepare"),
        (65, {"gap": 3}, "defer"),
        (40, {"gap": 3}, "defer"),
        (40 - JUST, {"gap": 3}, "later"),
        (40, {"gap": 2}, "consider"),
        (40 - JUST, {}, "later"),
        (10, {}, "later"),
        (10 - JUST, {}, "not-needed"),
        (-25, {"harm": 25}, "avoid"),
        (-25 + JUST, {"harm": 25}, "not-needed"),
        (-25 - JUST, {"harm": 25 - JUST}, "not-needed"),
        (-1000, {}, "not-needed"),
    ],
)
def test_the_table_at_just_below_and_just_above_its_thresholds(
    fit: float, more: dict[str, float], verdict: str
) -> None:
    assert verdict_of(fit, **more) == verdict  # type: ignore[arg-type]


SMALL = question("size", option("small", facts=["small"]), option("linked", facts=["linked"]))
NEED = question("need", option("said", {"f": 3}), option("hinted", {"f": 2}))


def test_an_avoid_when_rule_wins_over_the_numbers_and_gives_its_reason() -> None:
    never = rule("small", unless=["linked"], reason="Too small for it.")
    known = knowledge_of([SMALL, NEED], [profile("mesh", {"f": 3}, never_when=(never,))])

    (found,) = judge(known, Answers.of({"size": ["small"], "need": ["said"]})).patterns

    assert found.verdict.is_avoid
    (fired,) = found.rules
    assert (fired.kind, fired.facts, fired.reason) == (
        RuleKind.NEVER_WHEN,
        ("small",),
        "Too small for it.",
    )


def test_a_fact_under_unless_stops_a_rule() -> None:
    never = rule("small", unless=["linked"])
    known = knowledge_of([SMALL, NEED], [profile("mesh", {"f": 3}, never_when=(never,))])

    answers = Answers.of({"size": ["small", "linked"], "need": ["said"]})

    assert judge(known, answers).patterns[0].verdict.is_adopt


@pytest.mark.parametrize(("said", "verdict"), [("hinted", "later"), ("said", "adopt")])
def test_the_ceiling_over_a_kind_spares_a_need_that_was_stated_outright(
    said: str, verdict: str
) -> None:
    ceiling = KindCeiling(Limit(rule("small"), Verdict.LATER, spares_need=True))
    known = knowledge_of(
        [SMALL, NEED],
        [profile("gateway", {"f": 3}, several_services=True), profile("retry", {"f": 3})],
        ceilings=(ceiling,),
    )

    advice = judge(known, Answers.of({"size": ["small"], "need": [said]}))

    gateway, retry = advice.pattern("gateway"), advice.pattern("retry")
    assert gateway is not None
    assert retry is not None
    assert gateway.verdict == verdict
    assert RuleKind.CEILING not in {fired.kind for fired in retry.rules}


def test_a_rule_without_facts_always_holds() -> None:
    known = knowledge_of([NEED], [profile("mesh", {"f": 3}, never_when=(rule(),))])

    assert judge(known, Answers()).patterns[0].verdict.is_avoid


def test_a_floor_raises_a_verdict_and_says_so() -> None:
    floor = Limit(rule("small", reason="Keep it small."), Verdict.ADOPT)
    known = knowledge_of([SMALL], [profile("monolith", {"f": 3}, at_least=(floor,))])

    (found,) = judge(known, Answers.of({"size": ["small"]})).patterns

    assert found.verdict.is_adopt
    (fired,) = found.rules
    assert (fired.kind, fired.before, fired.after) == (
        RuleKind.FLOOR,
        Verdict.NOT_NEEDED,
        Verdict.ADOPT,
    )


def test_no_floor_leads_out_of_avoid() -> None:
    assert raised(Verdict.AVOID, Verdict.ADOPT) is Verdict.AVOID


def test_a_ceiling_never_raises_and_a_floor_never_lowers() -> None:
    assert lowered(Verdict.NOT_NEEDED, Verdict.LATER) is Verdict.NOT_NEEDED
    assert lowered(Verdict.DEFER, Verdict.LATER) is Verdict.LATER
    assert raised(Verdict.ADOPT, Verdict.CONSIDER) is Verdict.ADOPT


def test_much_harm_is_marked_with_care_and_names_what_softens_it() -> None:
    known = knowledge_of([NEED], [profile("saga", {"g": 3}, {"f": 3})])

    (found,) = judge(known, Answers.of({"need": ["said"]})).patterns

    assert found.verdict.is_avoid
    assert [part.force for part in found.with_care] == ["f"]
    assert [fired.kind for fired in found.rules] == [RuleKind.NET_HARM]


@pytest.mark.parametrize(
    ("verdict", "reach", "word"),
    [
        ("adopt", {"adopt"}, Confidence.FIRM),
        ("adopt", {"adopt", "prepare"}, Confidence.LIKELY),
        ("adopt", {"adopt", "defer"}, Confidence.OPEN),
        ("prepare", {"prepare", "defer", "adopt", "consider"}, Confidence.LIKELY),
        ("defer", {"defer", "prepare", "consider"}, Confidence.LIKELY),
        ("defer", {"defer", "later"}, Confidence.OPEN),
        ("later", {"later", "not-needed", "consider"}, Confidence.LIKELY),
        ("not-needed", {"not-needed", "avoid", "later"}, Confidence.LIKELY),
        ("not-needed", {"not-needed", "consider"}, Confidence.OPEN),
    ],
)
def test_confidence_reads_the_neighbours_of_a_verdict(
    verdict: str, reach: set[str], word: Confidence
) -> None:
    assert confidence(Verdict(verdict), frozenset(map(Verdict, reach))) is word
