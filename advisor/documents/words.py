"""Ids of the engine in the words of the Release, for pages and documents alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.engine.questions import NOT_APPLICABLE, UNKNOWN
from patterns.catalogue import Catalogue
from patterns.content.entries import Question
from patterns.stances import NONE, Stance, Stances

UNKNOWN_LABEL = "I do not know"
NOT_APPLICABLE_LABEL = "Does not apply to this system"
STANDS_ALONE = 24  # characters; a shorter answer, such as "4 or more", says nothing by itself


def labels_of(question: Question, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return what was chosen in the words of the form."""
    words = {option.id: option.label for option in question.option}
    words |= {UNKNOWN: UNKNOWN_LABEL, NOT_APPLICABLE: NOT_APPLICABLE_LABEL}
    return tuple(words.get(name, name) for name in chosen)


@dataclass(frozen=True, slots=True)
class Words:
    """Looks ids up in the Release, and Patterns in the house Stances."""

    catalogue: Catalogue
    house: Stances = NONE

    def stance(self, slug: str) -> Stance | None:
        return self.house.get(slug)

    def pattern(self, slug: str) -> str:
        found = self.catalogue.get(slug)
        return found.name if found else slug.replace("-", " ").title()

    def force(self, name: str) -> str:
        found = self.catalogue.force(name)
        return found.name if found else name

    def question(self, name: str) -> str:
        found = self.catalogue.question(name)
        return found.text if found else name

    def option(self, question: str, option: str) -> str:
        found = self.catalogue.question(question)
        return labels_of(found, (option,))[0] if found else option

    def answer(self, question: str, option: str) -> str:
        """Return an option in words that stand alone: a short one is completed by its Question."""
        label = self.option(question, option)
        return label if len(label) >= STANDS_ALONE else f"{self.question(question)} {label}"

    def capability(self, name: str) -> str:
        rows = self.catalogue.content.capabilities
        return next((row.name for row in rows if row.id == name), name)

    def bundle(self, name: str) -> str:
        rows = self.catalogue.content.bundles
        return next((row.name for row in rows if row.id == name), name)

    @property
    def names(self) -> dict[str, str]:
        """Return the names of all Forces and Patterns by id."""
        content = self.catalogue.content
        return {force.id: force.name for force in content.forces} | {
            pattern.slug: pattern.name for pattern in content.patterns
        }
