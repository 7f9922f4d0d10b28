"""The organization's own word is carried to page, export and API, and weighs nothing."""

import json
from types import MappingProxyType

import pytest
from django.test import Client

from patterns import stances
from tests.advisor.markup import page

ANSWERS = "stage=growing&deps=third&deps=many&callfail=pause&pains=cascade"
HOUSE = stances.Stances(
    MappingProxyType(
        {
            "circuit-breaker": stances.Stance(
                "circuit-breaker", "hold", "Use the mesh <instead>.", "https://wiki.example.org/cb"
            )
        }
    ),
    "a digest",
)


@pytest.fixture
def house(site: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(stances, "current", lambda: HOUSE)
    return site


def test_the_result_shows_it_beside_the_verdict(house: Client) -> None:
    row = page(house.get(f"/advice/?{ANSWERS}", follow=True).content).first(
        "div", id="row-circuit-breaker"
    )

    assert "House stance: Hold, not started anew. Use the mesh <instead>." in row.text
    assert row.links["Where it is written down"] == "https://wiki.example.org/cb"


def test_no_number_depends_on_it(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/api/v1/recommendations?{ANSWERS}"
    without = site.get(address).json()
    monkeypatch.setattr(stances, "current", lambda: HOUSE)

    with_it = site.get(address).json()

    found = {each["slug"]: each.pop("stance", None) for each in with_it["patterns"]}
    assert with_it == without
    assert {slug for slug, stance in found.items() if stance} == {"circuit-breaker"}
    assert found["circuit-breaker"] == {
        "word": "hold",
        "note": "Use the mesh <instead>.",
        "link": "https://wiki.example.org/cb",
    }


def test_the_report_and_the_record_carry_it(house: Client) -> None:
    report = house.get(f"/exports/markdown?{ANSWERS}", follow=True).content.decode()

    section = report.split("## House stances")[1].split("\n## ")[0]
    assert "**Circuit Breaker**: Hold, not started anew." in section
    assert "https://wiki.example.org/cb" in section.replace("\\", "")
    assert "<instead>" not in section


def test_the_api_says_it_of_a_pattern_and_its_tag_changes(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site.get("/api/v1/patterns/circuit-breaker")
    monkeypatch.setattr(stances, "current", lambda: HOUSE)

    after = site.get("/api/v1/patterns/circuit-breaker")

    assert before.json()["stance"] is None
    assert after.json()["stance"]["word"] == "hold"
    assert before["ETag"] != after["ETag"]
    assert json.loads(after.content)["slug"] == "circuit-breaker"
