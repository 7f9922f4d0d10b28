"""The door: an Advice as pictures. Pure: equal input gives equal bytes."""

from advisor.diagrams.charts import MOST_NAMED, on_quadrant, place, quadrant, roadmap
from advisor.diagrams.composing import (
    FRAMES,
    Composition,
    Placement,
    architecture,
    composed,
    place_of,
)

__all__ = [
    "FRAMES",
    "MOST_NAMED",
    "Composition",
    "Placement",
    "architecture",
    "composed",
    "on_quadrant",
    "place",
    "place_of",
    "quadrant",
    "roadmap",
]
