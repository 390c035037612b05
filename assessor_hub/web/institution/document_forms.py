"""The forms by which documents come in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField

from assessor_hub.documents.models import DocumentKind
from assessor_hub.documents.services import Upload
from assessor_hub.web.shared.forms import Form, enum_select

KINDS = tuple(kind for kind in DocumentKind if kind is not DocumentKind.EVALUATION_REPORT)


class UploadForm(Form):
    """Evidence for an application: several files of one kind."""

    document_kind = enum_select(_l("What the files show"), DocumentKind, KINDS)
    files = MultipleFileField(
        _l("Files"), [FileRequired(_l("Choose at least one file."))],
        description=_l("PDF, PNG, JPEG, DOCX, XLSX or OFD, at most 20 MB each."),
    )

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data]
