"""The forms of the roster."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import BooleanField, MonthField
from wtforms.validators import Optional

from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.services import Claim, Terms
from assessor_hub.web.institution.step_forms import not_ahead, past_day_field
from assessor_hub.web.shared.forms import (
    Form,
    day_field,
    enum_select,
    optional_text,
    person_number_field,
    required_text,
)


class TermsForm(Form):
    """What the roster says of a person."""

    title_level = enum_select(_l("Professional title"), TitleLevel)
    specialty = enum_select(_l("Specialty of the title"), Specialty)
    certificate = optional_text(_l("Number of the title's certificate"), 60)
    full_time = BooleanField(_l("Works here full-time"), default=True)
    contract = BooleanField(_l("Has a labour contract"))
    insured_month = MonthField(
        _l("Latest month of social insurance"), [Optional(), not_ahead], description=_l("Year and month, as 2026-01.")
    )
    first_day = past_day_field(lazy_pgettext("staff", "First day of work"), required=True)

    def terms(self) -> dict[str, Any]:
        """The fields as the services take them."""
        month = self.insured_month.data
        return {
            "title_level": self.title_level.data, "specialty": self.specialty.data,
            "certificate": self.certificate.data or "", "full_time": self.full_time.data,
            "contract": self.contract.data, "insured_month": f"{month:%Y-%m}" if month else None,
            "first_day": self.first_day.data,
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


def terms_data(row: Employment) -> dict[str, Any]:
    """What stands in the form of a line before it is changed."""
    names = ("title_level", "specialty", "certificate", "full_time", "contract", "first_day")
    return {name: getattr(row, name) for name in names}


class EndForm(Form):
    """The last day of somebody who leaves."""

    last_day = day_field(_l("Last day of work"))

    def validate_last_day(self, field: Any) -> None:
        """A departure is entered when it has come."""
        not_ahead(self, field)
