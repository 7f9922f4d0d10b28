"""The one door to drawings for pages and documents: cached, and it never raises."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from django.core.cache import cache

from patterns.diagrams.checking import AUTHORED, LIVE
from patterns.diagrams.problems import Problem
from patterns.diagrams.raster import to_png
from patterns.diagrams.rendering import Drawing, Theme, digest, render
from patterns.diagrams.scripts import Diagram

KEPT = 1_000
LIVE_KEPT = 200
LIVE_SECONDS = 600
PNG_KEPT = 100

_FIRST = (
    "flowchart LR\n a --> b\n",
    "sequenceDiagram\n a->>b: c\n",
    "stateDiagram-v2\n [*] --> a\n",
)

logger = logging.getLogger(__name__)
Value = TypeVar("Value")


@dataclass(slots=True)
class Shelf(Generic[Value]):
    """The values that this process used last; safe to share between threads."""

    size: int
    seconds: float = float("inf")
    clock: Callable[[], float] = time.monotonic
    _held: OrderedDict[str, tuple[float, Value]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: str) -> Value | None:
        """Return what stands under the key, or None when it is absent or too old."""
        with self._lock:
            put_at, value = self._held.get(key, (0.0, None))
            if value is None or self.clock() - put_at > self.seconds:
                return None
            self._held.move_to_end(key)
            return value

    def put(self, key: str, value: Value) -> None:
        """Keep a value; the one that was longest unused goes when the shelf is full."""
        with self._lock:
            self._held[key] = (self.clock(), value)
            self._held.move_to_end(key)
            while len(self._held) > self.size:
                self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()


_kept: Shelf[Drawing] = Shelf(KEPT)
_live: Shelf[Drawing] = Shelf(LIVE_KEPT, LIVE_SECONDS)  # typed text cannot push out our own
_pngs: Shelf[bytes] = Shelf(PNG_KEPT)


def draw(diagram: Diagram, theme: Theme = Theme.PAGE, *, live: bool = False) -> Drawing:
    """Return the drawing of a diagram; this will never raise: ask `drawing.problem`.

    live: the script was typed by a visitor. It is then held to the tighter limits, and kept
    for ten minutes in this process only.
    Costs microseconds when known here, a read of the cache when known to another worker, and
    about 10 ms else.
    """
    try:
        key = digest(diagram, theme)
        return _draw_live(key, diagram, theme) if live else _draw_kept(key, diagram, theme)
    except Exception as error:
        # The text may be private: only the kind of failure is written down.
        logger.error("a diagram failed to draw: %s", type(error).__name__)
        return Drawing("", Problem("renderer", "This could not be drawn."), "")


def png(drawing: Drawing, scale: float = 2.0) -> bytes:
    """Return a drawing as PNG; up to 200 ms when it is not known yet.

    Raises TooLarge, or Unavailable where the rasterizer cannot be loaded.
    """
    key = f"{drawing.digest}@{scale:g}"
    known = _pngs.get(key)
    if known is None:
        known = to_png(drawing.svg, scale)
        _pngs.put(key, known)
    return known


def warm() -> None:
    """Draw one small diagram of each common kind, so that no visitor waits for the first.

    Each thread that draws has an engine of its own: call this in the thread that serves.
    """
    for script in _FIRST:
        draw(Diagram(script, "Warm-up", "Drawn once in each thread."), live=True)


def forget() -> None:
    """Empty what this process keeps, as after a change of Release or between tests."""
    for shelf in (_kept, _live):
        shelf.clear()
    _pngs.clear()


def _draw_live(key: str, diagram: Diagram, theme: Theme) -> Drawing:
    drawing = _live.get(key)
    if drawing is None:
        drawing = render(diagram, theme, LIVE)
        _report(drawing)
        _live.put(key, drawing)
    return drawing


def _draw_kept(key: str, diagram: Diagram, theme: Theme) -> Drawing:
    drawing = _kept.get(key) or _from_cache(key)
    if drawing is None:
        drawing = render(diagram, theme, AUTHORED)
        _to_cache(key, drawing)
        _report(drawing)
    _kept.put(key, drawing)
    return drawing


def _from_cache(key: str) -> Drawing | None:
    try:
        svg = cache.get(f"drawing:{key}")
    except Exception as error:
        logger.warning("the cache of drawings cannot be read: %s", type(error).__name__)
        return None
    return Drawing(svg, None, key) if isinstance(svg, str) and svg else None


def _to_cache(key: str, drawing: Drawing) -> None:
    if drawing.problem:
        return
    try:
        cache.set(f"drawing:{key}", drawing.svg, timeout=None)
    except Exception as error:
        logger.warning("the cache of drawings cannot be written: %s", type(error).__name__)


def _report(drawing: Drawing) -> None:
    if drawing.dropped:
        logger.warning("left out of a drawing: %s", ", ".join(sorted(set(drawing.dropped))))
    if drawing.problem and drawing.problem.code == "renderer":
        logger.error("%s", drawing.problem.message)
