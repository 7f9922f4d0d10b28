"""The plan as a Gantt chart, and effort against impact."""

from collections.abc import Collection

from advisor.engine.advice import Advice, JudgedPattern
from advisor.engine.points import EFFORT_QUICK, IMPACT_QUICK
from advisor.engine.profiles import Verdict
from advisor.engine.roadmap import ItemState, PhaseId
from patterns.catalogue import Catalogue
from patterns.diagrams.parts import Point, Task
from patterns.diagrams.scripts import Diagram, GanttChart, QuadrantChart

MOST_POINTS = 15
MOST_NAMED = 7  # with more points their names would run into each other
WEEKS = 26  # half a year
EFFORT_STEP = 5  # efforts are multiples of it
PHASES = {
    PhaseId.FOUNDATIONS: "Foundations",
    PhaseId.QUICK_WINS: "Quick wins",
    PhaseId.STRATEGIC: "Strategic",
    PhaseId.WATCH: "Watch",
}


def roadmap(advice: Advice, catalogue: Catalogue, without: Collection[str] = ()) -> Diagram | None:
    """Return the plan in weeks of a neutral year, one step after the other; None when it is empty.

    without: Patterns of the plan that are not built.
    Lengths come from complexity points: the whole budget is as long as half a year.
    """
    patterns = {pattern.slug: pattern for pattern in catalogue.patterns}
    tasks: list[Task] = []
    points, ended = 0, 0
    for phase in advice.plan.phases:
        for item in phase.items:
            if item.state is not ItemState.PLANNED or item.slug in without:
                continue
            profile = patterns[item.slug].profile
            needs = {_task_id(needed.to) for needed in (profile.prerequisites if profile else ())}
            points += item.complexity
            # Ends are rounded and not lengths, so that many short steps do not add up to a year.
            end = max(ended + 1, round(points * WEEKS / advice.plan.budget))
            judged = advice.pattern(item.slug)
            tasks.append(
                Task(
                    id=_task_id(item.slug),
                    name=patterns[item.slug].name,
                    section=PHASES[phase.id],
                    length=end - ended,
                    after=tuple(task.id for task in tasks if task.id in needs or task is tasks[-1]),
                    status="active" if judged and judged.verdict is Verdict.PREPARE else "",
                )
            )
            ended = end
    if not tasks:
        return None
    description = (
        "Order and size, not dates: lengths come from complexity points and the capacity of half "
        "a year."
    )
    return GanttChart("Roadmap", description, tasks).diagram()


def on_quadrant(advice: Advice) -> tuple[JudgedPattern, ...]:
    """Return the Patterns that the quadrant shows, the first by rank."""
    wanted = (Verdict.ADOPT, Verdict.PREPARE, Verdict.CONSIDER)
    return tuple(judged for judged in advice.patterns if judged.verdict in wanted)[:MOST_POINTS]


def quadrant(advice: Advice, catalogue: Catalogue) -> Diagram | None:
    """Return effort against impact as computed for these Answers; None without a Pattern."""
    names = {pattern.slug: pattern.name for pattern in catalogue.patterns}
    shown = on_quadrant(advice)
    points = [
        Point(
            str(number) if len(shown) > MOST_NAMED else names[judged.slug],
            place(float(judged.effort), EFFORT_QUICK + EFFORT_STEP),
            place(float(judged.impact), IMPACT_QUICK),
        )
        for number, judged in enumerate(shown, start=1)
    ]
    if not points:
        return None
    description = "Effort and impact as computed for these answers; a table has the same numbers."
    return QuadrantChart("Effort against impact", description, points).diagram()


def place(value: float, middle: float) -> float:
    """Return where a value from 0 to 100 stands between 0.02 and 0.98, `middle` being 0.5.

    Effort comes in steps of five, so "at most 35" is "below 40": the axis bends where the phases
    of the plan part, and chart and plan agree.
    """
    share = (
        0.5 * value / middle if value < middle else 0.5 + 0.5 * (value - middle) / (100 - middle)
    )
    # Not rounded: what lies just below the middle must stay below it.
    return min(0.98, max(0.02, share))


def _task_id(slug: str) -> str:
    return "p_" + slug.replace("-", "_")
