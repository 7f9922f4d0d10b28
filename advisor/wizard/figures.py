"""The three pictures of an Advice, drawn for its page."""

from typing import Any

from advisor import diagrams
from advisor.engine import Advice
from advisor.wizard.visit import Visit
from patterns.diagrams.scripts import Diagram
from patterns.pages.figures import Figure, figure_from


def figures(visit: Visit, advice: Advice) -> dict[str, Any]:
    """Return architecture (with its table), roadmap and quadrant; what would be empty is absent."""
    found: dict[str, Any] = {}
    composed = diagrams.architecture(advice, visit.catalogue, visit.sheet.names)
    if composed is not None:
        found["architecture"] = {
            "figure": _figure(
                visit,
                "architecture",
                composed.diagram,
                "Architecture",
                "What the plan adds to your system; every part that belongs to a pattern leads to "
                "its page.",
            ),
            "rows": [_placement(visit, advice, each) for each in composed.placements],
        }
    roadmap = diagrams.roadmap(advice, visit.catalogue)
    if roadmap is not None:
        caption = "Order and size, not dates; half a year is as long as your capacity."
        found["roadmap"] = _figure(visit, "roadmap", roadmap, "Roadmap", caption)
    quadrant = diagrams.quadrant(advice, visit.catalogue)
    if quadrant is not None:
        numbered = len(diagrams.on_quadrant(advice)) > diagrams.MOST_NAMED
        caption = (
            "The numbers are those of the table. " if numbered else ""
        ) + "Computed for these answers. Take “Complex but Necessary” as a question: is it?"
        title = "Effort against impact"
        found["quadrant"] = _figure(visit, "quadrant", quadrant, title, caption)
    return found


def _figure(visit: Visit, name: str, diagram: Diagram, title: str, caption: str) -> Figure:
    return figure_from(diagram, name, title, caption, visit.address(f"/exports/{name}"))


def _placement(visit: Visit, advice: Advice, placed: diagrams.Placement) -> dict[str, Any]:
    judged = advice.pattern(placed.slug)
    reasons = [
        visit.words.answer(share.question, share.option)
        for share in (judged.why[:2] if judged else ())
    ]
    return {
        "slug": placed.slug,
        "name": visit.words.pattern(placed.slug),
        "where": placed.where,
        "why": "; ".join(dict.fromkeys(reasons)) or "another part of the plan needs it",
    }
