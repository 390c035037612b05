"""Corrections of who headed an institution when, and the projects that they leave above a cap."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from assessor_hub.db import transaction
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.institutions.services import PersonName, masked_number
from assessor_hub.institutions.tenures import Correction
from assessor_hub.projects.heads import correct_tenure as put_right
from assessor_hub.projects.recount_queries import over_after_correction
from assessor_hub.refusals import Refused
from assessor_hub.registration.queries import institution_for
from assessor_hub.rules.identifiers import BadIdentifier, IdKind, check_person_id
from assessor_hub.web.shared.context import actor, hub, law, now, session
from assessor_hub.web.shared.forms import Form, day_field, enum_select, optional_text
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.shared.words.refusals import bad_identifier
from assessor_hub.web.staff import blueprint

_FIELDS = {"reason_missing": "reason"}


class TenureForm(Form):
    """What was wrong about a tenure: its first day, its person, or both."""

    first_day = day_field(_l("First day"), _l("The tenure before ends on the day before it."))
    name = optional_text(_l("Name of the right person"), 80, _l("Leave it empty where the person is right."))
    id_kind = enum_select(_l("Kind of identity document"), IdKind)
    id_number = StringField(_l("Number of the document"), [Optional()], render_kw={"autocomplete": "off"})
    reason = TextAreaField(
        _l("By which evidence"), [InputRequired(_l("This is needed.")), Length(max=2000)], render_kw={"rows": 4},
        description=_l("The institution reads it, and it is kept in the audit trail."),
    )

    def validate_name(self, field: Any) -> None:
        """A name and a number belong together."""
        if field.data and not self.id_number.data:
            raise ValidationError(_l("Give the number of the identity document too."))

    def validate_id_number(self, field: Any) -> None:
        """A number that can exist."""
        try:
            field.data = check_person_id(IdKind(self.id_kind.data), field.data or "")
        except BadIdentifier as bad:
            raise ValidationError(bad_identifier(bad)) from bad

    def correction(self) -> Correction:
        """What was typed, as the service takes it."""
        named = bool(self.name.data and self.id_number.data)
        person = PersonName(self.name.data or "", self.id_kind.data, self.id_number.data or "")
        return Correction(person if named else None, self.first_day.data, self.reason.data or "")


@blueprint.route("/staff/institutions/<int:institution_id>/tenures/<int:tenure_id>", methods=["GET", "POST"])
@audience(REVIEWERS)
def correct_tenure(institution_id: int, tenure_id: int) -> Any:
    """Correct a tenure that was entered wrongly: the use of the caps follows, visibly."""
    institution, tenure = _tenure(institution_id, tenure_id)
    form = TenureForm(first_day=tenure.first_day)
    if not form.validate_on_submit():
        return _page(institution, tenure, form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            _institution, tenure = _tenure(institution_id, tenure_id)
            put_right(session(), law(), hub().vault, tenure, form.correction(), by=actor(), now=now())
    except Refused as refused:
        form.wrong(_FIELDS.get(refused.code, "first_day"), refused)
        return _page(*_tenure(institution_id, tenure_id), form), 409
    flash(_("Corrected, and the use of the pools counted anew. What it changed stands below."), "done")
    return redirect(url_for("staff.institution", institution_id=institution_id, _anchor="recounts"))


def _tenure(institution_id: int, tenure_id: int) -> tuple[Institution, Tenure]:
    """The tenure, where the actor reviews what the institution has filed; nobody corrects their own institution's."""
    reviewer = actor().acting_as(REVIEWERS)
    row = institution_for(session(), reviewer, institution_id) if institution_id != actor().institution_id else None
    institution: Institution = found(row)
    tenure: Tenure = found(next((one for one in institution.tenures if one.id == tenure_id), None))
    return institution, tenure


def _page(institution: Institution, tenure: Tenure, form: TenureForm) -> str:
    return render_template(
        "staff/correct_tenure.html", institution=institution, tenure=tenure, form=form,
        number=masked_number(hub().vault, tenure.person),
    )


@blueprint.get("/staff/over-the-cap")
@audience(READERS)
def over_the_cap() -> Any:
    """The projects that a correction leaves above the cap: they keep their state, and a person looks at them."""
    return render_template("staff/over_the_cap.html", rows=over_after_correction(session(), actor()))
