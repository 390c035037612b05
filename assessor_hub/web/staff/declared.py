"""Declared projects before the department: the queue, the proof, and the decision."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.institutions.services import head_on, masked_number
from assessor_hub.projects.declared import decide_declared, may_decide, pool_of_declared
from assessor_hub.projects.declared_list_queries import list_of, lists_waiting
from assessor_hub.projects.declared_queries import charge_of_declared, declared_for, declared_queue, proposal_of
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.refusals import Refused
from assessor_hub.registration.queries import institution_for
from assessor_hub.rules.lifecycle import DECLARED, DeclaredState, DeclaredVerb, open_verbs
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, hub, law, now, session
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, asked_state, named_documents, pressed
from assessor_hub.web.staff.forms import DeclaredDecisionForm

PAGE = 50
OFFERED = (DeclaredVerb.CONFIRM, DeclaredVerb.DECLINE, DeclaredVerb.SET_ASIDE)


@blueprint.get("/staff/declared")
@audience(READERS)
def declared() -> Any:
    """The queue of a state, in the order of declaring."""
    chosen = asked_state(tuple(DeclaredState), DeclaredState.DECLARED)
    rows = declared_queue(
        session(), actor(), chosen, after=request.args.get("after", 0, type=asked.row_id), limit=PAGE + 1
    )
    return render_template(
        "staff/declared.html", rows=rows[:PAGE], state_shown=chosen, states=tuple(DeclaredState),
        more=rows[PAGE - 1].id if len(rows) > PAGE else None, lists=lists_waiting(session(), actor()),
    )


@blueprint.get("/staff/declared/<int:declared_id>")
@audience(READERS)
def declared_project(declared_id: int) -> Any:
    """One declared project with its proof."""
    row = found(declared_for(session(), actor(), declared_id))
    return _page(row, DeclaredDecisionForm(formdata=None, revision=row.revision))


@blueprint.post("/staff/declared/<int:declared_id>")
@audience(REVIEWERS)
def decide_declared_project(declared_id: int) -> Any:
    """Confirm, decline, or set a confirmation aside."""
    row = found(declared_for(session(), actor(), declared_id))
    verb = pressed(DeclaredVerb, OFFERED)
    acting(REVIEWERS, row.jurisdiction)
    form = DeclaredDecisionForm()
    if form.revision.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        with transaction(session()):
            row = found(declared_for(session(), actor(), declared_id, lock=True))
            decided = decide_declared(
                session(), law(), row, verb, revision=form.revision.data, reason=form.reason.data or "", by=actor(),
                now=now(),
            )
    except Refused as refused:
        row = found(declared_for(session(), actor(), declared_id))
        form.revision.raw_data, form.revision.data = None, row.revision
        return _page(row, form, refused), 409
    flash(_("Done. The institution has been told.") if decided else _("Proposed. Another person decides."), "done")
    return redirect(url_for("staff.declared_project", declared_id=declared_id))


def _page(row: DeclaredProject, form: DeclaredDecisionForm, refused: Refused | None = None) -> str:
    tenure, proposal = head_on(session(), row.institution_id, row.filed_on), proposal_of(session(), row)
    verbs = [verb for verb in open_verbs(DECLARED, row.status) if verb in OFFERED and may_decide(actor(), verb, row)]
    return render_template(
        "staff/declared_project.html", row=row, form=form, refused=refused, verbs=verbs, tenure=tenure,
        head_number=masked_number(hub().vault, tenure.person if tenure else row.person), proposal=proposal,
        proposed_by=name_of_user(session(), proposal.made_by) if proposal else None,
        decided_by=name_of_user(session(), row.decided_by), charge=charge_of_declared(session(), row),
        pool=pool_of_declared(law(), row), came_with=list_of(session(), row),
        documents=named_documents(OwnerKind.DECLARED, row.id),
        institution_open=institution_for(session(), actor(), row.institution_id) is not None,
    )
