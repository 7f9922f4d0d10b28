"""Bodies about what is kept, shortened. A test holds each against its description."""

from typing import Final

from advisor.api.advice_examples import RECOMMENDATION
from advisor.api.examples import RELEASE_NAME, Example

ID: Final = "0f8b2c1e-6f0d-4a3b-9a53-2a1c0c1f7d10"
OWN_ID: Final = "5d1f6c1a-93c0-4b57-8c0f-0c8d5f7c2b11"
_PLACE: Final = f"/api/v1/assessments/{ID}"
_ANSWERS: Final = {"stage": ["growing"], "services": ["many"], "deps": ["third"]}

NEW: Final[Example] = {"title": "Order platform", "answers": _ANSWERS}
_LINKS: Final = {
    "self": _PLACE,
    "page": f"/assessments/{ID}/",
    "advice": f"{_PLACE}/advice",
    "revisions": f"{_PLACE}/revisions",
    "decisions": f"{_PLACE}/decisions",
}
_LISTED: Final[Example] = {
    "id": ID,
    "title": "Order platform",
    "revision": 1,
    "is_shared": False,
    "created_at": "2026-11-22T09:30:00Z",
    "changed_at": "2026-11-22T09:30:00Z",
    "links": _LINKS,
}
ASSESSMENT: Final[Example] = {
    **_LISTED,
    "release": RELEASE_NAME,
    "engine": "1.1",
    "answers": _ANSWERS,
}
_KEY: Final = "3w0cS7kqF1m9xYb2ZrT5uVh8LdN4pQaE"
OPENED: Final[Example] = {
    **ASSESSMENT,
    "edit_key": f"pe_{_KEY}",
    "links": {**_LINKS, "edit": f"/assessments/{ID}/edit/{_KEY}/"},
}
ASSESSMENTS: Final[Example] = {
    "items": [_LISTED],
    "self": "/api/v1/assessments",
    "next": None,
    "prev": None,
}
PATCH: Final[Example] = {"answers": {"services": ["some"], "stage": None}}
_REVISION: Final[Example] = {
    "number": 1,
    "created_at": "2026-11-22T09:30:00Z",
    "release": RELEASE_NAME,
    "engine": "1.1",
    "links": {
        "self": f"{_PLACE}/revisions/1",
        "advice": f"{_PLACE}/advice?revision=1",
        "page": f"/assessments/{ID}/revisions/1/",
    },
}
REVISIONS: Final[Example] = {
    "items": [_REVISION],
    "self": f"{_PLACE}/revisions",
    "next": None,
    "prev": None,
}
REVISION: Final[Example] = {**_REVISION, "answers": _ANSWERS}
ADVICE: Final[Example] = {"assessment": ID, "revision": 1, "rescored": False, **RECOMMENDATION}
DECISION_REQUEST: Final[Example] = {
    "status": "accepted",
    "note": "In the library of the platform team.",
    "decided_on": "2026-11-22",
    "decider": "Ana",
}
DECISION: Final[Example] = {
    "pattern": "circuit-breaker",
    **DECISION_REQUEST,
    "verdict": "adopt",
    "revision": 1,
    "changed_at": "2026-11-22T10:00:00Z",
    "links": {
        "self": f"{_PLACE}/decisions/circuit-breaker",
        "pattern": "/api/v1/patterns/circuit-breaker",
        "assessment": _PLACE,
    },
}
DECISIONS: Final[Example] = {
    "items": [DECISION],
    "total": 1,
    "self": f"{_PLACE}/decisions",
    "next": None,
    "prev": None,
}
_READ_KEY: Final = "Qm4Xw8sT1vB6nK0cJ7yR5uHd2LfZ3pGa"
READ_LINK: Final[Example] = {
    "read_key": f"pr_{_READ_KEY}",
    "links": {"assessment": _PLACE, "page": f"/assessments/{ID}/view/{_READ_KEY}/"},
}
TOKEN_REQUEST: Final[Example] = {
    "name": "Nightly check",
    "scopes": ["assessments:read"],
    "days": 30,
}
TOKEN: Final[Example] = {
    "id": OWN_ID,
    "name": "Nightly check",
    "scopes": ["assessments:read"],
    "created_at": "2026-11-22T09:30:00Z",
    "expires_at": "2026-12-22T09:30:00Z",
    "last_used_at": None,
    "made_with": "8a1d3c52-0f6e-4a0c-bb3d-5c3e9f2d7a12",
    "links": {"self": f"/api/v1/tokens/{OWN_ID}"},
}
ISSUED: Final[Example] = {
    **TOKEN,
    "token": "pa_4nV7qLr0zB2xWc9uTk6mYd1eHs8oPj3aGf5iQvXyRbZ",
}
TOKENS: Final[Example] = {
    "items": [TOKEN],
    "self": "/api/v1/tokens",
    "next": None,
    "prev": None,
}
