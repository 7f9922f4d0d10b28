"""From the start to the zip with the Release in the database, on whichever database there is."""

from typing import Any

import pytest
from django.test import Client

from tests.advisor.markup import choose, page
from tests.advisor.wizard.test_start import load

pytestmark = pytest.mark.django_db


def test_a_person_answers_looks_changes_and_takes_the_documents_home(
    client: Client, release: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):  # the Release is read once; then one look a second
        address = page(client.get("/advise/").content).links["All 34 questions, about eleven"]
        for value in ("growing", "some", "two"):
            form = page(client.get(address).content).first("form", hx_target="#step")
            choose(form, value)
            address = client.get(form.sends(("next", "1")))["Location"]
        query = address.partition("?")[2]
        check = page(client.get(f"/advise/check/?{query}&deps=third&pains=timeouts").content)
        result = client.get(check.links["See the advice"], follow=True)
        links = page(result.content).links
        exported = client.get(links["Answers as a file"])
        again = page(load(client, exported.content).content).links["See the advice"]
        bundle = client.get(links["Download the records, zip"])
        report = client.get(links["Word"])
        matrix = client.get(links["a spreadsheet, CSV"])

    assert result.status_code == bundle.status_code == 200
    assert report.content.startswith(b"PK")
    assert matrix.content.startswith(b"Pattern,Id,Verdict")
    assert result.wsgi_request.get_full_path() == again
    assert bundle.content.startswith(b"PK")


@pytest.mark.parametrize(
    "address",
    ["/advise/stage%00/", "/advice/%00/", "/exports/%00", "/advice/?stage=%00",
     "/advice/?name=%ED%A0%80",
     "/advise/stage/?stage=%F0%9F%98%80", "/advice/" + "x" * 300 + "/"],
)  # fmt: skip
def test_hostile_bytes_are_no_server_error_on_any_database(
    client: Client, release: Any, address: str
) -> None:
    assert client.get(address).status_code in (200, 302, 400, 404)
