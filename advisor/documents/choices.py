"""What a bundle shall hold: its parts, the languages of its code, its pictures and their colors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from patterns.catalogue import Catalogue
from patterns.code.templates import LANGUAGE_NAMES, Language
from patterns.diagrams.rendering import Theme


class Part(StrEnum):
    """What can be left out. The entry page and `.patternadvisor/` are always there."""

    ARCHITECTURE = "architecture"
    CHAPTERS = "chapters"
    DECISIONS = "decisions"
    DIAGRAMS = "diagrams"
    CODE = "code"
    WORKSPACE = "workspace"
    BACKSTAGE = "backstage"
    REPORT = "report"


PARTS: Final = {  # part -> what a person reads beside its box
    Part.ARCHITECTURE: "Overview, roadmap, avoid list, matrix, checklist, report in Markdown",
    Part.CHAPTERS: "The twelve chapters after arc42",
    Part.DECISIONS: "Decision records",
    Part.DIAGRAMS: "Diagrams",
    Part.CODE: "Code with its tests",
    Part.WORKSPACE: "Workspace for Structurizr",
    Part.BACKSTAGE: "Examples for Backstage and MkDocs",
    Part.REPORT: "Report as one HTML file",
}


class PictureFiles(StrEnum):
    """As which files diagrams come."""

    BOTH = "both"
    MMD = "mmd"
    SVG = "svg"


class Colors(StrEnum):
    """For which ground SVG files are colored."""

    LIGHT = "light"
    DARK = "dark"


KINDS: Final = {
    PictureFiles.BOTH: "Mermaid text and SVG",
    PictureFiles.MMD: "Mermaid text alone",
    PictureFiles.SVG: "SVG alone",
}
GROUNDS: Final = {Colors.LIGHT: "For light pages and print", Colors.DARK: "For dark pages"}


@dataclass(frozen=True, slots=True)
class Choices:
    """languages: None for every one that there is."""

    parts: frozenset[Part] = frozenset(Part)
    languages: frozenset[Language] | None = None
    pictures: PictureFiles = PictureFiles.BOTH
    colors: Colors = Colors.LIGHT

    def has(self, *parts: Part) -> bool:
        """Return whether one of the parts is wanted."""
        return not self.parts.isdisjoint(parts)

    @property
    def theme(self) -> Theme:
        return Theme.NIGHT if self.colors is Colors.DARK else Theme.PAPER

    def speaks(self, language: str) -> bool:
        return self.languages is None or language in self.languages


EVERYTHING: Final = Choices()


def offered(catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """Return what a form shows of each choice: names with their words."""
    spoken = [(language.value, LANGUAGE_NAMES[language]) for language in languages(catalogue)]
    return {
        "parts": [(part.value, words) for part, words in PARTS.items()],
        "languages": spoken if len(spoken) > 1 else [],
        "diagrams": [(kind.value, words) for kind, words in KINDS.items()],
        "themes": [(colors.value, words) for colors, words in GROUNDS.items()],
    }


def languages(catalogue: Catalogue) -> tuple[Language, ...]:
    """Return the languages in which the Release has code, by name."""
    return tuple(sorted(map(Language, catalogue.content.workspaces)))


def choose(
    catalogue: Catalogue,
    parts: Sequence[str] | None = None,
    spoken: Sequence[str] | None = None,
    pictures: str = "",
    colors: str = "",
) -> Choices:
    """Return what was asked for by name. None and "" stand for what nobody said.

    Raises ValueError with the names that there are.
    """
    found = EVERYTHING.parts
    if parts is not None:
        found = frozenset(map(Part, _known("include", parts, Part)))
    spoken_here = None
    if spoken is not None:
        there = languages(catalogue)
        spoken_here = frozenset(map(Language, _known("language", spoken, there)))
    return Choices(
        found,
        spoken_here,
        PictureFiles(_one("diagrams", pictures, PictureFiles, EVERYTHING.pictures)),
        Colors(_one("theme", colors, Colors, EVERYTHING.colors)),
    )


def _known(name: str, asked: Sequence[str], there: Iterable[str]) -> list[str]:
    names = list(there)
    found = [word for word in asked if word]
    if not names:
        raise ValueError(f"{name}: there is none to choose from")
    if not found or not set(found) <= set(names):
        raise ValueError(f"{name}: expected one or more of {', '.join(names)}")
    return found


def _one(name: str, asked: str, there: Iterable[str], else_: str) -> str:
    names = list(there)
    if asked and asked not in names:
        raise ValueError(f"{name}: expected one of {', '.join(names)}")
    return asked or else_
