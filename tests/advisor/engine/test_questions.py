import pytest

from advisor.engine import Answer, Answers, AnswersError, judge
from advisor.engine.conditions import (
    AllOf,
    AnyOf,
    Chosen,
    ConditionError,
    Not,
    questions_named,
    read_condition,
)
from advisor.engine.questions import asked, canonical, next_question, presence
from tests.advisor.engine.builders import knowledge_of, option, profile, question

WIDTH = question("tx", option("one"), option("many"), single=True, quick=True)
UNDO = question("undo", option("by-hand"), show_when=Not(Chosen("tx", ("one",))))
SCREEN = question("screen", option("yes"), show_when=Chosen("undo"))
CHAIN = (WIDTH, UNDO, SCREEN)


def asked_ids(answers: dict[str, list[str]]) -> list[str]:
    return [found.id for found in asked(CHAIN, Answers.of(answers))]


def test_the_answer_of_a_hidden_question_opens_nothing() -> None:
    assert asked_ids({"undo": ["by-hand"]}) == ["tx", "undo", "screen"]
    assert asked_ids({"tx": ["one"], "undo": ["by-hand"]}) == ["tx"]


def test_open_and_not_applicable_questions_match_nothing() -> None:
    for words in ("unknown", "na"):
        assert asked_ids({"undo": [words]}) == ["tx", "undo"]


def test_while_a_parent_is_open_its_child_may_come_or_go() -> None:
    found = presence(CHAIN, Answers.of({"undo": ["by-hand"]}), settled=False)

    assert found == {"tx": True, "undo": None, "screen": None}


def test_an_open_question_that_is_surely_hidden_opens_nothing() -> None:
    found = presence(CHAIN, Answers.of({"tx": ["one"]}), settled=False)

    assert found == {"tx": True, "undo": False, "screen": False}


def test_an_assumed_parent_leaves_its_child_open() -> None:
    answers = Answers.of({"tx": ["one"]}, assumed=["tx"])

    assert presence(CHAIN, answers, settled=True)["undo"] is False
    assert presence(CHAIN, answers, settled=False)["undo"] is None


def test_the_next_question_is_the_first_that_nobody_touched() -> None:
    def next_after(words: dict[str, list[str]], *, quick: bool = False) -> str | None:
        found = next_question(CHAIN, Answers.of(words), quick=quick)
        return found.id if found else None

    assert next_after({}) == "tx"
    assert next_after({"tx": ["unknown"]}) == "undo"
    assert next_after({"tx": ["unknown"]}, quick=True) is None
    assert next_after({"tx": ["one"]}) is None


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ({"answered": "tx"}, Chosen("tx")),
        ({"eq": ["tx", "one"]}, Chosen("tx", ("one",))),
        ({"in": ("tx", ("one", "many"))}, Chosen("tx", ("one", "many"))),
        ({"not": {"answered": "tx"}}, Not(Chosen("tx"))),
        ({"all": [{"answered": "a"}, {"answered": "b"}]}, AllOf((Chosen("a"), Chosen("b")))),
        ({"any": [{"answered": "a"}]}, AnyOf((Chosen("a"),))),
    ],
)
def test_each_form_of_a_show_when_expression_is_read(written: object, condition: object) -> None:
    assert read_condition(written) == condition


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"eq": ["tx"]},
        {"in": ["tx", []]},
        {"answered": 3},
        {"not": []},
        {"all": 1},
        "tx",
        {"eq": ["a", "b"], "not": {}},
    ],
)
def test_any_other_form_is_refused(written: object) -> None:
    with pytest.raises(ConditionError):
        read_condition(written)


def test_a_condition_names_every_question_that_it_looks_at() -> None:
    condition = AllOf((Chosen("a"), AnyOf((Not(Chosen("b")), Chosen("c")))))

    assert questions_named(condition) == {"a", "b", "c"}
    assert questions_named(None) == frozenset()


@pytest.mark.parametrize(
    "answers",
    [
        Answers.of({"mood": ["good"]}),
        Answers.of({"tx": ["some"]}),
        Answers.of({"tx": ["one", "many"]}),
        Answers.of({"undo": ["none", "by-hand"]}),
        Answers({"tx": Answer(("one",), not_applicable=True)}),
        Answers.of({}, weights={"mood": 1}),
        Answers.of({}, weights={"f": 0.7}),
    ],
)
def test_answers_that_cannot_be_are_refused(answers: Answers) -> None:
    undo = question("undo", option("by-hand", {"f": 1}), option("none", exclusive=True))
    known = knowledge_of([WIDTH, undo], [profile("saga", {"f": 3})])

    with pytest.raises(AnswersError):
        judge(known, answers)


def test_canonical_answers_stand_in_the_order_of_asking_and_once() -> None:
    list_ = question("list", option("a"), option("b"))
    said = Answers.of({"list": ["b", "a", "b"], "tx": ["one"]}, weights={"g": 2, "f": 1})

    found = canonical((WIDTH, list_), ("f", "g"), said)

    assert list(found.given) == ["tx", "list"]
    assert found.given["list"].options == ("a", "b")
    assert found.weights == {"g": 2}


def test_reasons_and_sources_stay_only_where_they_belong() -> None:
    said = Answers.of(
        {"tx": ["one"], "undo": ["na"]},
        reasons={"tx": "other", "undo": "not-yet"},
        assumed=["tx", "undo"],
    )

    found = canonical(CHAIN, (), said)

    assert found.given["tx"] == Answer(("one",), assumed=True)
    assert found.given["undo"] == Answer(not_applicable=True, reason="not-yet")


def test_changing_an_answer_leaves_the_old_answers_alone() -> None:
    before = Answers.of({"tx": ["one"]})

    after = before.with_answer("tx", None).with_answer("undo", Answer(("by-hand",)))

    assert list(before.given) == ["tx"]
    assert list(after.given) == ["undo"]
