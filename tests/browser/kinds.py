"""Every kind of page that the product has, and how a reader comes to it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Page, expect

ANSWERS = (
    "stage=split&services=some&teams=two&structure=borders&ops=basic&skill=some"
    "&runtime=containers&load=spiky&load=caller&deps=third&callfail=pause&pains=cascade"
    "&pains=timeouts&tx=many&undo=undone&clients=web&clients=mobile&age=secs"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page.

    then: what a reader does on the address to come to it, and is answered with `after`.
    """

    name: str
    address: str
    status: int = 200
    then: Callable[[Page], None] | None = None
    after: int = 200

    def __str__(self) -> str:
        return self.name

    @property
    def statuses(self) -> tuple[int, int]:
        """What the server answers with on the way."""
        return self.status, self.after

    def open(self, page: Page) -> None:
        answer = page.goto(self.address)
        assert answer is not None
        assert answer.status == self.status, f"{self.address} answered {answer.status}"
        if self.then:
            self.then(page)


def _break_the_drawing(page: Page) -> None:
    page.get_by_label("Mermaid text").fill("sequenceDiagram\n  A->>B: call\n  A->>>C: oops")
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.locator("#drawing .editor-problem")).to_be_visible()


def _load_answers(page: Page) -> None:
    page.get_by_label("Or its text").fill('{"answers": {"deps": ["third"], "nope": ["x"]}}')
    page.get_by_role("button", name="Look at the answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers from a file")


def _load_nonsense(page: Page) -> None:
    page.get_by_label("Or its text").fill("no answers")
    page.get_by_role("button", name="Look at the answers").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("no password of anybody")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _save(page: Page) -> None:
    page.get_by_label("Title, if you like one").fill("Order platform")
    page.get_by_role("button", name="Save as an assessment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Order platform")


def _save_and_share(page: Page) -> None:
    _save(page)
    page.get_by_role("link", name="Decide on Circuit Breaker").click()
    page.get_by_label("Accepted").check()
    page.get_by_label("Note: why").fill("The gateway has failed us twice.")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_role("button", name="Make a link to read").click()
    _unfold(page)


def _save_and_go(link: str) -> Callable[[Page], None]:
    def then(page: Page) -> None:
        _save(page)
        page.get_by_role("link", name=link, exact=True).click()

    return then


def _save_too_late(page: Page) -> None:
    _save(page)
    place = page.url
    for option in ("lots", "few"):
        page.goto(f"/advice/?{ANSWERS.replace('services=some', f'services={option}')}"
                  f"&assessment={place.rstrip('/').rpartition('/')[2]}&base=1")  # fmt: skip
        page.get_by_role("button", name="Save as the revision after 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("meanwhile")


def _save_without_status(page: Page) -> None:
    _save_and_go("Decide on Bulkhead")(page)
    page.evaluate(
        "() => document.querySelectorAll('[required]').forEach((e) => e.required = false)"
    )
    page.get_by_role("button", name="Save the decision").click()


COMPOSE = """services:
  orders:
    build: ./orders
    deploy: {replicas: 2}
    environment: [DATABASE_URL=postgres://db/shop]
  billing:
    build: ./billing
    environment: [DATABASE_URL=postgres://db/shop]
  db: {image: postgres}
  odd: 5
"""


def _read_files(page: Page) -> None:
    page.get_by_label("Or their text").fill(COMPOSE)
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your files say")


def _read_nonsense(page: Page) -> None:
    page.get_by_label("Or their text").fill("a: [1\nb: 2")
    page.get_by_role("button", name="Read the files").click()
    expect(page.locator(".error-summary")).to_be_visible()


def _unfold(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => each.open = true)")


KINDS = (
    Kind("home", "/"),
    Kind("list", "/patterns/"),
    Kind("list of a search", "/patterns/?q=retry"),
    Kind("list narrowed", "/patterns/?category=messaging&complexity=low", then=_unfold),
    Kind("list as a table", "/patterns/?as=table&quality=latency"),
    Kind("list without a hit", "/patterns/?q=zzzzqqq&category=security"),
    Kind("complete pattern", "/patterns/circuit-breaker/", then=_unfold),
    Kind("pattern with a bad name", "/patterns/circuit-breaker/?caller=" + "x" * 50, status=400),
    Kind("matrix", "/matrix/"),
    Kind("quadrant", "/quadrant/"),
    Kind("problems", "/problems/"),
    Kind("problems by force", "/problems/?by=force"),
    Kind("relations", "/relations/", then=_unfold),
    Kind("relations of a category", "/relations/?category=data-consistency"),
    Kind("relations of a pattern", "/relations/?pattern=circuit-breaker"),
    Kind("takeaways", "/takeaways/"),
    Kind("checklist", "/checklist/?slug=retry"),
    Kind("glossary", "/glossary/"),
    Kind("comparison", "/patterns/compare/?slug=retry&slug=circuit-breaker&slug=bulkhead"),
    Kind(
        "comparison of four",
        "/patterns/compare/?slug=throttling&slug=rate-limiting&slug=load-shedding&slug=backpressure",
    ),
    Kind("empty comparison", "/patterns/compare/"),
    Kind("cases", "/cases/", then=_unfold),
    Kind("cases narrowed to none", "/cases/?domain=Banking&breadth=single-pattern-example"),
    Kind("case", "/cases/azure-drone-delivery-design/"),
    Kind("case that needs nothing", "/cases/campfire-once/?answers=second"),
    Kind("live editor", "/diagrams/"),
    Kind("live editor with a mistake", "/diagrams/", then=_break_the_drawing),
    Kind("code", "/patterns/retry/code/python/"),
    Kind("labs", "/labs/"),
    Kind("lab", "/labs/circuit-breaker/", then=_unfold),
    Kind("lab with a step", "/labs/bulkhead/?v=1&step=17", then=_unfold),
    Kind("lab with two runs", "/labs/circuit-breaker/?duration=60&f=&b.rate=40&v=1"),
    Kind("lab with twenty seeds", "/labs/circuit-breaker/?seeds=20&v=1"),
    Kind("lab that was shortened", "/labs/circuit-breaker/?rate=2000&f=&v=1"),
    Kind(
        "lab with mistakes", "/labs/circuit-breaker/?rate=fast&b.rate=0", status=400, then=_unfold
    ),
    Kind("unknown lab", "/labs/nothing/", status=404),
    Kind("start", "/advise/"),
    Kind("start with a bad file", "/advise/", then=_load_nonsense, after=422),
    Kind("from files", "/advise/from-files/"),
    Kind("from files with a mistake", "/advise/from-files/", then=_read_nonsense, after=422),
    Kind("inferred answers", "/advise/from-files/", then=_read_files),
    Kind("question", "/advise/stage/?path=quick"),
    Kind("question of several options", f"/advise/pains/?{ANSWERS}&preview=open"),
    Kind("question with an error", "/advise/pains/?pains=cascade&pains=unknown", status=400),
    Kind("check", f"/advise/check/?{ANSWERS}"),
    Kind("result", f"/advice/?{ANSWERS}&was.tx=one", then=_unfold),
    Kind("empty result", "/advice/"),
    Kind("weighed result", f"/advice/?{ANSWERS}&w.cascade=2"),
    Kind("explanation", f"/advice/circuit-breaker/?{ANSWERS}", then=_unfold),
    Kind("explanation against", f"/advice/retry/?{ANSWERS}", then=_unfold),
    Kind("deciding answers", f"/advice/deciding/?{ANSWERS}", then=_unfold),
    Kind("what-if", f"/advice/what-if/?{ANSWERS}&was.tx=one&was.history=full", then=_unfold),
    Kind(
        "what-if with an error",
        f"/advice/what-if/?{ANSWERS}&history=full&history=unknown",
        status=400,
    ),
    Kind("document that failed", f"/exports/pdf/jobs/{'0' * 64}?{ANSWERS}"),
    Kind("weights", f"/advise/weights/?{ANSWERS}&w.cascade=2&w.lag_ok=0.5"),
    Kind("empty weights", "/advise/weights/"),
    Kind("loaded answers", "/advise/", then=_load_answers),
    Kind("sign in", "/accounts/"),
    Kind("sign in refused", "/accounts/sign-in/", then=_sign_in_wrongly, after=422),
    Kind("assessment", f"/advice/?{ANSWERS}", then=_save_and_share),
    Kind("revision", f"/advice/?{ANSWERS}", then=_save_and_go("Revision 1")),
    Kind("decision", f"/advice/?{ANSWERS}", then=_save_and_go("Decide on Timeout")),
    Kind("decision with an error", f"/advice/?{ANSWERS}", then=_save_without_status, after=422),
    Kind("notes", f"/advice/?{ANSWERS}", then=_save_and_go("Write notes")),
    Kind("title of an assessment", f"/advice/?{ANSWERS}", then=_save_and_go("Rename")),
    Kind("end of an assessment", f"/advice/?{ANSWERS}", then=_save_and_go("Delete")),
    Kind("stale save", f"/advice/?{ANSWERS}", then=_save_too_late, after=409),
    Kind(
        "comparison of answers",
        f"/compare/?left={quote(ANSWERS)}&right={quote(ANSWERS.replace('some', 'many'))}",
        then=_unfold,
    ),
    Kind("empty comparison of answers", "/compare/"),
    Kind("not found", "/patterns/circuit-braker/", status=404),
    Kind("API reference", "/api/v1/docs"),
)
