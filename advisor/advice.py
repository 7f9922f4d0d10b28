"""The one use case: Answers in, Advice out. Pages, documents and API call this and nothing else."""

from collections import OrderedDict
from threading import Lock

from advisor.briefing import knowledge
from advisor.engine import Advice, Answers, Sensitivity, explore, judge
from advisor.engine.questions import canonical
from patterns import releases
from patterns.catalogue import Catalogue

KEPT = 200  # Advices in memory, about 300 KB each

_lock = Lock()
_kept: "OrderedDict[object, Advice]" = OrderedDict()
_explored: "OrderedDict[object, Sensitivity]" = OrderedDict()


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
    known = knowledge(catalogue)
    plain = canonical(known.questions, [force.id for force in known.forces], answers)
    key = (
        catalogue.digest,
        tuple(plain.given.items()),
        tuple(plain.weights.items()),
        budget,
        thorough,
    )
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    advice = judge(known, plain, budget=budget, thorough=thorough)
    with _lock:
        _kept[key] = advice
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return advice


def sensitivity(answers: Answers, catalogue: Catalogue | None = None) -> Sensitivity:
    """Try every other answer; about two hundred scorings, remembered like an Advice.

    Raises AnswersError when the Answers name what the Release does not hold.
    """
    catalogue = catalogue or releases.current()
    known = knowledge(catalogue)
    plain = canonical(known.questions, [force.id for force in known.forces], answers)
    key = (catalogue.digest, tuple(plain.given.items()), tuple(plain.weights.items()))
    with _lock:
        found = _explored.get(key)
    if found is None:
        found = explore(known, plain)
        with _lock:
            _explored[key] = found
            while len(_explored) > KEPT:
                _explored.popitem(last=False)
    return found
