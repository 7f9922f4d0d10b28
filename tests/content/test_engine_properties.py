"""The properties of the engine, once more, with the Knowledge of the shipped Release."""

import pytest
from hypothesis import strategies as st

from advisor.briefing import knowledge as knowledge_of
from advisor.engine import Knowledge
from patterns.catalogue import Catalogue
from tests.advisor.engine.test_properties import *  # noqa: F403  the tests run here again


@pytest.fixture(scope="session")
def knowledge(catalogue: Catalogue) -> st.SearchStrategy[Knowledge]:
    return st.just(knowledge_of(catalogue))
