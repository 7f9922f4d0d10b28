"""Every operation of the description, tried by schemathesis: all its checks, stateful too."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from advisor.api.pages import document
from patterns import releases
from patterns.content.reading import Reading
from patterns.loading import load

pytestmark = pytest.mark.django_db

# A description cannot name what a Release holds, such as the options of its Questions: what has
# the described form may be refused all the same, by 422, or by 413 for what is too long in lines.
KNOWN_ONLY_HERE = ["2xx", "3xx", "401", "403", "404", "406", "409", "412", "413", "422", "428"]
# Where the names of parameters belong to the content, an unknown one is refused by 400, as
# everywhere; and so is a cursor that nobody gave out.
NAMED_ELSEWHERE = [
    "/api/v1/assessments",
    "/api/v1/assessments/{id}/revisions",
    "/api/v1/patterns/{slug}/code-templates/{language}/{template}",
    "/api/v1/patterns/{slug}/diagrams/{kind}",
    "/api/v1/recommendations",
    "/api/v1/recommendations/patterns/{slug}",
    "/api/v1/tokens",
]
# What is too long is refused by 413, which schemathesis does not count among refusals.
REFUSALS = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428"]
CONFIG: dict[str, Any] = {
    "seed": 7,
    # No address may hold a NUL; test_problems.py and the hostile tests try that.
    "generation": {"deterministic": True, "max-examples": 3, "allow-x00": False},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": KNOWN_ONLY_HERE},
        "negative_data_rejection": {"expected-statuses": REFUSALS},
    },
    "operations": [
        {
            "include-path": path,
            "checks": {
                "positive_data_acceptance": {"expected-statuses": [*KNOWN_ONLY_HERE, "400"]}
            },
        }
        for path in NAMED_ELSEWHERE
    ],
}
DESCRIBED: Any = schemathesis.openapi.from_dict(
    json.loads(json.dumps(document())), config=SchemathesisConfig.from_dict(CONFIG)
)
_site = cache(WSGIHandler)  # reads the settings when it is made, so not before a test runs


def application(environ: Any, start_response: Any) -> Any:
    """The product as a server calls it, in this process; werkzeug reads no compressed answers."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return _site()(environ, start_response)


DESCRIBED.app = application


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any, shipped: Reading) -> Iterator[None]:
    """The shipped content, loaded once for all operations; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        releases.forget()
        load(shipped.content, now=timezone.now())
        yield
        transaction.set_rollback(True)
    releases.forget()


@pytest.fixture(autouse=True)
def _served(_loaded: None, db: None, _quick_settings: None) -> None:
    pass


@DESCRIBED.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_every_operation_keeps_its_description(case: Any) -> None:
    case.call_and_validate()


def test_going_from_answer_to_answer_keeps_the_description() -> None:
    """What one answer names is asked for next, over several steps."""
    DESCRIBED.as_state_machine().run(
        settings=settings(
            max_examples=8,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
    )
