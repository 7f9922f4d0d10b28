"""The page of an Assessment and of its revisions: numbers as they were computed then."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from advisor import models
from patterns import releases
from patterns.loading import load
from tests.advisor.assessments.conftest import ANSWERS, FEWER, OTHER, Visitor, edit_link, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def load_changed(shipped: Any) -> Any:
    """Load the same content with a Circuit Breaker that nothing calls for any more."""

    def run() -> None:
        changed = []
        for pattern in shipped.content.patterns:
            if pattern.slug == "circuit-breaker":
                eases = tuple(replace(e, force="idle_waste") for e in pattern.profile.eases[:1])
                pattern = replace(pattern, profile=replace(pattern.profile, eases=eases))
            changed.append(pattern)
        load(replace(shipped.content, patterns=tuple(changed)), now=timezone.now())

    return run


def test_the_page_shows_the_stored_numbers(ada: Visitor) -> None:
    place = ada.save(title="Order platform")
    stored = kept(place).newest().as_computed()
    adopted = [row for row in stored["patterns"] if row["verdict"] == "adopt"]

    shown = ada.see(place)

    for row in adopted:
        text = shown.first("tr", id=f"decided-{row['slug']}").text
        assert "Adopt" in text
        assert f"{row['fit']:.1f}" in text
    assert "Nothing is decided yet." in shown.first("main").text


def test_an_old_revision_shows_its_own_numbers(ada: Visitor) -> None:
    place = ada.save()
    ada.post(f"{place}revisions/", answers="stage=new", base="1")

    first, second = ada.see(f"{place}revisions/1/"), ada.see(f"{place}revisions/2/")

    assert "Adopt" in first.first("tr", id="decided-circuit-breaker").text
    assert not second.has("tr", id="decided-circuit-breaker")
    assert "Revision 2 is the newest." in first.first("main").text


@pytest.mark.parametrize("number", ["0", "2", "01", "999999", "1000000", "-1", "x"])
def test_a_revision_that_never_was_is_not_found(ada: Visitor, number: str) -> None:
    place = ada.save()

    assert ada.get(f"{place}revisions/{number}/").status_code == 404


def test_the_page_says_what_the_catalogue_has_moved_since(ada: Visitor, load_changed: Any) -> None:
    place = ada.save()
    assert not ada.see(place).has("section", aria_labelledby="h-since")
    before = models.Revision.objects.get().advice

    load_changed()

    shown = ada.see(place)
    notice = shown.section("h-since")
    assert "The catalogue has changed since revision 1" in notice.text
    assert "Circuit Breaker: Adopt to" in notice.text
    assert "Adopt" in shown.first("tr", id="decided-circuit-breaker").text
    assert models.Revision.objects.get().advice == before


def test_judging_again_saves_what_the_current_release_says(ada: Visitor, load_changed: Any) -> None:
    place = ada.save()
    ada.post(f"{place}notes/", base="1", **{"note.pains": "Incident"})
    load_changed()

    form = ada.see(place).section("h-since").first("form")
    response = ada.send(form)

    assert response["Location"] == f"{place}?saved=3"
    assert not ada.see(place).has("section", aria_labelledby="h-since")
    newest = kept(place).newest()
    assert newest.release.digest == releases.current().digest
    assert newest.document["notes"] == {"pains": "Incident"}
    assert newest.verdicts()["circuit-breaker"] != "adopt"


def test_a_release_that_cannot_be_read_any_more_takes_no_page_away(
    ada: Visitor, load_changed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ada.save()
    old = kept(place).newest().release.digest
    load_changed()
    get = releases.get

    def refuse(digest: str) -> Any:
        if digest == old:
            raise releases.NoRelease(digest)
        return get(digest)

    monkeypatch.setattr(releases, "get", refuse)

    assert "Circuit Breaker: Adopt to" in ada.see(place).section("h-since").text
    assert "cannot read that Release any more" in ada.see(f"{place}revisions/1/").first("main").text
    assert "cannot read" in ada.see(f"{place}compare/?left=1&right=now").first("main").text
    assert ada.see(f"{place}notes/").has("textarea", id="note-pains")
    assert ada.get(f"{place}assessment.json").status_code == 200


def test_another_engine_is_named_and_its_moves_are_told_apart(
    ada: Visitor, load_changed: Any
) -> None:
    place = ada.save()
    revision = models.Revision.objects.get()
    advice = revision.advice.replace(
        '"slug":"retry","stance":null,"verdict":"', '"slug":"retry","stance":null,"verdict":"x-'
    )
    assert advice != revision.advice
    models.Revision.objects.update(engine="0.1", advice=advice)

    assert "The way of judging has changed" in ada.see(place).section("h-since").text
    load_changed()

    rows = [row.text for row in ada.see(place).section("h-since").all("li")]
    by_engine = [row.partition(":")[0] for row in rows if "by the engine" in row]
    assert by_engine == ["Retry"]
    assert any(row.startswith("Circuit Breaker") for row in rows)


def test_a_reader_sees_no_means_to_change_anything(ada: Visitor, eve: Visitor) -> None:
    place = ada.save()
    kept(place).share(now=timezone.now())
    eve.get(f"{place}view/{kept(place).read_key}/")

    shown = eve.see(place)

    assert [form["action"] for form in shown.all("form") if form.get("method") == "post"] == []
    for words in ("Change answers", "Clone as a variant", "Rename", "Delete", "Write notes"):
        assert words not in shown.links
    assert not any(text.startswith("Decide on") for text in shown.links)
    assert "assessment=" not in shown.links["The advice in full"]


def test_every_page_of_a_person_is_private_and_found_by_no_search(ada: Visitor) -> None:
    place = ada.save()

    for address in (
        place,
        f"{place}revisions/1/",
        f"{place}compare/",
        f"{place}notes/",
        f"{place}decisions/retry/",
        f"{place}rename/",
        f"{place}variant/",
        f"{place}delete/",
        f"{place}answers.json",
        f"{place}assessment.json",
        "/compare/",
    ):
        response = ada.get(address)
        assert response.status_code == 200, address
        assert response["Cache-Control"] == "private, no-store", address
        assert "noindex" in response["X-Robots-Tag"], address


def test_the_page_asks_few_questions_of_the_database(
    ada: Visitor, django_assert_max_num_queries: Any
) -> None:
    place = ada.save()
    for number, answers in enumerate((FEWER, OTHER, ANSWERS), start=1):
        ada.post(f"{place}revisions/", answers=answers, base=str(number))
    for slug in ("retry", "circuit-breaker", "timeout"):
        ada.post(f"{place}decisions/{slug}/", status="accepted")
    ada.see(place)

    with django_assert_max_num_queries(6):
        ada.see(place)


def test_a_variant_names_its_origin_to_whoever_may_read_it(ada: Visitor, eve: Visitor) -> None:
    place = ada.save(title="Order platform")
    variant = ada.post(f"{place}variant/", title="With queues")["Location"]
    eve.get(edit_link(ada, variant))

    assert (
        "A variant of Order platform, revision 1"
        in ada.see(variant).first("header", klass="head").text
    )
    told = eve.see(variant).first("header", klass="head").text
    assert "A variant of another assessment, revision 1" in told
    assert "Order platform" not in told


def test_no_field_of_a_template_is_left_empty_by_a_misspelt_name(ada: Visitor) -> None:
    from django.template import engines

    place = ada.save(title="Order platform")
    ada.post(f"{place}decisions/circuit-breaker/", status="accepted", note="Why")
    ada.post(f"{place}share/")
    ada.post(f"{place}revisions/", answers=OTHER, base="1")
    variant = ada.post(f"{place}variant/", title="Other")["Location"]
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, "NOT-THERE:%s"
    try:
        answers = [
            ada.get(address).content.decode()
            for address in (
                place, variant, f"{place}revisions/1/", f"{place}compare/", f"{place}notes/",
                f"{place}decisions/circuit-breaker/", f"{place}decisions/retry/",
                f"{place}rename/", f"{place}variant/", f"{place}delete/", "/compare/",
                "/assessments/deleted/", f"{place}compare/?left=1&right=now",
            )
        ]  # fmt: skip
        answers += [
            ada.post(address, **fields).content.decode()
            for address, fields in (
                (f"{place}revisions/", {"answers": FEWER, "base": "1"}),
                (f"{place}revisions/", {"answers": "zzz=1", "base": "1"}),
                (f"{place}decisions/retry/", {"status": "perhaps"}),
                (f"{place}notes/", {"note.pains": "x" * 300, "base": "1"}),
                (f"{place}rename/", {"title": "x" * 200}),
                ("/assessments/", {"answers": ""}),
            )
        ]
    finally:
        engine.string_if_invalid = before

    assert not {word for text in answers for word in re.findall(r"NOT-THERE:([\w.|]*)", text)}
