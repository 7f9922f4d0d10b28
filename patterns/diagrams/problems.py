"""Problem: what is wrong with a script, in plain words, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a diagram could not be drawn.

    code: `empty`, `length`, `characters`, `unsupported`, `syntax`, `meaning`, `limit`, `time`,
    `output` or `renderer`. line and column count from 1; 0 means that the place is not known.
    source: the offending line as typed, "" when the line is not known.
    """

    code: str
    message: str
    line: int = 0
    column: int = 0
    source: str = ""
    hint: str = ""

    @property
    def place(self) -> str:
        """Where the mistake is, in words."""
        if not self.line:
            return "Somewhere in the diagram"
        return f"Line {self.line}" + (f", column {self.column}" if self.column else "")

    @property
    def caret(self) -> str:
        """A line that puts `^` below the offending column of `source`; "" without a column."""
        if not self.column:
            return ""
        before = self.source[: self.column - 1]
        return "".join("\t" if sign == "\t" else " " for sign in before) + "^"

    @property
    def too_long(self) -> bool:
        """Whether the text itself is over the limit, which an address answers with 413."""
        return self.code == "length"
