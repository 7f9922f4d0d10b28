"""Cases: published systems, what their architects chose, and what follows from the facts."""

import pytest

from patterns.content.faults import Fault
from patterns.content.reading import read_folders
from tests.patterns.content.folders import Folder
from tests.patterns.content.planting import BREAKER, Act, append, both, change, mistakes, write

SHOP = "cases/shop.toml"
CASE = """
id = "shop"
title = "A shop"
source = "somebody/shop: README.md"
domain = "Retail"
origin = "company blog"
breadth = "system"
confidence = "high"
evidence_depth = "full text"
facts = ["Calls to the bank hang", "The bank is down for minutes"]
inferred_facts = [1]
also_acceptable = ["timeout"]

[answers]
calls = ["hang"]
outage = ["yes"]

[second_answers]
calls = ["hang"]

[[chosen]]
pattern = "breaker"
evidence = "first section"

[[declined]]
pattern = "retry"
why = "the bank asks for peace"
basis = "source"
"""


@pytest.fixture
def shop(folder: Folder) -> Folder:
    folder.write(SHOP, CASE)
    return folder


def test_a_case_is_read_with_all_that_it_says(shop: Folder) -> None:
    assert shop.faults() == ()

    (case,) = shop.read().content.cases

    assert (case.id, case.domain, case.inferred_facts) == ("shop", "Retail", (1,))
    assert [(each.pattern, each.named) for each in case.chosen] == [("breaker", True)]
    assert [(each.pattern, each.basis) for each in case.declined] == [("retry", "source")]
    assert dict(case.answers) == {"calls": ("hang",), "outage": ("yes",)}
    assert dict(case.second_answers) == {"calls": ("hang",)}
    assert shop.read().case_files == {"shop": SHOP}


def test_a_case_needs_no_answers_and_no_choice(shop: Folder) -> None:
    shop.write(SHOP, CASE.partition("[answers]")[0])

    assert shop.faults() == ()


@mistakes(
    (
        "another name than the file's",
        change(SHOP, 'id = "shop"', 'id = "store"'),
        Fault(SHOP, "id", "the file's name, shop", "store"),
    ),
    ("no facts", change(SHOP, '["Calls to the bank hang", "The bank is down for minutes"]', "[]"),
     Fault(SHOP, "facts", "one fact or more", "none"),
     Fault(SHOP, "inferred_facts", "a position from 0 to -1", "1")),
    (
        "one fact twice",
        change(SHOP, "The bank is down for minutes", "Calls to the bank hang"),
        Fault(SHOP, "facts", "each fact once", "Calls to the bank hang"),
    ),
    (
        "a position without a fact",
        change(SHOP, "inferred_facts = [1]", "inferred_facts = [2]"),
        Fault(SHOP, "inferred_facts", "a position from 0 to 1", "2"),
    ),
    (
        "one position twice",
        change(SHOP, "inferred_facts = [1]", "inferred_facts = [1, 1]"),
        Fault(SHOP, "inferred_facts", "each position once", "1"),
    ),
    (
        "an empty source",
        change(SHOP, "somebody/shop: README.md", " "),
        Fault(SHOP, "source", "one line of text", "' '"),
    ),
    (
        "patterns that are not there",
        both(
            change(SHOP, 'pattern = "breaker"', 'pattern = "odd"'),
            change(SHOP, '["timeout"]', '["strange"]'),
            change(SHOP, 'pattern = "retry"', 'pattern = "weird"'),
        ),
        Fault(SHOP, "also_acceptable[0]", "the slug of a pattern", "strange"),
        Fault(SHOP, "chosen[0].pattern", "the slug of a pattern", "odd"),
        Fault(SHOP, "declined[0].pattern", "the slug of a pattern", "weird"),
    ),
    (
        "a pattern that is chosen and declined",
        change(SHOP, 'pattern = "retry"', 'pattern = "breaker"'),
        Fault(SHOP, "declined[0].pattern", "a pattern that chosen[0].pattern has not", "breaker"),
    ),
    (
        "an unknown basis",
        change(SHOP, 'basis = "source"', 'basis = "rumor"'),
        Fault(SHOP, "declined[0].basis", "one of source, judgement", "'rumor'"),
    ),
    (
        "an answer to an unknown question",
        change(SHOP, "outage =", "odd ="),
        Fault(SHOP, "answers.odd", "the id of a question", "odd"),
    ),
    (
        "an unknown option of the second encoder",
        change(SHOP, '[second_answers]\ncalls = ["hang"]', '[second_answers]\ncalls = ["odd"]'),
        Fault(SHOP, "second_answers.calls", "an option of the question", "odd"),
    ),
    (
        "an exclusive option beside another",
        change(SHOP, '[answers]\ncalls = ["hang"]', '[answers]\ncalls = ["hang", "fine"]'),
        Fault(SHOP, "answers.calls", "an exclusive option to stand alone", "hang, fine"),
    ),
    (
        "a forbidden word",
        change(SHOP, "Calls to the bank hang", "Calls simply hang"),
        Fault(SHOP, "facts[0]", "no forbidden word", "simply"),
    ),
    (
        "an unknown key",
        append(SHOP, 'odd = "x"\n'),
        Fault(SHOP, "declined[0].odd", "one of basis, pattern, why", "an unknown key"),
    ),
    (
        "a file that is no TOML",
        write(SHOP, "["),
        Fault(
            SHOP, "", "valid TOML", "Invalid initial character for a key part (at end of document)"
        ),
    ),
    (
        "a known use that names no case",
        change(BREAKER, 'what = "A system."', 'what = "A system."\ncase = "odd"'),
        Fault(BREAKER, "known_uses[0].case", "the id of a case", "odd"),
    ),
)  # fmt: skip
def test_a_mistake_is_reported_alone(shop: Folder, act: Act, expected: tuple[Fault, ...]) -> None:
    act(shop)

    assert shop.faults() == expected


def test_a_folder_of_our_own_may_add_cases_but_not_under_a_taken_id(shop: Folder) -> None:
    own = Folder(shop.root.parent / "own")
    own.write("cases/mine.toml", CASE.replace('id = "shop"', 'id = "mine"'))
    own.write(SHOP, CASE)

    reading = read_folders([shop.root, own.root])

    assert [case.id for case in reading.content.cases] == ["mine", "shop"]
    assert reading.case_files["mine"] == "own/cases/mine.toml"
    assert reading.faults == (
        Fault(
            "own/cases/shop.toml", "id", "an id that no other file has (also in cases/shop.toml)",
            "shop",
        ),
    )  # fmt: skip
