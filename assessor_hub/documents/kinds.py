"""What a document may be: its types with their endings, and how large each kind of document may be."""

from __future__ import annotations

from pathlib import PurePath

from assessor_hub.documents.models import DocumentKind

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), DOCX: (".docx",), XLSX: (".xlsx",), OFD: (".ofd",)}
ALLOWED = frozenset(ENDINGS)
PACKAGES = frozenset({DOCX, XLSX, OFD})  # zips with parts

MEGABYTE = 1024 * 1024
USUAL_MB = 20
LIMITS_MB = {  # where a kind differs from the usual: one sheet of paper, or a report with its photographs
    DocumentKind.LEGAL_PERSON: 10,
    DocumentKind.AUTHORISATION: 10,
    DocumentKind.EVALUATION_REPORT: 50,
}


def limit_mb(kind: DocumentKind) -> int:
    """The largest file of a kind, in megabytes of 1024² bytes."""
    return LIMITS_MB.get(kind, USUAL_MB)


def with_ending(name: str, media_type: str) -> str:
    """A name that ends as its type does, so that no programme takes the file for another: a.html → a.html.pdf."""
    stem = name.strip(". ") or "file"
    return stem if PurePath(stem).suffix.lower() in ENDINGS[media_type] else f"{stem}{ENDINGS[media_type][0]}"
