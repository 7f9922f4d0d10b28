"""mermaid.js in a real Chromium, loaded from disk, without any network."""

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "node_modules/mermaid/dist/mermaid.min.js"
CHROMIUM = Path("/usr/bin/chromium")

SETTINGS = {
    "startOnLoad": False,
    "securityLevel": "strict",
    "htmlLabels": False,
    "fontFamily": "sans-serif",
    "suppressErrorRendering": True,
}

_DRAW = """
async (script) => {
    window.drawn = (window.drawn || 0) + 1;
    try {
        const {svg} = await mermaid.render(`oracle${window.drawn}`, script);
        return {svg, message: ""};
    } catch (error) {
        return {svg: "", message: String(error.message || error)};
    }
}
"""

_DRAW_ALL = """
async (scripts) => {
    const start = performance.now();
    for (const script of scripts) {
        window.drawn = (window.drawn || 0) + 1;
        await mermaid.render(`oracle${window.drawn}`, script);
    }
    return performance.now() - start;
}
"""


_READ = """
(svg) => {
    const host = document.createElement("div");
    host.innerHTML = svg;
    document.body.append(host);
    const rows = (one) =>
        [...one.querySelectorAll("tspan")].filter((part) => !part.querySelector("tspan"));
    const words = [...host.querySelectorAll("text, foreignObject")].map((one) =>
        one.firstElementChild?.innerText
            ?? (rows(one).map((row) => row.textContent).join(" ") || one.textContent));
    host.remove();
    return words;
}
"""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What mermaid.js made of a script: a picture, or a message."""

    svg: str
    message: str

    @property
    def accepts(self) -> bool:
        return bool(self.svg)


class Oracle:
    """Asks a page; the browser lives in a thread of its own, beside any other of the run."""

    def __init__(self, page: Page, thread: Executor) -> None:
        self._page = page
        self._thread = thread
        self._known: dict[str, Opinion] = {}

    def ask(self, script: str) -> Opinion:
        if script not in self._known:
            answer = self._evaluate(_DRAW, script)
            self._known[script] = Opinion(answer["svg"], answer["message"])
        return self._known[script]

    def milliseconds(self, scripts: list[str]) -> float:
        """Return how long drawing all of them took, measured inside the page."""
        return float(self._evaluate(_DRAW_ALL, scripts))

    def texts(self, svg: str) -> list[str]:
        """Return what can be read in a picture, one entry for each text element."""
        return list(self._evaluate(_READ, svg))

    def _evaluate(self, program: str, argument: Any) -> Any:
        return self._thread.submit(self._page.evaluate, program, argument).result(timeout=60)


@contextmanager
def oracle(*, html: bool = False) -> Iterator[Oracle]:
    """Give an oracle for as long as the block runs.

    html: labels as HTML, which is how mermaid.js shows them by default; only these decode
    every code, but the pictures are then not XML.
    """
    with ThreadPoolExecutor(1) as thread, ExitStack() as stack:
        page = thread.submit(_open, SETTINGS | ({"htmlLabels": True} if html else {})).result()
        stack.callback(lambda: thread.submit(_close).result())
        yield Oracle(page, thread)


_browsers = local()


def _open(settings: dict[str, Any]) -> Page:
    _browsers.stack = stack = ExitStack()
    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM) if CHROMIUM.exists() else None, args=["--no-sandbox"]
    )
    stack.callback(browser.close)
    page = browser.new_context(offline=True).new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content("<!doctype html><title>oracle</title><body></body>")
    page.add_script_tag(path=str(LIBRARY))
    page.evaluate(f"mermaid.initialize({json.dumps(settings)})")
    return page


def _close() -> None:
    _browsers.stack.close()
