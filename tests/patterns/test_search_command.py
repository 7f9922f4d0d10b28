"""The command finds what the site finds."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from patterns import releases, search
from patterns.catalogue import Catalogue


@pytest.fixture(autouse=True)
def _loaded(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(releases, "current", lambda: catalogue)


def run(*words: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("search", *map(str, words), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_lists_the_hits_of_the_site_in_their_order(catalogue: Catalogue) -> None:
    out, _ = run("retry", "later")
    expected = [hit.pattern.slug for hit in search.find(catalogue, "retry later").hits]

    assert [line.split()[0] for line in out.splitlines()] == expected[:20]


def test_json_has_the_hits_and_how_many_there_are(catalogue: Catalogue) -> None:
    out, err = run("message", "--json", "--limit", 2)
    found = json.loads(out)

    assert len(found["items"]) == 2
    assert found["total"] == len(search.find(catalogue, "message").hits)
    assert found["items"][0].keys() == {"slug", "name", "category", "problem", "is_complete"}
    assert f"{found['total'] - 2} more: say --limit {found['total']}" in err


def test_a_category_narrows_the_hits() -> None:
    out, _ = run("retry", "--category", "resilience", "--json")

    assert {row["category"] for row in json.loads(out)["items"]} == {"resilience"}


def test_a_name_without_a_page_says_what_to_read_instead(catalogue: Catalogue) -> None:
    later = catalogue.content.later[0]

    try:
        _, err = run(*later.name.split())
    except CommandError:
        pytest.fail("something similar is always found")

    assert f"{later.name} has no page yet; see {', '.join(later.see)}" in err


def test_nothing_found_is_a_status_of_its_own() -> None:
    with pytest.raises(CommandError, match="no pattern was found") as refused:
        run("zzzzzz")

    assert refused.value.returncode == 1


def test_wrong_options_are_told_together() -> None:
    with pytest.raises(CommandError) as refused:
        run("retry", "--category", "zzz", "--limit", 0)

    assert refused.value.returncode == 2
    assert "--category: expected one of resilience" in str(refused.value)
    assert "--limit: expected 1 or more" in str(refused.value)


def test_without_a_catalogue_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise releases.NoRelease("none")

    monkeypatch.setattr(releases, "current", missing)

    with pytest.raises(CommandError, match=r"run manage\.py prepare"):
        run("retry")
