"""The door: Answers from an address or a file, and back. Nothing is dropped in silence."""

from advisor.answers.kept import Kept, KeptDecision, kept_document, read_decision, read_kept
from advisor.answers.reading import Reading, read, read_document, read_file
from advisor.answers.sheets import Sheet, address, document, with_texts_of
from advisor.answers.values import Mistake, Problem

__all__ = [
    "Kept",
    "KeptDecision",
    "Mistake",
    "Problem",
    "Reading",
    "Sheet",
    "address",
    "document",
    "kept_document",
    "read",
    "read_decision",
    "read_document",
    "read_file",
    "read_kept",
    "with_texts_of",
]
