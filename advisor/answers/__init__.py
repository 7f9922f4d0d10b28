"""The door: Answers from an address or a file, and back. Nothing is dropped in silence."""

from advisor.answers.reading import Reading, read, read_document, read_file
from advisor.answers.sheets import Sheet, address, document
from advisor.answers.values import Mistake, Problem

__all__ = [
    "Mistake",
    "Problem",
    "Reading",
    "Sheet",
    "address",
    "document",
    "read",
    "read_document",
    "read_file",
]
