"""The door: a Document as DOCX."""

from patterns.documents.word.writing import word

__all__ = ["word"]
