"""What every document of one Advice is made from: frozen values, gathered once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from advisor import diagrams
from advisor.answers import Sheet
from advisor.documents import sentences
from advisor.documents.choices import EVERYTHING, Choices
from advisor.documents.words import Words
from advisor.engine.advice import Advice, JudgedPattern
from advisor.engine.canonical import as_json
from patterns.catalogue import Catalogue
from patterns.content.entries import Pattern
from patterns.diagrams.scripts import Diagram
from patterns.stances import NONE, Stances


class RecordForm(StrEnum):
    """How decision records are written: what stands in them, and how their files are named."""

    MADR = "madr4"
    MADR_MINIMAL = "madr4-minimal"
    NYGARD = "nygard"  # as adr-tools writes them
    LOG4BRAINS = "log4brains"


class Ruling(StrEnum):
    """What a person decided about a Pattern."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one Pattern.

    note, by (who decided) and verdict (the advisor's word at that time) may be empty.
    """

    ruling: Ruling
    on: date
    note: str = ""
    by: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The Revision that is exported. engine: the one that made advice, canonical JSON, as kept."""

    revision: int
    engine: str
    advice: bytes


@dataclass(frozen=True)
class Folder:
    """One Advice with the Answers behind it and the Release that it was judged with.

    on: the date that the records carry; it comes in from outside, so equal input gives equal bytes.
    first: the number of the first decision record that has none yet. form: of all records.
    house: the Stances of whoever runs the site; carried, never weighed.
    decisions: by Pattern, what a person decided; numbers: by Pattern, the numbers of records that
    an earlier export gave out. Either may name Patterns that this Release does not hold.
    saved: the Revision, for what a person has kept; None for Answers from an address.
    choices: what a bundle of it holds.
    """

    advice: Advice
    sheet: Sheet
    catalogue: Catalogue
    on: date
    first: int = 1
    form: RecordForm = RecordForm.MADR
    house: Stances = NONE
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    saved: Saved | None = None
    choices: Choices = EVERYTHING

    @cached_property
    def words(self) -> Words:
        return Words(self.catalogue, self.house)

    @cached_property
    def planned(self) -> tuple[JudgedPattern, ...]:
        """The Patterns of the plan in its order."""
        found = (self.advice.pattern(slug) for slug in self.advice.plan.members)
        return tuple(judged for judged in found if judged is not None)

    @cached_property
    def advice_as_kept(self) -> bytes:
        """Return canonical JSON: of a Revision as it was computed, whatever engine runs today."""
        return self.saved.advice if self.saved else as_json(self.advice)

    @property
    def is_decided(self) -> bool:
        """Return whether people decide here: in an Assessment, or on records of earlier exports."""
        return bool(self.saved or self.decisions or self.numbers)

    @cached_property
    def followed(self) -> tuple[str, ...]:
        """The Patterns to build: planned or accepted, and neither rejected nor deferred."""
        judged = [
            each.slug for each in self.advice.patterns if self.has(each.slug, Ruling.ACCEPTED)
        ]
        wanted = dict.fromkeys((*self.advice.plan.members, *judged))
        return tuple(
            slug for slug in wanted if slug not in self.decisions or self.has(slug, Ruling.ACCEPTED)
        )

    @cached_property
    def dropped(self) -> tuple[str, ...]:
        """The Patterns of the plan that people decided against, or put off."""
        return tuple(slug for slug in self.advice.plan.members if slug not in self.followed)

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The Patterns to explain one by one: the plan, then what was accepted beyond it."""
        return tuple(dict.fromkeys((*self.advice.plan.members, *self.followed)))

    def has(self, slug: str, ruling: Ruling) -> bool:
        """Return whether a person decided so about the Pattern."""
        return slug in self.decisions and self.decisions[slug].ruling is ruling

    def pattern(self, slug: str) -> Pattern:
        found = self.catalogue.get(slug)
        if found is None:
            raise LookupError(f"the Release has no pattern {slug}")
        return found

    @cached_property
    def composed(self) -> diagrams.Composition | None:
        """The reader's own system with what is to be built in it; None where that is nothing."""
        if not self.followed:
            return None
        return diagrams.composed(self.advice, self.catalogue, self.followed, self.sheet.names)

    @cached_property
    def headline(self) -> tuple[str, str]:
        """The heading and the sentence below it: of the Advice, or of what people made of it."""
        return sentences.headline(self.advice, self.words, self.followed)

    @cached_property
    def pictures(self) -> tuple[tuple[str, Diagram], ...]:
        """Names and Diagrams made from the Advice, in the order of their numbers."""
        found = {
            "architecture": self.composed.diagram if self.composed else None,
            "roadmap": diagrams.roadmap(self.advice, self.catalogue, self.dropped),
            "quadrant": diagrams.quadrant(self.advice, self.catalogue),
        }
        return tuple((name, diagram) for name, diagram in found.items() if diagram is not None)


def date_of(catalogue: Catalogue) -> date:
    """Return the newest review date of the content: a date that belongs to the Release itself."""
    reviewed = [pattern.reviewed for pattern in catalogue.patterns if pattern.reviewed]
    return max(reviewed, default=date(1980, 1, 1))
