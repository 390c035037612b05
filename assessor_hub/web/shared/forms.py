"""The base form and the fields that several faces share."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from assessor_hub.places import city_codes, grouped_cities
from assessor_hub.refusals import Refused
from assessor_hub.rules.identifiers import BadIdentifier, IdKind, check_person_id, check_uscc
from assessor_hub.web.shared.words.labels import choices
from assessor_hub.web.shared.words.refusals import bad_identifier, refusal


class Form(FlaskForm):
    """Base of every form: CSRF on, messages in the page's language."""

    def wrong(self, field: str, refused: Refused) -> None:
        """Show a refusal at the field that it is about."""
        self[field].errors = [*self[field].errors, refusal(refused)]


class MultiCheckboxField(SelectMultipleField):
    """Several ticks of one question."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Select(SelectField):
    """A select whose choices are put into words only to be shown: what was sent is checked against ``allowed``."""

    def __init__(self, label: Any, checks: Any = None, *, allowed: Callable[[], Container[Any]], **kwargs: Any) -> None:
        super().__init__(label, checks, **kwargs)
        self.allowed = allowed

    def pre_validate(self, form: Form) -> None:
        """Refuse what is no choice."""
        if not self.process_errors and self.data not in self.allowed():
            raise ValidationError(_("Not a valid choice."))


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as the choices of a select."""
    return [SelectChoice(value, str(label)) for value, label in pairs]


def required_text(label: Any, longest: int, hint: Any = "", **kwargs: Any) -> StringField:
    """A line of text that must be there, at most ``longest`` characters."""
    checks = [InputRequired(_l("This is needed.")), Length(max=longest, message=_l("At most %(max)d characters."))]
    return StringField(label, checks, description=hint, filters=[_strip], **kwargs)


def optional_text(label: Any, longest: int, hint: Any = "", **kwargs: Any) -> StringField:
    """A line of text that may be left out."""
    checks = [Optional(), Length(max=longest, message=_l("At most %(max)d characters."))]
    return StringField(label, checks, description=hint, filters=[_strip], **kwargs)


def enum_select(label: Any, kind: type[Enum], only: tuple[Enum, ...] | None = None) -> SelectField:
    """One member of an enum, by its label; ``only`` limits the members."""
    members = frozenset(only or kind)
    wanted = {member.value for member in members}
    return Select(
        label, choices=lambda: options(pair for pair in choices(kind) if pair[0] in wanted),
        coerce=lambda value: value if isinstance(value, kind) else kind(value), allowed=lambda: members,
    )


def city_select(
    label: Any, prefixes: Callable[[], tuple[str, ...]] | None = None, required: bool = True
) -> SelectField:
    """A city by GB/T 2260 code, grouped by province; ``prefixes`` limits the provinces when the form is made."""

    def within() -> tuple[str, ...]:
        return prefixes() if prefixes else ()

    def cities() -> list[SelectChoice]:
        groups = grouped_cities(within())
        named = [SelectChoice(code, name, optgroup=group) for group, rows in groups.items() for code, name in rows]
        return [SelectChoice("", _("– choose –")), *named]

    checks = [InputRequired(_l("This is needed."))] if required else [Optional()]
    return Select(
        label, checks, choices=cities, coerce=lambda value: value or "", allowed=lambda: city_codes(within()) | {""}
    )


def uscc_field(label: Any, hint: Any = "", required: bool = True) -> StringField:
    """A unified social credit code; checked, and normalised on the way in."""
    needed = InputRequired(_l("This is needed.")) if required else Optional()
    return StringField(label, [needed, _checked(check_uscc)], description=hint)


def person_number_field(label: Any, kind_field: str, hint: Any = "") -> StringField:
    """A person's identity number, judged by the kind that another field of the form holds."""

    def check(form: Form, field: StringField) -> None:
        try:
            field.data = check_person_id(IdKind(form[kind_field].data), field.data or "")
        except BadIdentifier as bad:
            raise ValidationError(bad_identifier(bad)) from bad

    return StringField(
        label, [InputRequired(_l("This is needed.")), check], description=hint, render_kw={"autocomplete": "off"}
    )


def day_field(label: Any, hint: Any = "", required: bool = True) -> DateField:
    """A day, YYYY-MM-DD."""
    checks = [InputRequired(_l("This is needed."))] if required else [Optional()]
    return DateField(label, checks, description=hint)


def _checked(check: Callable[[str], str]) -> Callable[[Any, StringField], None]:
    def run(_form: Any, field: StringField) -> None:
        try:
            field.data = check(field.data or "")
        except BadIdentifier as bad:
            raise ValidationError(bad_identifier(bad)) from bad

    return run


def _strip(text: str | None) -> str | None:
    return text.strip() if text else text
