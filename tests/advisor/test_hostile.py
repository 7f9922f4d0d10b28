"""Addresses that no browser would send: something is said, nothing breaks, nothing is lost."""

from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.advisor.answering import examples
from tests.advisor.markup import page

PAGES = [
    "/advise/",
    "/advise/stage/",
    "/advise/pains/",
    "/advise/check/",
    "/advice/",
    "/advice/retry/",
    "/advice/deciding/",
    "/advice/what-if/",
    "/advise/weights/",
    "/exports/bundle",
    "/exports/markdown",
    "/exports/answers",
    "/exports/advice",
    "/exports/docx",
    "/exports/csv",
    "/exports/assessment",
    "/exports/architecture.mmd",
    "/exports/roadmap.svg",
    "/exports/quadrant.png",
]
keys = st.sampled_from(
    ["stage", "pains", "services", "tx", "undo", "name", "path", "next", "return", "show", "zzz",
     "preview", "assessment", "base", "na.tx", "na.", "na.zzz", "w.cross_tx", "w.", "w.zzz",
     "was.stage", "was.", "date", "first", "", "stage.", "traffic", "next.stage",
     "csrfmiddlewaretoken"]
) | st.text(max_size=6)  # fmt: skip
values = st.sampled_from(
    ["new", "split", "many", "undone", "unknown", "na", "none", "dup", "cascade", "1", "0", "-1",
     "1e9", "quick", "full", "check", "result", "adopt", "2026-11-22", "9999-12-31", "0001-01-01",
     "../../etc/passwd", "<script>", "'; drop table", "{{7*7}}", "\u202e", "\ufeff", "9" * 40, "٣"]
) | st.text(max_size=12)  # fmt: skip


@examples(150)
@given(
    path=st.sampled_from(PAGES),
    pairs=st.lists(st.tuples(keys, values), max_size=8),
)
def test_no_query_is_a_server_error(site: Client, path: str, pairs: list[tuple[str, str]]) -> None:
    query = urlencode(pairs, errors="surrogatepass")

    response = site.get(f"{path}?{query}")

    assert response.status_code in (200, 302, 400, 404, 422), (path, pairs)
    if response.status_code == 302:
        assert site.get(response["Location"]).status_code in (200, 400), response["Location"]


@examples(60)
@given(pairs=st.lists(st.tuples(keys, values), min_size=1, max_size=6))
def test_what_can_be_used_survives_whatever_stands_beside_it(
    site: Client, pairs: list[tuple[str, str]]
) -> None:
    beside = [pair for pair in pairs if pair[0] not in ("services", "deps", "next")]
    query = urlencode([("services", "some"), *beside, ("deps", "third")], errors="replace")
    assume("%00" not in query)

    shown = page(site.get(f"/advise/check/?{query}", follow=True).content)

    result = parse_qs(urlsplit(shown.links["See the advice"]).query)
    assert result["services"] == ["some"]
    assert result["deps"] == ["third"]


@pytest.mark.parametrize(
    "path",
    [
        "/advise/stage/",
        "/advise/check/",
        "/advise/weights/",
        "/advice/",
        "/advice/retry/",
        "/advice/deciding/",
    ],
)
def test_what_cannot_be_used_is_named_on_every_page(site: Client, path: str) -> None:
    query = "stage=new&zzz=1&services=nonsense&traffic=high&tx=one&tx=one&w.zzz=1&path=sideways"

    response = site.get(f"{path}?{query}")

    notice = page(response.content).first("div", klass="notice").text
    assert response.status_code == 200
    assert "6 parts of this link are not known here" in notice
    for word in ("zzz", "nonsense", "answer load in its place", "given twice", "sideways"):
        assert word in notice


@pytest.mark.parametrize("path", PAGES)
def test_a_nul_is_refused_before_any_view_sees_it(site: Client, path: str) -> None:
    assert site.get(f"{path}?stage=%00").status_code == 400
    assert site.get(f"{path}%00").status_code == 400


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("key", ["stage", "name", "zzz", "w.cross_tx", "date", "show"])
def test_a_very_long_value_is_refused_or_named(site: Client, path: str, key: str) -> None:
    assert site.get(f"{path}?{key}={'x' * 10_000}").status_code == 414
    assert site.get(f"{path}?{key}={'x' * 8_000}").status_code in (200, 400, 404)


def test_a_long_value_is_cut_where_it_is_named(site: Client) -> None:
    response = site.get(f"/advise/check/?stage={'x' * 5_000}")

    notice = page(response.content).first("div", klass="notice").text
    assert "x" * 39 + "…" in notice
    assert "x" * 40 not in notice


def test_very_many_keys_are_a_bad_request(site: Client) -> None:
    response = site.get("/advice/?" + "&".join(f"{number:x}=" for number in range(1_200)))

    assert response.status_code == 400


@pytest.mark.parametrize("sign", ["\x01", "\x1b", "\x7f", "\u202e", "\u2066"])
def test_control_characters_never_reach_the_page(site: Client, sign: str) -> None:
    response = site.get(f"/advise/check/?name={quote('a' + sign + 'b')}&stage={quote(sign)}")

    assert response.status_code == 200
    assert sign not in page(response.content).first("main").text
    assert "characters that cannot be shown" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_for_reading(site: Client, method: str) -> None:
    for path in PAGES:
        assert getattr(site, method)(path).status_code == 405, path


def test_the_longest_address_of_all_answers_stays_short(site: Client) -> None:
    from advisor.answers import address, read
    from advisor.briefing import knowledge
    from patterns import releases

    known = knowledge(releases.current())
    longest = {
        question.id: [option.id for option in question.options if not option.exclusive][
            : None if question.kind == "multi" else 1
        ]
        for question in known.questions
    }
    weights = {f"w.{force.id}": ["1.5"] for force in known.forces}

    plain = address(read(longest, known).sheet)
    weighted = address(read({**longest, **weights}, known).sheet)

    assert len(plain) < 4_000
    assert site.get(f"/advice/?{weighted}").status_code == 200
