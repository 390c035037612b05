"""Pictures inside other files, without their metadata and without touching a pixel."""

from __future__ import annotations

import re

from assessor_hub.documents.cleaning.faults import CleaningFailed

JPEG_HEAD, PNG_HEAD = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
END_OF_IMAGE, START_OF_SCAN, COMMENT = 0xD9, 0xDA, 0xFE
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # in a scan, 0xFF is stuffed or restarts it
TOLD = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}  # PNG chunks that tell of the maker


def bare_embedded(content: bytes) -> bytes:
    """A JPEG or PNG without what tells of its maker; anything else as it is. Raises CleaningFailed where it is torn."""
    if content.startswith(JPEG_HEAD):
        return _bare_jpeg(content)
    return _bare_png(content) if content.startswith(PNG_HEAD) else content


def _bare_jpeg(content: bytes) -> bytes:
    kept, place = [JPEG_HEAD], 2
    while True:
        found = NEXT_MARKER.search(content, place)
        if found is None:
            raise CleaningFailed("damaged")
        marker, start = content[found.start() + 1], found.start()
        if marker == END_OF_IMAGE:
            return b"".join([*kept, content[start:start + 2]])  # a telephone hangs a film behind it
        place = start + 2 + int.from_bytes(content[start + 2:start + 4])
        body = content[start:place]
        if marker == START_OF_SCAN:
            after = NEXT_MARKER.search(content, place)
            if after is None:  # the end mark is forgotten by many scanners
                return b"".join([*kept, content[start:]])
            place = after.start()
            body = content[start:place]
        if _is_picture(marker, body):
            kept.append(body)


def _is_picture(marker: int, body: bytes) -> bool:
    """Whether a segment is needed to show the picture: of the application segments JFIF, colour profile and Adobe's."""
    if marker == COMMENT:
        return False
    if 0xE0 <= marker <= 0xEF:
        return body[4:].startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"))
    return True


def _bare_png(content: bytes) -> bytes:
    kept, place = [PNG_HEAD], len(PNG_HEAD)
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place:place + 4])
        name = content[place + 4:place + 8]
        if name not in TOLD:
            kept.append(content[place:end])
        if name == b"IEND":
            return b"".join(kept)
        place = end
    raise CleaningFailed("damaged")
