"""How Patterns move on effort against impact between two Advices, as numbers and as places."""

from typing import Any

from advisor import diagrams
from advisor.documents.words import Words
from advisor.engine import Advice
from advisor.engine.points import EFFORT_QUICK, IMPACT_QUICK

MOST = 12
SIDE = 400  # of the drawing, which is square


def arrows(left: Advice, right: Advice, words: Words) -> list[dict[str, Any]]:
    """Return the Patterns of either quadrant that stand elsewhere now, those of the right first."""
    shown = dict.fromkeys(
        judged.slug for advice in (right, left) for judged in diagrams.on_quadrant(advice)
    )
    found = []
    for slug in shown:
        old, new = left.pattern(slug), right.pattern(slug)
        if old is None or new is None or (old.effort, old.impact) == (new.effort, new.impact):
            continue
        found.append(
            {
                "name": words.pattern(slug),
                "verdict": str(new.verdict),
                "old": _spot(old.effort, old.shown.impact),
                "new": _spot(new.effort, new.shown.impact),
            }
        )
    return found[:MOST]


def _spot(effort: int, impact: float) -> dict[str, float]:
    return {
        "effort": effort,
        "impact": impact,
        "x": round(SIDE * diagrams.place(float(effort), EFFORT_QUICK + 5)),
        "y": round(SIDE * (1 - diagrams.place(impact, IMPACT_QUICK))),
    }
