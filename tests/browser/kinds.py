"""Every kind of page that the product has, and how a reader comes to it."""

from collections.abc import Callable
from dataclasses import dataclass

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
    Kind("live editor", "/diagrams/"),
    Kind("live editor with a mistake", "/diagrams/", then=_break_the_drawing),
    Kind("code", "/patterns/retry/code/python/"),
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
    Kind("explanation", f"/advice/circuit-breaker/?{ANSWERS}"),
    Kind("loaded answers", "/advise/", then=_load_answers),
    Kind("not found", "/patterns/circuit-braker/", status=404),
    Kind("API reference", "/api/v1/docs"),
)
