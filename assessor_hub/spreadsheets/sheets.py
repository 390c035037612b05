"""The XML of a sheet as a stream of rows: a bounded memory whatever the sheet holds, and no entity is ever expanded."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, Final
from xml.parsers import expat

LAST_COLUMN = 200
LAST_ROW = 1_048_576  # of the format itself
MAX_EMPTY_ROWS = 100_000
MAX_STRINGS, MAX_LETTERS = 1_500_000, 30_000_000
MAX_CELL = 32_767  # letters; the programs' own limit
MAX_DEPTH = 64  # elements in one another
MAX_TOKEN = 1024 * 1024  # bytes of one tag or comment
MAX_SHEETS = 1000  # and relations
_CHUNK = 64 * 1024
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Unreadable(Exception):
    """A file that cannot be taken as a roster at all.

    ``code``: file_empty, file_too_large, old_format, encrypted, text_file, other_spreadsheet, not_xlsx, macros, bomb,
    too_many_parts, too_large_inside, too_much_text, entities, merged, too_spread, too_many_empty_rows, too_many_rows,
    columns_missing, columns_twice, two_lists, no_rows. ``figures`` are what its sentence needs.
    """

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


class Formula:
    """What stands in a cell that holds a formula: its last result is not taken for what somebody typed."""

    def __str__(self) -> str:
        return ""


FORMULA: Final = Formula()
Start = Callable[[dict[str, str]], None]
Cell = float | str | bool | Formula


class _Xml:
    """A parser that keeps nothing of what it has passed, refuses a document type, and with it every entity.

    ``starts`` and ``ends`` say what is done where an element of that name begins and ends; a prefix that the root
    element has is understood. :meth:`collect` and :meth:`ignore` say whether the text that follows is wanted.
    """

    def __init__(self, starts: Mapping[str, Start], ends: Mapping[str, Callable[[], None]]) -> None:
        self.text: list[str] = []
        self._starts, self._ends = dict(starts), dict(ends)
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._no_doctype
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._root, self._end

    def collect(self, _attributes: dict[str, str]) -> None:
        """Append the text that follows to ``text``."""
        self._parser.CharacterDataHandler = self.text.append

    def ignore(self) -> None:
        """Pass over the text that follows."""
        self._parser.CharacterDataHandler = None

    def feed(self, stream: IO[bytes]) -> Iterator[None]:
        """Parse piece by piece; yields after each. Raises :class:`Unreadable` where it is no XML."""
        fed = 0
        try:
            while chunk := stream.read(_CHUNK):
                self._parser.Parse(chunk)
                fed += len(chunk)
                if fed - self._parser.CurrentByteIndex > MAX_TOKEN:
                    raise Unreadable("not_xlsx")
                yield
            self._parser.Parse(b"", True)
            yield
        except expat.ExpatError as error:
            raise Unreadable("not_xlsx") from error

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        prefix, colon, _local = name.rpartition(":")
        if colon:
            self._starts = {f"{prefix}:{local}": act for local, act in self._starts.items()}
            self._ends = {f"{prefix}:{local}": act for local, act in self._ends.items()}
        self._parser.StartElementHandler = self._start
        self._start(name, attributes)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable("not_xlsx")
        act = self._starts.get(name)
        if act is not None:
            act(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        act = self._ends.get(name)
        if act is not None:
            act()

    @staticmethod
    def _no_doctype(*_given: Any) -> None:
        raise Unreadable("entities")


def attributes_of(stream: IO[bytes], element: str) -> list[dict[str, str]]:
    """The attributes of each element of that name; more than a thousand of them are no spreadsheet's."""
    found: list[dict[str, str]] = []
    for _piece in _Xml({element: found.append}, {}).feed(stream):
        if len(found) > MAX_SHEETS:
            raise Unreadable("not_xlsx")
    return found


class _Strings(_Xml):
    """The table of texts: runs of one text are joined, and how a name is read aloud is not the name."""

    def __init__(self) -> None:
        self.table: list[str] = []
        self._aloud = 0
        super().__init__(
            {"t": self._text_begins, "rPh": self._aloud_begins},
            {"t": self.ignore, "rPh": self._aloud_ends, "si": self._item_ends},
        )

    def _text_begins(self, attributes: dict[str, str]) -> None:
        if not self._aloud:
            self.collect(attributes)

    def _aloud_begins(self, _attributes: dict[str, str]) -> None:
        self._aloud = 1

    def _aloud_ends(self) -> None:
        self._aloud = 0

    def _item_ends(self) -> None:
        self.table.append("".join(self.text))
        self.text.clear()


def shared_strings(stream: IO[bytes]) -> list[str]:
    """The table of texts that the cells refer to. Raises :class:`Unreadable`."""
    xml = _Strings()
    letters = seen = 0
    for _piece in xml.feed(stream):
        letters += sum(len(text) for text in itertools.islice(xml.table, seen, None))
        seen = len(xml.table)
        if seen > MAX_STRINGS or letters + sum(map(len, xml.text)) > MAX_LETTERS:
            raise Unreadable("too_much_text")
    return xml.table


class SheetXml(_Xml):
    """One pass over a sheet's XML; ``strings`` is the table that its cells refer to.

    Cells may be merged down to row ``titled``: a title above the headings often is.
    """

    def __init__(self, strings: list[str], titled: int = 0) -> None:
        self._strings, self._titled = strings, titled
        self._done: list[tuple[int, dict[int, Cell]]] = []
        self._cells: dict[int, Cell] = {}
        self._row = self._empty = 0
        self._column = -1
        self._kind = ""
        self._has_formula = False
        self._merged: str | None = None
        self._columns: dict[str, int] = {}
        super().__init__(
            {
                "row": self._open_row, "c": self._open_cell, "v": self.collect, "t": self.collect,
                "f": self._formula, "mergeCell": self._merger,
            },
            {"row": self._close_row, "c": self._close_cell, "v": self.ignore, "t": self.ignore},
        )

    def rows(self, stream: IO[bytes]) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The filled rows with their numbers. Raises :class:`Unreadable`, for merged cells at the end."""
        for _piece in self.feed(stream):
            if sum(map(len, self.text)) > MAX_CELL + _CHUNK:
                raise Unreadable("not_xlsx")
            yield from self._done
            self._done.clear()
        if self._merged:
            raise Unreadable("merged", cells=self._merged)

    def _formula(self, _attributes: dict[str, str]) -> None:
        self._has_formula = True

    def _merger(self, attributes: dict[str, str]) -> None:
        cells = attributes.get("ref", "?")[:20]
        last = _ADDRESS.fullmatch(cells.rpartition(":")[2])
        if last is None or int(last[2]) > self._titled:
            self._merged = self._merged or cells

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = self._number(attributes["r"]) if "r" in attributes else self._row + 1
        if number <= self._row:  # rows stand in their order, each once
            raise Unreadable("not_xlsx")
        self._row, self._column, self._cells = number, -1, {}

    @staticmethod
    def _number(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0
        if not 0 < number <= LAST_ROW:
            raise Unreadable("not_xlsx")
        return number

    def _open_cell(self, attributes: dict[str, str]) -> None:
        """A cell without an address stands after the one before."""
        address = attributes.get("r")
        self._column = self._column_of(address) if address else self._column + 1
        self._kind = attributes.get("t", "n")
        self._has_formula = False
        self.text.clear()

    def _column_of(self, address: str) -> int:
        letters = address.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            if _ADDRESS.fullmatch(address) is None:
                raise Unreadable("not_xlsx")
            known = 0
            for letter in letters:
                known = known * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = known = known - 1
        return known

    def _close_cell(self) -> None:
        text = self.text[0] if len(self.text) == 1 else "".join(self.text)
        self.text.clear()
        if not text and not self._has_formula:
            return
        if self._column >= LAST_COLUMN:
            raise Unreadable("too_spread", column=LAST_COLUMN)
        if len(text) > MAX_CELL:
            raise Unreadable("not_xlsx")
        self._cells[self._column] = FORMULA if self._has_formula else self._value(text)

    def _value(self, text: str) -> Cell:
        if self._kind == "s":
            if not text.isdecimal():  # not -1, which would be the last
                raise Unreadable("not_xlsx")
            return self._strings[int(text)]
        if self._kind == "n":
            return float(text)
        return text != "0" if self._kind == "b" else text

    def _close_row(self) -> None:
        if self._cells:
            self._done.append((self._row, self._cells))
            return
        self._empty += 1
        if self._empty > MAX_EMPTY_ROWS:
            raise Unreadable("too_many_empty_rows", limit=MAX_EMPTY_ROWS)
