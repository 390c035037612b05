"""The forms of the evaluated unit's side of a project."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from assessor_hub.documents.intake import Upload
from assessor_hub.documents.kinds import limit_mb
from assessor_hub.documents.models import DocumentKind
from assessor_hub.web.institution.sign_up_forms import EMAIL
from assessor_hub.web.shared.forms import Form, MultiCheckboxField, required_text


class ContactForm(Form):
    """Who speaks for the evaluated unit."""

    name = required_text(_l("Name of the unit's contact"), 80)
    email = StringField(
        _l("E-mail address of the contact"), [InputRequired(_l("This is needed.")), Length(max=254), EMAIL],
        description=_l("At the unit, not at your institution. It is kept sealed and used for this project only."),
        render_kw={"autocomplete": "off", "inputmode": "email"},
    )


class ContractForm(Form):
    """The contract, and the word on each clause that the rules ban."""

    file = FileField(
        _l("Contract"), [FileRequired(_l("Choose a file."))],
        description=_l("PDF, DOCX, OFD or a picture, at most %(limit)s MB.", limit=limit_mb(DocumentKind.CONTRACT)),
    )
    clauses = MultiCheckboxField(_l("The contract holds nothing of this"))

    def upload(self) -> Upload:
        """The file as it came."""
        return Upload(self.file.data.filename or "", self.file.data.read())
