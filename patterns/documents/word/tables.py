"""A Table as WordprocessingML: a head that repeats, columns as wide as their words ask for."""

from collections.abc import Sequence

from patterns.documents.document import Align, Table, Words
from patterns.documents.word.marks import Marks, attribute, paragraph, runs, text

TEXT_WIDTH = 9638  # twentieths of a point: 17 cm, A4 without its margins
CHARACTER = 100  # a letter of Table Text, about
# Where the font of the styles is missing, another takes its place, and the usual one is wider.
WIDEST = 125
PADDING = 200
MOST_ASKED = 60  # characters; longer cells are broken into lines anyway
MOST_KEPT = 6  # rows that stay on one page; a longer table may go on
SLIM = 0.5  # of the text's width; a table above it is made as wide as the text
_JUSTIFIED = {Align.LEFT: "", Align.RIGHT: "right", Align.CENTER: "center"}


def table(made: Table, marks: Marks) -> str:
    """Return the table, without its caption."""
    widths = columns(made)
    head = _row([text(title) for title in made.header], widths, made.align, "TableHead", head=True)
    count = len(made.rows)
    rows = "".join(
        _row(
            [runs(cell, marks) for cell in row],
            widths,
            made.align,
            "TableText",
            kept=_is_kept(place, count),
        )
        for place, row in enumerate(made.rows)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    first = int(made.head)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="AdvisorTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{0x20 + 0x80 * first:04X}" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="{first}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(made.caption)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def columns(made: Table) -> list[int]:
    """Return the width of each column: room for its longest word, the rest as the Table says, or
    by what it holds.
    """
    texts = [
        [title, *(_plain(row[place]) for row in made.rows)]
        for place, title in enumerate(made.header)
    ]
    least = [_longest_word(cells) * WIDEST + PADDING for cells in texts]
    if sum(least) < TEXT_WIDTH and made.shares:
        return _fitted(made.shares, least)
    asked = [min(MOST_ASKED, max(map(len, cells))) * CHARACTER + PADDING for cells in texts]
    wide = [max(pair) for pair in zip(least, asked, strict=True)]
    if sum(least) >= TEXT_WIDTH:
        return _filled(least)
    if sum(wide) < TEXT_WIDTH * SLIM:
        return wide
    if sum(wide) <= TEXT_WIDTH:
        return _shared(wide, TEXT_WIDTH)
    spare = TEXT_WIDTH - sum(least)
    more = _shared([one - other for one, other in zip(wide, least, strict=True)], spare)
    return [one + other for one, other in zip(least, more, strict=True)]


def _is_kept(place: int, count: int) -> bool:
    """Return whether a row stays with the next: in a small table, and no row is left alone."""
    if count <= MOST_KEPT:
        return place < count - 1
    return place in (0, count - 2)


def _filled(least: Sequence[int]) -> list[int]:
    """Return what each column needs, but for the widest: they share what is left, and break."""
    found = [0] * len(least)
    left, places = TEXT_WIDTH, sorted(range(len(least)), key=lambda place: least[place])
    for done, place in enumerate(places):
        found[place] = min(least[place], left // (len(places) - done))
        left -= found[place]
    return found


def _fitted(shares: Sequence[int], least: Sequence[int]) -> list[int]:
    """Return parts of the text's width by their shares, and none below what it needs."""
    short: set[int] = set()
    while True:
        rest = [place for place in range(len(shares)) if place not in short]
        spare = TEXT_WIDTH - sum(least[place] for place in short)
        parts = _shared([shares[place] for place in rest], spare)
        found = dict(zip(rest, parts, strict=True))
        new = {place for place in rest if found[place] < least[place]}
        if not new:
            return [found.get(place, least[place]) for place in range(len(shares))]
        short |= new


def _shared(weights: Sequence[int], total: int) -> list[int]:
    """Return whole parts of a total, in proportion; the last takes what rounding left."""
    whole = sum(weights) or 1
    parts = [weight * total // whole for weight in weights]
    parts[-1] += total - sum(parts)
    return parts


def _longest_word(cells: list[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=1)


def _plain(cell: Words) -> str:
    return "".join(f"{run.text} {run.address}" if run.address else run.text for run in cell)


def _row(
    cells: list[str],
    widths: list[int],
    align: tuple[Align, ...],
    style: str,
    *,
    head: bool = False,
    kept: bool = False,
) -> str:
    """Return a row. kept: it stays on the page of the next one."""
    together = "<w:keepNext/>" if kept else ""
    repeated = "<w:tblHeader/>" if head else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, cell, together + _justified(side))}</w:tc>"
        for cell, width, side in zip(cells, widths, align, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{made}</w:tr>"


def _justified(side: Align) -> str:
    return f'<w:jc w:val="{_JUSTIFIED[side]}"/>' if _JUSTIFIED[side] else ""
