"""What one need calls together is one entry; and why the first entries are first."""

from hypothesis import given
from hypothesis import strategies as st

from advisor.engine import Advice, Answers, Knowledge, judge
from advisor.engine.folding import LEADING, Because, Lead
from advisor.engine.profiles import Limit, Profile, Verdict
from advisor.engine.questions import Option
from tests.advisor.engine.builders import knowledge_of, option, profile, question, rule
from tests.advisor.engine.test_properties import Source, draw_both, thoroughly


def advice(
    profiles: list[Profile], *chosen: str, options: list[Option] | None = None, stars: str = ""
) -> Advice:
    offered = options or [option("undo", {"undo": 3}), option("entry", {"entry": 3})]
    known = knowledge_of([question("needs", *offered)], profiles)
    said = [("needs", stars)] if stars else []
    return judge(known, Answers.of({"needs": list(chosen)}, stars=said))


def parts(found: Advice) -> dict[str, str]:
    return {judged.slug: judged.part_of for judged in found.patterns if judged.part_of}


def test_two_patterns_for_one_need_are_one_entry() -> None:
    found = advice([profile("a-saga", {"undo": 3}), profile("b-undoing", {"undo": 3})], "undo")

    assert parts(found) == {"b-undoing": "a-saga"}
    assert [judged.slug for judged in found.parts_of("a-saga")] == ["b-undoing"]


def test_a_pattern_with_a_need_of_its_own_stays_by_itself() -> None:
    found = advice(
        [profile("a-saga", {"undo": 3}), profile("b-entry", {"entry": 3, "undo": 2})],
        "undo",
        "entry",
    )

    assert parts(found) == {}


def test_helping_a_little_with_the_same_need_makes_no_head() -> None:
    found = advice(
        [profile("a-entry", {"entry": 3, "undo": 2}), profile("b-undoing", {"undo": 3})],
        "undo",
        "entry",
    )

    assert parts(found) == {}


def test_a_need_that_nobody_feels_joins_nothing() -> None:
    known = [profile("a-both", {"entry": 3, "undo": 3}), profile("b-undoing", {"undo": 3})]

    assert parts(advice(known, "entry")) == {}


def test_a_variant_is_part_of_its_advised_parent() -> None:
    found = advice(
        [profile("a-saga", {"undo": 3}), profile("b-steered", {"entry": 3}, family="a-saga")],
        "undo",
        "entry",
    )

    assert parts(found) == {"b-steered": "a-saga"}


def test_what_is_not_advised_is_part_of_nothing() -> None:
    cap = rule("f")
    found = advice(
        [profile("a-saga", {"undo": 3}), profile("b-undoing", {"undo": 3}, never_when=(cap,))],
        "undo",
        options=[option("undo", {"undo": 3}, facts=["f"])],
    )

    assert parts(found) == {}


@given(data=st.data())
@thoroughly
def test_an_entry_has_one_head_that_ranks_before_all_its_parts(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)

    found = judge(known, answers)

    by_slug = {judged.slug: judged for judged in found.patterns}
    for judged in found.patterns:
        if judged.part_of:
            head = by_slug[judged.part_of]
            assert head.rank < judged.rank
            assert not head.part_of
            assert judged.verdict.is_advised
            assert head.verdict.is_advised


@given(data=st.data())
@thoroughly
def test_the_leading_entries_are_the_first_advised_ones(
    knowledge: Source, data: st.DataObject
) -> None:
    known, answers = draw_both(knowledge, data)

    found = judge(known, answers)

    heads = [j.slug for j in found.patterns if j.verdict.is_advised and not j.part_of]
    assert [lead.slug for lead in found.leading] == heads[:LEADING]
    for lead in found.leading:
        if lead.question:
            chosen = found.answers.of_question(lead.question).options
            assert lead.option in chosen
        if lead.because is Because.STARRED:
            assert (lead.question, lead.option) in found.answers.stars


def two_ways() -> Knowledge:
    return knowledge_of(
        [
            question(
                "needs",
                option("wish", {"undo": 3}),
                option("wound", {"undo": 2}, hurt=True),
                option("hint", {"undo": 1}),
            )
        ],
        [profile("a-saga", {"undo": 3})],
    )


def lead(*chosen: str, star: str = "") -> tuple[Because, str]:
    stars = [("needs", star)] if star else []
    found = judge(two_ways(), Answers.of({"needs": list(chosen)}, stars=stars)).leading
    return found[0].because, found[0].option


def test_a_star_is_named_before_anything_else() -> None:
    assert lead("wish", "wound", "hint", star="hint") == (Because.STARRED, "hint")


def test_what_has_hurt_is_named_before_what_is_needed() -> None:
    assert lead("wish", "wound") == (Because.HURT, "wound")


def test_the_answer_that_raises_the_need_most_is_named() -> None:
    assert lead("hint", "wish") == (Because.NEED, "wish")


def test_a_pattern_that_a_rule_raised_has_no_answer_to_name() -> None:
    raised = Limit(rule("small"), Verdict.ADOPT)
    found = advice(
        [profile("a-monolith", {"undo": 3}, at_least=(raised,))],
        "small",
        options=[option("small", facts=["small"])],
    )

    assert found.leading == (Lead("a-monolith", Because.NEED, ""),)
