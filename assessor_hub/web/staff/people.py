"""People whom institutions claim: the employment history, the open conflicts, and a decision between claims."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.institutions.services import masked_number
from assessor_hub.refusals import Refused
from assessor_hub.registration.claims import History, conflicts_for, decide_claim, history_for
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import named_documents, paged
from assessor_hub.web.staff.forms import ClaimForm

PAGE = 25
_FIELDS = {"reason_missing": "reason", "outside_claim": "first_day", "claim_unproven": "employment_id",
           "no_conflict": "employment_id"}


@blueprint.route("/staff/conflicts")
@audience(READERS)
def conflicts() -> Any:
    """People whom several institutions claim at once."""
    rows = conflicts_for(session(), actor(), today())
    shown = paged(rows, PAGE)
    return render_template(
        "staff/conflicts.html", **shown | {"rows": [(one, _number(one)) for one in shown["rows"]]}
    )


@blueprint.route("/staff/people/<int:person_id>")
@audience(READERS)
def person(person_id: int) -> Any:
    """One person with every claim as far as the reader's reach allows."""
    history = _history(person_id)
    return _page(history, _form(history, formdata=None))


@blueprint.post("/staff/people/<int:person_id>/decide")
@audience(REVIEWERS)
def decide_person(person_id: int) -> Any:
    """Decide which of the claims counts."""
    form = _form(_history(person_id))
    if form.known.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(_history(person_id), form), 422
    try:
        with transaction(session()):
            decide_claim(
                session(), law(), _history(person_id).person.id, form.employment_id.data, first_day=form.first_day.data,
                reason=form.reason.data, known=form.known.data, by=actor(), now=now(),
            )
    except Refused as refused:
        return _refused(_history(person_id), form, refused), 409
    flash(_("Decided. Both institutions are told that it is."), "done")
    return redirect(url_for("staff.person", person_id=person_id))


def _refused(history: History, form: ClaimForm, refused: Refused) -> str:
    if (field := _FIELDS.get(refused.code)) is not None:
        form.wrong(field, refused)
        return _page(history, form)
    form.known.raw_data, form.known.data = None, len(history.decisions)
    return _page(history, form, refused)


def _history(person_id: int) -> History:
    history: History = found(history_for(session(), actor(), person_id, today()))
    return history


def _form(history: History, **given: Any) -> ClaimForm:
    form = ClaimForm(known=len(history.decisions), first_day=today(), **given)
    form.employment_id.choices = [
        (claim.row.id, claim.institution.name) for claim in history.within
        if claim.institution is not None and claim.row.last_day is None
    ]
    return form


def _number(history: History) -> str:
    return masked_number(hub().vault, history.person)


def _page(history: History, form: ClaimForm, refused: Refused | None = None) -> str:
    return render_template(
        "staff/person.html", history=history, form=form, refused=refused, number=_number(history),
        name=history.within[0].row.name, decides=bool(actor().roles & REVIEWERS) and history.open,
        names={one.id: name_of_user(session(), one.decided_by) for one in history.decisions},
        documents={
            claim.row.id: named_documents(OwnerKind.EMPLOYMENT, claim.row.id) for claim in history.within
        },
    )
