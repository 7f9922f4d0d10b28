"""The pages of the labs, as a browser without scripts and as curl see them."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from patterns import lab_cache, releases
from patterns.labs import shelf
from patterns.labs.addresses import Run
from patterns.labs.charts import Picture, pictures
from patterns.labs.kernel.lab import Balance
from patterns.labs.kernel.results import plain
from patterns.pages.labs import asking, views
from tests.advisor.answering import examples
from tests.patterns.pages.markup import page_of

pytestmark = pytest.mark.django_db

PAGE = "/labs/circuit-breaker/"
SHORT = "duration=30&f="
SHORTENED = "rate=2000&duration=3600&f=&v=1"
FORMATS = ("text", "json", "csv", "svg", "mmd")


@pytest.fixture(autouse=True)
def _empty() -> None:
    lab_cache.forget()


def test_the_list_names_every_lab_and_its_challenges(site: Client) -> None:
    text = site.get("/labs/").content.decode()

    for slug in shelf.labs():
        assert f'href="/labs/{slug}/"' in text
    assert "run CH1" in text
    assert page_of(text.encode()).faults == []


def drawn(slug: str) -> tuple[Picture, ...]:
    """Return the charts of the default run: those of what happened in it."""
    lab = shelf.lab(slug)
    found = pictures(lab, lab.run(lab.values()))
    assert len(found) >= len(lab.charts) - 1
    return found


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_lab_has_a_page_with_sound_markup_and_all_its_parts(site: Client, slug: str) -> None:
    response = site.get(f"/labs/{slug}/")

    text = response.content.decode()
    assert response.status_code == 200
    assert page_of(response.content).faults == []
    for heading in ("Your settings", "As text", "Theory beside the run", "What held in this run",
                    "All figures", "Take it with you"):  # fmt: skip
        assert heading in text, heading
    for chart in drawn(slug):
        assert f'id="chart-{chart.name.replace("_", "-")}"' in text


@pytest.mark.parametrize("slug", shelf.labs())
def test_every_offered_link_of_a_lab_is_its_runs_one_address(site: Client, slug: str) -> None:
    """Whoever follows a preset, a challenge or an experiment is not sent on."""
    links = set(page_of(site.get(f"/labs/{slug}/").content).links)
    offered = [urlsplit(link).query for link in links if link.startswith(f"/labs/{slug}/?")]

    assert len(offered) > 5
    for query in offered:
        found = asking.read(shelf.lab(slug), QueryDict(query))
        assert not found.is_refused, query
        assert found.notes == (), query
        assert query.startswith(found.run.query), query


def test_a_form_with_every_field_leads_to_the_short_address(site: Client) -> None:
    fields = {
        "rate": "30", "duration": "30", "clients": "1", "open_wait": "30s", "seed": "1",
        "f.1.span": "", "f.1.target": "service", "b.1.key": "", "b.1.value": "",
    }  # fmt: skip

    response = site.get(PAGE, fields)

    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}?rate=30&duration=30&f=&v=1"
    assert site.get(response["Location"]).status_code == 200


def test_the_default_address_is_answered_at_once(site: Client) -> None:
    assert site.get(PAGE).status_code == 200


def test_a_preset_has_a_short_name(site: Client) -> None:
    response = site.get(f"{PAGE}?preset=healthy")

    assert response["Location"] == f"{PAGE}?f=&v=1"


@pytest.mark.parametrize(
    "address", ["/labs/nothing/", f"{PAGE}?preset=nothing", f"{PAGE}?preset=%3Cscript%3E"]
)
def test_what_is_not_there_is_answered_with_the_list(site: Client, address: str) -> None:
    response = site.get(address)

    assert response.status_code == 404
    assert f'href="{PAGE}"' in response.content.decode()
    assert page_of(response.content).faults == []


def test_a_mistake_gives_the_whole_page_with_the_form_as_typed_and_no_result(
    site: Client,
) -> None:
    response = site.get(f"{PAGE}?rate=fast&open_wait=5")

    text = response.content.decode()
    assert response.status_code == 400
    assert "Error: Circuit breaker" in text
    assert 'value="fast"' in text
    assert 'aria-invalid="true"' in text
    assert '<a href="#f-rate">Call rate: enter a number' in text
    assert '<h2 id="h-result"' not in text
    assert page_of(response.content).faults == []


def test_a_mistake_in_run_b_unfolds_its_part_of_the_form(site: Client) -> None:
    text = site.get(f"{PAGE}?b.rate=0").content.decode()

    assert re.search(r'id="g-compare" open', text)
    assert "Call rate, run B" in text


def test_two_runs_stand_side_by_side_on_one_scale(site: Client) -> None:
    text = site.get(f"{PAGE}?{SHORT}&b.rate=40&v=1").content.decode()

    assert "A: Call rate 22 calls/s" in text
    assert "B: Call rate 40 calls/s" in text
    assert 'id="chart-outcomes-a"' in text
    assert 'id="chart-outcomes-b"' in text
    axes = [
        re.findall(r">(\d+)</text>", svg)
        for svg in re.findall(r"<svg class=\"plot wide.*?</svg>", text, re.S)
    ]
    assert axes[0] == axes[1]


def test_a_run_compared_with_itself_says_that_nothing_differs(site: Client) -> None:
    assert "equal in every figure" in site.get(f"{PAGE}?{SHORT}&b.rate=22&v=1").content.decode()


def test_twenty_seeds_say_what_each_of_the_short_runs_covers(site: Client) -> None:
    text = site.get(f"{PAGE}?seeds=20&v=1").content.decode()

    assert "Over twenty seeds" in text
    assert "Each of the twenty runs is a short one." in text


def test_the_step_that_is_asked_for_is_marked_and_told(site: Client) -> None:
    text = site.get(f"{PAGE}?v=1&step=17").content.decode()

    assert '<tr role="row" id="step-17" class="is-current" aria-current="step">' in text
    assert 'Step <span data-now="number">17</span>' in text
    assert "step=16#step-16" in text
    assert "step=18#step-18" in text


def test_the_diagram_of_a_run_is_shown_and_given_as_text(site: Client) -> None:
    page = site.get(f"{PAGE}?{SHORT}&v=1").content.decode()
    answer = site.get(f"{PAGE}?{SHORT}&v=1&format=mmd")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.startswith(b"stateDiagram-v2\n")
    assert escape(answer.content.decode()) in page
    assert 'data-copy="source-sketch"' in page


def test_a_step_is_marked_although_the_page_without_it_is_kept(site: Client) -> None:
    plain, marked = (site.get(f"{PAGE}?v=1{step}").content for step in ("", "&step=17"))

    assert b'aria-current="step"' not in plain
    assert b'aria-current="step"' in marked


@pytest.mark.parametrize("step", ["201", "99999", "0", "x", "-3"])
def test_a_step_that_is_not_there_marks_nothing(site: Client, step: str) -> None:
    response = site.get(f"{PAGE}?v=1&step={step}", follow=True)

    assert response.status_code == 200
    assert 'aria-current="step"' not in response.content.decode()


def test_a_link_of_an_older_model_says_so_and_runs_the_current_one(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = replace(shelf.lab("circuit-breaker"), model_version=3)
    monkeypatch.setattr(views.shelf, "lab", lambda slug: newer)

    response = site.get(f"{PAGE}?{SHORT}&v=2")

    assert response.status_code == 200
    text = response.content.decode()
    assert "made with model version 2; the lab now runs version 3" in text
    assert "&amp;v=3" in text


def test_a_run_that_was_shortened_says_so_in_every_form(site: Client) -> None:
    note = "these settings need about"
    for form in ("", *FORMATS[:3]):
        query = SHORTENED + (f"&format={form}" if form else "")
        text = site.get(f"{PAGE}?{query}").content.decode()
        assert note in " ".join(text.split()), form
    html = site.get(f"{PAGE}?{SHORTENED}").content.decode()
    assert html.index("Not the whole run") < html.index('class="kpis"')
    assert json.loads(site.get(f"{PAGE}?{SHORTENED}&format=json").content)["status"] == "shortened"
    assert site.get(f"{PAGE}?{SHORTENED}&format=text").content.startswith(b"PARTIAL")


def test_a_run_that_met_the_cap_says_so_too(site: Client) -> None:
    load = "rate=30&duration=600&f=0-600:calls:load:100&v=1"
    for form in ("text", "json", "csv"):
        text = site.get(f"{PAGE}?{load}&format={form}").content.decode()
        assert "the limit is 60,000" in " ".join(text.split()), form


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_may_be_kept_for_a_day_and_is_known_by_its_tag(site: Client, form: str) -> None:
    address = f"{PAGE}?{SHORT}&v=1&format={form}&chart=outcomes"

    first = site.get(address)
    again = site.get(address, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=86400"
    assert again.status_code == 304


@pytest.mark.parametrize("form", ["", *FORMATS])
def test_what_comes_from_the_cache_equals_a_new_run_byte_for_byte(site: Client, form: str) -> None:
    address = f"{PAGE}?{SHORT}&v=1" + (f"&format={form}&chart=outcomes" if form else "")

    fresh, kept = site.get(address).content, site.get(address).content
    lab_cache.forget()

    assert fresh == kept == site.get(address).content


def test_json_is_the_whole_result(site: Client) -> None:
    body = json.loads(site.get(f"{PAGE}?{SHORT}&seed=9&format=json").content)

    lab = shelf.lab("circuit-breaker")
    result = lab.run(lab.values(duration=30.0, f=""), seed=9)
    assert body == json.loads(json.dumps(plain(result)))


def test_the_files_of_two_runs_hold_both(site: Client) -> None:
    query = f"{SHORT}&b.rate=40"

    both = json.loads(site.get(f"{PAGE}?{query}&format=json").content)

    assert both["a"]["params"]["rate"] == 22
    assert both["b"]["params"]["rate"] == 40
    assert site.get(f"{PAGE}?{query}&format=text").content.decode().count("┌") == 2
    assert site.get(f"{PAGE}?{query}&format=csv").content.decode().count("# status") == 2


@pytest.mark.parametrize("slug", shelf.labs())
def test_a_chart_alone_is_sound_xml_in_the_colors_of_paper(site: Client, slug: str) -> None:
    for chart in drawn(slug):
        response = site.get(f"/labs/{slug}/?format=svg&chart={chart.name}")
        assert response.status_code == 200
        root = ElementTree.fromstring(response.content)
        assert root.find("{*}title").text.startswith(chart.title)  # type: ignore[union-attr]
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "var(" not in response.content.decode()


def test_a_chart_of_what_did_not_happen_is_answered_with_those_there_are(site: Client) -> None:
    """Nobody waits where all is refused at once."""
    response = site.get("/labs/throttling/?format=svg&chart=delay")

    assert response.status_code == 404
    assert response.content.strip().endswith(b"charts attempts.")


def test_an_unknown_chart_or_format_is_answered_with_those_there_are(site: Client) -> None:
    chart = site.get(f"{PAGE}?format=svg&chart=nope")
    form = site.get(f"{PAGE}?format=docx")

    assert chart.status_code == 404
    assert b"outcomes, window, latency" in chart.content
    assert form.status_code == 400
    assert b"text, json, csv, svg, mmd" in form.content


@pytest.mark.parametrize("form", FORMATS)
def test_a_mistake_is_told_to_programs_as_text(site: Client, form: str) -> None:
    response = site.get(f"{PAGE}?rate=fast&format={form}")

    assert response.status_code == 400
    assert response.content.decode().startswith("rate: enter a number")


def test_a_run_that_takes_too_long_is_put_off_and_never_shown(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late() -> None:
        raise lab_cache.TooSlow

    monkeypatch.setattr(lab_cache, "deadline", lambda: late)

    for query in ("", "?format=json"):
        response = site.get(PAGE + query)
        assert response.status_code == 503
        assert response["Retry-After"] == "5"


def test_figures_that_contradict_each_other_are_never_shown(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(shelf.lab("circuit-breaker"), balances=(Balance(("success",), ("failure",)),))
    monkeypatch.setattr(views.shelf, "lab", lambda slug: broken)
    site.raise_request_exception = False

    response = site.get(PAGE)

    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert "Failures of executed calls" not in response.content.decode()


def test_one_client_may_run_only_so_many(site: Client, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "lab": ((2, 60),)}

    statuses = [site.get(f"{PAGE}?{SHORT}&v=1").status_code for _ in range(3)]
    refused = site.get(f"{PAGE}?{SHORT}&v=1")

    assert statuses == [200, 200, 429]
    assert int(refused["Retry-After"]) >= 1
    assert site.get("/labs/").status_code == 200


def test_four_threads_get_the_page_that_one_gets(site: Client) -> None:
    releases.current()
    addresses = [f"{PAGE}?{SHORT}&seed={seed}&v=1&format=json" for seed in (2, 3, 4, 5)]
    alone = [site.get(address).content for address in addresses]
    lab_cache.forget()
    runs = [Run(lab=shelf.lab("circuit-breaker"), values=shelf.lab("circuit-breaker").values(
        duration=30.0, f=""), seed=seed) for seed in (2, 3, 4, 5)]  # fmt: skip

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda run: views.files.as_json(lab_cache.run(run)), runs))

    assert [body.decode() for body in alone] == together


def test_the_part_that_is_swapped_is_the_page_without_its_frame(site: Client) -> None:
    response = site.get(f"{PAGE}?{SHORT}&v=1", headers={"HX-Request": "true", "HX-Target": "lab"})

    text = response.content.decode().strip()
    assert text.startswith('<div id="lab"')
    assert "<html" not in text
    assert 'data-say="' in text


def test_a_whole_result_is_small_on_the_wire(site: Client) -> None:
    response = site.get(PAGE, headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 40_000


def test_the_code_gets_the_values_of_the_run(site: Client) -> None:
    text = site.get(f"{PAGE}?threshold=0.25&v=1").content.decode()

    assert re.search(r'href="/patterns/circuit-breaker/code/\w+/\?[^"]*threshold=0\.25', text)


def test_the_page_of_a_pattern_leads_to_its_lab(site: Client) -> None:
    text = site.get("/patterns/circuit-breaker/").content.decode()

    assert f'href="{PAGE}"' in text
    assert "Run it" in text


def test_advice_leads_to_the_lab_with_the_values_that_answers_speak_for(site: Client) -> None:
    address = "/advice/?deps=third&pains=cascade&callfail=pause&latency=ms50"
    text = site.get(address, follow=True).content.decode()

    found = re.search(r'href="(/labs/circuit-breaker/[^"]*)">Try it in the lab', text)
    assert found
    assert site.head(found[1].replace("&amp;", "&")).status_code == 200


def test_names_of_the_reader_are_text_wherever_they_stand(site: Client) -> None:
    services = "<script>alert(1)</script>:20:200:10,</title><b>:10:200:5"

    page = site.get(
        "/labs/bulkhead/", {"services": services, "f": "", "duration": "10"}, follow=True
    )
    chart = site.get(
        "/labs/bulkhead/",
        {"services": services, "f": "", "duration": "10", "format": "svg", "chart": "in-use"},
    )

    assert page.status_code == 200
    for body in (page.content, chart.content):
        assert b"&lt;script&gt;alert(1)" in body
        assert b"<script>alert" not in body
        assert b"</title><b>" not in body
    ElementTree.fromstring(chart.content)


keys = st.sampled_from(
    ["rate", "duration", "f", "window", "threshold", "seed", "seeds", "v", "format", "chart",
     "step", "preset", "b.rate", "b.f", "b.1.key", "b.1.value", "b.9.key", "f.1.span", "f.1.value",
     "f.99.kind", "b.", "", "zzz"]
) | st.text(max_size=6)  # fmt: skip
texts = st.sampled_from(
    ["1", "0", "-1", "30", "nan", "inf", "1e400", "9" * 50, "text", "json", "csv", "svg",
     "outcomes", "1-2:service:error:1", "1-2:service:error:1,", ":::", ",,,", "count", "on",
     "healthy", "20", "<script>", "{{7*7}}", "../../etc", "\x00", "\u202e", "٣", "%", "="]
) | st.text(max_size=10)  # fmt: skip


@examples(60)
@given(
    slug=st.sampled_from([*shelf.labs()]),
    pairs=st.lists(st.tuples(keys, texts), max_size=6),
)
def test_no_query_is_a_server_error(site: Client, slug: str, pairs: list[tuple[str, str]]) -> None:
    # Short runs: what is tried is the reading.
    query = urlencode([*pairs, ("duration", "10")], errors="surrogatepass")

    response = site.get(f"/labs/{slug}/?{query}")

    assert response.status_code in (200, 302, 400, 404), (slug, pairs)
    if response.status_code == 302:
        assert site.get(response["Location"]).status_code in (200, 404), response["Location"]
