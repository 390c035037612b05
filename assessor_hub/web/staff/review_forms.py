"""The forms of a review beside the decision: marks, the city's opinion, handing over, the four-eyes rule."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from assessor_hub.registration.review_models import Stance
from assessor_hub.web.shared.forms import Form, day_field, options
from assessor_hub.web.shared.words.labels import choices
from assessor_hub.web.shared.words.particulars import STEPS, fields_of, step_word

NEEDED = _l("This is needed.")
LONGEST = 4000  # characters of a written reason


def _written(label: Any, hint: Any = "", rows: int = 3) -> TextAreaField:
    checks = [InputRequired(NEEDED), Length(max=LONGEST, message=_l("At most %(max)d characters."))]
    return TextAreaField(label, checks, description=hint, render_kw={"rows": rows})


def _places() -> list[SelectChoice]:
    """Every step as a whole, then its fields."""
    found = []
    for step in STEPS:
        group = step_word(step)
        found.append(SelectChoice(step, _("%(step)s: the whole step", step=group), optgroup=group))
        found += [SelectChoice(f"{step}.{name}", text, optgroup=group) for name, text in fields_of(step)]
    return found


class MarkForm(Form):
    """A field to be corrected, and why."""

    where = SelectField(_l("Field"), choices=_places)
    remark = _written(_l("What is to be corrected"), _l("The institution sees it at the field once it is returned."))

    def target(self) -> tuple[str, str]:
        """The step and the field; the field is empty for the whole step."""
        step, _dot, name = str(self.where.data).partition(".")
        return step, name


class OpinionForm(Form):
    """What the city says."""

    stance = RadioField(
        _l("The city"), [InputRequired(NEEDED)], choices=lambda: options(choices(Stance)),
        coerce=lambda value: value if isinstance(value, Stance) else Stance(value),
    )
    reason = _written(_l("Reason in writing"), _l("The province sees it beside the application."))


class SetAsideForm(Form):
    """Setting a decision aside; ``revision`` is the one that the page showed."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = _written(_l("Reason in writing"), _l("The institution reads it, and it stays in the history."))


class HandOverForm(Form):
    """To whom, and why."""

    colleague = SelectField(_l("Colleague"), coerce=int)
    reason = _written(_l("Reason in writing"), _l("It is kept in the history of each application."), rows=2)


class DeputyForm(Form):
    """Who stands in, from when to when."""

    colleague = SelectField(_l("Colleague"), coerce=int)
    first_day = day_field(_l("First day"))
    last_day = day_field(_l("Last day"))


class FourEyesForm(Form):
    """Switching the rule of a jurisdiction."""

    jurisdiction = SelectField(_l("Jurisdiction"))
    switched_on = RadioField(
        _l("Who decides"), [InputRequired(NEEDED)], coerce=lambda value: value in {True, "yes"},
        choices=lambda: options([("yes", _("Two persons: one proposes, another decides")), ("no", _("One approver"))]),
    )
    reason = _written(_l("Reason in writing"), _l("It is kept with the decision and in the audit trail."))
