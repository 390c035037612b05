"""The forms of the staff face."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from assessor_hub.accounts.models import Role
from assessor_hub.accounts.queries import ADMINISTERED
from assessor_hub.jurisdictions.models import CommencementKind
from assessor_hub.leads.models import LeadState
from assessor_hub.places import cities, provinces
from assessor_hub.registration.judging import LEVELS
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Ground
from assessor_hub.web.shared.forms import Form, day_field, enum_select, optional_text, options, required_text

NEEDED = _l("This is needed.")
LONGEST = 4000  # characters of a written reason


def _words(label: Any, hint: Any = "", required: bool = True, rows: int = 5) -> TextAreaField:
    checks = [InputRequired(NEEDED) if required else Optional()]
    checks.append(Length(max=LONGEST, message=_l("At most %(max)d characters.")))
    return TextAreaField(label, checks, description=hint, render_kw={"rows": rows})


class ApplicationDecisionForm(Form):
    """Return, refuse or record; ``revision`` is the one that the page showed."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    levels = SelectMultipleField(
        _l("Levels that the recordal covers"), choices=options((one.value, "") for one in LEVELS)
    )
    reason = _words(_l("Reason in writing"), _l("The institution reads it, and it is kept with the decision."))
    although_unchecked = BooleanField(_l("Do so although lines of the checklist are not ticked."))


class ProjectMoveForm(Form):
    """One step on; a registration needs no words."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = _words(_l("Reason in writing"), _l("Needed for every step but a registration. The institution reads it."),
                    required=False)


class DeclaredDecisionForm(Form):
    """Confirm, decline or set aside; only a confirmation needs no words."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = _words(_l("Reason in writing"), _l("Needed for all but a confirmation. The institution reads it."),
                    required=False)


class ListDecisionForm(Form):
    """One reason for all rows that are ticked; only a confirmation needs no words."""

    reason = _words(
        _l("Reason in writing"), _l("Needed to decline. It is kept with each project, and the institution reads it."),
        required=False,
    )


class RulingForm(Form):
    """A non-acceptance decision as served."""

    ground = SelectField(_l("Ground"), coerce=lambda value: value if isinstance(value, Ground) else Ground(value))
    number = required_text(_l("Number of the decision"), 80, _l("As on the document, with the year in 〔 〕."))
    facts = _words(_l("Facts that were found"), _l("What was verified, and by which evidence."), rows=8)
    notice_on = day_field(_l("Notice of intent served on"), _l("With the reasons and the institution's rights."))
    decided_on = day_field(_l("Decided on"), _l("The rules of this day are applied."))
    served_on = day_field(
        _l("Decision served on"), _l("The ban starts on this day, unless the decision names a later one.")
    )
    first_day = day_field(_l("Later first day named by the decision"), required=False)


class ReasonForm(Form):
    """A written reason and nothing else."""

    reason = _words(_l("Reason in writing"), _l("It is kept with the decision and in the audit trail."))


class SummaryDateForm(Form):
    """The due date of a year, where the text leaves it to the department."""

    jurisdiction = SelectField(_l("Jurisdiction"))
    year = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    due_on = day_field(_l("Due on"), _l("The day counts to 24:00 Beijing time."))
    source = required_text(_l("Source"), 200, _l("The notice that sets the date: title, number, day."))


class CommencementForm(Form):
    """Putting a pending or unconfirmed pack into force, or into a labelled trial."""

    kind = enum_select(_l("Act"), CommencementKind)
    first_day = day_field(_l("First day"))
    last_day = day_field(_l("Last day"), _l("Leave empty where the act names none."), required=False)
    number = optional_text(_l("Number of the document"), 80)
    source = required_text(
        _l("Source"), 1000, _l("Where the text and its date were published, and on which day you read it.")
    )


class ConfirmationForm(Form):
    """Confirming an assumed value from its source."""

    key = SelectField(_l("Value"))
    source = required_text(
        _l("Source"), 1000, _l("The page and article of MIIT's annex that you read."), id="confirmation-source"
    )


class GrantForm(Form):
    """A role in a jurisdiction."""

    role = enum_select(_l("Role"), Role, only=tuple(role for role in Role if role in ADMINISTERED))
    jurisdiction = required_text(
        _l("Jurisdiction"), 6,
        _l("GB/T 2260 code of six digits: 000000 the country, 220000 a province, 220100 a city, 220102 a county."),
    )

    def validate_jurisdiction(self, field: Any) -> None:
        """The code of a place that exists."""
        code = str(field.data)
        if not (code.isdigit() and len(code) == 6):
            raise ValidationError(_l("A code has six digits."))
        if code != ROOT and code not in provinces() and f"{code[:4]}00" not in cities():
            raise ValidationError(_l("No place has this code."))


class NewUserForm(GrantForm):
    """A member of staff with their first role."""

    name = required_text(_l("Name"), 80)
    email = required_text(_l("E-mail"), 254, _l("The sign-in."))
    password = PasswordField(
        _l("First password"), [InputRequired(NEEDED)],
        description=_l("Hand it over in person; they change it after signing in."),
        render_kw={"autocomplete": "new-password"},
    )

    def validate_email(self, field: Any) -> None:
        """Something with an @ between two parts; whether it exists only a message can show."""
        name, at, domain = str(field.data).rpartition("@")
        if not (name and at and "." in domain):
            raise ValidationError(_l("This is no e-mail address."))


class AnswerForm(Form):
    """What the reporter will read."""

    answer = _words(
        _l("What the reporter will read"),
        _l("Plain words, no names of third parties. It is shown behind the receipt code."),
    )


class ClaimForm(Form):
    """Which of a person's claims counts from when on; ``known`` is how many decisions the page showed."""

    known = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    employment_id = RadioField(_l("This claim counts"), validators=[InputRequired(_l("This is needed."))], coerce=int)
    first_day = day_field(
        _l("From the day"), _l("The other claims are set aside from then on; what counted before stands.")
    )
    reason = _words(
        _l("By which evidence"), _l("Kept with the claims and in the audit trail. Institutions don't read it.")
    )


class LeadForm(Form):
    """A department's word on a lead; ``serial`` is how many of its words the page showed."""

    serial = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    state = enum_select(_l("This lead is"), LeadState, only=(LeadState.NOT_RELEVANT, LeadState.LOOKING))
    reason = _words(_l("Because…"), _l("It is kept with the lead and in the audit trail. Institutions don't read it."))
