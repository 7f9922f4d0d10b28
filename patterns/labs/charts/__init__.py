"""Result -> pictures: six kinds of charts on one scale, with their data as a table.

`pictures` is the door. What comes out is written down by `templates/charts/`; nothing there
computes.
"""

from patterns.labs.charts.drawing import Key, Label, Layer, Paint, Picture, Table, spread
from patterns.labs.charts.picturing import pictures

__all__ = ["Key", "Label", "Layer", "Paint", "Picture", "Table", "pictures", "spread"]
