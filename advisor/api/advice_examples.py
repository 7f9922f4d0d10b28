"""Bodies about answers and Advice, shortened. A test holds each against its description."""

from typing import Final

from advisor.api.examples import RELEASE_NAME, Example

_ANSWERED: Final[Example] = {
    "stage": ["growing"],
    "services": ["many"],
    "deps": ["third"],
    "pains": ["cascade"],
}
_ADDRESS: Final = "stage=growing&services=many&deps=third&pains=cascade"

ANSWERS: Final[Example] = {
    "schema": "pattern-advisor/answers/1",
    "answers": _ANSWERED,
    "notes": {"deps": "Card payments, under contract."},
    "weights": {"availability": 1.5},
    "stars": ["pains.cascade"],
}
_SHARES: Final[list[Example]] = [
    {"question": "deps", "option": "third", "force": "dead_dependency", "change": 2, "share": 37.5},
    {
        "question": "pains",
        "option": "cascade",
        "force": "dead_dependency",
        "change": 2,
        "share": 37.5,
    },
    {"question": "pains", "option": "cascade", "force": "cascade", "change": 3, "share": 15.0},
]
_JUDGED: Final[Example] = {
    "slug": "circuit-breaker",
    "name": "Circuit Breaker",
    "verdict": "adopt",
    "confidence": "likely",
    "rank": 1,
    "fit": 100.0,
    "range": {"low": 75.0, "high": 100.0},
    "need": 100.0,
    "contrary": 0.0,
    "harm": 0.0,
    "impact": 100.0,
    "effort": 15,
    "gap": 0,
    "why": _SHARES,
    "why_not": [],
    "links": {
        "self": "/api/v1/patterns/circuit-breaker",
        "ledger": f"/api/v1/recommendations/patterns/circuit-breaker?{_ADDRESS}",
    },
}
_HEAD: Final[Example] = {
    "release": RELEASE_NAME,
    "engine": "1.1",
    "answers": _ANSWERED,
}
RECOMMENDATION: Final[Example] = {
    **_HEAD,
    "headline": "You do not need a distributed design for this. One pattern to adopt. "
    "30 questions are open, so this is provisional.",
    "overall_confidence": "low",
    "contradictions": [],
    "tensions": [],
    "patterns": [_JUDGED],
    "leading": [
        {
            "slug": "circuit-breaker",
            "because": "hurt",
            "force": "cascade",
            "question": "pains",
            "option": "cascade",
        }
    ],
    "plan": {
        "budget": 18,
        "used": 3,
        "phases": [
            {
                "id": "foundations",
                "items": [
                    {
                        "slug": "timeout",
                        "complexity": 1,
                        "state": "planned",
                        "pulled_in_by": ["circuit-breaker"],
                        "blocked_by": [],
                    }
                ],
            }
        ],
        "groups": [],
        "families": [],
        "bundles": [],
    },
    "warnings": {
        "prerequisites": [
            {
                "slug": "timeout",
                "complexity": 1,
                "standing": "pulled-in",
                "needed_by": [
                    {
                        "slug": "circuit-breaker",
                        "reason": "A call that never returns is never counted as a failure.",
                    }
                ],
                "because": [],
                "instead": [],
            }
        ],
        "conflicts": [],
        "cheaper": [],
        "too_much": None,
    },
    "baseline": {
        "headline": "Keep what you have. Without changes, cascading failure stays unanswered.",
        "unanswered_forces": ["cascade"],
    },
    "next_questions": [{"question": "callfail", "could_change": 31}],
    "links": {"page": f"/advice/?{_ADDRESS}", "export": f"/exports/bundle?{_ADDRESS}"},
}
LEDGER: Final[Example] = {
    **_HEAD,
    "pattern": {
        **_JUDGED,
        "priority": 98.5,
        "reach": ["prepare", "adopt"],
        "parts": [
            {
                "force": "dead_dependency",
                "role": "main",
                "level": 1.0,
                "strength": 3,
                "points": 75.0,
                "softened_by": [],
                "companions": [],
            }
        ],
        "shares": _SHARES,
        "sides_full": True,
        "open_questions": ["ops", "callfail"],
        "nearest_flip": {
            "up": None,
            "down": {"question": "ops", "option": "none", "adds": True, "verdict": "prepare"},
        },
    },
    "levels": {
        "cascade": {
            "level": 1.0,
            "low": 1.0,
            "high": 1.0,
            "answers": [{"question": "pains", "option": "cascade", "change": 3}],
        }
    },
    "links": {
        "page": f"/advice/circuit-breaker/?{_ADDRESS}",
        "advice": f"/api/v1/recommendations?{_ADDRESS}",
    },
}
CHECK: Final[Example] = {
    **_HEAD,
    "document": {**ANSWERS, "release": RELEASE_NAME},
    "hidden": [],
    "open": ["teams", "structure"],
    "contradictions": [],
    "links": {
        "page": f"/advise/check/?{_ADDRESS}",
        "advice": f"/api/v1/recommendations?{_ADDRESS}",
    },
}
