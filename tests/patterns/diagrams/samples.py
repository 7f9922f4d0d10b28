"""The scripts that tests draw: those of the seed, and everything that is shipped."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from patterns.diagrams.labels import fill, words
from patterns.diagrams.lines import described
from patterns.diagrams.scripts import Diagram

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PATTERNS = ROOT / "fixtures" / "patterns"


@dataclass(frozen=True, slots=True)
class Sample:
    """A diagram and where its script is."""

    path: Path
    diagram: Diagram

    @property
    def id(self) -> str:
        return "/".join(self.path.parts[-3:])


@cache
def seed() -> tuple[Sample, ...]:
    """The twelve diagrams of the seed, corrected."""
    return tuple(
        Sample(path, _diagram(path.read_text("utf-8"))) for path in _scripts(HERE / "seed")
    )


@cache
def authored() -> tuple[Sample, ...]:
    """Every script under fixtures/patterns, with its default names and numbers."""
    return tuple(
        Sample(path, _diagram(_filled(path)))
        for path in _scripts(PATTERNS)
        if path.parent.name == "diagrams"
    )


def shipped() -> tuple[Sample, ...]:
    """All of the above."""
    return seed() + authored()


def broken(name: str) -> str:
    """A script of the seed as it was before its correction."""
    return (HERE / "broken" / f"{name}.mmd").read_text("utf-8")


def _scripts(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.mmd"))


def _diagram(script: str) -> Diagram:
    title, description = described(script)
    return Diagram(script, title, description)


def _filled(path: Path) -> str:
    script = path.read_text("utf-8")
    pattern = path.parents[1]
    values = _defaults(pattern / "code.toml", "parameters") | _defaults(
        pattern / "pattern.toml", "names"
    )
    return fill(script, {word: values.get(word, word) for word in words(script)})


def _defaults(path: Path, table: str) -> dict[str, str]:
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text("utf-8")).get(table, {})
    return {
        key: f"{entry.get('default', key)} {entry.get('unit', '')}".strip()
        for key, entry in entries.items()
    }
