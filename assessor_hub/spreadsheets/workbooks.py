"""Opening a spreadsheet that a stranger sent: what it is, how large it really is, and which of its sheets is the list.

Everything is read as a stream: neither the size of a part nor a far-off cell decides how much memory is used.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessor_hub.spreadsheets.sheets import Cell, SheetXml, Unreadable, attributes_of, shared_strings

__all__ = ["ONE_ROSTER", "PROVINCE", "Book", "Cell", "Limits", "Unreadable", "open_book"]

MAX_PARTS = 500
MAX_RATIO = 400  # times; lists of people deflate to a tenth, a bomb to a thousandth
_RATIO_FROM = 1024 * 1024  # bytes; below that a high ratio harms nobody
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls files, and of encrypted .xlsx files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_OTHERS = ("xl/workbook.bin", "content.xml")  # .xlsb, .ods
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, LookupError)


@dataclass(frozen=True)
class Limits:
    """How much a file may hold: bytes as sent, bytes of its parts unpacked, rows of people."""

    bytes: int
    inside: int
    rows: int

    @property
    def mb(self) -> int:
        """The bytes as sent, in MB."""
        return self.bytes // 1024 // 1024


ONE_ROSTER = Limits(bytes=5 * 1024 * 1024, inside=20 * 1024 * 1024, rows=2_000)
PROVINCE = Limits(bytes=20 * 1024 * 1024, inside=200 * 1024 * 1024, rows=60_000)


@dataclass(frozen=True)
class Book:
    """An opened spreadsheet: its visible sheets by name, in their order."""

    package: zipfile.ZipFile
    sheets: dict[str, str]
    strings: list[str]

    def rows(self, sheet: str, titled: int = 0) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The filled rows of a sheet with their numbers, each as filled cells by column from 0.

        Raises :class:`Unreadable` on the way, for cells merged below row ``titled`` at the very end.
        """
        with _damage_is_a_sentence(), self.package.open(self.sheets[sheet]) as stream:
            yield from SheetXml(self.strings, titled).rows(stream)


@contextlib.contextmanager
def open_book(content: bytes, limits: Limits) -> Iterator[Book]:
    """Open an .xlsx file. Raises :class:`Unreadable` where it is none, or too large in any sense."""
    check_size(len(content), limits)
    _check_container(content)
    with _damage_is_a_sentence():
        package = zipfile.ZipFile(io.BytesIO(content))
    with package:
        with _damage_is_a_sentence():
            _check_parts(package, limits)
            book = Book(package, _sheets(package), _strings(package))
        yield book  # what goes wrong with the caller's own work is not the file's fault


def check_size(size: int, limits: Limits) -> None:
    """Refuse an empty or too large file by its size alone."""
    if not size:
        raise Unreadable("file_empty")
    if size > limits.bytes:
        raise Unreadable("file_too_large", limit_mb=limits.mb)


@contextlib.contextmanager
def _damage_is_a_sentence() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:  # zipfile's word for a part under a password
        raise Unreadable("encrypted") from error
    except _DAMAGED as error:
        raise Unreadable("not_xlsx") from error


def _check_container(content: bytes) -> None:
    if content.startswith(_OLE):
        raise Unreadable("encrypted" if _ENCRYPTED in content else "old_format")
    if not content.startswith(_ZIP):
        raise Unreadable("text_file" if _is_text(content[:4096]) else "not_xlsx")


def _is_text(start: bytes) -> bool:
    """Whether the file begins like a .csv or a web page: printable in one of the encodings that are used here."""
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = start[: len(start) - 4].decode(encoding, "strict") if len(start) == 4096 else start.decode(encoding)
            return all(char.isprintable() or char in "\r\n\t\ufeff" for char in text)
    return False


def _check_parts(package: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse by the directory alone; zipfile unpacks no more of a part than is stated there."""
    parts = package.infolist()
    names = {part.filename for part in parts}
    stated = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise Unreadable("too_many_parts", limit=MAX_PARTS)
    for part in parts:
        if part.file_size > _RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Unreadable("bomb", limit=MAX_RATIO)
    if stated > limits.inside:
        raise Unreadable("too_large_inside", limit_mb=limits.inside // 1024 // 1024)
    if any(name.startswith("xl/macrosheets/") or name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("macros")
    if "xl/workbook.xml" not in names:
        raise Unreadable("other_spreadsheet" if any(name in names for name in _OTHERS) else "not_xlsx")


def _strings(package: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in package.namelist():
        return []  # a sheet may hold all of its text itself
    with package.open(name) as stream:
        return shared_strings(stream)


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """The visible sheets: name to part."""
    with package.open("xl/_rels/workbook.xml.rels") as stream:
        targets = {one["Id"]: one["Target"] for one in attributes_of(stream, "Relationship")}
    with package.open("xl/workbook.xml") as stream:
        named = [one for one in attributes_of(stream, "sheet") if one.get("state", "visible") == "visible"]
    sheets = {one["name"]: _part(targets[_relation(one)]) for one in named}
    if not sheets:
        raise Unreadable("no_rows")
    return sheets


def _relation(sheet: dict[str, Any]) -> str:
    """The relation's id, whatever prefix the writer of the file chose."""
    return str(next(value for name, value in sheet.items() if name.endswith(":id")))


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
