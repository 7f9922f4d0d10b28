"""What a code.toml says about its code templates, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from patterns.parameters import Parameter, Value


class Language(StrEnum):
    PYTHON = "python"
    TYPESCRIPT = "typescript"
    JAVA = "java"
    GO = "go"
    RUST = "rust"


LANGUAGE_NAMES: Final = {
    Language.PYTHON: "Python",
    Language.TYPESCRIPT: "TypeScript",
    Language.JAVA: "Java",
    Language.GO: "Go",
    Language.RUST: "Rust",
}


class Converter(StrEnum):
    """How a value in base units becomes the literal that a template wants; see fitting.py."""

    INT = "int"
    NUMBER = "number"
    MILLISECONDS = "milliseconds"
    SECONDS = "seconds"
    SHARE = "share"
    PERCENT = "percent_0_100"
    FLAG = "flag"
    TEXT = "text"
    RETRIES = "attempts_to_retries"
    PERIOD = "calls_per_second_to_period"
    FAILURES_IN_A_ROW = "ceil_share_times_minimum"


@dataclass(frozen=True, slots=True)
class Target:
    """A constant of the template's parameter block, and how it gets its value."""

    constant: str
    converter: Converter


@dataclass(frozen=True, slots=True)
class Spelling:
    """One of our parameters in the template's own terms.

    target: where the value goes; None when the template cannot express it.
    cannot: why not, as a sentence for the reader.
    only: the values for which nothing is lost although there is no target.
    nearest: what comes closest.
    """

    parameter: Parameter
    target: Target | None = None
    cannot: str = ""
    only: tuple[Value, ...] = ()
    nearest: Target | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """A package that the template stands on; care is A, B, C or X, as code pages explain it."""

    name: str
    version: str
    licence: str
    care: str
    released: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the library does that a reader would not expect, and the test that shows it."""

    what: str
    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PlantedError:
    """A mistake that the template's tests must catch: `find` occurs once, `replace` breaks it."""

    what: str
    find: str
    replace: str


@dataclass(frozen=True, slots=True)
class Template:
    """A real file of a language's workspace; paths are relative to fixtures/code/<language>/."""

    id: str
    language: Language
    title: str
    file: str
    tests: tuple[str, ...]
    tier: int
    clock: str
    spellings: tuple[Spelling, ...]
    needs: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    libraries: tuple[Library, ...] = ()
    differences: tuple[Difference, ...] = ()
    planted: tuple[PlantedError, ...] = ()

    @property
    def key(self) -> str:
        """The template's name across patterns and languages: its path below fixtures/code/."""
        return f"{self.language}/{self.file}"

    @property
    def constants(self) -> frozenset[str]:
        """The names that the parameter block must have."""
        targets = [s.target for s in self.spellings] + [s.nearest for s in self.spellings]
        return frozenset(target.constant for target in targets if target)


LOCKS: Final = {
    Language.PYTHON: "requirements.txt",
    Language.TYPESCRIPT: "package-lock.json",
    Language.JAVA: "checksums.txt",
    Language.GO: "go.sum",
    Language.RUST: "pins.txt",
}
"""The file of each workspace that pins every package."""
