"""The Advice on its page: what is shown, in which order, and that the sums agree."""

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers import address
from advisor.diagrams import MOST_NAMED
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, advice, examples, queries, sheet
from tests.advisor.markup import Element, page

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def busy(catalogue: Catalogue) -> str:
    return address(sheet(catalogue, BUSY))


def number(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def headings(shown: Element) -> list[str]:
    return [heading.text for heading in shown.all("h2")]


def test_the_verdicts_stand_in_groups_in_the_order_of_rank(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    shown = page(site.get(f"/advice/?{busy}").content)

    told = ("adopt", "prepare", "consider", "defer", "avoid")
    groups = [group.first("header").first("span")["class"] for group in shown.all(klass="group")]
    expected = advice(catalogue)
    slugs = [
        row["id"].removeprefix("row-")
        for row in shown.all("div")
        if row.get("id").startswith("row-")
    ]
    assert groups == [
        f"verdict v-{verdict}" for verdict in told
        if any(judged.verdict == verdict for judged in expected.patterns)
    ]  # fmt: skip
    assert slugs == [
        each.slug
        for verdict in told
        for judged in expected.patterns
        if judged.verdict == verdict and not judged.part_of
        for each in (judged, *expected.parts_of(judged.slug))
        if each.verdict == verdict
    ]


@pytest.mark.parametrize("verdict", ["later", "not-needed", "avoid"])
def test_one_verdict_can_be_shown_alone(
    site: Client, catalogue: Catalogue, busy: str, verdict: str
) -> None:
    shown = page(site.get(f"/advice/?{busy}&show={verdict}").content)

    listed = [row["id"] for row in shown.all("div") if row.get("id").startswith("row-")]
    chosen = [link.text for link in shown.first("ul", klass="chips").all("a", aria_current="true")]
    expected = [judged.slug for judged in advice(catalogue).patterns if judged.verdict == verdict]
    assert listed == [f"row-{slug}" for slug in expected]
    assert len(chosen) == 1
    assert chosen[0].endswith(str(len(expected)))


@examples(12)
@given(data=st.data())
def test_every_ledger_adds_up_to_the_fit_that_is_shown(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    query = address(sheet(catalogue, data.draw(queries(catalogue, most=12))))

    shown = page(site.get(f"/advice/?{query}").content)

    for row in shown.all("div"):
        if not row.get("id").startswith("row-"):
            continue
        ledger = row.first("table")
        fit = number(ledger.first("tfoot").first("td", klass="num").text)
        parts = [number(cell.text) for cell in ledger.first("tbody").all("td", klass="num")]
        assert fit == number(row.first("div", klass="fit").first("b").text)
        assert round(sum(parts), 1) == fit, row["id"]


def test_contradictions_come_before_everything_that_rests_on_the_answers(site: Client) -> None:
    shown = page(site.get("/advice/?services=few&deps=none&tx=many").content)

    assert headings(shown)[0] == "Answers that cannot all be true"
    clash = shown.section("h-clash").first("div", klass="contradiction")
    assert "decide this. Ways out: " in clash.text
    assert all("return=check" in link for link in clash.links.values())


def test_the_sections_stand_in_their_order(site: Client, busy: str) -> None:
    shown = page(site.get(f"/advice/?{busy}").content)

    order = [
        "Plan",
        "Your system with these patterns in it",
        "Effort against impact",
        "Verdicts and reasons",
        "If you do nothing",
        "Answer these next",
        "Change one answer and see what moves",
        "Answers that decide this result",
        "How strongly each force is felt",
        "What was assumed",
    ]
    assert [heading for heading in headings(shown) if heading in order] == order
    assert len(list(shown.all("h1"))) == 1


def test_the_plan_shows_every_member_in_its_phase_and_no_bar_overlaps(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    shown = page(site.get(f"/advice/?{busy}").content)

    plan = shown.section("h-plan").first("table")
    linked = [row.first("a")["href"] for row in plan.all("tr") if row.has("a")]
    bars = [(float(bar["x"]), float(bar["width"])) for bar in plan.all("rect")]
    members = advice(catalogue).plan.members
    assert linked == [f"/patterns/{slug}/" for slug in members]
    assert len(bars) == len(members)
    assert all(left + width <= right + 0.11 for (left, width), (right, _) in pairwise(bars))
    assert all(left + width <= 600.2 for left, width in bars)


def test_the_quadrant_has_the_same_patterns_as_its_table(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    section = page(site.get(f"/advice/?{busy}").content).section("h-quad")

    rows = [
        row
        for row in section.first("details", klass="quad-table").all("tr")
        if row.has("th", scope="row")
    ]
    judged = {each.slug: each for each in advice(catalogue).patterns}
    source = section.first("pre", klass="source").text
    assert rows
    numbered = len(rows) > MOST_NAMED
    for row in rows:
        found = judged[row.first("a")["href"].split("/")[2]]
        number, effort, impact = (cell.text for cell in row.all("td", klass="num"))
        assert effort == str(found.effort)
        assert float(impact) == found.shown.impact
        assert f'"{number if numbered else row.first("a").text}"' in source


def test_every_planned_pattern_stands_in_the_picture_s_table(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    section = page(site.get(f"/advice/?{busy}&name=Orders").content).section("h-picture")

    rows = [row for row in section.first("table", klass="records").all("tr") if row.has("a")]
    linked = [row.first("a")["href"] for row in rows]
    assert linked == [f"/patterns/{slug}/" for slug in advice(catalogue).plan.members]
    assert "Orders" in section.first("pre", klass="source").text
    assert section.has("svg")


def test_next_questions_are_open_and_lead_back_to_the_result(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    links = page(site.get(f"/advice/?{busy}").content).section("h-next").links.values()

    assert links
    for link in links:
        name = urlsplit(link).path.split("/")[2]
        assert name not in BUSY
        assert parse_qs(urlsplit(link).query)["return"] == ["result"]


def test_what_nobody_said_is_listed_as_assumed(site: Client) -> None:
    shown = page(site.get("/advice/?services=unknown&deps=third&tx=na&na.tx=not-yet").content)

    assumed = shown.section("h-assumed").text
    assert "nobody said, so level 2 of 3 is taken" in assumed
    assert "You do not know; both ways stay open" in assumed
    assert "Does not apply (not-yet); left out" in assumed


def test_a_small_system_is_told_that_it_needs_nothing_distributed(site: Client) -> None:
    shown = page(site.get("/advice/?stage=new&services=few&teams=one&deps=none&tx=one").content)

    assert shown.first("h1").text == "You do not need a distributed design for this"
    assert "Keep one program" in shown.first("header", klass="headline").text
    assert "Stay with one program with clear inner borders" in shown.section("h-baseline").text


def test_without_answers_nothing_is_advised(site: Client) -> None:
    shown = page(site.get("/advice/").content)

    assert shown.first("h1").text == "Nothing is answered yet, so nothing is advised"
    assert shown.section("h-plan").text == "Plan Nothing is planned before something is answered."
    assert not shown.has("section", aria_labelledby="h-picture")
    assert not shown.has("section", aria_labelledby="h-quad")
    assert "No force is felt yet" in shown.section("h-forces").text


def test_every_download_of_the_page_is_there(site: Client, busy: str) -> None:
    shown = page(site.get(f"/advice/?{busy}&name=Orders").content)

    downloads = {link["href"] for link in shown.all("a") if "download" in link.attributes}
    assert len(downloads) == 6 + 9  # a long PDF is a page first, which tells how far it is
    for link in downloads:
        assert f"{busy}&name=Orders" in link
        assert site.get(link).status_code == 200, link


@examples(8)
@given(data=st.data())
def test_every_picture_that_is_shown_can_be_downloaded(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    query = address(sheet(catalogue, data.draw(queries(catalogue, most=4))))
    shown = page(site.get(f"/advice/?{query}").content)

    for link in shown.all("a"):
        if ".mmd" in link.get("href"):
            assert site.get(link["href"]).status_code == 200, link["href"]


def test_no_field_of_a_template_is_left_empty_by_a_misspelt_name(site: Client, busy: str) -> None:
    from django.template import engines

    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, "NOT-THERE:%s"
    try:
        answers = [
            site.get(f"/advice/?{busy}&name=Orders").content.decode(),
            site.get(f"/advice/retry/?{busy}").content.decode(),
            site.get(f"/advise/check/?{busy}").content.decode(),
            site.get(f"/advise/stage/?{busy}").content.decode(),
            site.get(f"/advice/saga-orchestration/?{busy}&w.cross_tx=2").content.decode(),
            site.get(f"/advice/two-phase-commit/?{busy}").content.decode(),
            site.get(f"/advice/deciding/?{busy}").content.decode(),
            site.get(f"/advice/what-if/?{busy}&was.tx=one&was.deps=").content.decode(),
            site.get(f"/advise/weights/?{busy}&w.overload=2").content.decode(),
            site.get("/advise/").content.decode(),
        ]
    finally:
        engine.string_if_invalid = before

    assert not {word for text in answers for word in re.findall(r"NOT-THERE:([\w.]*)", text)} - {
        "level"  # of a figure's heading, which has a default
    }


def test_close_calls_stand_before_clear_choices(site: Client, catalogue: Catalogue) -> None:
    query = {
        "languages": ["closed"], "latency": ["ms300"], "deps": ["few", "stores"],
        "downtime": ["hours"], "undo": ["undone", "nobody"], "history": ["old"],
        "clients": ["web"], "security": ["residency", "idp"], "release": ["zero"],
        "legacy": ["verify", "model"],
    }  # fmt: skip
    groups = advice(catalogue, query).plan.groups
    assert [choice.close_call for choice in groups].count(True) == 1 < len(groups)

    shown = page(site.get(f"/advice/?{address(sheet(catalogue, query))}").content)

    said = [
        "Close call: decide by hand." in notice.text
        for notice in shown.section("h-plan").all("div", klass="notice")
    ]
    assert said == sorted(said, reverse=True)
    assert said.count(True) == 1


def test_what_stays_unanswered_leads_to_the_questions_that_raised_it(
    site: Client, catalogue: Catalogue, busy: str
) -> None:
    section = page(site.get(f"/advice/?{busy}").content).section("h-baseline")

    rows = list(section.all("li"))
    expected = advice(catalogue).baseline.unanswered_forces
    assert [row.first("b").text for row in rows] == [
        catalogue.force(found.force).name for found in expected
    ]
    for row, found in zip(rows, expected, strict=True):
        asked = [urlsplit(link).path.split("/")[2] for link in row.links.values()]
        assert asked == list(found.questions)


def test_the_words_of_confidence_are_explained_where_they_stand(site: Client, busy: str) -> None:
    text = page(site.get(f"/advice/?{busy}").content).section("h-why").text

    for word in ("Firm: no answer", "Likely: to a neighboring verdict", "Open: further"):
        assert word in text


def test_an_explanation_shows_one_pattern_and_leads_back_to_its_row(
    site: Client, busy: str
) -> None:
    shown = page(site.get(f"/advice/retry/?{busy}").content)

    assert shown.first("h1").text == "Retry"
    assert [heading.text for heading in shown.all("h2")] == [
        "The verdict in words",
        "Why",
        "Why not",
        "What one other answer would change",
        "How sure this is",
        "Its place in the plan",
        "Ledger",
    ]
    assert shown.has("table", klass="ledger-table")
    assert shown.links["The whole advice"] == f"/advice/?{busy}#row-retry"


def test_an_explanation_of_an_unknown_pattern_is_not_found(site: Client) -> None:
    assert site.get("/advice/nonsense/?stage=new").status_code == 404


SAGA = "services=some&tx=many&undo=undone&undo=one"


def test_what_one_need_calls_together_is_folded_below_the_first_of_it(site: Client) -> None:
    shown = page(site.get(f"/advice/?{SAGA}").content)

    (fold,) = [each for each in shown.all("details", klass="parts") if "Compensating" in each.text]
    assert fold.first("summary").text.startswith("The same need calls for")
    assert fold.has("div", id="row-compensating-transaction")


def test_the_first_three_are_explained_in_one_sentence(site: Client) -> None:
    plain = page(
        site.get("/advice/?services=some&pains=blind&tx=many&undo=undone&undo=one").content
    )
    starred = page(
        site.get(
            "/advice/?services=some&pains=blind&tx=many&undo=undone&undo=one&star=undo.undone"
        ).content
    )

    assert (
        "comes second, since this has already hurt: “A request could not be followed”" in plain.text
    )
    assert "since you starred “Earlier steps are undone or made good”" in starred.text
    assert "Your stars decide this order, not the verdicts." in starred.text


def test_without_advice_there_is_no_first(site: Client) -> None:
    assert "leads this list" not in page(site.get("/advice/?ops=basic").content).text


def test_an_answer_that_speaks_through_two_forces_is_named_once(site: Client) -> None:
    shown = page(site.get("/advice/?pains=dup").content)

    row = next(shown.all("div", id="row-idempotency-key"))
    answers = [each.first("span").text for each in row.first("ul", klass="reasons").all("li")]
    assert answers == ["What has already hurt? Things done twice"]
