"""What every reader of decision records tells of one record."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One decision record as a reader understood it.

    number: as the reader counts; "" where it has none. date: ISO, "" where none was found.
    links: numbers or slugs of the other records that it leads to, in order.
    """

    number: str
    title: str
    status: str
    date: str
    links: tuple[str, ...] = ()
