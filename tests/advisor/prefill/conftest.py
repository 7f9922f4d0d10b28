"""What tests of prefilling share: the Knowledge, and short ways to hand in a text."""

from collections.abc import Callable

import pytest

from advisor.briefing import knowledge
from advisor.engine import Knowledge
from advisor.prefill import File, Prefill, infer
from patterns.catalogue import Catalogue

Infer = Callable[..., Prefill]


@pytest.fixture(scope="session")
def known(catalogue: Catalogue) -> Knowledge:
    return knowledge(catalogue)


@pytest.fixture
def say(known: Knowledge) -> Infer:
    """Infer from texts, each a file: `a`, `b` and so on."""

    def read(*texts: str | bytes) -> Prefill:
        files = [
            File(name, text.encode() if isinstance(text, str) else text)
            for name, text in zip("abcdefghij", texts, strict=False)
        ]
        return infer(files, known)

    return read


def told(found: Prefill) -> dict[str, str]:
    """Return question=option → its strength."""
    return {f"{each.question}={each.option}": str(each.strength) for each in found.inferences}


def faults(found: Prefill) -> list[str]:
    """Return each problem as one line."""
    return [f"{each.place}: {each.words}" for each in found.problems]
