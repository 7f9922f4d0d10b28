"""The shipped content, and the Knowledge that the engine reasons with."""

import pytest

from advisor.briefing import knowledge as knowledge_of
from advisor.engine import Knowledge
from patterns.catalogue import Catalogue
from patterns.content.entries import Content


@pytest.fixture(scope="session")
def content(catalogue: Catalogue) -> Content:
    return catalogue.content


@pytest.fixture(scope="session")
def known(catalogue: Catalogue) -> Knowledge:
    """The Knowledge of the shipped Release."""
    return knowledge_of(catalogue)
