"""The forms of the roster."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, MonthField, SelectField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import TERMS, Claim, Terms
from assessor_hub.web.institution.step_forms import not_ahead, past_day_field
from assessor_hub.web.shared.forms import (
    Form,
    day_field,
    enum_select,
    optional_text,
    options,
    person_number_field,
    required_text,
)
from assessor_hub.web.shared.words.labels import choices

SKILL_GRADE = "skill_grade"
_NO_TITLE = _l("A skill grade is not a professional title, so it does not count. Enter the person's title, or none.")


class TermsForm(Form):
    """What the roster says of a person."""

    title_level = enum_select(_l("Professional title"), TitleLevel)
    series = SelectField(_l("Series of the title"), choices=lambda: _series())
    specialty = enum_select(_l("Specialty of the title"), Specialty)
    issuer = optional_text(_l("Issuing body"), 120)
    issued_on = past_day_field(_l("Date of issue"), required=False)
    certificate = optional_text(_l("Number of the title's certificate"), 60)
    foreign_title = BooleanField(_l("The title was awarded abroad"))
    full_time = BooleanField(_l("Works here full-time"), default=True)
    contract = BooleanField(_l("Has a labour contract"))
    insured_month = MonthField(
        _l("Latest month of social insurance"), [Optional(), not_ahead], description=_l("Year and month, as 2026-01.")
    )
    first_day = past_day_field(lazy_pgettext("staff", "First day of work"), required=True)

    def validate_series(self, field: Any) -> None:
        """A title has a series, and a skill grade is no title."""
        if field.data == SKILL_GRADE:
            raise ValidationError(_NO_TITLE)
        if not field.data and self.title_level.data is not TitleLevel.NONE:
            raise ValidationError(_l("This is needed."))

    def terms(self) -> dict[str, Any]:
        """The fields as the services take them."""
        month = self.insured_month.data
        return {
            "title_level": self.title_level.data, "specialty": self.specialty.data,
            "series": TitleSeries(self.series.data) if self.series.data else None,
            "issuer": self.issuer.data or "", "issued_on": self.issued_on.data,
            "certificate": self.certificate.data or "", "foreign_title": self.foreign_title.data,
            "full_time": self.full_time.data, "contract": self.contract.data,
            "insured_month": f"{month:%Y-%m}" if month else None, "first_day": self.first_day.data,
        }

    def as_terms(self) -> Terms:
        """The line without the person."""
        return Terms(**self.terms())


class MemberForm(TermsForm):
    """A person to add."""

    name = required_text(_l("Name"), 80)
    id_kind = enum_select(_l("Kind of identity document"), IdKind)
    id_number = person_number_field(_l("Number of the document"), "id_kind")

    def claim(self) -> Claim:
        """The line with the person."""
        return Claim(person=PersonName(self.name.data, self.id_kind.data, self.id_number.data), **self.terms())


class ChangeForm(TermsForm):
    """What the roster says of a person, changed from a day on."""

    since = past_day_field(_l("This holds since"), required=False)


def terms_data(row: Employment) -> dict[str, Any]:
    """What stands in the form of a line before it is changed."""
    terms = row.latest
    month = date.fromisoformat(f"{terms.insured_month}-01") if terms.insured_month else None
    given = {name: getattr(terms, name) for name in TERMS}
    return given | {"first_day": row.first_day, "insured_month": month, "series": terms.series or ""}


def _series() -> list[SelectChoice]:
    """The series, and the skill grade, which is offered only to say why it is refused."""
    grade = (SKILL_GRADE, _("Skill grade (technician, senior technician)"))
    return options([("", _("– choose –")), *choices(TitleSeries), grade])


class EndForm(Form):
    """The last day of somebody who leaves."""

    last_day = day_field(_l("Last day of work"))

    def validate_last_day(self, field: Any) -> None:
        """A departure is entered when it has come."""
        not_ahead(self, field)
