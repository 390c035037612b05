"""The queue of filed changes, one of them with the answer to it, and the end of a recordal by a document."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.db import transaction
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.projects.models import Project
from assessor_hub.projects.queries import IN_FLIGHT, projects_of
from assessor_hub.refusals import Refused
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import change_for, changes_for, successors_of
from assessor_hub.registration.changes import answer, is_late
from assessor_hub.registration.endings import NO_MORE, end_by_document
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import institution_for, recordal_for
from assessor_hub.rules.keys import REF_CHANGE_FILING
from assessor_hub.rules.lifecycle import CHANGE, ChangeState, ChangeVerb, open_verbs
from assessor_hub.rules.values import ChangeKind
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import APPROVERS, READERS, REVIEWERS, audience, found
from assessor_hub.web.shared.words.changes import change_flags, change_lines
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.change_forms import ChangeAnswerForm, EndForm
from assessor_hub.web.staff.common import acting, asked_state, jurisdictions_of, named_documents, pressed

PAGE = 25
STATES = tuple(ChangeState)
MAY = {
    ChangeVerb.NOTE: REVIEWERS,
    ChangeVerb.ASK_REVIEW: REVIEWERS,
    ChangeVerb.ACCEPT: APPROVERS,
    ChangeVerb.OBJECT: APPROVERS,
}
ENDS = frozenset({ChangeKind.EXIT, *NO_MORE})
_FIELDS = {
    "change_in_future": "happened_on", "end_before_recordal": "happened_on", "reason_missing": "reason",
    "successor_missing": "heirs", "successor_is_self": "heirs", "not_live": "kind",
}


@blueprint.route("/staff/changes")
@audience(READERS)
def changes() -> Any:
    """The changes in a state, in the order of filing."""
    chosen = asked_state(STATES, ChangeState.NEEDS_REVIEW)
    reach = jurisdictions_of(READERS)
    code = request.args.get("jurisdiction", "")
    rows = changes_for(
        session(), actor(), chosen, after=request.args.get("after", 0, type=asked.row_id), limit=PAGE + 1,
        jurisdiction=code if code in reach else None,
    )
    return render_template(
        "staff/changes.html", rows=[(row, is_late(row), change_flags(row)) for row in rows[:PAGE]], state_shown=chosen,
        states=STATES, reach=reach, code=code, more=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )


@blueprint.get("/staff/changes/<int:change_id>")
@audience(READERS)
def change(change_id: int) -> Any:
    """What was and is, the evidence, and the answer."""
    row = found(change_for(session(), actor(), change_id))
    return _page(row, ChangeAnswerForm(formdata=None, revision=row.revision))


@blueprint.post("/staff/changes/<int:change_id>")
@audience(REVIEWERS)
def answer_change(change_id: int) -> Any:
    """Note a change, take it up, accept it or object to it."""
    row = found(change_for(session(), actor(), change_id))
    verb = pressed(ChangeVerb, MAY)
    acting(MAY[verb], row.jurisdiction)
    form = ChangeAnswerForm()
    if form.revision.errors or form.revision.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        with transaction(session()):
            row = found(change_for(session(), actor(), change_id, lock=True))
            answer(
                session(), row, verb, revision=form.revision.data, reason=form.reason.data or "", by=actor(), now=now()
            )
    except Refused as refused:
        row = found(change_for(session(), actor(), change_id))
        form.revision.raw_data, form.revision.data = None, row.revision
        return _page(row, form, refused), 409
    flash(_("Answered; the institution has been told."), "done")
    return redirect(url_for("staff.changes"))


def _page(row: Change, form: ChangeAnswerForm, refused: Refused | None = None) -> str:
    mine = actor().may(REVIEWERS, row.jurisdiction)
    verbs = [verb for verb in open_verbs(CHANGE, row.status) if mine and actor().may(MAY[verb], row.jurisdiction)]
    return render_template(
        "staff/change.html", change=row, late=is_late(row), lines=change_lines(row), flags=change_flags(row),
        form=form, refused=refused, verbs=verbs, documents=named_documents(OwnerKind.CHANGE, row.id),
        filed_by=name_of_user(session(), row.filed_by), decided_by=name_of_user(session(), row.decided_by),
        institution_open=institution_for(session(), actor(), row.institution_id) is not None,
        setting=law().read(row.jurisdiction, today()).get(REF_CHANGE_FILING), **_of_an_end(row),
    )


def _of_an_end(row: Change) -> dict[str, Any]:
    """What an end leaves behind: projects in flight, and who was named to come after."""
    if row.kind not in ENDS:
        return {"ends": False}
    return {
        "ends": True, "projects": _flying(row.institution_id, row.jurisdiction),
        "successors": successors_of(session(), row.recordal_id),
    }


def _flying(institution_id: int, jurisdiction: str) -> list[Project]:
    """The projects in flight there, as far as the reader may see them."""
    rows = projects_of(session(), actor(), institution_id)
    return [row for row in rows if row.jurisdiction == jurisdiction and row.status in IN_FLIGHT]


@blueprint.route("/staff/recordals/<int:recordal_id>/end", methods=["GET", "POST"])
@audience(APPROVERS)
def end_recordal(recordal_id: int) -> Any:
    """Enter by its document that a recorded institution was dissolved, merged or divided."""
    recordal = _recordal(recordal_id)
    form = EndForm()
    if not form.validate_on_submit():
        return _end_page(recordal, form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            filed = end_by_document(
                session(), law(), _recordal(recordal_id, lock=True), ChangeKind(form.kind.data), form.happened_on.data,
                form.reason.data, form.named(), by=actor(), now=now(),
            )
            store_documents(
                session(), hub().vault, hub().store, form.uploads(), owner_kind=OwnerKind.CHANGE, owner_id=filed.id,
                kind=DocumentKind.EVIDENCE, by=actor(), now=now(),
            )
    except Refused as refused:
        form.wrong(_FIELDS.get(refused.code, "files"), refused)
        return _end_page(_recordal(recordal_id), form), 409
    flash(_("The recordal has ended; its history stays."), "done")
    return redirect(url_for("staff.change", change_id=filed.id))


def _recordal(recordal_id: int, *, lock: bool = False) -> Recordal:
    row: Recordal = found(recordal_for(session(), actor(), recordal_id, lock=lock))
    acting(APPROVERS, row.jurisdiction)
    return row


def _end_page(recordal: Recordal, form: EndForm) -> str:
    return render_template(
        "staff/recordal_end.html", recordal=recordal, form=form,
        projects=_flying(recordal.institution_id, recordal.jurisdiction),
    )
