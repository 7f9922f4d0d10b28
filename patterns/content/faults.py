"""What is wrong with the content, said so that an author can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake: in which file, at which key, what was expected and what stands there.

    file: path below the content folder, with forward slashes.
    key: dotted path such as `settings[2].too_low`; empty when the whole file is meant.
    """

    file: str
    key: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: expected {self.expected}; found {self.found}"
