"""Has an uploaded sheet read in a process of its own, and is the script that does it there.

What is told of it on standard output: the number of headings, these, and then of each row its number in the file, the
number of its cells, and these; all parted by the one sign that no cell holds.
"""

import logging
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Final

from hub.store.apart import CUT_OFF, Apart
from hub.store.sheet_refusals import MOST_ROWS, NEITHER, PATTERNS, TOO_SLOW, SheetRefused
from hub.store.sheets import Sheet, read_sheet

_PART: Final = "\x00"
_REFUSED: Final = 10  # the script ends by this and the place of what it refuses the file for
_READER: Final = Apart(
    script=__file__,
    seconds=20,  # a full sheet takes two; one that is made to, within its own bounds, up to eighteen
    memory=1024**3,  # a full sheet takes a tenth
    patience=25,
    most_told=64 * 1024**2,  # it says at most 24 million signs, most of them of one byte
)


def read_apart(content: bytes, *, most_rows: int = MOST_ROWS, whose: str | None = None) -> Sheet:
    """Read the first sheet. Raises SheetRefused, and TooMany where others, or another of hers, wait to be read."""
    status, said = _READER.read(content, str(most_rows), whose=whose)
    if status == CUT_OFF:
        raise SheetRefused(TOO_SLOW)
    if 0 <= status - _REFUSED < len(PATTERNS):
        raise SheetRefused(PATTERNS[status - _REFUSED], most_rows=most_rows)
    try:
        heard = _heard(said.decode(), most_rows)
    except ValueError:
        heard = None
    if status or heard is None:  # the script foresees all that a file can be: where none is read, this tells why
        logging.getLogger(__name__).error("sheet_reader_failed", extra={"status": status})
        raise SheetRefused(NEITHER)
    return heard


def _heard(said: str, most_rows: int) -> Sheet:
    """Take what was told for what it says. Raises ValueError where it says something else."""
    parts = iter(said.split(_PART))
    heading = _cells(parts)
    rows = tuple((int(number), _cells(parts)) for number in parts)
    if len(rows) > most_rows:
        raise ValueError(len(rows))
    return Sheet(heading, rows)


def _cells(parts: Iterator[str]) -> tuple[str, ...]:
    width = int(next(parts, ""))
    cells = tuple(islice(parts, width))
    if len(cells) != width:
        raise ValueError(width)
    return cells


def _told(sheet: Sheet) -> str:
    parts = [str(len(sheet.heading)), *sheet.heading]
    for number, cells in sheet.rows:
        parts += (str(number), str(len(cells)), *cells)
    return _PART.join(parts)


def main(most_rows: str) -> None:
    try:
        sheet = read_sheet(sys.stdin.buffer.read(), most_rows=int(most_rows))
    except SheetRefused as refused:
        sys.exit(_REFUSED + PATTERNS.index(refused.pattern))
    sys.stdout.buffer.write(_told(sheet).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
