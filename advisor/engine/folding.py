"""Patterns that one need calls together → one entry with its parts; and why the first are first.

The order has many ties: a need fully felt calls for every Pattern that is for it. Those stand
together, and what leads is said in the person's own words: starred, hurt, or needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.engine import points
from advisor.engine.forces import Situation
from advisor.engine.passes import Outcome
from advisor.engine.tables import Entry, Tables

LEADING = 3  # entries whose place is explained


class Because(StrEnum):
    """Why an entry stands among the first."""

    STARRED = "starred"
    HURT = "hurt"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class Lead:
    """One of the first entries, and the answer that put it there.

    question, option: the answer that raises the Force most; both empty where rules alone did.
    """

    slug: str
    because: Because
    force: str
    question: str = ""
    option: str = ""


def parts_of(
    tables: Tables, situation: Situation, outcome: Outcome, ranked: Sequence[int]
) -> Mapping[int, int]:
    """Return, by Pattern, the Pattern that heads its entry; only what is part of another.

    An advised Pattern is part of a better ranked one when both are for the Force that it answers
    most, or when one is a variant of the other.
    """
    heads: dict[int, int] = {}
    families: dict[int, int] = {}
    found: dict[int, int] = {}
    for index in ranked:
        if not outcome.verdicts[index].is_advised:
            continue
        entry = tables.entries[index]
        family = index if entry.parent is None else entry.parent
        main = _main(entry, situation)
        head = families.get(family, heads.get(main) if main is not None else None)
        if head is not None:
            found[index] = head
            continue
        families[family] = index
        for force, strength in entry.eases:
            if strength == points.STRENGTH_FULL and situation.levels[force] > 0:
                heads.setdefault(force, index)
    return found


def leading(
    tables: Tables,
    situation: Situation,
    outcome: Outcome,
    ranked: Sequence[int],
    parts: Mapping[int, int],
) -> tuple[Lead, ...]:
    """Return why the first three entries are first; fewer where fewer are advised."""
    heads = [n for n in ranked if outcome.verdicts[n].is_advised and n not in parts]
    return tuple(_lead(tables, situation, index) for index in heads[:LEADING])


def _lead(tables: Tables, situation: Situation, index: int) -> Lead:
    entry, slug = tables.entries[index], tables.slugs[index]
    for because, raised in ((Because.STARRED, situation.starred), (Because.HURT, situation.hurt)):
        force = _most(entry, situation, raised)
        if force is not None:
            marked = because is Because.STARRED
            return Lead(slug, because, tables.forces[force], *_raiser(situation, force, marked))
    force = _main(entry, situation)
    if force is None:
        return Lead(slug, Because.NEED, "")
    return Lead(slug, Because.NEED, tables.forces[force], *_raiser(situation, force, None))


def _raiser(situation: Situation, force: int, starred: bool | None) -> tuple[str, str]:
    """Return the choice that raises a Force most: starred, else one that hurt; None: any."""

    def change(choice_changes: tuple[tuple[int, int], ...]) -> int:
        return dict(choice_changes).get(force, 0)

    chosen = [
        choice
        for choice in situation.choices
        if starred is None or (choice.starred if starred else choice.hurt)
    ]
    best = max(chosen, key=lambda choice: change(choice.changes), default=None)
    if best is None or change(best.changes) <= 0:
        return "", ""
    return best.question, best.option


def _main(entry: Entry, situation: Situation) -> int | None:
    """Return the Force that the Pattern answers most; None where nothing that it eases is felt."""
    return _most(entry, situation, situation.levels)


def _most(entry: Entry, situation: Situation, raised: Sequence[int]) -> int | None:
    found, most = None, 0
    for force, strength in entry.eases:
        if situation.levels[force] > 0:
            worth = min(raised[force], situation.levels[force]) * strength
            if worth > most:
                found, most = force, worth
    return found
