"""The forms of the intake."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, HiddenField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from assessor_hub.web.shared.forms import Form, city_select, enum_select, optional_text, options, required_text
from assessor_hub.web.shared.words.allegations import ALLEGATIONS
from assessor_hub.whistleblowing.models import TipSubject

NEEDED = _l("This is needed.")
TOO_LONG = _l("At most %(max)d characters.")
ACCEPTED_FILES = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.ofd"


class ReportForm(Form):
    """One report. ``once`` is the form's own token: what was sent with it is not taken a second time."""

    once = HiddenField()
    subject = enum_select(_l("Whom does it concern?"), TipSubject)
    subject_name = required_text(_l("Its full name"), 120)
    project_number = optional_text(
        _l("Number of the project or evaluation report"), 40, _l("If you know it. It stands on the report.")
    )
    city = city_select(_l("City of the evaluated unit"))
    allegation = SelectField(
        _l("What happened?"), choices=lambda: options(ALLEGATIONS.items())
    )
    account = TextAreaField(
        lazy_pgettext("public report", "Your account"), [InputRequired(NEEDED), Length(max=10_000, message=TOO_LONG)],
        description=_l("What you saw, when and where, who was there. Leave out what would give you away."),
        render_kw={"rows": 10},
    )
    files = MultipleFileField(
        _l("Evidence"),
        description=_l("PDF, PNG, JPEG, DOCX, XLSX or OFD, at most 20 MB each and 10 files. Whoever handles the report "
                       "gets copies without the properties that can hold your name or place; what the files show stays "
                       "as it is."),
        render_kw={"accept": ACCEPTED_FILES},
    )
    name = optional_text(_l("Your name"), 80, render_kw={"autocomplete": "name"})
    contact = optional_text(
        _l("How you can be reached"), 120, _l("Telephone, e-mail or address."), render_kw={"autocomplete": "off"}
    )
    lead_agreed = BooleanField(_l("Send it as a lead even if name, contact or evidence is missing"))
    website = StringField(_l("Leave this field empty"), [Length(max=0, message=_l("Leave this field empty."))])


class StatusForm(Form):
    """The receipt code. Its form is not checked here: a malformed code and an unknown one look alike."""

    code = StringField(
        _l("Receipt code"), description=_l("Sixteen digits; spaces don't matter."),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
