"""One function for all types. For files that others sent it runs in a process of its own: see ``apart``."""

from __future__ import annotations

from collections.abc import Callable

from assessor_hub.documents.cleaning.faults import CleaningFailed
from assessor_hub.documents.cleaning.ofd import bare_ofd
from assessor_hub.documents.cleaning.office import bare_office
from assessor_hub.documents.cleaning.pdfs import bare_pdf
from assessor_hub.documents.cleaning.pictures import bare_picture
from assessor_hub.documents.kinds import DOCX, JPEG, OFD, PDF, PNG, XLSX

CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    PDF: bare_pdf,
    PNG: lambda content: bare_picture(content, "PNG"),
    JPEG: lambda content: bare_picture(content, "JPEG"),
    DOCX: bare_office,
    XLSX: bare_office,
    OFD: bare_ofd,
}


def clean(content: bytes, media_type: str) -> bytes:
    """The copy of a file of an allowed type. Raises :class:`CleaningFailed` and nothing else."""
    try:
        return CLEANERS[media_type](content)
    except CleaningFailed:
        raise
    except (MemoryError, RecursionError) as fault:
        raise CleaningFailed("too_heavy") from fault
    except Exception as fault:  # a hostile file can trip a decoder in every way; none of them is ours to repair
        raise CleaningFailed("damaged") from fault
