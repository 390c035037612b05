"""DOCX and XLSX: the text stays; the properties, the authors of comments and changes, and paths of machines go."""

from __future__ import annotations

import re
from typing import Any

from assessor_hub.documents.cleaning.embedded import bare_embedded
from assessor_hub.documents.cleaning.faults import CleaningFailed
from assessor_hub.documents.cleaning.parts import emptied, local, parsed, rewritten, written
from assessor_hub.documents.packages import type_of

SOMEBODY = "Author"  # what an office itself writes where it takes a name away
EMPTIED = re.compile(r"docProps/(core|app|custom)\.xml|word/people\.xml", re.IGNORECASE)
MARKED = re.compile(r"(word|xl)/.+\.xml", re.IGNORECASE)
# what has none of these needs no parsing; UTF-16 is parsed in any case
TELLING = re.compile(rb"author|displayName|absPath|rsids|fileSharing|\A\xff\xfe|\A\xfe\xff")
NAMES = {"author", "initials"}
PERSON = {"displayName", "userId"}  # of a person only: a table has a displayName of its own
DATES = {"date", "dateUtc"}  # of what has an author
DROPPED = {"absPath", "rsids", "fileSharing"}  # a path on somebody's machine; sessions of editing; a lock's owner
PICTURE = re.compile(r".+\.(jpe?g|png)", re.IGNORECASE)
MAX_DEPTH = 3  # a report with a table with a drawing in it


def bare_office(content: bytes, depth: int = MAX_DEPTH) -> bytes:
    """The copy. Raises CleaningFailed where a part is no XML, or whatever lxml does."""

    def change(name: str, part: bytes) -> bytes | None:
        if name.lower().startswith("docprops/thumbnail"):
            return None
        if name.endswith(".rels"):
            return written(_at_home(parsed(part)))
        if EMPTIED.fullmatch(name):
            return written(emptied(parsed(part)))
        if "/embeddings/" in name:
            return _inner(part, depth)
        if MARKED.fullmatch(name):
            return _unsigned(part)
        return bare_embedded(part) if PICTURE.fullmatch(name) else _settings_of_printer(name, part)

    return rewritten(content, change)


def _at_home(root: Any) -> Any:
    """Relationships that fetch something from elsewhere, such as a template or a picture, lead nowhere; links stay."""
    for relation in list(root):
        target, kind = relation.get("Target", ""), relation.get("Type", "")
        if kind.endswith("/thumbnail"):
            root.remove(relation)
        if relation.get("TargetMode") == "External" and (
            not kind.endswith("/hyperlink") or target.lower().startswith(("file:", "\\\\"))
        ):
            relation.set("Target", "about:blank")
    return root


def _unsigned(part: bytes) -> bytes:
    """A part of the text with every author called alike and no moment of a change."""
    if not TELLING.search(part):
        return part
    root = parsed(part)
    for element in list(root.iter()):
        name = local(element.tag)
        if name in DROPPED and element.getparent() is not None:
            element.getparent().remove(element)
        elif name == "author" and len(element) == 0:
            element.text = SOMEBODY
        else:
            _unsign(element, NAMES | PERSON if name == "person" else NAMES)
    return written(root)


def _unsign(element: Any, names: set[str]) -> None:
    words = {local(attribute): attribute for attribute in element.attrib}
    for word, attribute in words.items():
        if word in names:
            element.set(attribute, SOMEBODY)
        elif word in DATES and "author" in words:
            del element.attrib[attribute]


def _inner(part: bytes, depth: int) -> bytes:
    """A document inside this one: cleaned like it where it is of the same kinds, else emptied; its picture stays."""
    if depth and part[:4] == b"PK\x03\x04" and type_of(part) is not None:
        try:
            return bare_office(part, depth - 1)
        except CleaningFailed:
            return b""
    return b""


def _settings_of_printer(name: str, part: bytes) -> bytes:
    """They name a printer and its server; offices read zeros as none."""
    return bytes(len(part)) if "/printersettings/" in name.lower() else part
