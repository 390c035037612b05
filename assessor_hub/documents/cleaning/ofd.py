"""OFD (GB/T 33190): the pages stay; who made it, with what and when, and attached files go."""

from __future__ import annotations

import posixpath
from typing import Any

from assessor_hub.documents.cleaning.embedded import bare_embedded
from assessor_hub.documents.cleaning.parts import emptied, local, parsed, rewritten, written
from assessor_hub.documents.packages import open_package, read_part

TOLD = {"Title", "Author", "Subject", "Abstract", "CreationDate", "ModDate", "Creator", "CreatorVersion", "Keywords",
        "CustomDatas"}
ROOT = "OFD.xml"
NO_ID = "0" * 32  # the standard wants one
BY_WHOM = {"Creator", "LastModDate"}  # of an annotation


def bare_ofd(content: bytes) -> bytes:
    """The copy. Raises CleaningFailed where a part is no XML, or whatever lxml does."""
    with open_package(content) as archive:
        parts = ((part.filename, read_part(archive, part)) for part in archive.infolist())
        lists = {name: root for name, part in parts if (root := _attachments(part)) is not None}
    attached = {target for name, root in lists.items() for target in _attached(name, root)}

    def change(name: str, part: bytes) -> bytes | None:
        if name in attached:
            return None
        if name == ROOT:
            return written(_untold(parsed(part)))
        if name in lists:
            return written(emptied(lists[name]))
        if "/Annots/" in name and name.endswith(".xml"):
            return written(_unsigned(parsed(part)))
        return bare_embedded(part)

    return rewritten(content, change)


def _untold(root: Any) -> Any:
    for info in [element for element in root.iter() if local(element.tag) == "DocInfo"]:
        for entry in list(info):
            if local(entry.tag) in TOLD:
                info.remove(entry)
            elif local(entry.tag) == "DocID":
                entry.text = NO_ID
    return root


def _attachments(part: bytes) -> Any:
    """The root of a part that lists attached files, whatever its name; None for any other part."""
    if b"Attachments" not in part or part.startswith((b"\x89PNG", b"\xff\xd8")):
        return None
    root = parsed(part)
    return root if local(root.tag) == "Attachments" else None


def _attached(name: str, root: Any) -> set[str]:
    """The parts that a list of attachments names, relative to it or from the root."""
    places = [element.text or "" for element in root.iter() if local(element.tag) == "FileLoc"]
    return {posixpath.normpath(posixpath.join("/", posixpath.dirname(name), place.strip())).lstrip("/")
            for place in places}


def _unsigned(root: Any) -> Any:
    for element in root.iter():
        for attribute in [word for word in element.attrib if local(word) in BY_WHOM]:
            del element.attrib[attribute]
    return root
