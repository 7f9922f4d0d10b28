"""One side of a comparison: answers from the body, or a Revision of an Assessment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from rest_framework.request import Request

from advisor import answers as answer_texts
from advisor.advice import advise
from advisor.answers import Mistake, Problem, Sheet
from advisor.answers.values import safe
from advisor.api import wishes
from advisor.api.entitled import readable
from advisor.briefing import knowledge
from advisor.engine import Advice
from advisor.models import Revision
from advisor.shapes import judgements
from advisor.shapes.faults import Fault
from patterns import releases
from patterns.catalogue import Catalogue

MEMBERS = ("assessment", "revision")


@dataclass(frozen=True, slots=True)
class Kept:
    """A Revision that is named; None for the newest."""

    assessment: UUID
    revision: int | None


def read(sent: object, place: str, faults: list[Fault]) -> Sheet | Kept:
    """Return what one side names; what cannot be used is added to the faults, below its place."""
    if isinstance(sent, Mapping) and "assessment" in sent:
        return _kept(sent, place, faults)
    reading = answer_texts.read_document(sent, knowledge(releases.current()))
    faults += below((place,), reading.problems)
    return Sheet(reading.answers)


def judged(request: Request, side: Sheet | Kept) -> tuple[Advice, str]:
    """Return the Advice of one side, and what names it in the address of the page.

    A Revision is judged by its own Release where this version can read that, else by the current.
    Raises Http404 for an Assessment without right, and Revision.DoesNotExist.
    """
    if isinstance(side, Sheet):
        return advise(side.answers), answer_texts.address(side)
    assessment = readable(request, side.assessment)
    found = assessment.revision(side.revision) if side.revision else assessment.newest()
    catalogue = _own(found)
    advice = advise(found.read(catalogue).answers, catalogue)
    return advice, f"{assessment.pk}.{found.number}"


def below(place: tuple[str, ...], problems: tuple[Problem, ...], *, skip: int = 0) -> list[Fault]:
    """Return the problems of a part of the body as faults of the whole. skip: steps left out."""
    moved = [replace(found, path=(*place, *found.path[skip:])) for found in problems]
    return judgements.faults(moved, in_query=False)


def _kept(sent: Mapping[str, object], place: str, faults: list[Fault]) -> Kept:
    unknown = [
        Problem(Mistake.UNKNOWN_KEY, (place, safe(name)), safe(name), MEMBERS)
        for name in sent
        if name not in MEMBERS
    ]
    faults += judgements.faults(unknown, in_query=False)
    name = wishes.uuid_of(sent["assessment"])
    if name is None:
        words = "Expected the id of an Assessment."
        faults.append(Fault("wrong_type", words, pointer=f"#/{place}/assessment"))
    number = wishes.whole(sent, "revision", wishes.LAST_REVISION, faults, below=f"/{place}")
    return Kept(name or UUID(int=0), number)


def _own(found: Revision) -> Catalogue:
    try:
        return releases.get(found.release.digest)
    except releases.NoRelease:
        return releases.current()
