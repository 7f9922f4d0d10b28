"""Bodies about exports. A test holds each against its description."""

from typing import Final

from advisor.api.advice_examples import ANSWERS
from advisor.api.examples import RELEASE_NAME, Example

EXPORT_REQUEST: Final[Example] = {"format": "answers", "answers": ANSWERS["answers"]}
EXPORT: Final[Example] = {
    "schema": "pattern-advisor/answers/1",
    "release": RELEASE_NAME,
    "answers": ANSWERS["answers"],
}
ID: Final = "5f0c81b2a6d94e7f3c15508d9ab27e46f1d3c02b7a88e9640512cd6f9e3b7a10"
BEGUN: Final[Example] = {
    "id": ID,
    "state": "running",
    "format": "pdf",
    "step": "page 4 of about 20",
    "links": {"self": f"/api/v1/exports/{ID}", "file": f"/api/v1/exports/{ID}/file"},
}
