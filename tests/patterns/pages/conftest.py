from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def site(release: Any) -> Client:
    """The whole site with the shipped content from the database."""
    return Client()
