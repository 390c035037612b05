"""The forms of an application's steps. Everything may be left out while it is a draft; only nonsense is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from assessor_hub.institutions.models import Institution, InstitutionKind
from assessor_hub.registration.answers import Commitments, Experience, Premises, Profile
from assessor_hub.rules.values import UnitKind
from assessor_hub.web.institution.words import INTERNAL_RULES, WORK, WORK_LEVELS, WORK_ROLES, pairs
from assessor_hub.web.shared.context import today
from assessor_hub.web.shared.forms import (
    Form,
    MultiCheckboxField,
    city_select,
    day_field,
    enum_select,
    optional_text,
    options,
    required_text,
    uscc_field,
)
from assessor_hub.web.shared.words.answers import RIGHTS
from assessor_hub.web.shared.words.labels import choices


def not_ahead(_form: Form, field: DateField) -> None:
    """Refuse a day that has not come yet."""
    if field.data is not None and field.data > today():
        raise ValidationError(_("This day lies ahead."))


def past_day_field(label: Any, hint: Any = "", *, required: bool) -> DateField:
    """A day up to today."""
    needed = InputRequired(_l("This is needed.")) if required else Optional()
    return DateField(label, [needed, not_ahead], description=hint)


def document_field(label: Any, hint: Any = "") -> SelectField:
    """A document of the application, by id; None where none shows it. Its choices come by :meth:`StepForm.offer`."""
    return SelectField(label, choices=[], coerce=lambda value: int(value) if value else None, description=hint)


def ability_field(label: Any) -> TextAreaField:
    """What is said of staff and experience in one field."""
    return TextAreaField(label, [Optional(), Length(max=1000, message=_l("At most %(max)d characters."))])


class StepForm(Form):
    """A step: ``revision`` is that of the application when the page was made."""

    revision = HiddenField()

    def offer(self, documents: Iterable[tuple[int, str]]) -> None:
        """Let the fields that name a document choose among these, by id and name."""
        offered = options([("", _("– no document –")), *((str(key), name) for key, name in documents)])
        for name, field in self._fields.items():
            if name.startswith("document"):
                field.choices = offered


class ProfileForm(StepForm):
    """Who applies."""

    name = required_text(_l("Name of the institution"), 120, _l("As on the licence."))
    kind = enum_select(_l("Kind of institution"), InstitutionKind)
    registered_code = city_select(_l("City of registration"))
    address = required_text(_l("Address"), 200)
    phone = required_text(_l("Telephone"), 40)
    legal_person = BooleanField(_l("The institution is an independent legal person registered in China."))
    branch_code = city_select(_l("City of an independent branch"), required=False)
    branch_uscc = uscc_field(
        _l("Unified social credit code of the branch"), _l("If it has one of its own."), required=False
    )
    branch_address = optional_text(_l("Address of the branch"), 200)
    branch_head = optional_text(
        _l("Head of the branch"), 80,
        _l("Not the legal representative: no cap is counted by the head of a branch."),
    )
    branch_since = past_day_field(_l("Branch since"), required=False)
    platform_account = optional_text(
        _l("Account on the national platform"), 80, _l("The name under which the institution is registered there.")
    )
    fields = MultiCheckboxField(
        _l("Able to evaluate"), choices=lambda: options(choices(UnitKind)), coerce=lambda value: UnitKind(value)
    )
    ability_factory = ability_field(_l("Green factories: staff and experience"))
    ability_park = ability_field(_l("Green industrial parks: staff and experience"))
    ability_supply_chain = ability_field(_l("Green supply chains: staff and experience"))

    def part(self) -> Profile:
        """The answers of this step."""
        said = ("branch_uscc", "branch_address", "branch_head", "platform_account")
        abilities = tuple(f"ability_{kind.value}" for kind in UnitKind)
        return Profile(
            legal_person=self.legal_person.data, branch_code=self.branch_code.data or None,
            branch_since=self.branch_since.data, fields=self.fields.data or [],
            **{name: (self[name].data or "").strip() for name in (*said, *abilities)},
        )

    def without_particulars(self) -> None:
        """Once the institution is recorded, its particulars are changed and filed on their own page."""
        for name in PARTICULARS:
            del self[name]

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
    right = SelectField(
        _l("Held by"), choices=lambda: options([("", _("– choose –")), *pairs(RIGHTS)]),
        coerce=lambda value: value or None,
    )
    until = day_field(_l("Last day of the lease"), _l("Only for leased premises."), required=False)
    office = BooleanField(_l("The premises have the conditions that the work needs."))
    finance_rules = BooleanField(_l("Sound financial rules are in place."))
    quality_system = BooleanField(_l("A quality-management system is documented and running."))
    quality_standard = optional_text(_l("Standard of the certificate"), 80, _l("Such as GB/T 19001-2016."))
    quality_certificate = optional_text(_l("Certificate of the quality-management system"), 80, _l("Number, if any."))
    quality_issuer = optional_text(_l("Issued by"), 120)
    quality_until = day_field(_l("Certificate valid until"), _l("The last day of its validity."), required=False)

    def validate_until(self, field: DateField) -> None:
        """A lease's end belongs to a lease."""
        if field.data is not None and self.right.data != "leased":
            raise ValidationError(_("A last day belongs to leased premises only."))

    def part(self) -> Premises:
        """The answers of this step."""
        said = ("address", "quality_standard", "quality_certificate", "quality_issuer")
        taken = ("right", "until", "office", "finance_rules", "quality_system", "quality_until")
        given: dict[str, Any] = {name: self[name].data or "" for name in said}
        given |= {name: self[name].data for name in taken}
        return Premises(code=self.code.data or None, **given)


class CommitmentsForm(StepForm):
    """What is written down, and what the institution promises."""

    internal_rules = MultiCheckboxField(_l("Internal rules in force"), choices=lambda: options(pairs(INTERNAL_RULES)))
    document_management = document_field(_l("Document of institution management"))
    document_work_procedure = document_field(_l("Document of the work procedure"))
    document_staff = document_field(_l("Document of staff management"))
    document_expert_review = document_field(_l("Document of expert review"))
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
        shown = {name: self[name].data for name in Commitments.model_fields if name.startswith("document_")}
        return Commitments(
            internal_rules=self.internal_rules.data or [], clean_record=self.clean_record.data,
            clean_checked_on=self.clean_checked_on.data, conduct=self.conduct.data, truthful=self.truthful.data,
            **shown,
        )


class ExperienceForm(StepForm):
    """One piece of work to add to the list."""

    kind = SelectField(_l("Kind of work"), choices=lambda: options(pairs(WORK)))
    title = required_text(_l("Title"), 200, _l("Project, standard or policy, with its number where it has one."))
    role = SelectField(_l("Part taken"), choices=lambda: options(pairs(WORK_ROLES)))
    level = SelectField(_l("Level"), choices=lambda: options(pairs(WORK_LEVELS)))
    done_on = past_day_field(_l("Completed or published on"), required=True)
    document = document_field(_l("Proof"), _l("One of the documents uploaded with the application."))

    def item(self) -> Experience:
        """The piece of work."""
        done_on: date = self.done_on.data
        return Experience(
            kind=self.kind.data, title=self.title.data, role=self.role.data, level=self.level.data, done_on=done_on,
            document=self.document.data,
        )


class RowForm(StepForm):
    """The button that takes one row of the list off."""

    row = HiddenField(validators=[InputRequired()])
