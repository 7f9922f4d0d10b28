"""JSON Schemas of the files that a bundle holds as JSON, for whoever reads them by program."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def schemas() -> dict[str, bytes]:
    """Return name -> text: advice, answers, assessment, manifest."""
    return {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.json"))}
