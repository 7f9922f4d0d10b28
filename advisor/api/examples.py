"""Bodies about the catalogue, shortened. A test holds each against its description."""

from typing import Any, Final

Example = dict[str, Any]
RELEASE_NAME: Final = "sha256:5f0c81b2a6d94e7f3c15508d9ab27e46f1d3c02b7a88e9640512cd6f9e3b7a10"


def _list(path: str, item: Example, **more: Any) -> Example:
    return {
        "items": [item],
        "total": 1,
        "self": f"/api/v1/{path}",
        "next": None,
        "prev": None,
        **more,
    }


_RETRY_LINKS: Final = {"self": "/api/v1/patterns/retry", "page": "/patterns/retry/"}
_RETRY: Final[Example] = {
    "slug": "retry",
    "name": "Retry",
    "category": "resilience",
    "edition": "seed",
    "problem": "How can a caller ride out a short fault without adding load at the worst moment?",
    "complexity": 0.2,
    "impact": 0.6,
    "aliases": ["exponential-backoff", "retry-budget"],
    "is_complete": True,
    "stance": {"word": "adopt", "note": "With jitter, in one layer.", "link": ""},
    "links": _RETRY_LINKS,
}
PATTERNS: Final = _list(
    "patterns?q=retry",
    _RETRY,
    facets={
        "category": {"resilience": 1},
        "force": {"transient": 1},
        "quality": {"availability": 1},
        "complexity": {"low": 1},
        "impact": {"middle": 1},
        "edition": {"seed": 1},
        "language": {"python": 1},
        "stance": {"adopt": 1},
    },
)
PATTERN: Final[Example] = {
    **_RETRY,
    "sources": ["seed", "Azure Architecture Center"],
    "asked": ["a call fails now and then and works the second time"],
    "complexity_why": "A library call; the work lies in sorting errors.",
    "reviewed": "2026-11-22",
    "states": [],
    "names": {"caller": {"label": "Calling service", "default": "Order"}},
    "panels": [],
    "contribution": [],
    "qualities": [{"name": "availability", "sign": 2, "why": "Short faults are not seen."}],
    "settings": [],
    "failure_modes": [],
    "metrics": [],
    "test_ideas": [],
    "checklist": [{"phase": "before", "text": "It is written down which layer repeats."}],
    "known_uses": [],
    "references": [],
    "article": {"In short": "Retry repeats a failed call after a growing, randomized pause."},
    "relations": [
        {
            "type": "requires",
            "outgoing": True,
            "pattern": "timeout",
            "name": "Timeout",
            "why": "An attempt without an end cannot be repeated.",
            "source": "Amazon Builders' Library",
            "basis": "stated",
        }
    ],
    "diagrams": [
        {
            "kind": "structure",
            "shows": "structure",
            "title": "Above the timeout, below the business code",
            "caption": "Two questions stand before every repetition.",
            "links": {"self": "/api/v1/patterns/retry/diagrams/structure"},
        }
    ],
    "code_templates": [],
}
CATEGORIES: Final = _list(
    "categories",
    {
        "slug": "resilience",
        "name": "Resilience",
        "question": "What happens when a part fails?",
        "patterns": 9,
    },
)
FORCES: Final = _list(
    "forces",
    {
        "id": "partial_failure",
        "name": "Partial failure",
        "meaning": "Remote calls fail or stall",
        "broad": True,
    },
)
CAPABILITIES: Final = _list(
    "capabilities",
    {
        "id": "ops",
        "name": "Operations",
        "level_0": "nobody on duty",
        "level_3": "a dedicated platform team",
    },
)
RELATIONS: Final = _list(
    "relations?pattern=circuit-breaker",
    {
        "from": "aggregator",
        "type": "complements",
        "to": "circuit-breaker",
        "why": "A backend that keeps failing is left out at once.",
        "source": "Azure Architecture Center",
        "basis": "stated",
    },
)
QUESTION: Final[Example] = {
    "section": "system-and-team",
    "id": "stage",
    "kind": "single",
    "text": "Which work will fill most of the next year?",
    "help": "Pick the main one.",
    "why": "A new system needs no way out of an old one.",
    "quick": True,
    "always_applies": True,
    "options": [
        {
            "id": "new",
            "label": "Building something new",
            "raises": {"migration": -2, "foreign_model": -1},
            "sets": {},
            "facts": ["greenfield"],
            "exclusive": False,
            "hurt": False,
        }
    ],
    "links": {"self": "/api/v1/questions/stage", "page": "/advise/stage/"},
}
QUESTIONS: Final = _list("questions", QUESTION)
SCENARIOS: Final = _list(
    "scenarios",
    {
        "number": 1,
        "slug": "external-service-failures",
        "title": "External Service Failures",
        "recommended": "Circuit Breaker",
        "pattern": "circuit-breaker",
        "answers": {"deps": ["third"], "pains": ["timeouts", "cascade"]},
        "first_ask": "A timeout on every call may be enough.",
        "take_with": ["timeout", "retry"],
        "also": ["bulkhead"],
        "links": {"page": "/advice/?deps=third&pains=timeouts&pains=cascade"},
    },
)
PROBLEM_DOMAINS: Final = _list(
    "problem-domains",
    {
        "slug": "resilience",
        "title": "Resilience",
        "primary": "circuit-breaker",
        "secondary": ["retry", "bulkhead"],
        "adds": "A timeout comes before all three.",
        "carried_by": ["timeout"],
        "seed": True,
    },
)
QUADRANT: Final[Example] = {
    "title": "Pattern Implementation Priority",
    "x_axis": ["Low Complexity", "High Complexity"],
    "y_axis": ["Low Impact", "High Impact"],
    "labels": ["Strategic Initiatives", "Quick Wins", "Low Priority", "Complex but Necessary"],
    "meanings": ["Plan it.", "Do these first.", "Small as a first step.", "Question it first."],
    "points": [
        {
            "slug": "retry",
            "name": "Retry",
            "complexity": 0.2,
            "impact": 0.6,
            "quadrant": "Quick Wins",
        }
    ],
    "links": {"self": "/api/v1/quadrant", "page": "/quadrant/"},
}
_RELEASE: Final[Example] = {
    "digest": RELEASE_NAME,
    "loaded_at": "2026-11-22T11:24:53.547189Z",
    "is_current": True,
    "links": {"self": f"/api/v1/releases/{RELEASE_NAME}"},
}
RELEASES: Final = _list("releases", _RELEASE)
RELEASE: Final[Example] = {
    **_RELEASE,
    "engine": "1.1",
    "counts": {"patterns": 93, "questions": 34},
    "before": "sha256:90c2bb57d04cf3e8c4f3b0a7e5a0d9d37c06d0b2a4c2f5f60c0f1a1b3f7c9e42",
    "changes": [
        {
            "kind": "patterns",
            "added": ["saga-orchestration"],
            "removed": [],
            "changed": [{"name": "retry", "members": ["settings", "profile"]}],
            "reordered": False,
        }
    ],
}
_CASE: Final[Example] = {
    "id": "case-012",
    "title": "A payment platform splits its ledger",
    "domain": "fintech",
    "origin": "practitioner",
    "breadth": "system",
    "links": {
        "self": "/api/v1/cases/case-012",
        "page": "/cases/case-012/",
        "advice": "/api/v1/recommendations?stage=growing&services=some",
    },
}
CASES: Final = _list("cases?domain=fintech", {**_CASE, "chosen": ["saga-orchestration"]})
CASE: Final[Example] = {
    **_CASE,
    "source": "https://engineering.example/ledger",
    "confidence": "high",
    "evidence_depth": "article",
    "facts": ["Payments are booked in three services that different teams own."],
    "inferred_facts": [],
    "also_acceptable": ["transactional-outbox"],
    "chosen": [{"pattern": "saga-orchestration", "evidence": "Section 3 names it.", "named": True}],
    "declined": [
        {"pattern": "two-phase-commit", "why": "A participant must not wait.", "basis": "source"}
    ],
    "answers": {"stage": ["growing"], "services": ["some"]},
    "second_answers": {"stage": ["growing"], "services": ["many"]},
}
DIAGRAM: Final[Example] = {
    "pattern": "circuit-breaker",
    "kind": "states",
    "title": "Three states, four ways between them",
    "caption": "There is no way from OPEN to CLOSED except through a probe.",
    "script": "stateDiagram-v2\n    [*] --> CLOSED\n    CLOSED --> OPEN: Failures > 50 %\n",
    "steps": [{"text": "Begins with CLOSED", "steps": []}],
    "links": {
        "self": "/api/v1/patterns/circuit-breaker/diagrams/states",
        "page": "/patterns/circuit-breaker/#diagrams",
    },
}
CODE_TEMPLATE: Final[Example] = {
    "pattern": "circuit-breaker",
    "language": "python",
    "template": "rate-window",
    "title": "Failure share over a time window, standard library alone",
    "file": "src/circuit_breaker/rate_window.py",
    "files": [{"path": "src/circuit_breaker/rate_window.py", "text": "OPEN_WAIT_MS = 20_000\n"}],
    "parameters": [
        {
            "name": "open_wait",
            "label": "Wait while open",
            "kind": "duration",
            "unit": "s",
            "value": "20",
            "default": "30",
            "minimum": "0.1",
            "maximum": "600",
            "choices": [],
            "help": "Time until the first probe.",
        }
    ],
    "regions": ["fallback", "metrics", "slow_calls"],
    "without": [],
    "fit": "exact",
    "departures": [],
    "libraries": [],
    "execution": {
        "toolchain": "Python 3.11.7",
        "libraries": [],
        "variants": 38,
        "tests": 674,
        "on": "2026-11-22",
    },
    "links": {
        "self": "/api/v1/patterns/circuit-breaker/code-templates/python/rate-window?open_wait=20",
        "page": "/patterns/circuit-breaker/code/python/rate-window/?open_wait=20",
        "bundle": "/patterns/circuit-breaker/code/python/rate-window/?open_wait=20&format=zip",
    },
}
RENDERING_REQUEST: Final[Example] = {"mermaid": "sequenceDiagram\n    Order->>Payment: Charge card"}
RENDERING: Final[Example] = {
    "svg": '<svg xmlns="http://www.w3.org/2000/svg">…</svg>',
    "steps": [{"text": "Order to Payment: Charge card", "steps": []}],
}
TEMPLATES: Final = _list(
    "patterns/circuit-breaker/code-templates",
    {
        "language": "python",
        "template": "rate-window",
        "title": "Failure share over a time window, standard library alone",
        "links": {
            "self": "/api/v1/patterns/circuit-breaker/code-templates/python/rate-window",
            "page": "/patterns/circuit-breaker/code/python/rate-window/",
        },
    },
    parameters=CODE_TEMPLATE["parameters"],
)
