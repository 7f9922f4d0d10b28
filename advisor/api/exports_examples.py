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
