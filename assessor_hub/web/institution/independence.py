"""Independence: the conflicts of interest that the institution declares, and their ends."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from assessor_hub.db import transaction
from assessor_hub.institutions.independence import (
    Conflict,
    declaration_for,
    declarations_of,
    declare,
    end_declaration,
)
from assessor_hub.institutions.models import ConflictKind
from assessor_hub.refusals import Refused
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_id, own_institution
from assessor_hub.web.institution.step_forms import past_day_field
from assessor_hub.web.shared.context import actor, now, session
from assessor_hub.web.shared.forms import Form, day_field, enum_select, required_text, uscc_field
from assessor_hub.web.shared.guards import INSTITUTION, audience, found

_FIELDS = {"own_unit": "unit_uscc", "already_declared": "unit_uscc", "conflict_ends_before_start": "last_day"}


class ConflictForm(Form):
    """One conflict to declare."""

    unit_uscc = uscc_field(_l("Unified social credit code of the unit"))
    unit_name = required_text(_l("Name of the unit"), 120)
    kind = enum_select(_l("How the institution is tied to it"), ConflictKind)
    first_day = past_day_field(_l("Since"), required=True)
    last_day = day_field(_l("Until"), _l("Leave it open while the tie lasts."), required=False)
    note = TextAreaField(_l("Note"), [Optional(), Length(max=1000, message=_l("At most %(max)d characters."))])

    def conflict(self) -> Conflict:
        """What was typed, as the service takes it."""
        return Conflict(
            self.unit_uscc.data, self.unit_name.data, self.kind.data, self.first_day.data, self.last_day.data,
            self.note.data or "",
        )


class EndForm(Form):
    """The last day of a declared conflict."""

    last_day = past_day_field(_l("Last day of the tie"), required=True)


@blueprint.route("/institution/independence", methods=["GET", "POST"])
@audience(INSTITUTION)
def independence() -> Any:
    """What is declared, and a form to declare more."""
    form = ConflictForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            declare(session(), own_institution(), form.conflict(), by=actor(), now=now())
    except Refused as refused:
        form.wrong(_FIELDS[refused.code], refused)
        return _page(form), 409
    flash(_("Declared. Filing a project for this unit is shown to the department with it."), "done")
    return redirect(url_for("institution.independence"))


@blueprint.post("/institution/independence/<int:declaration_id>/end")
@audience(INSTITUTION)
def end_conflict(declaration_id: int) -> Any:
    """Enter until when a conflict lasted."""
    found(declaration_for(session(), actor(), declaration_id))
    form = EndForm(prefix=f"end{declaration_id}")
    if not form.validate_on_submit():
        return _page(ConflictForm(formdata=None), {declaration_id: form}), 422
    try:
        with transaction(session()):
            row = found(declaration_for(session(), actor(), declaration_id))
            end_declaration(session(), row, form.last_day.data, by=actor(), now=now())
    except Refused as refused:
        form.wrong("last_day", refused)
        return _page(ConflictForm(formdata=None), {declaration_id: form}), 409
    flash(_("The end has been entered; the declaration stays on record."), "done")
    return redirect(url_for("institution.independence"))


def _page(form: ConflictForm, ending: dict[int, EndForm] | None = None) -> str:
    """The page; ``ending`` carries the form of an end that was just not accepted."""
    rows = declarations_of(session(), own_id())
    ends = {
        row.id: (ending or {}).get(row.id) or EndForm(formdata=None, prefix=f"end{row.id}")
        for row in rows if row.last_day is None or row.id in (ending or {})
    }
    return render_template("institution/independence.html", form=form, declarations=rows, ends=ends)
