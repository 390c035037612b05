"""The forms by which an institution files what has changed after recordal."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind
from assessor_hub.institutions.models import InstitutionKind
from assessor_hub.web.institution.document_forms import size_words
from assessor_hub.web.institution.step_forms import past_day_field
from assessor_hub.web.institution.words import pairs
from assessor_hub.web.shared.forms import (
    Form,
    city_select,
    day_field,
    enum_select,
    optional_text,
    options,
    required_text,
)
from assessor_hub.web.shared.words.answers import RIGHTS

_SIZES = LazyString(size_words, (DocumentKind.EVIDENCE,))
_NEEDED = FileRequired(_l("Choose at least one file."))
_HAPPENED = _l("As in the business register, the lease or the certificate.")


class WithFiles(Form):
    """A form with files that may be several or, unless it says so, none."""

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data or () if file and file.filename]


class ParticularsForm(WithFiles):
    """What the institution says of itself."""

    name = required_text(_l("Name of the institution"), 120, _l("As on the licence."))
    kind = enum_select(_l("Kind of institution"), InstitutionKind)
    registered_code = city_select(_l("City of registration"))
    address = required_text(_l("Address"), 200)
    phone = required_text(_l("Telephone"), 40)
    happened_on = past_day_field(_l("Day of the change"), _HAPPENED, required=False)
    files = MultipleFileField(_l("Evidence of the change"), description=_SIZES)


class PremisesForm(WithFiles):
    """New premises, or a new lease of the same."""

    code = city_select(_l("City of the fixed premises"))
    address = required_text(_l("Address of the premises"), 200)
    right = SelectField(_l("Held by"), choices=lambda: options(pairs(RIGHTS)))
    until = day_field(_l("Last day of the lease"), _l("Only for leased premises."), required=False)
    happened_on = past_day_field(_l("Day of the change"), _HAPPENED, required=True)
    files = MultipleFileField(_l("Evidence of the change"), [_NEEDED], description=_SIZES)

    def given(self) -> dict[str, Any]:
        """The premises as plain JSON, under the names of the answers; a lease's end belongs to a lease."""
        until = self.until.data if self.right.data == "leased" else None
        return {
            "code": self.code.data, "address": self.address.data, "right": self.right.data,
            "until": until.isoformat() if until else None,
        }


class CertificateForm(WithFiles):
    """A new certificate of the quality-management system."""

    quality_standard = optional_text(_l("Standard of the certificate"), 80, _l("Such as GB/T 19001-2016."))
    quality_certificate = required_text(_l("Certificate of the quality-management system"), 80, _l("Its number."))
    quality_issuer = required_text(_l("Issued by"), 120)
    quality_until = day_field(_l("Certificate valid until"), _l("The last day of its validity."))
    happened_on = past_day_field(_l("Day of the change"), _HAPPENED, required=True)
    files = MultipleFileField(_l("Evidence of the change"), [_NEEDED], description=_SIZES)

    def given(self) -> dict[str, Any]:
        """The certificate as plain JSON, under the names of the answers."""
        said = ("quality_standard", "quality_certificate", "quality_issuer")
        return {name: self[name].data or "" for name in said} | {"quality_until": self.quality_until.data.isoformat()}


class MoreFilesForm(WithFiles):
    """Further evidence of a change."""

    files = MultipleFileField(_l("Evidence of the change"), [_NEEDED], description=_SIZES)


class ExitForm(WithFiles):
    """Giving a recordal up."""

    first_day_without = day_field(_l("First day without the recordal"), _l("Today or later."))
    reason = TextAreaField(
        _l("Reason in writing"),
        [InputRequired(_l("This is needed.")), Length(max=4000, message=_l("At most %(max)d characters."))],
        render_kw={"rows": 4},
    )
    files = MultipleFileField(
        _l("Letter of the institution, signed and sealed"), [_NEEDED], description=_SIZES
    )
