"""What stands around the Verdicts: headline, baseline, assumptions, contradictions, JSON."""

import json
import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from advisor.engine import (
    VERSION,
    Answer,
    Answers,
    Stance,
    as_json,
    as_plain,
    digest,
    judge,
    phrase,
)
from advisor.engine.advice import AssumptionKind, tenths
from advisor.engine.baseline import Message
from advisor.engine.knowledge import Baseline, Contradiction, Tension
from advisor.engine.phrases import UnknownMessageError
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule
from tests.advisor.engine.worked import worked

BREAKER = {"deps": ["third"], "pains": ["cascade"]}


def test_a_small_system_whose_plan_needs_no_services_needs_no_distributed_design() -> None:
    known = replace(worked(), baseline=Baseline("modular-monolith", frozenset({"few_services"})))

    advice = judge(known, Answers.of({**BREAKER, "services": ["few"]}))

    assert advice.headline.code == "nothing-distributed"
    assert phrase(advice.headline, {}).startswith("You do not need a distributed design for this. ")


def test_a_plan_without_further_services_does_not_deny_those_that_are_there() -> None:
    advice = judge(worked(), Answers.of(BREAKER))

    assert advice.headline.code == "plan-within"
    assert phrase(advice.headline, {}) == (
        "One pattern to adopt. Nothing in it needs further services. "
        "10 questions are open, so this is provisional."
    )


def test_a_plan_with_a_distributed_pattern_is_counted() -> None:
    need = question("need", option("said", {"f": 3}))
    known = knowledge_of([need], [profile("gateway", {"f": 3}, several_services=True)])

    advice = judge(known, Answers.of({"need": ["said"]}))

    assert phrase(advice.headline, {}) == "One pattern to adopt."


def test_without_answers_the_headline_says_so() -> None:
    assert judge(worked(), Answers.of({"deps": ["unknown"]})).headline.code == "nothing-answered"


def test_the_baseline_names_what_stays_unanswered_and_who_said_it() -> None:
    baseline = judge(worked(), Answers.of(BREAKER)).baseline

    assert baseline.pattern is None
    assert [(f.force, float(f.level) == 1, f.questions) for f in baseline.unanswered_forces] == [
        ("cascade", True, ("pains",)),
        ("dead_dependency", True, ("deps", "pains")),
        ("partial_failure", False, ("deps",)),
        ("transient", False, ("deps",)),
    ]
    assert phrase(baseline.headline, {"cascade": "Cascading failure"}) == (
        "Keep what you have. Without changes, cascading failure, dead dependency and two more "
        "stay unanswered."
    )


def test_the_baseline_pattern_need_not_be_in_the_release() -> None:
    baseline = judge(worked(), Answers.of({"services": ["few"], "callfail": ["again"]})).baseline

    assert baseline.pattern == "modular-monolith"
    assert phrase(baseline.headline, {}) == (
        "Start from one modular monolith. Without more, transient stays unanswered."
    )


def test_the_baseline_does_not_name_what_its_own_pattern_eases() -> None:
    asked = question("q", option("o", {"f": 3, "g": 3}, facts=["small"]))
    start = Baseline("monolith", frozenset({"small"}))
    known = knowledge_of([asked], [profile("monolith", {"f": 3})], baseline=start)

    baseline = judge(known, Answers.of({"q": ["o"]})).baseline

    assert [found.force for found in baseline.unanswered_forces] == ["g"]


def test_every_message_is_worded_and_no_other() -> None:
    assert phrase(Message("nothing-answered"), {})
    assert phrase(Message("keep-what-you-have"), {}) == "Keep what you have."
    with pytest.raises(UnknownMessageError):
        phrase(Message("hurray"), {})


@pytest.mark.parametrize(
    ("adopt", "prepare", "open_", "sentence"),
    [
        (2, 1, 0, "Two patterns to adopt, one to prepare."),
        (0, 1, 1, "One pattern to prepare. One question is open, so this is provisional."),
        (12, 0, 0, "12 patterns to adopt."),
    ],
)
def test_a_plan_is_counted_in_words(adopt: int, prepare: int, open_: int, sentence: str) -> None:
    message = Message("plan", {"adopt": adopt, "prepare": prepare, "open": open_})

    assert phrase(message, {}) == sentence


def test_acronyms_keep_their_capitals_inside_a_sentence() -> None:
    message = Message("keep-what-you-have", forces=("cqrs",))

    assert "CQRS stays" in phrase(message, {"cqrs": "CQRS"})


def test_what_was_taken_for_granted_is_listed() -> None:
    answers = Answers.of(
        {"deps": ["unknown"], "pains": ["na"], "tx": ["few"], "ops": ["basic"]},
        reasons={"pains": "not-yet"},
        assumed=["tx"],
    )

    found = judge(worked(), answers).assumptions

    assert [(each.kind, each.subject, each.detail) for each in found] == [
        (AssumptionKind.UNKNOWN, "deps", ""),
        (AssumptionKind.NOT_APPLICABLE, "pains", "not-yet"),
        (AssumptionKind.GUESSED, "tx", ""),
        (AssumptionKind.CAPABILITY, "skill", "2"),
    ]


FACTS = question("facts", option("big", facts=["big"]), option("small", facts=["small"]))
PULLS = question("pulls", option("both", {"fresh": 2, "up": 3}), option("one", {"fresh": 2}))


def test_a_contradiction_fires_only_when_all_its_facts_hold() -> None:
    clash = Contradiction(
        "C01", rule("big", "small"), ("facts",), "It cannot be both.", ("Choose",)
    )
    known = knowledge_of([FACTS], [], contradictions=(clash,))

    (found,) = judge(known, Answers.of({"facts": ["big", "small"]})).contradictions
    nearly = judge(known, Answers.of({"facts": ["big"]})).contradictions

    assert (found.id, found.reopen, found.ways_out) == ("C01", ("facts",), ("Choose",))
    assert nearly == ()


def test_a_tension_is_felt_when_both_forces_press() -> None:
    known = knowledge_of([PULLS], [], tensions=(Tension(("fresh", "up"), "They pull apart."),))

    (found,) = judge(known, Answers.of({"pulls": ["both"]})).tensions
    alone = judge(known, Answers.of({"pulls": ["one"]})).tensions

    assert found.message == "They pull apart."
    assert alone == ()


def test_a_stance_is_carried_and_moves_nothing() -> None:
    answers = Answers.of(BREAKER)
    stance = Stance("hold", "Not before spring.", "https://example.org/")

    plain = judge(worked(), answers)
    held = judge(worked(), answers, {"circuit-breaker": stance})

    found = held.pattern("circuit-breaker")
    assert found is not None
    assert found.stance == stance
    assert [(p.slug, p.fit, p.verdict) for p in held.patterns] == [
        (p.slug, p.fit, p.verdict) for p in plain.patterns
    ]


def test_the_json_is_canonical_and_reads_as_plain_values() -> None:
    advice = judge(worked(), Answers.of(BREAKER, weights={"cascade": 0.5}), thorough=True)

    text = as_json(advice)

    assert json.loads(text) == json.loads(json.dumps(as_plain(advice)))
    assert (
        text
        == json.dumps(
            json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
    )
    assert digest(advice).startswith("sha256:")
    assert len(digest(advice)) == 7 + 64


def test_the_json_holds_shown_numbers_that_add_up() -> None:
    plain = json.loads(as_json(judge(worked(), Answers.of({"deps": ["none"]}))))

    (breaker,) = [found for found in plain["patterns"] if found["slug"] == "circuit-breaker"]

    assert breaker["fit"] == -71.1
    assert [part["points"] for part in breaker["parts"]] == [-26.7, -26.6, -17.8]
    assert breaker["range"]["low"] <= breaker["fit"] <= breaker["range"]["high"]
    assert plain["answers"] == {"deps": ["none"]}
    assert plain["engine"] == VERSION


def test_the_digest_tells_two_advices_apart() -> None:
    known = worked()

    left, right = (judge(known, Answers.of({"deps": [option]})) for option in ("few", "third"))

    assert digest(left) != digest(right)


def test_an_advice_can_be_kept_in_a_cache() -> None:
    advice = judge(worked(), Answers.of(BREAKER), thorough=True)

    assert pickle.loads(pickle.dumps(advice)) == advice


def test_numbers_are_shown_half_to_even() -> None:
    assert [tenths(Fraction(n, 100)) for n in (25, 35, -25)] == [0.2, 0.4, -0.2]


def test_an_assumed_answer_moves_the_verdict_but_never_makes_it_firm() -> None:
    answers = Answers.of(BREAKER)
    guessed = answers.with_answer("pains", Answer(("cascade",), assumed=True))

    sure = judge(worked(), answers).pattern("circuit-breaker")
    open_ = judge(worked(), guessed).pattern("circuit-breaker")

    assert sure is not None
    assert open_ is not None
    assert (open_.fit, open_.verdict) == (sure.fit, sure.verdict)
    assert open_.low < sure.low
