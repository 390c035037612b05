"""The zip-based formats (DOCX, XLSX, OFD), opened so that a hostile one costs no more than an honest one.

Nothing is ever unpacked to the disk. What a part unpacks to is bounded by what its entry says, which zipfile enforces.
"""

from __future__ import annotations

import io
import struct
import zipfile

from assessor_hub.documents.kinds import DOCX, MEGABYTE, OFD, XLSX

MARKS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "OFD.xml": OFD}  # the part that each must have
FOREIGN = ("mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml")  # OpenDocument and EPUB, Java, Android
MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
MAX_PARTS = 10_000
MAX_UNPACKED = 200 * MEGABYTE
MAX_DIRECTORY = 2 * MEGABYTE
BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error, OverflowError)
END, END_SIZE, ZIP64 = b"PK\x05\x06", 22, b"PK\x06\x07"


class BadPackage(Exception):
    """``code`` is one of damaged, encrypted, expands, macros."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_package(content: bytes) -> zipfile.ZipFile:
    """The archive with its directory read. Raises :class:`BadPackage` (damaged)."""
    _spare_directory(content)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as fault:
        raise BadPackage("damaged") from fault


def type_of(content: bytes) -> str | None:
    """The one format whose part the archive has; None where it has none, several, or another format's as well."""
    try:
        names = set(open_package(content).namelist())
    except BadPackage:
        return None
    found = [media_type for part, media_type in MARKS.items() if part in names]
    return found[0] if len(found) == 1 and names.isdisjoint(FOREIGN) else None


def check_package(content: bytes) -> None:
    """Raises :class:`BadPackage` where a part is encrypted, runs code, is there twice, or unpacks to too much."""
    parts = open_package(content).infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise BadPackage("encrypted")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadPackage("expands")
    if len(set(names)) < len(names) or any(".." in name.replace("\\", "/").split("/") for name in names):
        raise BadPackage("damaged")
    if any(mark in f"/{name.lower()}" for name in names for mark in MACROS):
        raise BadPackage("macros")


def read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """One part, unpacked. Raises :class:`BadPackage` (damaged)."""
    try:
        return archive.read(part)
    except (*BROKEN, RuntimeError, zipfile.zlib.error) as fault:  # type: ignore[attr-defined]
        raise BadPackage("damaged") from fault


def _spare_directory(content: bytes) -> None:
    """Refuse a directory too long to be an office's, before zipfile makes an object of each of its entries.

    The end record is looked for as zipfile does. No file that is taken is so large that it needs the 64-bit one.
    """
    place = len(content) - END_SIZE
    if not (place >= 0 and content[place:place + 4] == END and content[-2:] == b"\0\0"):
        place = content.rfind(END, max(0, len(content) - END_SIZE - 0xFFFF))
    if place < 0 or len(content) < place + END_SIZE:
        raise BadPackage("damaged")
    size = struct.unpack("<L", content[place + 12:place + 16])[0]
    if size > MAX_DIRECTORY or content[max(0, place - 20):place].startswith(ZIP64):
        raise BadPackage("damaged")
