"""The forms of published lists: sending one, setting one aside, saying what a written name means."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from assessor_hub.reconciliation.list_files import FIRST_YEAR
from assessor_hub.reconciliation.list_words import Whole
from assessor_hub.reconciliation.services import Source
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.web.shared.context import today
from assessor_hub.web.shared.forms import Form, day_field, optional_text, options, required_text, uscc_field
from assessor_hub.web.shared.guards import REVIEWERS
from assessor_hub.web.shared.words.labels import choices
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.staff.common import jurisdictions_of

_NEEDED = _l("This is needed.")
_LONG = Length(max=4000, message=_l("At most %(max)d characters."))
ANOTHER = "another"  # none of the proposals: the code is typed
NONE = "none"  # no institution of the register


def _for_all(label: Any, kind: type[UnitKind] | type[Level]) -> SelectField:
    """One value for every row, or none: the file has a column."""
    return SelectField(
        label, choices=lambda: options([("", _("– the file has a column –")), *choices(kind)]),
        coerce=lambda value: kind(value) if value else None,
    )


class ListForm(Form):
    """A published list as a file, its source, and what holds for every row."""

    title = required_text(_l("Title of the list"), 200)
    number = optional_text(_l("Document number"), 80)
    published_on = day_field(_l("Date of publication"), required=False)
    where = optional_text(
        _l("Published at"), 500, _l("The address of the page or the name of the gazette, kept as text.")
    )
    jurisdiction = SelectField(
        _l("Department"), choices=lambda: options((code, place(code)) for code in jurisdictions_of(REVIEWERS)),
        description=_l("The units are taken to be there where the file has no column for the place."),
    )
    year = IntegerField(_l("Year of all rows"), [Optional(), NumberRange(min=FIRST_YEAR)],
                        description=_l("Only where the file has no such column; so with kind and level."))
    kind = _for_all(_l("Kind of all rows"), UnitKind)
    level = _for_all(_l("Level of all rows"), Level)
    file = FileField(_l("List (.xlsx or .csv)"), [FileRequired(_l("Choose a file."))])

    def validate_year(self, field: IntegerField) -> None:
        """No list is published of a year that lies ahead."""
        NumberRange(max=today().year)(self, field)

    @property
    def source(self) -> Source:
        """Where the list comes from."""
        return Source(self.title.data, self.number.data or "", self.published_on.data, self.where.data or "")

    @property
    def whole(self) -> Whole:
        """What holds for every row."""
        return Whole(self.year.data, self.kind.data, self.level.data, self.jurisdiction.data)


class ReasonForm(Form):
    """Why a list is set aside, or what was said of a name withdrawn."""

    reason = TextAreaField(
        _l("Reason in writing"), [InputRequired(_NEEDED), _LONG], render_kw={"rows": 3},
        description=_l("It is kept in the audit trail. Institutions don't read it."),
    )


class MeaningForm(Form):
    """What a written name means: one of the proposals, another by its code, or (an institution) none."""

    meaning = RadioField(_l("The name means"), [InputRequired(_NEEDED)])
    uscc = uscc_field(_l("Unified social credit code of another"), required=False)
    note = TextAreaField(
        _l("Note"), [Optional(), _LONG], render_kw={"rows": 2},
        description=_l("What it rests on. It is kept with your name and the day."),
    )

    def offer(self, proposals: list[tuple[str, str]], none: str = "") -> None:
        """Let one of (code, words) be chosen, another, or with the words ``none`` none at all."""
        self.meaning.choices = options(
            [*proposals, (ANOTHER, _("Another, by the code below")), *([(NONE, none)] if none else [])]
        )

    @property
    def code(self) -> str | None:
        """The code that is meant, empty for none; None where another is meant and no code was typed."""
        if self.meaning.data == NONE:
            return ""
        return (self.uscc.data or None) if self.meaning.data == ANOTHER else self.meaning.data
