"""Judging a file as it comes: by its content and never by its name, and so that a hostile one costs little."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

import filetype

from assessor_hub.documents.cleaning.apart import needs_password
from assessor_hub.documents.cleaning.faults import CleaningFailed
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.kinds import ALLOWED, MEGABYTE, PACKAGES, PDF, limit_mb
from assessor_hub.documents.models import DocumentKind
from assessor_hub.documents.packages import BadPackage, check_package, type_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and .xls; and what an office makes of a .docx with a password
SECRET_OLE = "EncryptedPackage".encode("utf-16-le")
NAME_LENGTH = 120


@dataclass(frozen=True)
class Upload:
    """A file as it came: the sender's name for it and its bytes."""

    name: str
    content: bytes


def check_upload(upload: Upload, kind: DocumentKind = DocumentKind.EVIDENCE) -> str:
    """The media type that the content shows. Raises :class:`DocumentRefused` and nothing else."""
    name, content = clean_name(upload.name), upload.content
    if not content:
        raise DocumentRefused("file_empty", name=name)
    if len(content) > limit_mb(kind) * MEGABYTE:
        raise DocumentRefused("file_too_large", name=name, limit_mb=limit_mb(kind))
    if content.startswith(OLE):
        raise DocumentRefused("file_encrypted" if SECRET_OLE in content else "file_old_office", name=name)
    media_type = sniff(content)
    if media_type not in ALLOWED:
        raise DocumentRefused("file_type", name=name)
    if media_type in PACKAGES:
        _check_parts(name, content)
    if media_type == PDF:
        _check_password(name, content)
    return str(media_type)


def sniff(content: bytes) -> str | None:
    """The media type of the content itself, or None where it is none that we know."""
    if content[:4] == b"PK\x03\x04":
        return type_of(content)
    kind = filetype.guess(content)
    return kind.mime if kind else None


def clean_name(name: str) -> str:
    """The last part of a sender's file name, without control and direction marks, at most 120 characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-NAME_LENGTH:] or "file"


def _check_password(name: str, content: bytes) -> None:
    try:
        locked = needs_password(content)
    except CleaningFailed as failed:
        raise DocumentRefused("file_damaged", name=name) from failed
    if locked:
        raise DocumentRefused("file_encrypted", name=name)


def _check_parts(name: str, content: bytes) -> None:
    try:
        check_package(content)
    except BadPackage as bad:
        raise DocumentRefused(f"file_{bad.code}", name=name) from bad
