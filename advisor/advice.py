"""The one use case: Answers in, Advice out. Pages, documents and API call this and nothing else."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Generic, TypeVar

from advisor.briefing import knowledge
from advisor.engine import (
    Advice,
    Answers,
    Scaling,
    Sensitivity,
    Turn,
    explore,
    judge,
    open_questions,
    scalings,
    turns,
)
from advisor.engine.questions import canonical
from patterns import releases
from patterns.catalogue import Catalogue

KEPT = 200  # of each kind in memory; an Advice takes about 300 KB

Value = TypeVar("Value")


class _Memory(Generic[Value]):
    """What was made last, by what it was made from; safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is kept under the key, made now if it is not."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        # Made outside the lock: another thread's advice must not wait for this one.
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


_advices: _Memory[Advice] = _Memory()
_explored: _Memory[Sensitivity] = _Memory()
_outlooks: _Memory[Mapping[str, tuple[str, ...]]] = _Memory()
_scaled: _Memory[tuple[Scaling, ...]] = _Memory()
_turned: _Memory[tuple[Turn, ...]] = _Memory()


def advise(
    answers: Answers,
    catalogue: Catalogue | None = None,
    *,
    budget: int | None = None,
    thorough: bool = False,
) -> Advice:
    """Judge every Pattern of a Release, the current one unless another is given.

    thorough: also nearest flips and stability, which cost some two hundred further scorings.
    Equal input gives the same Advice object while it is remembered.
    Raises AnswersError when the Answers name what the Release does not hold.
    """
    catalogue = catalogue or releases.current()
    plain = _canonical(answers, catalogue)
    return _advices.recall(
        (*_key(plain, catalogue), budget, thorough),
        lambda: judge(
            knowledge(catalogue),
            plain,
            budget=budget,
            # Remembered by itself: the page of an Advice asks for both.
            explored=sensitivity(plain, catalogue) if thorough else None,
        ),
    )


def sensitivity(answers: Answers, catalogue: Catalogue | None = None) -> Sensitivity:
    """Try every other answer; about two hundred scorings, remembered like an Advice.

    Raises AnswersError when the Answers name what the Release does not hold.
    """
    catalogue = catalogue or releases.current()
    plain = _canonical(answers, catalogue)
    return _explored.recall(_key(plain, catalogue), lambda: explore(knowledge(catalogue), plain))


def outlook(answers: Answers, catalogue: Catalogue | None = None) -> Mapping[str, tuple[str, ...]]:
    """Return, by slug, the open Questions that could still move a Verdict.

    Raises AnswersError when the Answers name what the Release does not hold.
    """
    catalogue = catalogue or releases.current()
    plain = _canonical(answers, catalogue)
    return _outlooks.recall(
        _key(plain, catalogue), lambda: open_questions(knowledge(catalogue), plain)
    )


def weighings(answers: Answers, catalogue: Catalogue | None = None) -> tuple[Scaling, ...]:
    """Try every other weight of each Force that is felt, one at a time.

    Raises AnswersError when the Answers name what the Release does not hold.
    """
    catalogue = catalogue or releases.current()
    plain = _canonical(answers, catalogue)
    return _scaled.recall(_key(plain, catalogue), lambda: scalings(knowledge(catalogue), plain))


def turning(answers: Answers, catalogue: Catalogue | None = None) -> tuple[Turn, ...]:
    """Return the weights at which neighbors of the ten best change places; some 50 ms.

    Raises AnswersError when the Answers name what the Release does not hold.
    """
    catalogue = catalogue or releases.current()
    plain = _canonical(answers, catalogue)
    return _turned.recall(_key(plain, catalogue), lambda: turns(knowledge(catalogue), plain))


def _canonical(answers: Answers, catalogue: Catalogue) -> Answers:
    known = knowledge(catalogue)
    return canonical(known.questions, [force.id for force in known.forces], answers)


def _key(plain: Answers, catalogue: Catalogue) -> tuple[Hashable, ...]:
    weights = tuple(plain.weights.items())
    return (catalogue.digest, tuple(plain.given.items()), weights, plain.stars)
