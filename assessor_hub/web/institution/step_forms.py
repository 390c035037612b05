"""The forms of an application's steps. Everything may be left out while it is a draft; only nonsense is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from assessor_hub.institutions.models import Institution, InstitutionKind
from assessor_hub.registration.answers import Commitments, Experience, Premises, Profile
from assessor_hub.rules.values import UnitKind
from assessor_hub.web.institution.words import INTERNAL_RULES, WORK, WORK_LEVELS, WORK_ROLES, pairs
from assessor_hub.web.shared.context import today
from assessor_hub.web.shared.forms import (
    Form,
    MultiCheckboxField,
    city_select,
    enum_select,
    optional_text,
    options,
    required_text,
)
from assessor_hub.web.shared.words.labels import choices


def not_ahead(_form: Form, field: DateField) -> None:
    """Refuse a day that has not come yet."""
    if field.data is not None and field.data > today():
        raise ValidationError(_("This day lies ahead."))


def past_day_field(label: Any, hint: Any = "", *, required: bool) -> DateField:
    """A day up to today."""
    needed = InputRequired(_l("This is needed.")) if required else Optional()
    return DateField(label, [needed, not_ahead], description=hint)


class StepForm(Form):
    """A step: ``revision`` is that of the application when the page was made."""

    revision = HiddenField()


class ProfileForm(StepForm):
    """Who applies."""

    name = required_text(_l("Name of the institution"), 120, _l("As on the licence."))
    kind = enum_select(_l("Kind of institution"), InstitutionKind)
    registered_code = city_select(_l("City of registration"))
    address = required_text(_l("Address"), 200)
    phone = required_text(_l("Telephone"), 40)
    legal_person = BooleanField(_l("The institution is an independent legal person registered in China."))
    branch_code = city_select(_l("City of an independent branch"), required=False)
    branch_address = optional_text(_l("Address of the branch"), 200)
    platform_account = optional_text(
        _l("Account on the national platform"), 80, _l("The name under which the institution is registered there.")
    )
    fields = MultiCheckboxField(
        _l("Able to evaluate"), choices=lambda: options(choices(UnitKind)), coerce=lambda value: UnitKind(value)
    )

    def part(self) -> Profile:
        """The answers of this step."""
        return Profile(
            legal_person=self.legal_person.data, branch_code=self.branch_code.data or None,
            branch_address=self.branch_address.data or "", platform_account=self.platform_account.data or "",
            fields=self.fields.data or [],
        )

    def particulars(self) -> dict[str, Any]:
        """What the institution says of itself, as its own service takes it."""
        return {name: self[name].data for name in PARTICULARS}


PARTICULARS = ("name", "kind", "registered_code", "address", "phone")


def profile_data(institution: Institution, part: Profile) -> dict[str, Any]:
    """What stands in the first step's form before it is typed in."""
    return {name: getattr(institution, name) for name in PARTICULARS} | part.model_dump()


class PremisesForm(StepForm):
    """Where the institution works, and its systems."""

    code = city_select(_l("City of the fixed premises"), required=False)
    address = optional_text(_l("Address of the premises"), 200)
    office = BooleanField(_l("The premises have the conditions that the work needs."))
    finance_rules = BooleanField(_l("Sound financial rules are in place."))
    quality_system = BooleanField(_l("A quality-management system is documented and running."))
    quality_certificate = optional_text(_l("Certificate of the quality-management system"), 80, _l("Number, if any."))

    def part(self) -> Premises:
        """The answers of this step."""
        return Premises(
            code=self.code.data or None, address=self.address.data or "", office=self.office.data,
            finance_rules=self.finance_rules.data, quality_system=self.quality_system.data,
            quality_certificate=self.quality_certificate.data or "",
        )


class CommitmentsForm(StepForm):
    """What is written down, and what the institution promises."""

    internal_rules = MultiCheckboxField(_l("Internal rules in force"), choices=lambda: options(pairs(INTERNAL_RULES)))
    clean_record = BooleanField(
        _l("No violations and no bad credit record within the years that the text looks back to.")
    )
    clean_checked_on = past_day_field(_l("Credit record looked up on"), required=False)
    conduct = BooleanField(
        _l("No performance-bet contracts, no guaranteed passes, no tied selling of certification, no other disturbance "
           "of the market.")
    )
    truthful = BooleanField(_l("Everything in this application is true and complete."))

    def part(self) -> Commitments:
        """The answers of this step."""
        return Commitments(
            internal_rules=self.internal_rules.data or [], clean_record=self.clean_record.data,
            clean_checked_on=self.clean_checked_on.data, conduct=self.conduct.data, truthful=self.truthful.data,
        )


class ExperienceForm(StepForm):
    """One piece of work to add to the list."""

    kind = SelectField(_l("Kind of work"), choices=lambda: options(pairs(WORK)))
    title = required_text(_l("Title"), 200, _l("Project, standard or policy, with its number where it has one."))
    role = SelectField(_l("Part taken"), choices=lambda: options(pairs(WORK_ROLES)))
    level = SelectField(_l("Level"), choices=lambda: options(pairs(WORK_LEVELS)))
    done_on = past_day_field(_l("Completed or published on"), required=True)

    def item(self) -> Experience:
        """The piece of work."""
        done_on: date = self.done_on.data
        return Experience(
            kind=self.kind.data, title=self.title.data, role=self.role.data, level=self.level.data, done_on=done_on
        )


class RowForm(StepForm):
    """The button that takes one row of the list off."""

    row = HiddenField(validators=[InputRequired()])
