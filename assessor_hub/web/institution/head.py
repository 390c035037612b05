"""A change of the legal representative: it moves the use of the caps, so both persons are recounted with it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.db import transaction
from assessor_hub.institutions.services import PersonName, head_on, masked_number
from assessor_hub.projects.heads import change_head as replace_head
from assessor_hub.refusals import Refused
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import OWNERS, own_id
from assessor_hub.web.institution.step_forms import past_day_field
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.forms import Form, enum_select, person_number_field, required_text
from assessor_hub.web.shared.guards import audience
from assessor_hub.web.shared.pools import own_pools

_FIELDS = {"already_head": "id_number", "change_before_tenure": "first_day", "change_in_future": "first_day",
           "changed_meanwhile": "first_day"}


class HeadForm(Form):
    """The new legal representative."""

    name = required_text(_l("Name of the new legal representative"), 80)
    id_kind = enum_select(_l("Kind of identity document"), IdKind)
    id_number = person_number_field(_l("Number of the document"), "id_kind")
    first_day = past_day_field(
        _l("First day"), _l("The day of the change in the business register; it belongs to the new person."),
        required=True,
    )


@blueprint.route("/institution/legal-representative", methods=["GET", "POST"])
@audience(OWNERS)
def change_head() -> Any:
    """Enter a new legal representative."""
    form = HeadForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    new = PersonName(form.name.data, form.id_kind.data, form.id_number.data)
    try:
        with transaction(session()):
            replace_head(session(), law(), hub().vault, own_id(), new, form.first_day.data, by=actor(), now=now())
    except Refused as refused:
        form.wrong(_FIELDS[refused.code], refused)
        return _page(form), 409
    flash(_("The legal representative has been changed, and the use of the pools counted anew."), "done")
    return redirect(url_for("institution.home"))


def _page(form: HeadForm) -> str:
    tenure = head_on(session(), own_id(), today())
    number = masked_number(hub().vault, tenure.person) if tenure else ""
    return render_template("institution/change_head.html", form=form, tenure=tenure, number=number, pools=own_pools())
