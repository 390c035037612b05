"""The allowances of legal representatives within reach: found by name, explained line by line, exported."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.institutions.models import Person
from assessor_hub.institutions.services import masked_number
from assessor_hub.registration.heads import head_for, heads_for, tenures_of
from assessor_hub.web.shared.context import actor, hub, now, session
from assessor_hub.web.shared.guards import READERS, audience, found
from assessor_hub.web.shared.ledger import LedgerView, ledger_view, pool_key
from assessor_hub.web.shared.roster_imports import xlsx
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.ledger_sheet import ledger_sheet


@blueprint.get("/staff/ledger")
@audience(READERS)
def ledgers() -> Any:
    """Legal representatives by a part of their own or of an institution's name."""
    text = request.args.get("q", "").strip()
    rows = heads_for(session(), actor(), text) if text else []
    return render_template(
        "staff/ledgers.html", text=text,
        rows=[(person, masked_number(hub().vault, person), tenures) for person, tenures in rows],
    )


@blueprint.get("/staff/ledger/<int:head_id>")
@audience(READERS)
def ledger(head_id: int) -> Any:
    """One person's use of a pool in a year, every line open."""
    person = _person(head_id)
    view = ledger_view(person.id)
    page = render_template(
        "staff/ledger.html", view=view, person=person, number=masked_number(hub().vault, person),
        tenures=tenures_of(session(), person.id), pool_key=pool_key, kept={"head_id": person.id},
    )
    return page, 422 if view is not None and view.wrong_day else 200


@blueprint.get("/staff/ledger/<int:head_id>/ledger.xlsx")
@audience(READERS)
def export_ledger(head_id: int) -> Any:
    """The same as a spreadsheet; that it was taken is in the audit trail."""
    person = _person(head_id)
    view: LedgerView = found(ledger_view(person.id))
    sheet = ledger_sheet(view, person.name)
    with transaction(session()):
        record(
            session(), Tag.LEDGER_EXPORTED, by=actor(), on=person, now=now(),
            detail={"pool": pool_key(view.account.pool), "year": view.account.year, "day": str(view.day)},
        )
    return xlsx(sheet, _("allowance.xlsx"))


def _person(head_id: int) -> Person:
    person: Person = found(head_for(session(), actor(), head_id))
    return person
