"""Declared projects that came with one list and one proof: looked at together, confirmed or declined together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.projects.declared import decide_declared, may_decide, pool_of_declared
from assessor_hub.projects.declared_list_models import DeclaredList
from assessor_hub.projects.declared_list_queries import answers_of, list_for
from assessor_hub.projects.declared_queries import declared_for, proposal_of
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.refusals import Refused
from assessor_hub.rules.lifecycle import DECLARED, DeclaredVerb, open_verbs
from assessor_hub.web.shared.context import actor, law, now, session
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, named_documents, pressed
from assessor_hub.web.staff.forms import ListDecisionForm

TOGETHER = (DeclaredVerb.CONFIRM, DeclaredVerb.DECLINE)


@dataclass
class Outcome:
    """How many projects were decided, how many only proposed, and why the others were not, by their id."""

    decided: int = 0
    proposed: int = 0
    failed: dict[int, Refused] = field(default_factory=dict)


@blueprint.get("/staff/declared/lists/<int:declared_list_id>")
@audience(READERS)
def declared_list(declared_list_id: int) -> Any:
    """The projects of a list with their proof."""
    return _page(found(list_for(session(), actor(), declared_list_id)), ListDecisionForm(formdata=None))


@blueprint.post("/staff/declared/lists/<int:declared_list_id>")
@audience(REVIEWERS)
def decide_declared_list(declared_list_id: int) -> Any:
    """Confirm or decline the projects that are ticked: each by itself, those that fail are named."""
    sent = found(list_for(session(), actor(), declared_list_id))
    verb = pressed(DeclaredVerb, TOGETHER)
    acting(REVIEWERS, sent.jurisdiction)
    form, ticked = ListDecisionForm(), _ticked(sent)
    if not form.validate_on_submit():
        return _page(sent, form), 422
    if not ticked:
        form.reason.errors = [_("Tick at least one project.")]
        return _page(sent, form), 422
    outcome = _decide(ticked, verb, form.reason.data or "")
    if outcome.failed:
        return _page(found(list_for(session(), actor(), declared_list_id)), form, outcome), 409
    flash(
        _("Proposed: %(n)s. Another person decides.", n=outcome.proposed) if outcome.proposed
        else _("Decided: %(n)s. The institution has been told.", n=outcome.decided), "done",
    )
    return redirect(url_for("staff.declared_list", declared_list_id=declared_list_id))


def _ticked(sent: DeclaredList) -> dict[int, int]:
    """The revision that the page showed of each ticked project; what did not come with the list is passed over."""
    there = {row.declared_id for row in answers_of(session(), sent)}
    pairs = [value.split(":") for value in request.form.getlist("row")]
    numbers = [(int(one[:18]), int(two[:9])) for one, two in (pair for pair in pairs if len(pair) == 2)
               if one.isdecimal() and two.isdecimal()]
    return {one: revision for one, revision in numbers if one in there}


def _decide(ticked: dict[int, int], verb: DeclaredVerb, reason: str) -> Outcome:
    """Each project in a transaction of its own, through the verb of a single one."""
    outcome = Outcome()
    for declared_id, revision in ticked.items():
        try:
            with transaction(session()):
                row = found(declared_for(session(), actor(), declared_id, lock=True))
                done = decide_declared(
                    session(), law(), row, verb, revision=revision, reason=reason, by=actor(), now=now()
                )
        except Refused as refused:
            outcome.failed[declared_id] = refused
        else:
            outcome.decided += done
            outcome.proposed += not done
    return outcome


def _page(sent: DeclaredList, form: ListDecisionForm, outcome: Outcome | None = None) -> str:
    rows = [row.declared for row in answers_of(session(), sent) if row.declared is not None]
    open_ids = {row.id for row in rows if _open(row)}
    return render_template(
        "staff/declared_list.html", sent=sent, rows=rows, form=form, outcome=outcome, open_ids=open_ids, verbs=TOGETHER,
        documents=named_documents(OwnerKind.DECLARED_LIST, sent.id),
        pools={row.id: pool_of_declared(law(), row) for row in rows},
        proposals={row.id: one for row in rows if (one := proposal_of(session(), row)) is not None},
    )


def _open(row: DeclaredProject) -> bool:
    """Whether the actor may confirm or decline it."""
    return any(verb in TOGETHER and may_decide(actor(), verb, row) for verb in open_verbs(DECLARED, row.status))
