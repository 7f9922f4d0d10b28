import json
from random import Random
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Mistake, Sheet, address, document, read, read_document, read_file
from advisor.engine import Answer, Answers, Knowledge
from advisor.engine.knowledge import Retired
from advisor.engine.questions import canonical
from tests.advisor.engine.builders import (
    changed,
    knowledge_of,
    option,
    profile,
    question,
    random_answers,
    random_knowledge,
    seeds,
)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    made = knowledge_of(
        [
            question("stage", option("new"), option("growing"), single=True, always_applies=True),
            question(
                "pains",
                option("timeouts", {"hanging": 3}),
                option("cascade", {"cascade": 3}),
                option("none", exclusive=True),
            ),
            question("legacy", option("vendor")),
        ],
        [profile("timeout", {"hanging": 3})],
    )
    gone = (
        Retired("traffic", successors=("load",)),
        Retired("pains", "slow", successors=("timeouts",)),
    )
    return changed(made, retired=gone)


def mistakes(reading: object) -> list[tuple[str, str]]:
    return [(found.mistake.value, found.pointer) for found in reading.problems]  # type: ignore[attr-defined]


def test_an_address_reads_in_question_order_then_option_order(known: Knowledge) -> None:
    query = {"pains": ["cascade", "timeouts"], "stage": ["growing"]}

    reading = read(query, known)

    assert reading.problems == ()
    assert address(reading.sheet) == "stage=growing&pains=timeouts&pains=cascade"


def test_unknown_and_not_applicable_are_answers_with_a_reason(known: Knowledge) -> None:
    query = {"pains": ["unknown"], "legacy": ["na"], "na.legacy": ["out-of-scope"]}

    reading = read(query, known)

    assert reading.answers.given["pains"] == Answer()
    assert reading.answers.given["legacy"] == Answer(not_applicable=True, reason="out-of-scope")
    assert address(reading.sheet) == "pains=unknown&legacy=na&na.legacy=out-of-scope"


def test_weights_names_and_path_travel_in_the_address(known: Knowledge) -> None:
    query = {
        "w.cascade": ["1.5"],
        "w.hanging": ["1"],
        "name": ["Orders", "Käse"],
        "path": ["quick"],
    }

    reading = read(query, known)

    assert reading.problems == ()
    assert address(reading.sheet) == "w.cascade=1.5&name=Orders&name=K%C3%A4se&path=quick"


def test_keys_of_the_page_are_passed_by(known: Knowledge) -> None:
    assert read({"preview": ["1"], "assessment": ["7"]}, known).problems == ()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"colour": ["red"]}, [("unknown_key", "#/colour")]),
        ({"pains": ["slower"]}, [("unknown_option", "#/pains/0")]),
        ({"pains": ["cascade", "cascade"]}, [("duplicate", "#/pains/1")]),
        ({"pains": ["cascade", "none"]}, [("exclusive", "#/pains")]),
        ({"pains": ["cascade", "unknown"]}, [("exclusive", "#/pains")]),
        ({"stage": ["new", "growing"]}, [("too_many", "#/stage")]),
        ({"stage": ["na"]}, [("always_applies", "#/stage/0")]),
        ({"na.pains": ["other"]}, [("misplaced", "#/na.pains")]),
        ({"legacy": ["na"], "na.legacy": ["no"]}, [("unknown_value", "#/na.legacy")]),
        ({"w.mood": ["2"]}, [("unknown_key", "#/w.mood")]),
        ({"w.cascade": ["3"]}, [("unknown_value", "#/w.cascade")]),
        ({"w.cascade": ["2", "0"]}, [("too_many", "#/w.cascade/1")]),
        ({"path": ["long"]}, [("unknown_value", "#/path")]),
        ({"name": ["x" * 41]}, [("too_long", "#/name/0")]),
        ({"name": ["a\x00b"]}, [("control_character", "#/name/0")]),
        ({"name": ["\u202eabc"]}, [("control_character", "#/name/0")]),
        ({"name": ["n"] * 13}, [("too_many", "#/name/12")]),
    ],
)
def test_each_mistake_is_named_with_its_place(
    known: Knowledge, query: dict[str, list[str]], found: list[tuple[str, str]]
) -> None:
    assert mistakes(read(query, known)) == found


def test_what_is_refused_is_shown_cut_and_without_control_characters(known: Knowledge) -> None:
    problems = read({"pains": ["\x00" + "x" * 90]}, known).problems

    assert problems[0].value == "\N{REPLACEMENT CHARACTER}" + "x" * 38 + "…"
    assert problems[0].allowed == ("timeouts", "cascade", "none")


def test_retired_ids_are_named_with_what_took_their_place(known: Knowledge) -> None:
    problems = read({"traffic": ["high"], "pains": ["slow"]}, known).problems

    assert [(found.mistake, found.allowed) for found in problems] == [
        (Mistake.RETIRED, ("load",)),
        (Mistake.RETIRED, ("timeouts",)),
    ]


def test_a_mistake_in_one_question_leaves_the_others_answered(known: Knowledge) -> None:
    reading = read({"pains": ["cascade", "none"], "stage": ["new"]}, known)

    assert list(reading.answers.given) == ["stage"]


def test_a_file_holds_all_that_a_person_said(known: Knowledge) -> None:
    content = {
        "schema": "pattern-advisor/answers/1",
        "release": "sha256:5f0c",
        "title": "Order platform",
        "answers": {"pains": ["cascade"], "legacy": ["na"], "stage": "new"},
        "reasons": {"legacy": {"code": "other", "text": "Bought last year"}},
        "notes": {"pains": "Incident of\n3 March"},
        "weights": {"cascade": 1.5, "hanging": 0},
        "names": ["Orders"],
        "sources": {"stage": "assumed"},
    }

    reading = read_file(json.dumps(content).encode(), known)

    assert reading.problems == ()
    sheet = reading.sheet
    assert sheet.answers.given["stage"] == Answer(("new",), assumed=True)
    assert sheet.answers.weights == {"cascade": 1.5, "hanging": 0}
    assert (sheet.title, sheet.release, sheet.names) == (
        "Order platform",
        "sha256:5f0c",
        ("Orders",),
    )
    assert sheet.notes == {"pains": "Incident of\n3 March"}
    assert sheet.reason_texts == {"legacy": "Bought last year"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff\xfe\x00", [("unreadable", "#")]),
        (b"[" * 30_000, [("unreadable", "#")]),
        (b"{" + b" " * 70_000, [("too_large", "#")]),
        (b"[]", [("wrong_type", "#")]),
        (b'{"answers": []}', [("wrong_type", "#/answers")]),
        (b'{"answers": {"pains": 7}}', [("wrong_type", "#/answers/pains")]),
        (b'{"answers": {"pains": [7]}}', [("wrong_type", "#/answers/pains/0")]),
        (b'{"answers": {"a/b~c": ["x"]}}', [("unknown_key", "#/answers/a~1b~0c")]),
        (b'{"schema": "other/9"}', [("unknown_value", "#/schema")]),
        (b'{"mood": 1}', [("unknown_key", "#/mood")]),
        (b'{"title": "a", "title": "b"}', [("duplicate", "#")]),
        (b'{"weights": {"cascade": true}}', [("unknown_value", "#/weights/cascade")]),
        (b'{"weights": {"cascade": NaN}}', [("unknown_value", "#/weights/cascade")]),
        (b'{"weights": {"cascade": 1e999}}', [("unknown_value", "#/weights/cascade")]),
        (b'{"notes": {"pains": "\\ud800"}}', [("control_character", "#/notes/pains")]),
        (b'{"notes": {"mood": "x"}}', [("unknown_key", "#/notes/mood")]),
        (b'{"sources": {"pains": "assumed"}}', [("misplaced", "#/sources/pains")]),
    ],
)
def test_a_broken_file_is_answered_with_a_place_never_with_an_error(
    known: Knowledge, content: bytes, found: list[tuple[str, str]]
) -> None:
    assert mistakes(read_file(content, known)) == found


def test_thousands_of_keys_are_all_reported(known: Knowledge) -> None:
    query = {f"key{n}": ["x"] for n in range(10_000)}

    assert len(read(query, known).problems) == 10_000


@given(size=st.integers(1, 4), seed=seeds)
@settings(max_examples=60, deadline=None)
def test_address_and_file_read_back_as_the_same_answers(size: int, seed: int) -> None:
    random = Random(seed)
    known = random_knowledge(random, size)
    said = random_answers(random, known, weighted=True)
    answers = canonical(known.questions, known.tables.forces, said)
    sheet = Sheet(answers, names=("Orders",), path="quick", notes={"needs": "because"})

    by_address = read(parse_qs(address(sheet)), known)
    by_file = read_document(json.loads(json.dumps(document(sheet, known.release))), known)

    assert by_address.problems == by_file.problems == ()
    assert by_file.answers == answers
    assert by_file.sheet.notes == sheet.notes
    assert by_address.answers == Answers(
        {
            key: Answer(found.options, found.not_applicable, found.reason)
            for key, found in answers.given.items()
        },
        answers.weights,
        answers.stars,
    )
    assert (by_address.sheet.names, by_address.sheet.path) == (sheet.names, "quick")


@given(
    query=st.dictionaries(
        st.text(max_size=8) | st.sampled_from(["pains", "stage", "na.legacy", "w.cascade"]),
        st.lists(st.text(max_size=8) | st.sampled_from(["cascade", "na", "none"]), max_size=3),
        max_size=4,
    )
)
@settings(max_examples=100, deadline=None)
def test_no_address_is_too_odd_to_read_and_reading_twice_changes_nothing(
    known: Knowledge, query: dict[str, list[str]]
) -> None:
    reading = read(query, known)

    again = read(parse_qs(address(reading.sheet)), known)

    assert again.problems == ()
    assert again.sheet == reading.sheet


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["pains", "code"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(
    body=st.dictionaries(
        st.sampled_from(["answers", "reasons", "notes", "weights", "names", "sources", "title"]),
        json_values,
        max_size=4,
    )
)
@settings(max_examples=100, deadline=None)
def test_no_document_is_too_odd_to_read(known: Knowledge, body: dict[str, object]) -> None:
    reading = read_document(body, known)

    assert read_document(document(reading.sheet, "x"), known).problems == ()


def test_stars_are_read_from_the_address_and_from_a_file(known: Knowledge) -> None:
    query = parse_qs("pains=timeouts&pains=cascade&star=pains.cascade")
    found = read(query, known)

    assert found.problems == ()
    assert found.answers.stars == (("pains", "cascade"),)
    assert document(found.sheet, "r")["stars"] == ["pains.cascade"]
    assert "star=pains.cascade" in address(found.sheet)


@pytest.mark.parametrize(
    ("star", "mistake"),
    [
        (["pains.timeouts"], Mistake.MISPLACED),
        (["pains"], Mistake.MISPLACED),
        (["nothing.cascade"], Mistake.MISPLACED),
        (["pains.cascade", "pains.cascade"], Mistake.DUPLICATE),
    ],
)
def test_a_star_without_its_answer_is_left_out_and_named(
    known: Knowledge, star: list[str], mistake: Mistake
) -> None:
    found = read({"pains": ["cascade"], "star": star}, known)

    assert [problem.mistake for problem in found.problems] == [mistake]
    assert found.problems[0].path[0] == "star"


def test_a_star_that_is_no_text_is_left_out(known: Knowledge) -> None:
    found = read_document({"answers": {"pains": ["cascade"]}, "stars": [7, None]}, known)

    assert [problem.mistake for problem in found.problems] == [Mistake.WRONG_TYPE] * 2
    assert found.problems[0].pointer == "#/stars/0"


def test_the_sixth_star_is_left_out() -> None:
    options = ["wait", "refuse", "caller", "provider", "copies", "spiky"]
    known = knowledge_of([question("load", *map(option, options))], [])
    found = read({"load": options, "star": [f"load.{each}" for each in options]}, known)

    assert len(found.answers.stars) == 5
    assert [problem.mistake for problem in found.problems] == [Mistake.TOO_MANY]
