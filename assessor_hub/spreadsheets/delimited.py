"""Text files with a row on each line (.csv, .tsv), in the encodings and with the separators that offices use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from assessor_hub.spreadsheets.sheets import LAST_COLUMN, MAX_CELL, MAX_EMPTY_ROWS, Cell, Unreadable

_ENCODINGS = ("utf-8-sig", "gb18030")  # of UTF-16 only what says so by its mark
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ",\t;，"
_FIRST = 4096  # letters among which the separator is looked for


@dataclass(frozen=True)
class Delimited:
    """A text file taken for a table. It holds one sheet, without a name."""

    text: str
    sheets = ("",)

    def rows(self, _sheet: str = "", _titled: int = 0) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The filled rows with the numbers that a spreadsheet program gives them. Raises Unreadable."""
        empty = 0
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=_separator(self.text))
        try:
            for number, cells in enumerate(reader, 1):
                if len(cells) > LAST_COLUMN:
                    raise Unreadable("too_spread", column=LAST_COLUMN)
                if any(len(cell) > MAX_CELL for cell in cells):
                    raise Unreadable("not_delimited")
                filled: dict[int, Cell] = {at: cell for at, cell in enumerate(cells) if cell.strip()}
                if filled:
                    yield number, filled
                    continue
                empty += 1
                if empty > MAX_EMPTY_ROWS:
                    raise Unreadable("too_many_empty_rows", limit=MAX_EMPTY_ROWS)
        except csv.Error as error:  # a cell without an end
            raise Unreadable("not_delimited") from error


def read_delimited(content: bytes) -> Delimited | None:
    """The file as a table, or None where it is no text at all."""
    encodings = ("utf-16",) if content.startswith(_MARKS) else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Delimited(text) if all(char.isprintable() or char.isspace() for char in set(text)) else None
    return None


def _separator(text: str) -> str:
    """What stands most often in the first lines."""
    return max(_SEPARATORS, key=text[:_FIRST].count)
