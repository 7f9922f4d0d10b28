"""One browser with mermaid.js for each way of showing labels."""

from collections.abc import Iterator

import pytest

from tests.oracles.mermaid import LIBRARY, Oracle, oracle


def _installed() -> None:
    if not LIBRARY.exists():
        pytest.skip("mermaid.js is not installed: npm ci")


@pytest.fixture(scope="package")
def js() -> Iterator[Oracle]:
    """mermaid.js with labels as SVG text."""
    _installed()
    with oracle() as browser:
        yield browser


@pytest.fixture(scope="package")
def js_html() -> Iterator[Oracle]:
    """mermaid.js with labels as HTML, its default; only so does it decode every code."""
    _installed()
    with oracle(html=True) as browser:
        yield browser
