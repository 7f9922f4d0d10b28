"""What tests of prefilling share: the Knowledge, and short ways to hand in a text."""

import pytest

from advisor.briefing import knowledge
from advisor.engine import Knowledge
from advisor.prefill import File, Prefill, infer
from patterns.catalogue import Catalogue


class Infer:
    """Infers from texts, each a file: `a`, `b` and so on. Its name is short where a test fails."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known

    def __call__(self, *texts: str | bytes) -> Prefill:
        files = [
            File(name, text.encode() if isinstance(text, str) else text)
            for name, text in zip("abcdefghij", texts, strict=False)
        ]
        return infer(files, self.known)


@pytest.fixture(scope="session")
def known(catalogue: Catalogue) -> Knowledge:
    return knowledge(catalogue)


@pytest.fixture(scope="session")
def say(known: Knowledge) -> Infer:
    return Infer(known)


def told(found: Prefill) -> dict[str, str]:
    """Return question=option → its strength."""
    return {f"{each.question}={each.option}": str(each.strength) for each in found.inferences}


def faults(found: Prefill) -> list[str]:
    """Return each problem as one line."""
    return [f"{each.place}: {each.words}" for each in found.problems]
