"""The forms of projects: filing one, and moving it on."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from assessor_hub.projects.filing import Filing
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.web.shared.forms import Form, city_select, day_field, enum_select, required_text, uscc_field

KEY_LENGTH = 32  # characters of a request key: 24 random bytes in base64
LONG = Length(max=2000, message=_l("At most %(max)d characters."))


def new_key() -> str:
    """A one-time key: the form that carries it files one project, however often it is sent."""
    return secrets.token_urlsafe(24)[:40]


class RevisedForm(Form):
    """What was read before it is changed; ``revision`` is that of the row when the page was made."""

    revision = HiddenField(validators=[InputRequired()])

    def known_revision(self) -> int:
        """The revision that the page was made from; 0, which no row has, where it is no number."""
        text = str(self.revision.data)
        return int(text[:9]) if text.isdecimal() else 0


class FilingForm(RevisedForm):
    """One project to file."""

    request_key = HiddenField("", [InputRequired(), Length(min=KEY_LENGTH, max=KEY_LENGTH)])  # a derived key is longer
    revision = HiddenField("", default="0")  # of the draft that it is saved as
    opened_in = HiddenField("", [Optional(), Length(max=4)])  # the Beijing year in which the page was made
    level = enum_select(_l("Level of the list that the evaluation serves"), Level)
    unit_kind = enum_select(_l("Kind of unit"), UnitKind)
    unit_name = required_text(_l("Name of the evaluated unit"), 120)
    unit_uscc = uscc_field(_l("Unified social credit code of the unit"))
    unit_city = city_select(_l("City of the unit"), None)
    work_from = day_field(_l("First day of work"), _l("The day on which the evaluation begins or began."))

    def filing(self) -> Filing:
        """What was typed, as the service takes it."""
        return Filing(
            level=self.level.data, unit_kind=self.unit_kind.data, unit_name=self.unit_name.data,
            unit_uscc=self.unit_uscc.data, unit_city=self.unit_city.data, work_from=self.work_from.data,
            request_key=self.request_key.data,
        )


class MoveForm(RevisedForm):
    """A step of a project's life."""


class WithdrawForm(MoveForm):
    """Taking a project back."""

    reason = TextAreaField(_l("Reason for withdrawing"), [InputRequired(_l("This is needed.")), LONG])


class ResubmitForm(MoveForm):
    """Handing a returned project in again."""

    note = TextAreaField(_l("What was corrected"), [InputRequired(_l("This is needed.")), LONG])
