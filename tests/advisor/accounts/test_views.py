"""Signing in and out, one's own list, and that nobody sees another's."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advisor import settings as shipped
from advisor.accounts.views import own_path
from advisor.models import Assessment, KeptElsewhere
from patterns.models import Release
from tests.advisor.accounts.conftest import NOW, PASSWORD, browser, saved
from tests.advisor.answering import examples
from tests.advisor.markup import page

pytestmark = pytest.mark.django_db

SIGN_IN, LIST = "/accounts/sign-in/", "/accounts/"
FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http://testserver/accounts/",
    "javascript:alert(1)",
    "evil",
    "/\t/evil.example",
    "/\n/evil.example",
    "///evil.example",
    "",
]


def sign_in(client: Client, name: str = "ana", password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_a_person_signs_in_sees_the_list_and_signs_out(ana: User) -> None:
    client = Client()
    saved("Order platform", ana)

    entered = sign_in(client)
    listed = client.get(entered["Location"])
    left = client.post("/accounts/sign-out/", follow=True)

    assert (entered.status_code, entered["Location"]) == (302, LIST)
    assert page(listed.content).first("h1").text == "Your assessments"
    assert "Order platform" in page(listed.content).links
    assert page(left.content).first("h1").text == "You are signed out"
    assert client.get(LIST)["Location"] == f"{SIGN_IN}?next={quote(LIST)}"


def test_the_list_holds_one_s_own_assessments_and_nobody_else_s(ana: User, bo: User) -> None:
    mine = saved("Mine", ana)
    saved("Of another person", bo)
    saved("Of nobody")

    listed = page(browser(ana).get(LIST).content)

    table = listed.first("table")
    assert table.links == {"Mine": f"/assessments/{mine.pk}/"}
    assert "Of another" not in listed.text
    assert "Of nobody" not in listed.text


def test_an_administrator_sees_no_more_than_their_own_list(ana: User, release: Release) -> None:
    saved("Of Ana", ana)
    root = User.objects.create_superuser("root", password=PASSWORD)

    assert "Of Ana" not in page(browser(root).get(LIST).content).text


def test_the_list_says_what_changed_last_first(ana: User) -> None:
    for day, title in enumerate(["First", "Second", "Third"]):
        Assessment.objects.filter(pk=saved(title, ana).pk).update(
            changed_at=NOW + timedelta(days=day)
        )

    table = page(browser(ana).get(LIST).content).first("table")

    assert list(table.links) == ["Third", "Second", "First"]
    assert "3 March 2026" in table.text


def test_a_long_list_comes_in_pages(ana: User, django_assert_max_num_queries: Any) -> None:
    one = saved("Number 0", ana)
    copies = [
        Assessment(
            title=f"Number {n}",
            owner=ana,
            edit_key_hash=f"{n:064d}",
            created_at=NOW,
            changed_at=NOW + timedelta(minutes=n),
        )
        for n in range(1, 61)
    ]
    Assessment.objects.bulk_create(copies)
    client = browser(ana)

    with django_assert_max_num_queries(4):
        first = page(client.get(LIST).content)
    second = page(client.get(f"{LIST}?page=2").content)

    assert len(first.first("table").links) == 50
    assert len(second.first("table").links) == 11
    assert second.first("table").links["Number 0"] == f"/assessments/{one.pk}/"
    for strange in ("0", "-1", "x", "9" * 5000, "1e3", "٣"):
        assert client.get(LIST, {"page": strange}).status_code == 200


def test_an_empty_list_says_how_to_fill_it(ana: User) -> None:
    shown = page(browser(ana).get(LIST).content)

    assert not shown.has("table")
    assert shown.links["Start a new one"] == "/advise/"


def test_the_list_is_kept_by_no_cache(ana: User) -> None:
    response = browser(ana).get(LIST)

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


# Cookies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/patterns/", "/advise/", "/advice/?stage=new", "/glossary/"]
)
def test_a_page_without_session_gives_no_session(release: Release, path: str) -> None:
    client = Client()

    client.get(path)

    assert "sessionid" not in client.cookies
    assert "messages" not in client.cookies


def test_public_pages_are_the_same_bytes_for_everybody(ana: User) -> None:
    stranger, person = Client().get("/patterns/"), browser(ana).get("/patterns/")

    assert stranger.content == person.content
    assert stranger["ETag"] == person["ETag"]
    assert page(stranger.content).links["Saved"] == LIST


def test_asking_who_is_there_gives_no_session_either(release: Release) -> None:
    client = Client()

    client.get(LIST, follow=True)

    assert "sessionid" not in client.cookies


# Signing in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "password"),
    [("ana", "wrong"), ("nobody", PASSWORD), ("ANA", PASSWORD), ("", ""), ("a\0b", "c\0d")],
)
def test_a_wrong_name_or_password_is_said_without_saying_which(
    ana: User, name: str, password: str
) -> None:
    response = sign_in(Client(), name, password, next="/advise/")

    shown = page(response.content)
    assert response.status_code == 422
    assert "There is a problem" in shown.text
    assert shown.first("input", name="next")["value"] == "/advise/"
    assert shown.first("input", name="password").get("value") == ""
    assert shown.first("input", name="username").get("value") == name


def test_wrong_name_and_wrong_password_look_the_same(ana: User) -> None:
    def told(name: str) -> str:
        return page(sign_in(Client(), name, "wrong").content).first(klass="error-summary").text

    assert told("ana") == told("nobody")


def test_an_account_that_was_switched_off_stays_outside(ana: User) -> None:
    User.objects.update(is_active=False)

    assert sign_in(Client()).status_code == 422


@pytest.mark.parametrize("target", FOREIGN)
def test_signing_in_never_leads_to_another_site(ana: User, target: str) -> None:
    assert sign_in(Client(), next=target)["Location"] == LIST
    address = f"{SIGN_IN}?{urlencode({'next': target})}"
    shown = Client().get(address)
    assert shown.status_code == 200
    assert page(shown.content).first("input", name="next")["value"] == LIST


def test_signing_in_leads_back_to_where_one_came_from(ana: User) -> None:
    target = "/assessments/1/?left=1&right=2"

    assert sign_in(Client(), next=target)["Location"] == target
    shown = page(Client().get(f"{SIGN_IN}?{urlencode({'next': target})}").content)
    assert shown.first("input", name="next")["value"] == target


@examples(60)
@given(target=st.text(alphabet="/\\:.@?#&=%ab \t\n\r\0\u2028é", max_size=12))
def test_no_next_leaves_the_site(release: Release, target: str) -> None:
    request = HttpRequest()
    request.POST = {"next": target}  # type: ignore[assignment]

    found = own_path(request)

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found in (target, LIST)


@pytest.mark.parametrize(
    "path",
    ["/accounts/sign-in/", "/accounts/password/", "/accounts/register/", "/accounts/sign-out/"],
)
def test_a_form_of_another_site_does_nothing(ana: User, settings: Any, path: str) -> None:
    settings.REGISTRATION = True
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)

    response = client.post(path, {"username": "eve", "password": PASSWORD})

    assert response.status_code == 403
    assert client.get(LIST).status_code == 200
    assert User.objects.count() == 1


def test_a_link_does_not_sign_out(ana: User) -> None:
    client = browser(ana)

    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.get(LIST).status_code == 200


def test_passwords_cannot_be_tried_without_end(ana: User, settings: Any) -> None:
    cache.clear()  # what another test counted must not count here
    settings.LIMITS_ON, settings.LIMITS = True, {"sign-in": ((3, 3_600),)}
    client = Client()

    statuses = [sign_in(client, password="guess").status_code for _ in range(4)]

    assert statuses == [422, 422, 422, 429]
    assert client.get("/admin/login/").status_code == 429  # one limit for both doors


def test_a_session_that_somebody_planted_is_not_taken_over(ana: User) -> None:
    client = Client()
    planted = client.session
    planted["of"] = "a stranger"
    planted.save()
    client.cookies["sessionid"] = planted.session_key or ""

    sign_in(client)

    assert client.cookies["sessionid"].value != planted.session_key


# Passwords ----------------------------------------------------------------------------------


def test_a_new_password_takes_the_place_of_the_old_one(ana: User) -> None:
    client, elsewhere = browser(ana), browser(ana)
    changed = {
        "old_password": PASSWORD,
        "new_password1": "another long phrase",
        "new_password2": "another long phrase",
        "next": "/advise/",
    }

    response = client.post("/accounts/password/", changed, follow=True)

    shown = page(response.content)
    assert shown.first("h1").text == "The password is changed"
    assert shown.links["Go on"] == "/advise/"
    assert client.get(LIST).status_code == 200
    assert elsewhere.get(LIST).status_code == 302
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password="another long phrase").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("wrong", "another long phrase", "another long phrase"),
        (PASSWORD, "another long phrase", "another phrase"),
        (PASSWORD, "12345678", "12345678"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "password", "password"),
        (PASSWORD, "x" * 1025, "x" * 1025),
    ],
)
def test_a_password_that_cannot_be_used_is_refused(
    ana: User, old: str, new: str, again: str
) -> None:
    response = browser(ana).post(
        "/accounts/password/", {"old_password": old, "new_password1": new, "new_password2": again}
    )

    assert response.status_code == 422
    assert page(response.content).has(klass="field-error")
    assert sign_in(Client()).status_code == 302


def test_who_comes_for_the_first_time_is_asked_for_a_password_of_their_own(ana: User) -> None:
    User.objects.update(last_login=None)

    response = sign_in(Client(), next="/advise/")

    assert response["Location"] == "/accounts/password/?first=yes&next=%2Fadvise%2F"
    assert sign_in(Client(), next="/advise/")["Location"] == "/advise/"


def test_the_pages_of_a_password_are_for_those_who_are_signed_in(release: Release) -> None:
    for path in ("/accounts/password/", "/accounts/password/changed/"):
        response = Client().get(path)

        assert response["Location"] == f"{SIGN_IN}?next={quote(path)}"


def test_passwords_are_hashed_with_argon2(release: Release, settings: Any) -> None:
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS

    person = User.objects.create_user("cem", password=PASSWORD)

    assert person.password.startswith("argon2$argon2id$")
    assert person.check_password(PASSWORD)


# Registration -------------------------------------------------------------------------------


def registering(client: Client, **more: str) -> Any:
    typed = {"username": "dee", "password1": "a long phrase of dee", "next": "/advise/"}
    typed |= {"password2": typed["password1"], **more}
    return client.post("/accounts/register/", typed)


def test_nobody_registers_unless_the_setting_is_on(ana: User) -> None:
    assert Client().get("/accounts/register/").status_code == 404
    assert registering(Client()).status_code == 404
    assert User.objects.count() == 1
    assert "/accounts/register/" not in Client().get(SIGN_IN).content.decode()


def test_where_it_is_on_anybody_makes_an_account_and_is_signed_in(
    release: Release, settings: Any
) -> None:
    settings.REGISTRATION = True
    client = Client()

    link = page(client.get(f"{SIGN_IN}?next=/advise/").content).links["Make one"]
    response = registering(client)

    assert client.get(link).status_code == 200
    assert response["Location"] == "/advise/"
    assert page(client.get(LIST).content).text.count("dee")
    made = User.objects.get()
    assert not made.is_staff
    assert not made.is_superuser


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "ana"},
        {"username": "ANA"},
        {"username": "x" * 151},
        {"username": "a b"},
        {"username": "a\0"},
        {"username": ""},
        {"password2": "different"},
        {"password1": "dee", "password2": "dee"},
        {"is_staff": "on", "username": "a/b"},
    ],
)
def test_what_cannot_be_an_account_is_refused_and_the_name_stays(
    ana: User, settings: Any, typed: dict[str, str]
) -> None:
    settings.REGISTRATION = True

    response = registering(Client(), **typed)

    shown = page(response.content)
    assert response.status_code == 422
    assert shown.has(klass="field-error")
    assert shown.first("input", name="username").get("value") == typed.get("username", "dee")
    assert User.objects.count() == 1


def test_registering_gives_no_power(release: Release, settings: Any) -> None:
    settings.REGISTRATION = True

    registering(Client(), is_staff="on", is_superuser="on")

    assert not User.objects.get().is_staff


def test_a_form_in_a_crafted_encoding_is_no_server_error(ana: User, settings: Any) -> None:
    settings.REGISTRATION = True
    lone = b"+2AA-"  # half of a pair in UTF-7
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (name, lone)
        for name in (b"username", b"password", b"password1", b"password2", b"next")
    )

    for path in (SIGN_IN, "/accounts/register/"):
        response = Client().post(
            path, body + b"--x--\r\n", content_type="multipart/form-data; boundary=x; charset=utf-7"
        )
        assert response.status_code in (400, 422), path


# Keeping what was saved without an account --------------------------------------------------


def test_an_assessment_of_nobody_is_kept_in_the_account_that_asks(ana: User, bo: User) -> None:
    found = saved("Found")

    found.keep_in_account(ana, now=NOW)
    with pytest.raises(KeptElsewhere):
        Assessment.objects.get(pk=found.pk).keep_in_account(bo, now=NOW)

    found.refresh_from_db()
    assert found.owner == ana
    assert found.version == 2


def test_keeping_it_twice_changes_nothing(ana: User) -> None:
    mine = saved("Mine", ana)

    mine.keep_in_account(ana, now=NOW)

    assert mine.version == 1


def test_an_account_that_is_deleted_leaves_its_assessments(ana: User) -> None:
    mine = saved("Mine", ana)

    ana.delete()

    mine.refresh_from_db()
    assert mine.owner is None


def with_edit_link(client: Client, assessment: Assessment) -> Client:
    """The browser after somebody opened the edit link in it."""
    key = assessment.renew_edit_key(now=NOW)
    assert client.get(f"/assessments/{assessment.pk}/edit/{key}/").status_code == 302
    return client


def test_a_button_on_the_page_keeps_it(ana: User) -> None:
    found = saved("Found")
    client = with_edit_link(browser(ana), found)
    place = f"/assessments/{found.pk}/"

    form = page(client.get(place).content).first("form", action=f"/accounts{place}keep/")
    response = client.post(form["action"], follow=True)

    assert "Found" in page(client.get(LIST).content).links
    assert not page(response.content).has("form", action=f"/accounts{place}keep/")
    assert "It stands in your account" in page(response.content).text
    assert browser(ana).get(place).status_code == 200  # without the link, from now on


def test_without_signing_in_the_page_leads_there_and_back(ana: User) -> None:
    found = saved("Found")
    client = with_edit_link(Client(), found)
    place = f"/assessments/{found.pk}/"

    link = page(client.get(place).content).section("h-account").links["Sign in"]
    asked = client.post(f"/accounts{place}keep/")
    entered = client.post(link, {"username": "ana", "password": PASSWORD})

    assert asked["Location"] == f"{SIGN_IN}?next={place}"
    assert entered["Location"] == place
    assert Assessment.objects.get().owner is None
    assert client.get(f"/accounts{place}keep/")["Location"] == place
    assert Assessment.objects.get().owner is None  # a link alone moves nothing


def test_what_another_person_has_is_not_taken_by_its_link(ana: User, bo: User) -> None:
    mine = saved("Mine", ana)
    client = with_edit_link(browser(bo), mine)
    place = f"/assessments/{mine.pk}/"

    response = client.post(f"/accounts{place}keep/")

    assert response.status_code == 409
    assert Assessment.objects.get().owner == ana
    assert "in the account of somebody else" in page(client.get(place).content).text


@pytest.mark.parametrize("by_read_link", [False, True])
def test_who_may_not_edit_keeps_nothing(ana: User, by_read_link: bool) -> None:
    found = saved("Found")
    client = browser(ana)
    place = f"/assessments/{found.pk}/"
    if by_read_link:
        client.get(f"{place}view/{found.share(now=NOW)}/")
        assert not page(client.get(place).content).has(id="h-account")

    assert client.post(f"/accounts{place}keep/").status_code == 404
    assert Assessment.objects.get().owner is None


def test_nobody_opens_another_person_s_assessment_by_its_id(ana: User, bo: User) -> None:
    place = f"/assessments/{saved('Mine', ana).pk}/"

    for stranger in (Client(), browser(bo)):
        for path in (place, f"{place}exports/bundle", f"{place}assessment.json"):
            assert stranger.get(path).status_code == 404, path
    assert browser(ana).get(place).status_code == 200


def test_what_is_saved_while_signed_in_belongs_to_the_person(ana: User) -> None:
    client = browser(ana)

    client.post("/assessments/", {"answers": "stage=new&services=some", "title": "Saved"})
    Client().post("/assessments/", {"answers": "stage=new&services=some", "title": "By nobody"})

    assert list(page(client.get(LIST).content).first("table").links) == ["Saved"]


def test_signing_out_ends_the_rights_that_saving_left_in_the_browser(ana: User) -> None:
    client = browser(ana)
    client.post("/assessments/", {"answers": "stage=new&services=some", "title": "Mine"})
    mine = Assessment.objects.get()
    other = saved("Of nobody")
    with_edit_link(client, other)

    client.post("/accounts/sign-out/")

    assert client.get(f"/assessments/{mine.pk}/").status_code == 404
    assert client.get(f"/assessments/{other.pk}/").status_code == 200


def test_deleting_while_keeping_is_no_server_error(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = saved("Found")
    client = with_edit_link(browser(ana), found)

    def gone(*_: Any, **more: Any) -> None:
        raise Assessment.DoesNotExist

    monkeypatch.setattr(Assessment, "keep_in_account", gone)

    assert client.post(f"/accounts/assessments/{found.pk}/keep/").status_code == 404
