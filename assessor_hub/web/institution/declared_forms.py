"""The form of a project that was filed elsewhere or before going live."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind
from assessor_hub.institutions.services import PersonName
from assessor_hub.projects.declared import Declaration
from assessor_hub.rules.identifiers import BadIdentifier, IdKind, check_person_id
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.web.institution.document_forms import size_words
from assessor_hub.web.institution.project_forms import KEY_LENGTH
from assessor_hub.web.institution.step_forms import past_day_field
from assessor_hub.web.shared.forms import (
    Form,
    city_select,
    enum_select,
    optional_text,
    options,
    required_text,
    uscc_field,
)
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.shared.words.refusals import bad_identifier


class DeclaredForm(Form):
    """One project to declare, with its proof."""

    request_key = HiddenField("", [InputRequired(), Length(min=KEY_LENGTH, max=40)])
    jurisdiction = SelectField(_l("Confirmed by"), [InputRequired(_l("This is needed."))])
    level = enum_select(_l("Level of the list that the evaluation serves"), Level)
    unit_kind = enum_select(_l("Kind of unit"), UnitKind)
    unit_name = required_text(_l("Name of the evaluated unit"), 120)
    unit_uscc = uscc_field(_l("Unified social credit code of the unit"))
    unit_city = city_select(_l("City of the unit"), None)
    filed_on = past_day_field(
        _l("First filed on"), _l("The day of its first filing, as the proof shows it: it counts in that year."),
        required=True,
    )
    filed_where = required_text(
        _l("Filed with"), 200, _l("The department or the system, with the number it was given.")
    )
    opening = BooleanField(_l("It was filed in this province before this register went live"))
    head_name = optional_text(_l("Legal representative on that day"), 80)
    head_kind = enum_select(_l("Kind of identity document"), IdKind)
    head_number = StringField(_l("Number of the document"), [Optional()], render_kw={"autocomplete": "off"})
    files = MultipleFileField(
        _l("Proof"), [FileRequired(_l("Choose at least one file."))],
        description=LazyString(size_words, (DocumentKind.EVIDENCE,)),
    )

    def offer(self, places: Iterable[str]) -> None:
        """Fill in whose staff may confirm."""
        self.jurisdiction.choices = options((code, place(code)) for code in places)

    def validate_head_name(self, field: Any) -> None:
        """A name and a number belong together."""
        if field.data and not self.head_number.data:
            raise ValidationError(_l("Give the number of the identity document too."))

    def validate_head_number(self, field: Any) -> None:
        """A number that can exist."""
        try:
            field.data = check_person_id(IdKind(self.head_kind.data), field.data or "")
        except BadIdentifier as bad:
            raise ValidationError(bad_identifier(bad)) from bad

    def declaration(self) -> Declaration:
        """What was typed, as the service takes it."""
        named = bool(self.head_name.data and self.head_number.data)
        head = PersonName(self.head_name.data or "", self.head_kind.data, self.head_number.data or "")
        return Declaration(
            jurisdiction=self.jurisdiction.data, level=self.level.data, unit_kind=self.unit_kind.data,
            unit_name=self.unit_name.data or "", unit_uscc=self.unit_uscc.data or "", unit_city=self.unit_city.data,
            filed_on=self.filed_on.data, filed_where=self.filed_where.data or "", head=head if named else None,
            opening=self.opening.data, request_key=self.request_key.data or "",
        )

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data]
