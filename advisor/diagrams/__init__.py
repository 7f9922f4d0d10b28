"""The door: an Advice as pictures. Pure: equal input gives equal bytes."""

from advisor.diagrams.charts import MOST_NAMED, on_quadrant, place, quadrant, roadmap
from advisor.diagrams.composing import Composition, Placement, architecture

__all__ = [
    "MOST_NAMED",
    "Composition",
    "Placement",
    "architecture",
    "on_quadrant",
    "place",
    "quadrant",
    "roadmap",
]
