"""The programs that judge, each started once: mermaid.js in a browser, readers of other formats."""

import os
from collections.abc import Iterator

import pytest

from tests.oracles.mermaid import LIBRARY, Oracle, oracle
from tests.readers import npm as npm_packages
from tests.readers import structurizr as structurizr_jars
from tests.readers import word
from tests.readers.npm import Npm
from tests.readers.structurizr import Structurizr


def needs(missing: str) -> None:
    """Skip with the reason where something is missing; on CI that is a failure."""
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def _installed() -> None:
    needs("" if LIBRARY.exists() else "mermaid.js is not installed: npm ci")


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


@pytest.fixture(scope="package")
def structurizr() -> Iterator[Structurizr]:
    """Structurizr's DSL parser and importers."""
    needs(structurizr_jars.missing())
    with structurizr_jars.structurizr() as readers:
        yield readers


@pytest.fixture(scope="package")
def npm() -> Iterator[Npm]:
    """Backstage, log4brains, markdownlint and a YAML parser."""
    needs(npm_packages.missing())
    with npm_packages.npm() as readers:
        yield readers


@pytest.fixture
def office() -> None:
    """LibreOffice is there."""
    needs(word.missing())
