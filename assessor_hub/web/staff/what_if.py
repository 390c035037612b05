"""Would this filing be accepted? Asked by staff about an institution within reach, with any head within reach."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.accounts.actor import prefix
from assessor_hub.institutions.models import Person
from assessor_hub.projects.what_if import Heir
from assessor_hub.registration.heads import head_for, heads_for
from assessor_hub.registration.queries import institution_for
from assessor_hub.web.shared import asked as in_address
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.forms import city_select
from assessor_hub.web.shared.guards import READERS, audience, found
from assessor_hub.web.shared.what_if import WhatIfForm, choices, form_asked
from assessor_hub.web.staff import blueprint

HEADS = 200  # so many can be chosen from, by name


class PlacedForm(WhatIfForm):
    """The work in a place within reach: what another department would find is that department's to read."""

    unit_city = city_select(
        _l("City of the unit"), lambda: tuple(prefix(code)[:4] for code in sorted(actor().codes(READERS)))
    )


@blueprint.get("/staff/institutions/<int:institution_id>/what-if")
@audience(READERS)
def what_if(institution_id: int) -> Any:
    """The form, and with it filled in the answers."""
    row = found(institution_for(session(), actor(), institution_id))
    form = form_asked(PlacedForm)
    asked = bool(form.level.raw_data)
    fits = asked and form.validate()
    person = _heir()
    answers = choices(form, row.id, Heir(person.id if person else None), _title(person)) if fits else []
    page = render_template(
        "staff/what_if.html", institution=row, form=form, choices=answers, heir=person,
        heads=heads_for(session(), actor(), "", limit=HEADS),
    )
    return page, 422 if asked and not fits else 200


def _heir() -> Person | None:
    """The person of ``?heir=``, if the reader may see them."""
    person_id = request.args.get("heir", type=in_address.row_id)
    return found(head_for(session(), actor(), person_id)) if person_id else None


def _title(person: Person | None) -> str:
    if person is None:
        return _("If the legal representative changed today to somebody who heads and headed no other institution")
    return _("If the legal representative changed today to %(name)s", name=person.name)
