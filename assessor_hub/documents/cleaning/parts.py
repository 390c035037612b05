"""Writing a zip-based document anew, part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from assessor_hub.documents.cleaning.faults import CleaningFailed
from assessor_hub.documents.packages import BadPackage, check_package, open_package, read_part

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
Change = Callable[[str, bytes], bytes | None]


def rewritten(content: bytes, change: Change) -> bytes:
    """The package with ``change(name, part)`` in every part's place, None leaving it out; times and remarks go."""
    try:
        check_package(content)
        archive = open_package(content)
        out = io.BytesIO()
        with archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in archive.infolist():
                if part.is_dir():
                    continue
                changed = change(part.filename, read_part(archive, part))
                if changed is not None:
                    copy.writestr(zipfile.ZipInfo(part.filename, FIRST_DAY), changed, zipfile.ZIP_DEFLATED)
    except BadPackage as bad:
        raise CleaningFailed("encrypted" if bad.code == "encrypted" else "damaged") from bad
    return out.getvalue()


def parsed(part: bytes) -> Any:
    """The root of an XML part. Entities are not resolved and nothing is fetched; a part with a DTD is no office's."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    if root.getroottree().docinfo.doctype:
        raise CleaningFailed("damaged")
    return root


def emptied(root: Any) -> Any:
    """The part with its root only, which readers take for "nothing is known"."""
    for child in list(root):
        root.remove(child)
    return root


def written(root: Any) -> bytes:
    """An XML part as it lies in a package."""
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


def local(name: Any) -> str:
    """The name of an element or attribute without its namespace; empty for what has none, such as an instruction."""
    return etree.QName(name).localname if isinstance(name, str) else ""
