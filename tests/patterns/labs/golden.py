"""Digests of the Result of every lab at its default and at each preset.

`python -m tests.patterns.labs.golden > tests/patterns/labs/golden.toml` writes them anew.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from patterns.content.reading import read_folders
from patterns.labs import shelf
from patterns.labs.addresses import FIRST_SEED
from patterns.labs.kernel.results import digest
from tests.patterns.labs.running import default_run

FILE = Path(__file__).with_name("golden.toml")
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


def expected() -> dict[str, dict[str, str]]:
    """Return lab -> run -> digest as committed; the run `model_version` holds that number."""
    return {
        slug: {name: str(value) for name, value in table.items()}
        for slug, table in tomllib.loads(FILE.read_text()).items()
    }


def computed(slug: str) -> dict[str, str]:
    """Return run -> digest of one lab as it is now."""
    lab = shelf.lab(slug)
    words = {each.slug: each for each in read_folders([FIXTURES]).content.labs}[slug]
    default = digest(default_run(slug))
    found = {"model_version": str(lab.model_version), "default": default}
    for preset in words.presets:
        values = lab.read(preset.values).values
        is_default = values == lab.values() and preset.seed == FIRST_SEED
        found[preset.slug] = default if is_default else digest(lab.run(values, seed=preset.seed))
    return found


def _lines() -> Iterator[str]:
    for slug in shelf.labs():
        yield f"[{slug}]"
        yield from (f'{name} = "{value}"' for name, value in computed(slug).items())
        yield ""


if __name__ == "__main__":
    print("\n".join(_lines()).rstrip())
