"""Labs for programs: the same run as the page, every mistake with its place, sweeps as jobs."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor.api import labs as views
from patterns import jobs, lab_cache
from patterns.jobs import Job, State
from patterns.labs import shelf
from patterns.sweeps import sweep_of
from tests.advisor.answering import examples
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

LAB = "/labs/circuit-breaker"
SHORT = {"duration": 30, "f": ""}
SWEEP = {"values": SHORT, "parameter": "threshold", "points": [0.2, "50%"], "seeds": 2}
FAR = {**SWEEP, "points": [round(0.1 + n / 100, 2) for n in range(50)], "seeds": 20}


@pytest.fixture
def api(site: Client) -> Api:
    """A client of the site without a database: labs need none."""
    return Api(site)


@pytest.fixture(autouse=True)
def _empty() -> None:
    lab_cache.forget()


def conforms(description: Description, response: Any, name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(response.content)
    faults = description.faults(body, {"$ref": f"#/components/schemas/{name}"})
    assert not faults, faults
    return body


def test_the_list_names_every_lab(api: Api, description: Description) -> None:
    body = conforms(description, api.get("/labs"), "ListedLabList")

    assert [row["slug"] for row in body["items"]] == [*shelf.labs()]


@pytest.mark.parametrize("slug", shelf.labs())
def test_a_lab_describes_all_that_can_be_set(api: Api, description: Description, slug: str) -> None:
    response = api.get(f"/labs/{slug}")

    body = conforms(description, response, "Lab")
    assert [p["name"] for p in body["parameters"]] == [p.name for p in shelf.lab(slug).parameters]
    assert api.get(f"/labs/{slug}", **{"If-None-Match": response["ETag"]}).status_code == 304
    assert all("{" not in row["text"] for row in body["presets"])


@pytest.mark.parametrize("path", ["/labs/nothing", "/labs/x/sweeps/" + "0" * 64])
def test_an_unknown_lab_is_answered_with_the_labs(api: Api, path: str) -> None:
    response = api.get(path)

    assert response.status_code == 404
    assert "circuit-breaker" in response.json()["detail"]


def test_a_run_is_the_run_of_the_page(api: Api, description: Description) -> None:
    response = api.post(f"{LAB}/runs", {"values": {**SHORT, "rate": 40}, "seed": 5})

    body = conforms(description, response, "Run")
    page = api.client.get(body["links"]["page"] + "&format=json")
    assert json.loads(page.content) == body["result"]
    assert body["links"]["page"] == "/labs/circuit-breaker/?rate=40&duration=30&f=&seed=5&v=1"
    assert not body["is_partial"]
    assert response["Cache-Control"] == "no-store"


def test_an_empty_body_runs_the_defaults(api: Api) -> None:
    assert api.post(f"{LAB}/runs", {}).json()["result"]["events"] < 40_000


def test_equal_bodies_get_equal_bytes(api: Api) -> None:
    first = api.post(f"{LAB}/runs", {"values": SHORT}).content
    lab_cache.forget()

    assert api.post(f"{LAB}/runs", {"values": SHORT}).content == first


def test_two_runs_are_compared_on_the_same_luck(api: Api, description: Description) -> None:
    body = conforms(
        description,
        api.post(f"{LAB}/runs", {"values": SHORT, "compared": {"rate": 22.0}}),
        "Run",
    )

    assert body["compared"]["result"] == body["result"]
    assert all(row["by"] in (0, None) for row in body["compared"]["differences"])


def test_a_list_may_be_written_as_rows(api: Api) -> None:
    rows = [{"span": "5-10", "target": "service", "kind": "error", "value": 1}]

    body = api.post(f"{LAB}/runs", {"values": {"duration": 30, "f": rows}}).json()

    assert body["result"]["params"]["f"] == "5-10:service:error:1"


def test_a_run_that_was_shortened_says_so(api: Api) -> None:
    body = api.post(f"{LAB}/runs", {"values": {"rate": 2000, "duration": 3600, "f": ""}}).json()

    assert body["is_partial"]
    assert body["result"]["status"] == "shortened"
    assert "the limit is 60,000" in body["result"]["notes"][0]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], "#"),
        ({"zzz": 1}, "#/zzz"),
        ({"values": []}, "#/values"),
        ({"values": {"zzz": 1}}, "#/values/zzz"),
        ({"values": {"a/b~c": 1}}, "#/values/a~1b~0c"),
        ({"values": {"rate": "fast"}}, "#/values/rate"),
        ({"values": {"rate": 0}}, "#/values/rate"),
        ({"values": {"rate": None}}, "#/values/rate"),
        ({"values": {"rate": [1]}}, "#/values/rate"),
        ({"values": {"clients": 1.5}}, "#/values/clients"),
        ({"values": {"window": "never"}}, "#/values/window"),
        ({"values": {"strict": 7}}, "#/values/strict"),
        ({"values": {"f": [{"span": "1-2", "what": 1}]}}, "#/values/f"),
        ({"values": {"f": [{"span": "1-2,3-4"}]}}, "#/values/f"),
        ({"values": {"f": "9-3:service:error:1"}}, "#/values/f"),
        ({"values": {"window": "count", "window_n": 5}}, "#/values/window_n"),
        ({"compared": {"rate": 0}}, "#/compared/rate"),
        ({"compared": {"rate": 1, "clients": 2, "timeout": 3, "sigma": 0}}, "#/compared"),
        ({"seed": -1}, "#/seed"),
        ({"seed": "1"}, "#/seed"),
        ({"seed": True}, "#/seed"),
    ],
)
def test_a_mistake_is_refused_with_its_place(api: Api, body: object, pointer: str) -> None:
    response = api.post(f"{LAB}/runs", body)

    assert response.status_code == 422
    problem = response.json()
    assert problem["type"].endswith("/invalid-parameters")
    assert pointer in [fault["pointer"] for fault in problem["errors"]]


def test_a_mistake_names_what_may_stand_there(api: Api) -> None:
    problem = api.post(f"{LAB}/runs", {"values": {"window": "never"}}).json()

    assert problem["errors"][0]["allowed"] == ["time", "count", "buckets", "consecutive"]


def test_a_run_that_takes_too_long_is_put_off(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def late() -> None:
        raise lab_cache.TooSlow

    monkeypatch.setattr(lab_cache, "deadline", lambda: late)

    response = api.post(f"{LAB}/runs", {})

    assert response.status_code == 503
    assert response.json()["type"].endswith("/busy")
    assert response["Retry-After"]


def test_a_small_sweep_is_answered_at_once(api: Api, description: Description) -> None:
    body = conforms(description, api.post(f"{LAB}/sweeps", SWEEP), "Sweep")

    assert body["state"] == "done"
    assert [point["value"] for point in body["sweep"]["points"]] == ["0.2", "0.5"]
    assert body["sweep"]["points"][0]["measures"][0]["runs"] == 2


def test_a_large_sweep_becomes_a_job_that_is_asked_again(
    api: Api, description: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, Job] = {}

    def ask(task: Any) -> Job:
        kept[task.id] = Job(
            task.id, State.RUNNING, task.about, task.owner, "3 of 50 points are done"
        )
        return kept[task.id]

    monkeypatch.setattr(views.jobs, "ask", ask)
    monkeypatch.setattr(views.jobs, "find", lambda id, owner: kept.get(id))

    first = api.post(f"{LAB}/sweeps", FAR)
    begun = conforms(description, first, "Sweep")
    again = conforms(description, api.get(begun["links"]["self"].removeprefix("/api/v1")), "Sweep")

    assert first.status_code == 202
    assert first["Location"] == begun["links"]["self"]
    assert begun == again
    assert (begun["state"], begun["step"]) == ("running", "3 of 50 points are done")
    assert begun["sweep"] is None


def test_a_job_that_is_done_gives_what_it_made(
    api: Api, description: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    from patterns.labs.addresses import Run

    lab = shelf.lab("circuit-breaker")
    sweep = sweep_of(Run(lab=lab, values=lab.values(duration=30.0, f="")), "threshold", [0.2], 2)
    done = Job(sweep.task.id, State.DONE, "sweep", "circuit-breaker")
    monkeypatch.setattr(views.jobs, "find", lambda id, owner: done)
    monkeypatch.setattr(views.jobs, "result", lambda job: views.swept(sweep))

    body = conforms(description, api.get(f"{LAB}/sweeps/{done.id}"), "Sweep")

    assert body["sweep"]["points"][0]["value"] == "0.2"


def test_a_result_that_is_no_longer_kept_is_a_failed_sweep(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Job("0" * 64, State.DONE, "sweep", "circuit-breaker")
    monkeypatch.setattr(views.jobs, "find", lambda id, owner: done)
    monkeypatch.setattr(views.jobs, "result", lambda job: None)

    assert api.get(f"{LAB}/sweeps/{done.id}").json()["state"] == "failed"


@pytest.mark.parametrize("trouble", [jobs.Busy, jobs.Unavailable])
def test_a_sweep_that_cannot_begin_is_put_off(
    api: Api, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    def refuse(task: Any) -> Job:
        raise trouble("no")

    monkeypatch.setattr(views.jobs, "ask", refuse)

    response = api.post(f"{LAB}/sweeps", FAR)

    assert response.status_code == 503
    assert response["Retry-After"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"parameter": "zzz"}, "#/parameter"),
        ({"parameter": 5}, "#/parameter"),
        ({"points": []}, "#/points"),
        ({"points": [1] * 51}, "#/points"),
        ({"points": "0.2"}, "#/points"),
        ({"points": [0.2, "x", 7]}, "#/points/1"),
        ({"points": [None]}, "#/points/0"),
        ({"parameter": "window_n", "values": {"window": "count"}, "points": [50, 5]}, "#/points/1"),
        ({"seeds": 1}, "#/seeds"),
        ({"seeds": 21}, "#/seeds"),
        ({"seeds": "2"}, "#/seeds"),
        ({"compared": {}}, "#/compared"),
        ({"values": {"rate": "x"}}, "#/values/rate"),
    ],
)
def test_a_sweep_with_a_mistake_is_refused_with_its_place(
    api: Api, change: dict[str, object], pointer: str
) -> None:
    response = api.post(f"{LAB}/sweeps", {**SWEEP, **change})

    assert response.status_code == 422
    assert pointer in [fault["pointer"] for fault in response.json()["errors"]]


def test_one_client_may_sweep_only_so_often(api: Api, settings: Any) -> None:
    settings.LIMITS_ON = True
    settings.LIMITS = {**settings.LIMITS, "api-sweeps": ((1, 60),)}

    assert api.post(f"{LAB}/sweeps", SWEEP).status_code == 200
    assert api.post(f"{LAB}/sweeps", SWEEP).status_code == 429


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False)
    | st.text(max_size=8) | st.sampled_from(["rate", "1-2:service:error:1", "nan"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["values", "compared", "rate", "f", "seed", "points", "parameter", "span"])
        | st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@examples(60)
@given(
    path=st.sampled_from(["runs", "sweeps"]),
    body=plain | st.fixed_dictionaries({"parameter": st.just("rate"), "points": plain}),
    slug=st.sampled_from([*shelf.labs()]),
)
def test_no_body_is_a_server_error(api: Api, path: str, body: object, slug: str) -> None:
    if isinstance(body, dict) and path == "runs" and isinstance(body.get("values", {}), dict):
        body = {**body, "values": {**body.get("values", {}), "duration": 10}}

    response = api.post(f"/labs/{slug}/{path}", body)

    assert response.status_code in (200, 400, 413, 422), (path, body)
