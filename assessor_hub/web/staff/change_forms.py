"""The forms by which staff answer a change and enter the end of a recordal."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import IntegerField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from assessor_hub.documents.intake import Upload
from assessor_hub.registration.endings import NO_MORE, Heir
from assessor_hub.rules.identifiers import BadIdentifier, check_uscc
from assessor_hub.rules.values import ChangeKind
from assessor_hub.web.shared.forms import Form, day_field, enum_select
from assessor_hub.web.shared.words.refusals import bad_identifier

_NEEDED = _l("This is needed.")
_LONG = Length(max=4000, message=_l("At most %(max)d characters."))


class ChangeAnswerForm(Form):
    """The department's answer; only a note needs no words."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    reason = TextAreaField(
        _l("Reason in writing"), [Optional(), _LONG], render_kw={"rows": 4},
        description=_l("Needed for every answer but a note. The institution reads it."),
    )


class EndForm(Form):
    """That an institution was dissolved, merged or divided, as its document says."""

    kind = enum_select(_l("How it ended"), ChangeKind, only=tuple(NO_MORE))
    happened_on = day_field(_l("Day of the change"), _l("From this day on the recordal no longer holds."))
    reason = TextAreaField(
        _l("The document"), [InputRequired(_NEEDED), _LONG], render_kw={"rows": 3},
        description=_l("Title, number, who issued it and when. It is shown with the ended recordal."),
    )
    heirs = TextAreaField(
        _l("Who comes after"), [Optional(), _LONG], render_kw={"rows": 3},
        description=_l("For a merger or a division: one a line, unified social credit code, a space, name."),
    )
    files = MultipleFileField(_l("Files"), [FileRequired(_l("Choose at least one file."))])

    def validate_heirs(self, field: Any) -> None:
        """Each line a code that can exist, and a name."""
        for line in _lines(field.data):
            code, _space, name = line.partition(" ")
            try:
                check_uscc(code)
            except BadIdentifier as bad:
                raise ValidationError(f"{code}: {bad_identifier(bad)}") from bad
            if not name.strip():
                raise ValidationError(_("Write the name behind the code %(code)s.", code=code))

    def named(self) -> tuple[Heir, ...]:
        """Who comes after, line by line."""
        parts = (line.partition(" ") for line in _lines(self.heirs.data))
        return tuple(Heir(check_uscc(code), name.strip()[:120]) for code, _space, name in parts)

    def uploads(self) -> list[Upload]:
        """The files as they came."""
        return [Upload(file.filename or "", file.read()) for file in self.files.data]


def _lines(text: str | None) -> list[str]:
    spaced = (text or "").replace("\u3000", " ").replace("\t", " ")
    return [line.strip() for line in spaced.splitlines() if line.strip()]
