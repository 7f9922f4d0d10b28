"""Where the questionnaire begins, and how a file from an earlier visit comes back."""

import io
import json
import zipfile
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.answers import address, read
from advisor.briefing import knowledge
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, examples, queries, sheet
from tests.advisor.markup import page

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


def load(site: Client, content: object) -> Any:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return site.post("/advise/load", {"file": SimpleUploadedFile("answers.json", body)})


def test_the_start_offers_both_paths_with_their_length(site: Client) -> None:
    shown = page(site.get("/advise/").content)

    assert shown.links["Quick: 17 questions, about six minutes"] == "/advise/stage/?path=quick"
    assert shown.links["All 34 questions, about eleven"] == "/advise/stage/"


def test_every_scenario_opens_a_started_questionnaire_without_contradiction(
    site: Client, catalogue: Catalogue
) -> None:
    shown = page(site.get("/advise/").content)
    started = {
        link["href"] for link in shown.all("a") if link.get("href").startswith("/advise/")
    } - {"/advise/", "/advise/stage/", "/advise/stage/?path=quick", "/advise/from-files/"}

    assert len(started) == len(catalogue.content.scenarios)
    for link in started:
        response = site.get(link)
        assert response.status_code == 200, link
        assert not page(response.content).has("div", klass="notice"), link
        check = page(site.get(f"/advise/check/?{link.partition('?')[2]}").content)
        assert not check.has("div", klass="contradiction"), link


@examples(15)
@given(data=st.data())
def test_exported_answers_load_as_the_same_answers_and_advice(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    filled = sheet(catalogue, {**data.draw(queries(catalogue, most=8)), "name": ["Orders"]})
    exported = site.get(f"/exports/answers?{address(filled)}")

    links = page(load(site, exported.content).content).links
    query = links["See the advice"].partition("?")[2]

    assert links["Check these answers"] == f"/advise/check/?{query}"
    assert query == address(filled)
    loaded = read(parse_qs(query), knowledge(catalogue))
    assert advise(loaded.answers, catalogue) == advise(filled.answers, catalogue)


def test_a_file_shows_what_will_happen_before_it_happens(site: Client) -> None:
    response = load(
        site,
        {"answers": {"stage": ["new"], "nonsense": ["x"], "traffic": ["high"], "tx": ["hm"]}},
    )

    shown = page(response.content)
    notice = shown.first("div", klass="notice").text
    assert response.status_code == 200
    assert shown.first("p", klass="lead").text.startswith("1 answer can be used.")
    assert "“nonsense” is no question" in notice
    assert "“traffic” is gone; answer load in its place" in notice
    assert "“hm” is no option" in notice


def test_a_file_of_another_release_is_taken_and_said_to_be_so(
    site: Client, catalogue: Catalogue
) -> None:
    old = load(site, {"release": "sha256:0", "answers": {"stage": ["new"]}})
    own = load(site, {"release": catalogue.digest, "answers": {"stage": ["new"]}})

    assert "another Release" in old.content.decode()
    assert "another Release" not in own.content.decode()


def test_pasted_text_is_as_good_as_a_file(site: Client) -> None:
    response = site.post("/advise/load", {"text": json.dumps({"answers": dict(BUSY)})})

    shown = page(response.content)
    assert shown.first("p", klass="lead").text.startswith(f"{len(BUSY)} answers can be used.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file or paste its text."),
        (b"{", "not a JSON object"),
        (b"\xff\xfe\x00", "not a JSON object"),
        (b"[1, 2]", "has the wrong form"),
        (b'"text"', "has the wrong form"),
        (b"[" * 60_000, "not a JSON object"),
        (b'{"a":' * 12_000, "not a JSON object"),
        (b"1" * 65_537, "too large: answers may have 64 KiB"),
        (
            json.dumps(dict.fromkeys(map(str, range(100_000)))).encode(),
            "too large: answers may have 64 KiB",
        ),
    ],
    ids=["empty", "broken", "bytes", "list", "text", "deep", "deep-open", "huge", "many-keys"],
)
def test_an_unusable_file_is_answered_with_its_reason(
    site: Client, content: bytes, words: str
) -> None:
    response = load(site, content)

    assert response.status_code == 422
    assert words in page(response.content).first("div", klass="error-summary").text


def test_a_text_that_cannot_be_read_comes_back_as_typed(site: Client) -> None:
    response = site.post("/advise/load", {"text": "{not json"})

    assert response.status_code == 422
    assert page(response.content).first("textarea", id="text").text == "{not json"


@examples(60)
@given(document=st.dictionaries(
    st.sampled_from(["schema", "release", "title", "answers", "reasons", "notes", "weights",
                     "names", "sources", "zzz"]),
    any_json,
))  # fmt: skip
def test_no_document_is_a_server_error(site: Client, document: dict[str, Any]) -> None:
    assert load(site, document).status_code in (200, 422)


def test_a_file_of_wrong_types_keeps_what_is_right(site: Client) -> None:
    response = load(
        site,
        {"answers": {"stage": ["new"], "tx": 7}, "names": "Orders", "weights": [], "notes": None},
    )

    shown = page(response.content)
    assert response.status_code == 200
    assert shown.links["See the advice"] == "/advice/?stage=new&name=Orders"
    assert len(list(shown.first("div", klass="notice").all("li"))) == 3


def test_too_many_problems_are_counted_and_not_listed(site: Client) -> None:
    response = load(site, {"answers": {f"q{number}": ["x"] for number in range(300)}})

    named = [item.text for item in page(response.content).first("div", klass="notice").all("li")]
    assert len(named) == 21
    assert named[-1] == "And 280 more."


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


def test_a_whole_bundle_loads_as_the_same_answers(site: Client, catalogue: Catalogue) -> None:
    query = address(sheet(catalogue, {**BUSY, "name": ["Orders"]}))
    bundle = site.get(f"/exports/bundle?{query}").content

    links = page(load(site, bundle).content).links

    assert links["See the advice"] == f"/advice/?{query}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(), "holds neither .patternadvisor/assessment.json nor"),
        (zipped(**{".patternadvisor/answers.json": b"{}", "../x": b""}), "out of its folder"),
        (b"PK\x03\x04" + b"x" * 90, "cannot be read"),
        (zipped(**{"a": b"x"})[:-5], "cannot be read"),
        (b"PK\x03\x04" + b"\0" * 20_000_000, "larger than a bundle can be"),
    ],
    ids=["nothing", "path", "bytes", "cut", "huge"],
)
def test_a_zip_that_cannot_be_used_is_answered_with_its_reason(
    site: Client, content: bytes, words: str
) -> None:
    response = load(site, content)

    assert response.status_code == 422
    told = page(response.content).first("div", klass="error-summary").text
    assert words in told
    assert "Nothing was taken from it." in told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not a JSON object"),
        (b"", "Choose a file"),
        (b"1" * 300_000, "The file is too"),
    ],
)
def test_an_unusable_file_in_a_zip_is_as_unusable_as_outside(
    site: Client, body: bytes, words: str
) -> None:
    response = load(site, zipped(**{".patternadvisor/answers.json": body}))

    assert response.status_code == 422
    assert words in page(response.content).first("div", klass="error-summary").text
