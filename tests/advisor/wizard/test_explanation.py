"""One Pattern explained: sentences that hold what the ledger holds, and lead on from there."""

import re
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import advise, sensitivity
from advisor.answers import address
from advisor.engine.ranges import Confidence
from advisor.engine.reasons import Role
from advisor.engine.roadmap import ItemState
from advisor.wizard.reasoning import Sentence
from patterns import stances
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, advice, examples, queries, sheet
from tests.advisor.markup import Element, page

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


def number(text: str) -> float:
    return float(text.replace(MINUS, "-").replace("+", ""))


def told(section: Element) -> list[float]:
    """Every share that a section puts into a sentence."""
    lists = section.all("ul", klass="reasons")
    return [number(item.first("b").text) for listed in lists for item in listed.all("li")]


@examples(25)
@given(data=st.data())
def test_the_shares_in_sentences_add_up_to_the_fit_of_the_page(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    query = data.draw(queries(catalogue, most=14))
    filled = sheet(catalogue, query)
    judged = data.draw(st.sampled_from(advise(filled.answers, catalogue).patterns))

    shown = page(site.get(f"/advice/{judged.slug}/?{address(filled)}").content)

    speaking, against = told(shown.section("h-for")), told(shown.section("h-against"))
    table = shown.section("h-ledger").first("table")
    fit = number(table.first("tfoot").first("td", klass="num").text)
    assert fit == judged.shown.fit
    assert round(sum(speaking) + sum(against), 1) == fit
    assert f"fit {fit:.1f}".replace("-", MINUS) in shown.section("h-against").text
    assert len(speaking) <= 4
    parts = [number(cell.text) for cell in table.first("tbody").all("td", klass="num")]
    assert round(sum(parts), 1) == fit
    figures = shown.section("h-verdict").first("dl", klass="kpis").all("dd")
    words = [re.match(rf"[+{MINUS}]?[0-9]+[.][0-9]", figure.text)[0] for figure in figures]
    need, denied, harm, total = map(number, words)
    assert round(need + denied + harm, 1) == total == fit


@examples(20)
@given(data=st.data())
def test_every_sentence_names_an_answer_and_a_force_of_the_ledger(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    filled = sheet(catalogue, data.draw(queries(catalogue, most=14)))
    judged = data.draw(st.sampled_from(advise(filled.answers, catalogue).patterns[:30]))

    shown = page(site.get(f"/advice/{judged.slug}/?{address(filled)}").content)

    ledger = shown.section("h-ledger").text
    for name in ("h-for", "h-against"):
        for listed in shown.section(name).all("ul", klass="reasons"):
            for item in listed.all("li"):
                for quoted in re.findall("“(.*?)”(?=[.,;])", item.first("span").text):
                    assert quoted in ledger


@pytest.mark.parametrize(
    ("role", "strength", "raises", "words"),
    [
        (Role.MAIN, 3, True, "That raises “Overload”, which is what Retry is for."),
        (
            Role.MAIN,
            2,
            True,
            "That raises “Overload”, with which Retry clearly helps, and nothing calls for it "
            "more.",
        ),
        (Role.SIDE, 1, True, "That raises “Overload”, with which Retry helps a little."),
        (Role.SIDE, 3, True, "That raises “Overload”, which is what Retry is for."),
        (
            Role.SIDE,
            3,
            False,
            "That lowers “Overload”, which is what Retry is for, so it counts for less.",
        ),
        (
            Role.DENIED,
            3,
            False,
            "That lowers “Overload”, which is what Retry is for, so it speaks against it.",
        ),
        (
            Role.DENIED,
            1,
            True,
            "That raises “Overload”, with which Retry would help; your other answers deny it "
            "all the same.",
        ),
        (Role.HARMED, 3, True, "That raises “Overload”, which Retry makes much worse."),
        (
            Role.HARMED,
            1,
            False,
            "That lowers “Overload”, which Retry makes a little worse, so less is taken off.",
        ),
    ],
)
def test_a_sentence_follows_role_strength_and_sign(
    role: Role, strength: int, raises: bool, words: str
) -> None:
    reason = Sentence("Bursts", "Overload", role, strength, raises, 1.0)
    template = Template('{% include "components/reason.html" with name="Retry" %}')

    said = " ".join(template.render(Context({"reason": reason})).split())

    assert said == f"You answered “Bursts”. {words}"


def test_the_row_that_fits_first_is_named_with_its_numbers(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    for judged in advice(catalogue).patterns:
        if judged.rules:
            continue
        shown = page(site.get(f"/advice/{judged.slug}/?{busy}").content)
        table = shown.section("h-verdict").first("table")
        (current,) = table.all("tr", aria_current="true")
        said = "no pressure found" if judged.verdict == "not-needed" else str(judged.verdict)
        assert said in current.first("th").text.lower(), judged.slug
        assert f"it says {said}" in shown.section("h-verdict").first("p").text
        # The demands of a later row are met as well, or else another row stands above.
        marks = [span.get("class") for span in current.all("span")]
        assert "minus" not in marks


def test_a_rule_is_named_with_what_it_did_and_the_answers_that_fire_it(site: Client) -> None:
    query = "services=few&teams=one&deps=none&tx=one"
    shown = page(site.get(f"/advice/saga/?{query}").content)

    rules = shown.section("h-against").text
    assert "Never when." in rules
    assert "It fires because you answered" in rules
    assert "How many parts does the widest business action change?" in rules


def test_the_nearest_changes_lead_to_a_result_in_which_the_verdict_has_moved(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    thorough = advise(sheet(catalogue, BUSY).answers, catalogue, thorough=True)
    found = 0
    for judged in thorough.patterns[:25]:
        nearest = judged.nearest_flip
        shown = page(site.get(f"/advice/{judged.slug}/?{busy}").content)
        rows = {
            row.first("dt").text: row.first("dd")
            for row in shown.section("h-flips").first("dl").all("div")
        }
        for words, flip in (("Raises it", nearest.up), ("Lowers it", nearest.down)):
            if flip is None:
                assert not rows[words].has("a")
                continue
            link = rows[words].first("a")["href"]
            then = page(site.get(link, follow=True).content).section("h-moved")
            row = next(
                row for row in then.all("li") if row.has("a", href=f"/patterns/{judged.slug}/")
            )
            assert row.has("span", klass=f"v-{flip.verdict}")
            found += 1
    assert found > 20


def test_every_change_that_moves_the_verdict_is_listed(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    moves = [
        change
        for change in sensitivity(sheet(catalogue, BUSY).answers, catalogue).changes
        if any(move.slug == "retry" for move in change.moves)
    ]

    shown = page(site.get(f"/advice/retry/?{busy}").content)

    listed = list(shown.section("h-flips").first("details").all("li"))
    assert len(listed) == len(moves) > 2


def test_harm_is_said_to_be_softened_only_when_a_companion_is_advised(site: Client) -> None:
    alone = page(site.get("/advice/retry/?load=spiky&callfail=again").content)
    together = page(
        site.get("/advice/retry/?load=spiky&deps=third&callfail=again&callfail=pause").content
    )

    assert "Not softened: a quarter would be counted if" in alone.section("h-against").text
    assert "only a quarter is counted" in together.section("h-against").text
    for shown in (alone, together):
        links = shown.section("h-against").links
        assert any(link.startswith("/advice/circuit-breaker/?") for link in links.values())


def test_a_missing_capability_names_its_question(site: Client) -> None:
    shown = page(site.get("/advice/saga-orchestration/?skill=some&tx=many&undo=undone").content)

    section = shown.section("h-against")
    assert "Experience: it needs level 2 of 3, and you have 1." in section.text
    link = section.links["How much experience with distributed systems is in the team?"]
    assert urlsplit(link).path == "/advise/skill/"


def test_an_either_or_choice_gives_margin_and_forces_to_both_sides(
    site: Client, catalogue: Catalogue
) -> None:
    query = {"services": ["some"], "undo": ["never", "undone"], "clients": ["teams"]}
    filled = sheet(catalogue, query)
    found = advise(filled.answers, catalogue)
    choice = found.plan.groups[0]
    rival = choice.others[0]

    won = page(site.get(f"/advice/{choice.winner}/?{address(filled)}").content)
    lost = page(site.get(f"/advice/{rival.slug}/?{address(filled)}").content)

    for shown in (won, lost):
        text = shown.section("h-instead").text
        assert f"by {float(rival.margin):.1f} points of priority" in text
        assert ("A close call" in text) == rival.close_call
        for force in rival.forces:
            assert f"“{catalogue.force(force).name}”" in text


def test_a_winner_with_less_priority_is_not_said_to_lead(site: Client) -> None:
    query = "languages=helper&reads=hot&reads=ready&undo=never&undo=nobody"
    query += "&legacy=verify&legacy=frozen"

    won = page(site.get(f"/advice/two-phase-commit/?{query}", follow=True).content)
    lost = page(site.get(f"/advice/saga-choreography/?{query}", follow=True).content)
    result = page(site.get(f"/advice/?{query}", follow=True).content)

    assert "although that one has 3.9 points" in won.section("h-instead").text
    assert "although this one has 3.9 points" in lost.section("h-instead").text
    assert "although it has 3.9 points" in result.section("h-plan").text


def test_the_word_of_confidence_is_explained_with_the_questions_behind_it(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    words = {
        Confidence.FIRM: "no answer to them changes the verdict",
        Confidence.LIKELY: "to a neighboring one at most",
        Confidence.OPEN: "further than to its neighbor",
    }
    seen = set()
    for judged in advice(catalogue).patterns[::3]:
        section = page(site.get(f"/advice/{judged.slug}/?{busy}").content).section("h-range")
        assert words[judged.confidence] in section.text
        links = [urlsplit(link).path.split("/")[2] for link in section.links.values()]
        assert bool(links) == (judged.confidence is not Confidence.FIRM), judged.slug
        assert set(links).isdisjoint(BUSY)
        seen.add(judged.confidence)
    assert len(seen) > 1


def test_every_pattern_is_told_its_place_in_the_plan(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    found = advice(catalogue)
    states = {item.slug: item for phase in found.plan.phases for item in phase.items}
    for judged in found.patterns:
        text = page(site.get(f"/advice/{judged.slug}/?{busy}").content).section("h-place").text
        item = states.get(judged.slug)
        if item is None:
            assert "not in the plan" in text or "stands for it" in text, judged.slug
        elif item.state is ItemState.PLANNED:
            place = found.plan.members.index(judged.slug) + 1
            assert f"number {place} of {len(found.plan.members)}" in text
            assert ("pulled it in" in text) == bool(item.pulled_in_by), judged.slug
        elif item.state is ItemState.BEYOND_BUDGET:
            assert "does not fit into this half year" in text
        elif item.state is ItemState.BLOCKED:
            assert "cannot come into the plan" in text
        else:
            assert "on watch and not in the plan" in text


def test_the_house_stance_stands_beside_the_verdict(
    site: Client, busy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page(site.get(f"/advice/retry/?{busy}").content)
    stance = stances.Stance("retry", "hold", "Ask the platform group.")
    house = stances.Stances(MappingProxyType({"retry": stance}), "a digest")
    monkeypatch.setattr(stances, "current", lambda: house)

    shown = page(site.get(f"/advice/retry/?{busy}").content)

    notice = shown.first("p", klass="notice").text
    assert "Ask the platform group." in notice
    assert "no number depends on it" in notice
    assert shown.section("h-ledger").text == before.section("h-ledger").text


def test_a_weight_of_nothing_is_said(site: Client) -> None:
    shown = page(site.get("/advice/retry/?deps=third&w.transient=0").content)

    assert "Weight 0, so without effect: Short faults" in shown.section("h-for").text
    assert "Some forces do not count 1 here" in shown.first("p", klass="notice").text


def test_the_explanation_of_nothing_answered_says_so(site: Client) -> None:
    shown = page(site.get("/advice/retry/").content)

    assert shown.section("h-for").text == "WhyNone of your answers speaks for it."
    assert "Nothing in your answers speaks against it." in shown.section("h-against").text


def test_every_row_of_the_result_leads_to_its_explanation(site: Client, busy: str) -> None:
    shown = page(site.get(f"/advice/?{busy}").content)

    for row in shown.all("div"):
        if row.get("id").startswith("row-"):
            slug = row["id"].removeprefix("row-")
            assert row.has("a", href=f"/advice/{slug}/?{busy}")
