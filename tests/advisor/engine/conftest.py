import pytest
from hypothesis import strategies as st

from advisor.engine import Knowledge
from tests.advisor.engine.builders import random_knowledges


@pytest.fixture(scope="session")
def knowledge() -> st.SearchStrategy[Knowledge]:
    """Where the properties take their Knowledge from.

    Another folder points them at one Release: override this with `st.just(known)` there, and
    import the tests of test_properties.py.
    """
    return random_knowledges()
