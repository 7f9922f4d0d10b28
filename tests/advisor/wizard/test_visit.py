"""One request to the questionnaire, and the one address of its state."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers import address
from patterns.catalogue import Catalogue
from tests.advisor.answering import examples, queries, sheet

ALIKE = ["/advise/check/", "/advice/", "/advice/retry/"]

SAVED = "79dfa423-7755-4439-a565-620080e5e931"


@pytest.mark.parametrize("path", ALIKE)
@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("services=some&stage=new", "stage=new&services=some"),
        ("pains=cascade&pains=timeouts", "pains=timeouts&pains=cascade"),
        ("path=full&stage=new", "stage=new"),
        ("path=quick&stage=new", "stage=new&path=quick"),
        ("name=&name=+Orders+&stage=new", "stage=new&name=Orders"),
        ("w.cross_tx=1.5&stage=new&show=avoid", "stage=new&w.cross_tx=1.5&show=avoid"),
        ("assessment=7&base=1&stage=new", "stage=new"),
        (f"base=2&assessment={SAVED}&stage=new", f"stage=new&assessment={SAVED}&base=2"),
        (f"assessment={SAVED}&stage=new", "stage=new"),
    ],
)
def test_another_spelling_is_led_to_the_canonical_address(
    site: Client, path: str, typed: str, canonical: str
) -> None:
    first = site.get(f"{path}?{typed}")

    assert first.status_code == 302
    assert first["Location"] == f"{path}?{canonical}"
    assert site.get(first["Location"]).status_code == 200


@pytest.mark.parametrize("path", ALIKE)
def test_an_address_with_unusable_parts_is_kept_so_that_they_can_be_named(
    site: Client, path: str
) -> None:
    assert site.get(f"{path}?services=some&stage=new&zzz=1").status_code == 200


@examples(25)
@given(data=st.data())
def test_a_canonical_address_is_never_redirected(
    site: Client, catalogue: Catalogue, data: st.DataObject
) -> None:
    query = data.draw(queries(catalogue))
    names = data.draw(st.lists(st.sampled_from(["Orders", "a & b", "é=?", "%41", "+"]), max_size=3))
    written = address(sheet(catalogue, {**query, **({"name": names} if names else {})}))

    assert site.get(f"/advise/check/?{written}").status_code == 200
