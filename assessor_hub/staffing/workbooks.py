"""Opening a spreadsheet that a stranger sent: what it is, how large it really is, and only then its cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

Cell = int | float | str | bool | date | datetime | time | timedelta

MAX_BYTES = 5 * 1024 * 1024
MAX_INSIDE = 20 * 1024 * 1024  # bytes of all parts together, unpacked
MAX_PARTS = 500
LAST_ROW, LAST_COLUMN = 5_000, 200  # the reader makes one dense table up to the last filled cell
_CHUNK = 64 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls files, and of encrypted .xlsx files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")


class RosterUnreadable(Exception):
    """A file that cannot be taken as a roster at all.

    ``code``: file_empty, file_too_large, old_format, encrypted, not_xlsx, too_large_inside, too_spread,
    too_many_rows, columns_missing, columns_twice, no_rows. ``figures`` are what its sentence needs.
    """

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


def rows_of(content: bytes) -> list[list[Cell]]:
    """The cells of the first sheet, row by row from the first. Raises :class:`RosterUnreadable`."""
    _check_container(content)
    _check_parts(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError) as error:
        raise RosterUnreadable("not_xlsx") from error


def _check_container(content: bytes) -> None:
    if not content:
        raise RosterUnreadable("file_empty")
    if len(content) > MAX_BYTES:
        raise RosterUnreadable("file_too_large", limit_mb=MAX_BYTES // 1024 // 1024)
    if content.startswith(_OLE):
        raise RosterUnreadable("encrypted" if _ENCRYPTED in content else "old_format")
    if not content.startswith(b"PK\x03\x04"):
        raise RosterUnreadable("not_xlsx")


def _check_parts(content: bytes) -> None:
    """Unpack every part within a bound, so that neither a zip bomb nor a far-off cell can fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INSIDE:
                raise RosterUnreadable("too_large_inside", limit_mb=MAX_INSIDE // 1024 // 1024)
            if "xl/workbook.xml" not in package.namelist():
                raise RosterUnreadable("not_xlsx")
            for part in parts:
                _check_extent(_unpacked(package, part))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise RosterUnreadable("not_xlsx") from error


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The bytes of a part; zipfile checks its stated size and its checksum on the way, so neither can lie."""
    with package.open(part) as stream:
        return b"".join(iter(lambda: stream.read(_CHUNK), b""))


def _check_extent(xml: bytes) -> None:
    """Refuse a sheet with a filled cell beyond the bounds. A cell without an address stands after the one before."""
    row = column = 0
    for tag in _TAG.finditer(xml):
        address = _REF.search(tag[2])
        if tag[1] == b"row":
            row, column = int(address[2]) if address else row + 1, 0
            continue
        column = _column(address[1]) if address and address[1] else column + 1
        at_row = int(address[2]) if address else row
        if not tag[2].endswith(b"/") and (at_row > LAST_ROW or column > LAST_COLUMN):
            raise RosterUnreadable("too_spread", row=LAST_ROW, column=LAST_COLUMN)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
