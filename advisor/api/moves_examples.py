"""Bodies about what moves, shortened. A test holds each against its description."""

from typing import Final

from advisor.api.examples import RELEASE_NAME, Example

_BEFORE: Final[Example] = {"services": ["many"], "age": ["secs"]}
WHAT_IF_REQUEST: Final[Example] = {"answers": _BEFORE, "changes": {"age": ["all"]}}
COMPARISON_REQUEST: Final[Example] = {
    "left": {"answers": _BEFORE},
    "right": {"answers": {"services": ["many"], "age": ["all"]}},
}
_MOVES: Final[Example] = {
    "answers_changed": [{"question": "age", "from": ["secs"], "to": ["all"]}],
    "weights_changed": [],
    "moved": [
        {
            "slug": "cache-aside",
            "from": "not-needed",
            "to": "avoid",
            "fit": -12.5,
            "shares": [{"question": "age", "points": -12.5}],
            "because": {
                "rule": "never-when",
                "reason": "A cache may serve old data.",
                "holds": True,
            },
        }
    ],
    "plan": {"enters": [], "leaves": ["eventual-consistency"]},
    "contradictions": {"added": [], "solved": []},
    "unchanged": 86,
}
WHAT_IF: Final[Example] = {
    "release": RELEASE_NAME,
    "engine": "1.1",
    "answers": _BEFORE,
    **_MOVES,
    "links": {
        "page": "/advice/?services=many&age=all",
        "advice": "/api/v1/recommendations?services=many&age=all",
    },
}
COMPARISON: Final[Example] = {
    "left": {"release": RELEASE_NAME, "engine": "1.1", "answers": _BEFORE},
    "right": {
        "release": RELEASE_NAME,
        "engine": "1.1",
        "answers": {"services": ["many"], "age": ["all"]},
    },
    "same_release": True,
    **_MOVES,
    "links": {
        "page": "/compare/?left=services%3Dmany%26age%3Dsecs&right=services%3Dmany%26age%3Dall"
    },
}
