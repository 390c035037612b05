"""The forms by which documents come in."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileRequired, MultipleFileField

from assessor_hub.documents.intake import Upload
from assessor_hub.documents.kinds import USUAL_MB, limit_mb
from assessor_hub.documents.models import DocumentKind
from assessor_hub.web.shared.forms import Form, enum_select
from assessor_hub.web.shared.words.labels import label


def size_words(kinds: Iterable[DocumentKind]) -> str:
    """What may be sent and how large: the usual limit, then each kind that has its own."""
    usual = _("PDF, PNG, JPEG, DOCX, XLSX or OFD, at most %(limit)s MB each.", limit=USUAL_MB)
    own = [
        _("%(kind)s: at most %(limit)s MB.", kind=label(kind), limit=limit_mb(kind))
        for kind in kinds if limit_mb(kind) != USUAL_MB
    ]
    return " ".join([usual, *own])


KINDS = tuple(kind for kind in DocumentKind if kind not in {DocumentKind.EVALUATION_REPORT, DocumentKind.TITLE})


class CertificateForm(Form):
    """The certificate of a title."""

    files = MultipleFileField(
        _l("Certificate of the title"), [FileRequired(_l("Choose at least one file."))],
        description=LazyString(size_words, (DocumentKind.TITLE,)),
    )

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data]


class UploadForm(Form):
    """Evidence for an application: several files of one kind."""

    document_kind = enum_select(_l("What the files show"), DocumentKind, KINDS)
    files = MultipleFileField(
        _l("Files"), [FileRequired(_l("Choose at least one file."))],
        description=LazyString(size_words, KINDS),
    )

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data]
