import threading
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from patterns import diagram_cache
from patterns.diagram_cache import Shelf, draw, forget, png
from patterns.diagrams.rendering import Drawing, Theme, render
from patterns.diagrams.scripts import Diagram

SMALL = Diagram("flowchart LR\n a --> b\n", "Two parts", "One leads to the other.")
BROKEN = Diagram("flowchart LR\n a -->\n", "Broken", "Nothing.")


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    forget()
    cache.clear()
    yield
    forget()
    cache.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Diagram]:
    """Every diagram that was really drawn, in order."""
    diagrams: list[Diagram] = []

    def count(diagram: Diagram, *given: object) -> Drawing:
        diagrams.append(diagram)
        return render(diagram, *given)

    monkeypatch.setattr(diagram_cache, "render", count)
    return diagrams


def test_a_diagram_is_drawn_once(drawn: list[Diagram]) -> None:
    assert draw(SMALL) == draw(SMALL) == render(SMALL)
    assert drawn == [SMALL]


def test_each_theme_is_drawn_once(drawn: list[Diagram]) -> None:
    for _ in range(2):
        assert draw(SMALL, Theme.PAGE) != draw(SMALL, Theme.PAPER)

    assert len(drawn) == 2


def test_another_process_finds_the_drawing_in_the_shared_cache(drawn: list[Diagram]) -> None:
    first = draw(SMALL)
    forget()

    assert draw(SMALL) == first
    assert len(drawn) == 1


def test_a_problem_is_kept_here_and_not_shared(drawn: list[Diagram]) -> None:
    assert draw(BROKEN).problem
    assert draw(BROKEN).problem
    assert len(drawn) == 1

    forget()
    draw(BROKEN)

    assert len(drawn) == 2


def test_typed_text_is_kept_apart(drawn: list[Diagram]) -> None:
    draw(SMALL, live=True)
    draw(SMALL, live=True)
    draw(SMALL)

    assert len(drawn) == 2


def test_typed_text_never_reaches_the_shared_cache() -> None:
    draw(SMALL, live=True)

    assert cache.get(f"drawing:{render(SMALL).digest}") is None


def test_typed_text_is_held_to_the_tighter_limits() -> None:
    long = Diagram("flowchart LR\n a\n" + "%% more\n" * 600, "", "")

    assert draw(long).problem is None
    assert draw(long, live=True).problem


@pytest.mark.parametrize("live", [True, False])
def test_drawing_never_raises(monkeypatch: pytest.MonkeyPatch, live: bool) -> None:
    def fail(*_: object) -> Drawing:
        raise RuntimeError("secret")

    monkeypatch.setattr(diagram_cache, "render", fail)
    problem = draw(SMALL, live=live).problem

    assert problem
    assert "secret" not in repr(problem)


def test_a_broken_cache_costs_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(diagram_cache.cache, "get", fail)
    monkeypatch.setattr(diagram_cache.cache, "set", fail)

    assert draw(SMALL) == render(SMALL)


@pytest.mark.parametrize("stored", [b"bytes", 7, "", None, ["<svg>"]])
def test_something_else_in_the_cache_is_not_taken_for_a_picture(stored: object) -> None:
    cache.set(f"drawing:{render(SMALL).digest}", stored)

    assert draw(SMALL) == render(SMALL)


def test_a_png_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[float] = []
    monkeypatch.setattr(diagram_cache, "to_png", lambda _, scale: made.append(scale) or b"png")
    drawing = draw(SMALL)

    assert [png(drawing), png(drawing), png(drawing, 1)] == [b"png"] * 3
    assert made == [2.0, 1]


def test_a_full_shelf_loses_what_was_longest_unused() -> None:
    shelf: Shelf[int] = Shelf(2)
    shelf.put("a", 1)
    shelf.put("b", 2)
    shelf.get("a")
    shelf.put("c", 3)

    assert [shelf.get(key) for key in "abc"] == [1, None, 3]


def test_what_is_too_old_is_gone() -> None:
    now = [0.0]
    shelf: Shelf[int] = Shelf(2, 10, clock=lambda: now[0])
    shelf.put("a", 1)
    now[0] = 10.0
    assert shelf.get("a") == 1

    now[0] = 10.1

    assert shelf.get("a") is None


def test_threads_share_a_shelf() -> None:
    shelf: Shelf[int] = Shelf(50)

    def work(start: int) -> None:
        for number in range(500):
            shelf.put(str((start + number) % 80), number)
            shelf.get(str(number % 80))

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(shelf.get(str(number)) is not None for number in range(80)) == 50


def test_warming_up_draws_three_kinds_that_work(drawn: list[Diagram]) -> None:
    diagram_cache.warm()

    assert len(drawn) == 3
    assert all(render(diagram).problem is None for diagram in drawn)
