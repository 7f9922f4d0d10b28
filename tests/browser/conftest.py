"""A real Chromium before the product as `make run` serves it; every complaint fails a test."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.serving import MANAGE, ROOT, prepare, serving

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
)  # fmt: skip
TAGS = (
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
)  # fmt: skip
_REFUSED = (
    "Failed to load resource: the server responded with a status of",
    "Response Status Error Code",
)
PASSWORD = "a phrase of the editor alone"
PATIENCE = 15_000  # milliseconds; a busy machine is no fault of a page
# A visitor's own database and cache must never be touched, nor the limits be met here. With
# TEST_DB=postgresql they are those that tests/services.py started for this run.
NOT_INHERITED = (
    ()
    if os.environ.get("TEST_DB") == "postgresql"
    else ("DATABASE_URL", "CACHE_URL", "ADVISOR_DATABASE_SOCKET", "ADVISOR_CACHE_SOCKET")
)


@dataclass
class Complaints:
    """What a browser held against the pages of one test.

    found: each complaint in words. expected: how those begin that the test itself brings about.
    """

    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect_status(self, *statuses: int) -> None:
        """Let pass that the console names answers with these statuses."""
        for status in statuses:
            self.expected += [f"error: {words} {status}" for words in _REFUSED]

    def unexpected(self) -> list[str]:
        return [words for words in self.found if not words.startswith(tuple(self.expected) or "\0")]


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which the site and its commands run: their own data folder."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {
        **kept,
        "ADVISOR_DATA": str(tmp_path_factory.mktemp("site")),
        "ADVISOR_MODE": "development",
        "ADVISOR_LIMITS": "no",
    }


@pytest.fixture(scope="session")
def new_account(site: str, surroundings: dict[str, str]) -> Callable[[str], str]:
    """Make an account as whoever runs the site does; returns its first password."""

    def make(name: str) -> str:
        done = subprocess.run(
            [*MANAGE, "create_account", name],
            env=surroundings, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.split()[-1]

    return make


@pytest.fixture(scope="session")
def site(surroundings: dict[str, str]) -> Iterator[str]:
    """The address of the product: own database, shipped Release, hashed static files, granian."""
    environment = surroundings
    prepare(environment)
    subprocess.run(
        [*MANAGE, "createsuperuser", "--noinput", "--username", "editor", "--email", "e@a.example"],
        env=environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )
    with serving(environment) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run: the system's, else the one that Playwright downloaded."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Everything that a browser complained of; the test fails at its end when there is any."""
    heard = Complaints()
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def visitor(chromium: Browser, site: str, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Open the page of a new visitor; takes the options of a browser context."""
    contexts: list[BrowserContext] = []

    def visit(**options: Any) -> Page:
        context = chromium.new_context(base_url=site, locale="en-GB", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch(context, site, complaints)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor: Callable[..., Page]) -> Page:
    return visitor()


@pytest.fixture
def plain_page(visitor: Callable[..., Page]) -> Page:
    """A page whose browser runs no script."""
    return visitor(java_script_enabled=False)


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def any_page(request: pytest.FixtureRequest, visitor: Callable[..., Page]) -> Page:
    """The page of a browser that runs scripts, then of one that does not."""
    return visitor(java_script_enabled=request.param == "with JavaScript")


@pytest.fixture(scope="session")
def axe_core() -> str:
    if not AXE.exists():
        words = "axe-core is missing: run `npm ci`, as `make test` does"
        if "node" in os.environ.get("ALLOW_MISSING", "").split(","):
            pytest.skip(words)
        pytest.fail(words)
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def violations(axe_core: str) -> Callable[..., list[str]]:
    """Judge a page by axe-core: WCAG 2.0 to 2.2 A and AA and best practices, or only some rules."""

    def judge(page: Page, *rules: str) -> list[str]:
        # The content policy does not reach code that comes in through the debugger.
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(axe_core)
        report = page.evaluate(
            """async (only) => (await axe.run(document, {
                runOnly: only, resultTypes: ["violations"],
            })).violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))""",
            {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS},
        )
        return list(report)

    return judge


def watch(context: BrowserContext, site: str, complaints: Complaints) -> None:
    """Write down what the console says, what scripts throw, and each request to another origin."""
    heard = complaints.found.append
    foreign = re.compile(rf"^(?!{re.escape(site)}/|data:|blob:|about:)")

    def refuse(route: Any) -> None:
        heard(f"request to another origin: {route.request.url}")
        route.abort()

    context.route(foreign, refuse)
    context.on(
        "console",
        lambda message: (
            heard(f"{message.type}: {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    context.on("weberror", lambda error: heard(f"script: {error.error}"))


@contextmanager
def downloading(page: Page) -> Iterator[Callable[[], bytes]]:
    """Catch the file that a click inside the block brings."""
    with page.expect_download() as caught:
        yield lambda: Path(caught.value.path()).read_bytes()
