"""Calls of every tool, for whoever speaks the protocol."""

from typing import Any

GIVEN = {"stage": ["growing"], "services": ["many"], "deps": ["third"], "pains": ["cascade"]}
ALONE = {"stage": ["new"], "services": ["few"], "teams": ["one"]}
CLASHING = {"services": ["many"], "age": ["secs"]}

CALLS: dict[str, dict[str, Any]] = {
    "search_patterns": {"query": "retry", "limit": 3},
    "get_pattern": {"slug": "circuit-breaker", "parts": ["summary", "forces", "relations"]},
    "get_questions": {"quick": True, "answers": GIVEN},
    "recommend": {"answers": GIVEN, "sources": {"deps": "assumed"}},
    "explain": {"slug": "circuit-breaker", "answers": GIVEN},
    "compare_patterns": {"slugs": ["retry", "circuit-breaker"], "answers": GIVEN},
    "what_if": {"answers": CLASHING, "changes": {"age": ["all"]}},
    "check_answers": {"answers": GIVEN},
    "render_diagram": {"slug": "circuit-breaker", "kind": "states"},
    "get_code_template": {
        "slug": "circuit-breaker",
        "language": "python",
        "parameters": {"open_wait": "20s"},
    },
    "run_lab": {"slug": "circuit-breaker", "parameters": {"duration": "60s", "f": ""}, "seed": 2},
    "save_assessment": {"title": "Order platform", "answers": GIVEN},
    "export_bundle": {"answers": GIVEN, "format": "answers"},
}
