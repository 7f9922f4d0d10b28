"""How a Pattern stands in the records: its number, its status, and what took its place.

Status words are those of MADR 4.0.0. A record says accepted only if a person's Decision does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from advisor.documents.folder import Decision, Folder, Ruling

PROPOSED: Final = "proposed"
DEPRECATED: Final = "deprecated"
STATUS: Final = {
    Ruling.ACCEPTED: "accepted",
    Ruling.REJECTED: "rejected",
    Ruling.DEFERRED: PROPOSED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One Pattern in the records.

    on: the day of its Decision, else the day of the export. in_its_place: the Pattern of the same
    either/or group that is used instead, where this one is not used; "" without one.
    """

    number: int
    slug: str
    status: str
    on: date
    decision: Decision | None = None
    in_its_place: str = ""

    @property
    def is_used(self) -> bool:
        """Return whether the record speaks for the Pattern."""
        return self.status in (PROPOSED, STATUS[Ruling.ACCEPTED])

    @property
    def is_in_force(self) -> bool:
        """Return whether the record holds today: it is neither deprecated nor superseded."""
        return self.decision is not None or self.is_used


def standings(folder: Folder) -> tuple[Standing, ...]:
    """Return, by number, every Pattern that is planned, decided, or in an earlier export."""
    given = numbers(folder)
    return tuple(_standing(folder, slug, given) for slug in sorted(given, key=given.__getitem__))


def numbers(folder: Folder) -> dict[str, int]:
    """Return the number of each Pattern's record: kept ones as they were, then new ones.

    New numbers follow the order of the plan, then the order of rank among what else was decided.
    """
    found = dict(folder.numbers)
    free = max([folder.first - 1, *found.values()]) + 1
    for slug in wanted(folder):
        if slug not in found:
            found[slug] = free
            free += 1
    return found


def wanted(folder: Folder) -> Iterator[str]:
    """Yield the Patterns that need a record today, in the order in which numbers are given."""
    yield from folder.advice.plan.members
    ranks = {judged.slug: judged.rank for judged in folder.advice.patterns}
    last = len(ranks) + 1
    yield from sorted(folder.decisions, key=lambda slug: (ranks.get(slug, last), slug))


def _standing(folder: Folder, slug: str, given: dict[str, int]) -> Standing:
    decision = folder.decisions.get(slug)
    instead = _in_place_of(folder, slug)
    if decision is not None:
        rejected = decision.ruling is Ruling.REJECTED
        status, on = STATUS[decision.ruling], decision.on
        return Standing(given[slug], slug, status, on, decision, instead if rejected else "")
    if slug in folder.advice.plan.members:
        return Standing(given[slug], slug, PROPOSED, folder.on)
    status = f"superseded by ADR-{given[instead]:04d}" if instead else DEPRECATED
    return Standing(given[slug], slug, status, folder.on, in_its_place=instead)


def _in_place_of(folder: Folder, slug: str) -> str:
    """Return the followed Pattern of the same either/or group, accepted before planned."""
    groups = _groups(folder, slug)
    if not groups:
        return ""
    rivals = [
        other for other in folder.followed if other != slug and groups & _groups(folder, other)
    ]
    rivals.sort(key=lambda other: not folder.has(other, Ruling.ACCEPTED))
    return rivals[0] if rivals else ""


def _groups(folder: Folder, slug: str) -> frozenset[str]:
    pattern = folder.catalogue.get(slug)
    profile = pattern.profile if pattern else None
    return frozenset(each.group for each in (profile.either_or if profile else ()))
