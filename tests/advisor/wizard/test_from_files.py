"""Start from what exists: files come in, inferences are confirmed, nothing is kept."""

import json
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.advisor.answering import examples
from tests.advisor.markup import Element, page
from tests.advisor.prefill.test_files import FILES, HIDDEN, NAMES

PLACE = "/advise/from-files/"
COMPOSE = "services:\n  orders: {build: ./a, deploy: {replicas: 2}}\n  billing: {build: ./b}\n"
SWARM = COMPOSE + "  odd: {build: ./c, deploy: {update_config: {}}}\n"


def hand_in(site: Client, *files: bytes | str, text: str = "") -> Any:
    uploads = [
        SimpleUploadedFile(f"f{number}.yml", file.encode() if isinstance(file, str) else file)
        for number, file in enumerate(files)
    ]
    return site.post(PLACE, {"files": uploads, "text": text})


def shown(response: Any) -> Element:
    assert response.status_code == 200, response.content[:300]
    return page(response.content).first("main")


def choices(found: Element) -> dict[str, tuple[str, bool]]:
    """Return name=value → the kind of the box, and whether it is ticked."""
    return {
        f"{box['name']}={box['value']}": (box["type"], box.is_checked)
        for box in found.all("input")
        if box.get("type") in ("radio", "checkbox")
    }


def problem(response: Any) -> str:
    return page(response.content).first("div", klass="error-summary").text


def test_the_start_leads_here(site: Client) -> None:
    assert page(site.get("/advise/").content).links["Start from what exists"] == PLACE


def test_the_form_says_what_happens_with_the_files(site: Client) -> None:
    found = shown(site.get(PLACE))

    assert found.first("form")["enctype"] == "multipart/form-data"
    assert "multiple" in found.first("input", type="file").attributes
    assert "Nothing is executed, nothing leaves this server" in found.text
    assert found.first("input", name="csrfmiddlewaretoken")


def test_a_post_needs_the_token_of_the_form(site: Client) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(PLACE, {"text": COMPOSE}).status_code == 403


def test_what_is_seen_is_ticked_and_a_hint_is_not(site: Client) -> None:
    boxes = choices(shown(hand_in(site, text=COMPOSE)))

    assert boxes["services=few"] == ("checkbox", True)
    assert boxes["load=copies"] == ("checkbox", True)
    assert boxes["runtime=containers"] == ("checkbox", False)
    assert boxes["name=orders"] == ("checkbox", True)


def test_every_inference_shows_file_path_and_sentence(site: Client) -> None:
    found = shown(hand_in(site, COMPOSE))

    why = found.first("div", id="why-load-copies").text
    assert why == "Seen2 equal copies of orders. f0.yml, services.orders.deploy.replicas"
    assert found.first("input", id="load-copies")["aria-describedby"] == "why-load-copies"
    assert found.first("div", id="why-runtime-containers").text.startswith("A hint")


def test_a_question_with_one_answer_offers_its_options_as_a_choice(site: Client) -> None:
    boxes = choices(shown(hand_in(site, text=SWARM)))

    assert boxes["runtime=containers"] == ("radio", False)
    assert boxes["runtime=k8s"] == ("radio", False)
    assert boxes["runtime=unknown"] == ("radio", False)
    assert boxes["services=few"] == ("checkbox", True)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_ticked_answers_lead_to_the_check_page(site: Client, name: str) -> None:
    form = shown(hand_in(site, (FILES / name).read_bytes())).first("form", method="get")

    response = site.get(form.sends(), follow=True)

    after = page(response.content)
    assert response.status_code == 200
    assert after.first("h1").text == "Check your answers"
    assert not after.has("div", klass="notice")
    query = parse_qs(urlsplit(after.links["See the advice"]).query)
    assert query["name"] == NAMES[name]
    assert site.get(after.links["See the advice"]).status_code == 200


@pytest.mark.parametrize("name", sorted(NAMES))
def test_all_hints_of_a_file_may_be_ticked_together(site: Client, name: str) -> None:
    form = shown(hand_in(site, (FILES / name).read_bytes())).first("form", method="get")
    for box in form.all("input"):
        if box["type"] == "checkbox":
            box.attributes["checked"] = ""

    response = site.get(form.sends(), follow=True)

    assert response.status_code == 200
    assert "not known here" not in page(response.content).text


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_secret_of_a_file_stands_on_the_page(site: Client, name: str) -> None:
    text = hand_in(site, (FILES / name).read_bytes()).content.decode()

    assert [word for word in HIDDEN if word in text] == []


def test_several_files_and_a_text_are_read_together(site: Client) -> None:
    interface = "openapi: 3.0.0\ninfo: {title: Payments}\npaths: {/v1/a: {get: {}}}\n"

    boxes = choices(shown(hand_in(site, COMPOSE, interface, text="services: {c: {build: ./c}}")))

    assert {key for key in boxes if key.startswith("name=")} == {
        "name=orders", "name=billing", "name=Payments", "name=c",
    }  # fmt: skip
    assert "release=contracts" in boxes


def test_what_was_not_understood_is_named_beside_the_rest(site: Client) -> None:
    found = shown(hand_in(site, COMPOSE, "a: [\n", COMPOSE.replace("{build: ./b}", "5")))

    notice = found.first("div", klass="notice").text
    assert "f1.yml, line 2, column 1: " in notice
    assert "f2.yml, line 3: “services.billing” should be a table, and a number was found" in notice
    assert "services=few" in choices(found)


def test_more_names_than_the_picture_takes_are_offered_unticked(site: Client) -> None:
    text = "services:\n" + "".join(f"  s{n}: {{build: ./s{n}}}\n" for n in range(60))

    found = shown(hand_in(site, text=text))

    names = [ticked for key, (_, ticked) in choices(found).items() if key.startswith("name=")]
    assert (len(names), sum(names)) == (40, 12)
    assert "20 more names can be typed in" in found.text


def test_nothing_of_a_file_is_kept_or_cached(site: Client) -> None:
    before = set(Path(tempfile.gettempdir()).glob("*.upload*"))

    response = hand_in(site, COMPOSE + "# " + "x" * 900_000)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert set(Path(tempfile.gettempdir()).glob("*.upload*")) == before


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        (" \n# nothing", "the file is empty"),
        (BOMB, "more than 100,000 keys and values"),
        ("\n".join(f"k{n}: 1" for n in range(100_000)), "more than 100,000 keys and values"),
        (json.dumps({str(n): n for n in range(60_000)}), "more than 100,000 keys and values"),
        ("a: " + "[" * 5_000, "nested deeper"),
        (b"\x7fELF\x02\x01\x01\x00\xff\xfe", "is it a binary file?"),
        (b"services:\n  a: x\x00\n", "line 2, column 7: a control character"),
        ("services: 5\n", "“services” should be a table, and a number was found"),
        ("services:\n  a: 5\n", "line 2: “services.a” should be a table"),
        ("apiVersion: v1\n", "neither a compose file"),
        ("kind: Zebra\n", "its keys are kind"),
        ("image: {{ .Values.image }}\n", "helm template"),
        ("a: !!python/object/apply:os.system ['x']\n", "is not read"),
        ("a: 1\na: 2\n", "given twice"),
        ("[1, 2, 3]", "no table of keys and values"),
        ("true", "no table of keys and values"),
    ],
    ids=lambda value: repr(value[:16]),
)  # fmt: skip
def test_what_cannot_be_used_is_answered_with_its_reason(
    site: Client, content: bytes | str, words: str
) -> None:
    response = hand_in(site, content)

    assert response.status_code == 422
    assert words in problem(response)
    assert page(response.content).first("form", enctype="multipart/form-data")


def test_a_form_without_anything_asks_for_a_file(site: Client) -> None:
    response = site.post(PLACE, {"text": " "})

    assert response.status_code == 422
    assert problem(response).endswith("Choose a file or paste its text.")


def test_an_object_of_an_unknown_kind_says_only_where_it_runs(site: Client) -> None:
    found = shown(hand_in(site, "apiVersion: zoo/v1\nkind: Zebra\nmetadata: {name: x}\n"))

    assert set(choices(found)) == {"runtime=k8s"}
    assert "Nothing is inferred from objects of the kind Zebra" in found.text


def test_a_text_that_cannot_be_used_comes_back_cut(site: Client) -> None:
    short = hand_in(site, text="a: [ü\n")
    long = hand_in(site, text="a: [\n" + "x" * 30_000)

    assert page(short.content).first("textarea", id="text").text == "a: [ü"
    assert len(page(long.content).first("textarea", id="text").text) < 20_001
    assert "Only the first 20000 characters are shown again." in page(long.content).text
    assert "no-store" in long["Cache-Control"]


def test_files_that_are_too_large_together_are_refused(site: Client) -> None:
    whole = hand_in(site, b"a: " + b"x" * 10_000_000, text="services: {a: {build: .}}")
    parts = hand_in(site, COMPOSE + "#" * 700_000, COMPOSE + "#" * 700_000)

    for response in (whole, parts):
        assert response.status_code == 413
        assert "All files together may have 1,024 KiB" in problem(response)
    text = page(whole.content).first("textarea", id="text").text
    assert text == "services: {a: {build: .}}"


def test_a_text_that_is_larger_than_a_form_may_be_is_refused(site: Client) -> None:
    response = hand_in(site, text="x" * 300_000)

    found = page(response.content)
    assert response.status_code == 413
    assert found.first("h1").text == "The text is too large"
    assert "256 KiB" in found.text


def test_too_many_files_are_refused(site: Client) -> None:
    assert "At most 20 files" in problem(hand_in(site, *[COMPOSE] * 21))
    assert hand_in(site, *[COMPOSE] * 21).status_code == 422
    assert hand_in(site, *[COMPOSE] * 120).status_code == 413


def test_names_of_files_are_shown_harmlessly(site: Client) -> None:
    file = SimpleUploadedFile("<b>\u202e" + "y" * 300 + ".yml", COMPOSE.encode())

    text = site.post(PLACE, {"files": [file]}).content.decode()

    assert "<b>" not in text
    assert "\u202e" not in text
    assert "y" * 100 not in text


def test_markup_in_a_file_is_text_on_the_page(site: Client) -> None:
    text = COMPOSE.replace("orders", "'<script>alert(1)</script>'")

    content = hand_in(site, text=text).content.decode()

    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(site: Client, method: str) -> None:
    assert getattr(site, method)(PLACE).status_code == 405


def test_it_is_limited_how_often_files_are_read(site: Client, settings: Any) -> None:
    cache.clear()  # what another test counted must not count here
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "from-files": ((2, 3600),)}
    address = {"REMOTE_ADDR": "203.0.113.9"}

    statuses = [site.post(PLACE, {"text": COMPOSE}, **address).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


@examples(60)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.text(alphabet="services:\n {}[]a&*-!|1'\"", max_size=60),
        st.sampled_from(["services:", "openapi: 3.0.0\n", "apiVersion: v1\nkind: Pod\n"]),
    ),
    file=st.binary(max_size=60),
)
def test_no_text_and_no_file_is_a_server_error(site: Client, text: str, file: bytes) -> None:
    assert hand_in(site, file, text=text).status_code in (200, 422)


def test_a_lone_half_of_a_pair_is_no_server_error(site: Client) -> None:
    body = "text=" + "services%3A+%7Ba%3A+%7Bbuild%3A+.%7D%7D%0A%23%ED%A0%80"

    response = site.post(PLACE, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 422)
