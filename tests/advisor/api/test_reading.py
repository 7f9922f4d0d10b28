"""What there is to read besides the first lists: facets, Cases, Code templates, Releases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from patterns import facets, releases, stances
from patterns.content.reading import Reading
from patterns.loading import load
from patterns.models import Release, Stance
from tests.advisor.api.conftest import Api
from tests.advisor.api.description import Description

pytestmark = pytest.mark.django_db


def items(response: Any) -> list[Any]:
    assert response.status_code == 200, response.content
    return response.json()["items"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", [key for key in facets.KEYS if key != "stance"])
def test_each_facet_narrows_to_what_it_counted(api: Api, key: str) -> None:
    counted = api.get("/patterns").json()["facets"][key]
    value, count = max(counted.items(), key=lambda item: item[1])

    listed = api.get(f"/patterns?{key}={value}").json()

    assert listed["total"] == count
    assert listed["facets"][key] == counted
    assert sum(listed["facets"]["edition"].values()) == (count if key != "edition" else 93)


def test_facets_work_together_and_with_words(api: Api) -> None:
    both = api.get("/patterns?q=retry&category=resilience&complexity=low&ordering=-impact").json()

    assert both["total"] == len(both["items"]) > 0
    assert {row["category"] for row in both["items"]} == {"resilience"}
    assert all(row["complexity"] < facets.LOW for row in both["items"])
    impacts = [row["impact"] for row in both["items"]]
    assert impacts == sorted(impacts, reverse=True)


def test_the_house_stance_is_a_facet_once_there_is_one(api: Api) -> None:
    assert api.get("/patterns").json()["facets"]["stance"] == {}
    assert api.get("/patterns?stance=hold").json()["total"] == 0
    Stance.objects.create(pattern="retry", word="adopt", note="With jitter.")
    stances.forget()

    listed = api.get("/patterns?stance=adopt").json()

    assert [row["slug"] for row in listed["items"]] == ["retry"]
    assert listed["facets"]["stance"] == {"adopt": 1, "none": 92}
    stances.forget()


@pytest.mark.parametrize("key", facets.KEYS)
def test_a_value_that_no_facet_has_is_refused_with_those_that_it_has(api: Api, key: str) -> None:
    for value in ("nothing", ""):
        problem = api.get(f"/patterns?{key}={value}")

        assert problem.status_code == 422
        assert problem.json()["errors"][0]["allowed"]


# --- Cases --------------------------------------------------------------------------------------


def test_cases_are_found_by_what_was_chosen(api: Api) -> None:
    every = items(api.get("/cases?limit=200"))
    chosen = every[0]["chosen"][0]

    found = items(api.get(f"/cases?pattern={chosen}&limit=200"))

    assert {row["id"] for row in found} == {r["id"] for r in every if chosen in r["chosen"]}
    domain = every[0]["domain"]
    assert {r["domain"] for r in items(api.get(f"/cases?domain={domain}"))} == {domain}
    systems = items(api.get("/cases?breadth=system&limit=200"))
    assert {row["breadth"] for row in systems} == {"system"}
    assert len(systems) < len(every)


def test_every_case_leads_to_its_page_and_its_advice(api: Api, description: Description) -> None:
    for row in items(api.get("/cases?limit=200")):
        response = api.client.get(row["links"]["self"])
        assert not description.faults_of(response, "GET", row["links"]["self"])
        assert response.json()["links"] == row["links"]
    assert api.client.get(row["links"]["page"]).status_code == 200
    advice = api.client.get(row["links"]["advice"]).json()
    assert advice["answers"].keys() == response.json()["answers"].keys()


# --- Code templates -----------------------------------------------------------------------------


def test_code_templates_are_listed_by_language_with_their_parameters(api: Api) -> None:
    place = "/patterns/circuit-breaker/code-templates"
    every = api.get(place).json()
    python = api.get(f"{place}/python").json()

    assert {row["language"] for row in python["items"]} == {"python"}
    assert python["items"] == [row for row in every["items"] if row["language"] == "python"]
    full = api.client.get(every["items"][0]["links"]["self"]).json()
    assert every["parameters"] == full["parameters"]
    assert items(api.get(f"{place}/rust")) == [
        row for row in every["items"] if row["language"] == "rust"
    ]


# --- Releases -----------------------------------------------------------------------------------


@pytest.fixture
def two(api: Api, release: Release, shipped: Reading) -> tuple[str, str]:
    """Another Release, loaded an hour later with a Pattern more and one that reads differently."""
    content = shipped.content
    retry = next(p for p in content.patterns if p.slug == "retry")
    changed = tuple(
        replace(p, problem="Other words?") if p.slug == "retry" else p for p in content.patterns
    )
    later = replace(content, patterns=(*changed, replace(retry, slug="retry-again", aliases=())))
    made, _ = load(later, now=timezone.now() + timedelta(hours=1))
    releases.forget()
    return release.digest, made.digest


def test_a_release_says_what_changed_against_the_one_before(
    api: Api, two: tuple[str, str], description: Description
) -> None:
    older, newer = two
    response = api.get("/releases/current")
    body = response.json()

    assert not description.faults_of(response, "GET", "/api/v1/releases/current")
    assert (body["digest"], body["before"], body["is_current"]) == (newer, older, True)
    assert body["changes"] == [
        {
            "kind": "patterns",
            "added": ["retry-again"],
            "removed": [],
            "changed": [{"name": "retry", "members": ["problem"]}],
            "reordered": False,
        }
    ]
    assert api.get(f"/releases/{newer}").json() == body


def test_the_first_release_has_none_before_it(api: Api, two: tuple[str, str]) -> None:
    body = api.get(f"/releases/{two[0]}").json()

    assert (body["before"], body["changes"], body["is_current"]) == (None, None, False)
    assert body["counts"]["patterns"] == 93


def test_a_release_that_this_version_cannot_read_is_still_listed(
    api: Api, two: tuple[str, str]
) -> None:
    releases._built.clear()
    Release.objects.filter(digest=two[0]).update(guide={"nothing": "known"})

    first = api.get(f"/releases/{two[0]}").json()
    second = api.get(f"/releases/{two[1]}").json()

    assert (first["counts"], first["changes"]) == (None, None)
    assert (second["counts"]["patterns"], second["changes"]) == (94, None)
    assert len(items(api.get("/releases"))) == 2


def test_releases_are_found_by_their_time_and_sorted(api: Api, two: tuple[str, str]) -> None:
    def digests(query: str) -> list[str]:
        return [row["digest"] for row in items(api.get(f"/releases{query}"))]

    loaded = items(api.get("/releases"))[0]["loaded_at"]
    assert digests("") == [two[1], two[0]]
    assert digests("?ordering=loaded_at") == [two[0], two[1]]
    assert digests("?ordering=digest") == sorted(two)
    assert digests(f"?loaded_from={loaded}") == [two[1]]
    assert digests(f"?loaded_before={loaded}") == [two[0]]
    assert digests("?limit=1&offset=1") == [two[0]]


def test_a_release_that_becomes_current_changes_the_tag_of_the_list(
    api: Api, two: tuple[str, str], shipped: Reading
) -> None:
    before = api.get("/releases")["ETag"]
    load(shipped.content, now=timezone.now())
    releases.forget()

    assert api.get("/releases")["ETag"] != before
    assert [row["is_current"] for row in items(api.get("/releases"))] == [False, True]


@pytest.mark.parametrize(
    "query",
    [
        *("loaded_from=", "loaded_from=yesterday", "loaded_from=2026-11-22", "loaded_from=0"),
        *("loaded_from=2026-11-22T11:24:53", "loaded_from=2026-13-22T11:24:53Z"),
        *("loaded_from=0001-01-01T00:00:00%2B23:59", "loaded_before=9999-12-31T23:59:59-23:59"),
        *("ordering=", "ordering=guide", "ordering=digest,loaded_at", f"loaded_from={'9' * 60}"),
    ],
)
def test_what_no_filter_can_use_is_refused(api: Api, query: str) -> None:
    problem = api.get(f"/releases?{query}")

    assert problem.status_code == 422
    assert problem.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize("digest", ["sha256:0", "nothing", "%20", "..", "sha256:" + "0" * 64])
def test_a_release_that_was_never_loaded_is_not_found(api: Api, digest: str) -> None:
    assert api.get(f"/releases/{digest}").status_code == 404


def test_reading_old_releases_keeps_the_current_one(api: Api, shipped: Reading) -> None:
    current = releases.current()
    for number in range(releases.KEPT + 1):
        content = replace(shipped.content, forbidden_words=(f"word{number}",))
        made, _ = load(content, now=timezone.now() - timedelta(days=number + 1))
        load(shipped.content, now=timezone.now())
        releases.forget()
        releases.current()
        releases.get(made.digest)

    assert releases.get(current.digest) is current
    assert len(releases._built) <= releases.KEPT + 1


# --- methods ------------------------------------------------------------------------------------


def test_head_and_options_are_answered_wherever_there_is_get(
    api: Api, description: Description
) -> None:
    for method, path, _ in description.operations():
        if method != "GET" or "{" in path or path.endswith(("/assessments", "/tokens")):
            continue
        got, head, options = (
            getattr(api.client, verb)(path) for verb in ("get", "head", "options")
        )
        assert (head.status_code, head.content) == (200, b""), path
        for name in ("ETag", "Content-Type", "Cache-Control"):
            assert head[name] == got[name], (path, name)
        assert (options.status_code, options.content) == (204, b""), path
        assert {"GET", "HEAD", "OPTIONS"} <= set(options["Allow"].split(", "))
