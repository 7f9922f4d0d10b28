"""Words for assistants: short, whole lines, and honest about what they leave out."""

import re

from hypothesis import given
from hypothesis import strategies as st

from advisor.mcp.replies import LONGEST, brief, cut, words_of
from advisor.shapes.faults import Fault, Refused

lines = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=400)


@given(st.lists(lines, max_size=6), st.lists(lines, max_size=40), st.lists(lines, max_size=4))
def test_words_are_short_and_count_what_they_leave_out(
    head: list[str], items: list[str], tail: list[str]
) -> None:
    told = brief(head, [f"- {number} {item}" for number, item in enumerate(items)], "ask", tail)

    assert len(told) <= LONGEST
    shown = re.findall(r"^- \d+ ?", told, re.M)
    more = re.search(r"^(\d+) more: ask\.$", told, re.M)
    assert len(shown) + (int(more[1]) if more else 0) == len(items)


def test_head_and_tail_are_told_before_any_item() -> None:
    told = brief(["first"], ["x" * 300] * 20, "ask", ["last"])

    assert told.startswith("first\n")
    assert told.endswith("16 more: ask.\nlast")


def test_what_is_to_be_confirmed_is_told_however_much_goes_before_it() -> None:
    told = brief(["x" * 390] * 9, ["item"], "ask", ["Confirm with the user: teams."])

    assert len(told) <= LONGEST
    assert told.endswith("1 more: ask.\nConfirm with the user: teams.")


def test_a_line_is_cut_with_a_sign() -> None:
    assert cut("a\n b", 10) == "a b"
    assert cut("x" * 20, 10) == "x" * 9 + "…"


def test_a_refusal_names_place_code_and_choices() -> None:
    fault = Fault("unknown_option", "No.", "#/answers/tx", allowed=tuple("abcdefghijklmnopqrstuv"))

    told = words_of(Refused("invalid-answers", "One mistake was found.", [fault]))

    assert told.splitlines()[0] == "invalid-answers: One mistake was found."
    assert "#/answers/tx unknown_option: No. Allowed: a, b" in told
    assert "and 2 more." in told
    assert told.endswith("get_questions lists every question with its options.")


def test_a_refusal_without_faults_asks_for_no_correction() -> None:
    assert words_of(Refused("forbidden", "No scope.")) == "forbidden: No scope."
