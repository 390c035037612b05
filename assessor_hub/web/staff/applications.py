"""The queue of applications, and one of them: the verdict beside the evidence, and the decision."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.institutions.services import hold_institution
from assessor_hub.refusals import Refused
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import HANDED_IN, application_for, queue, recordals_of
from assessor_hub.registration.review import decide
from assessor_hub.rules.keys import REF_REVIEW
from assessor_hub.rules.lifecycle import ApplicationState, ApplicationVerb
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.queries import ban_on, ban_to_come
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import APPROVERS, READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, asked_state, jurisdictions_of, named_documents, pressed, waiting
from assessor_hub.web.staff.evidence import evidence_links
from assessor_hub.web.staff.forms import ApplicationDecisionForm
from assessor_hub.web.staff.roster import roster_view

PAGE = 25
MAY = {
    ApplicationVerb.RETURN: REVIEWERS,
    ApplicationVerb.REFUSE: APPROVERS,
    ApplicationVerb.RECORD: APPROVERS,
}


@blueprint.route("/staff/applications")
@audience(READERS)
def applications() -> Any:
    """The queue of a state, oldest first."""
    chosen = asked_state(HANDED_IN, ApplicationState.SUBMITTED)
    reach = jurisdictions_of(READERS)
    code = request.args.get("jurisdiction", "")
    rows = queue(
        session(), actor(), (chosen,), after=request.args.get("after", type=asked.row_id), limit=PAGE + 1,
        jurisdiction=code if code in reach else None,
    )
    shown = [(row, verdicts(session(), law(), row, today()), _waiting(row)) for row in rows[:PAGE]]
    return render_template(
        "staff/applications.html", rows=shown, state_shown=chosen, states=HANDED_IN, reach=reach, code=code,
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )


@blueprint.route("/staff/applications/<int:application_id>", methods=["GET"])
@audience(READERS)
def application(application_id: int) -> Any:
    """The verdict beside the evidence."""
    row = found(application_for(session(), actor(), application_id))
    return _page(row, ApplicationDecisionForm(formdata=None, revision=row.revision))


@blueprint.route("/staff/applications/<int:application_id>", methods=["POST"])
@audience(REVIEWERS)
def decide_application(application_id: int) -> Any:
    """Return, refuse or record."""
    row = found(application_for(session(), actor(), application_id))
    verb = pressed(ApplicationVerb, MAY)
    acting(MAY[verb], row.jurisdiction)
    form = ApplicationDecisionForm()
    if form.revision.errors or form.revision.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        _decide(application_id, verb, form)
    except RegistrationRefused as refused:
        row = found(application_for(session(), actor(), application_id))
        form.revision.raw_data, form.revision.data = None, row.revision
        return _page(row, form, refused), 409
    _say_done(application_id, verb)
    return redirect(url_for("staff.application", application_id=application_id))


def _decide(application_id: int, verb: ApplicationVerb, form: ApplicationDecisionForm) -> None:
    with transaction(session()):
        row = found(application_for(session(), actor(), application_id, lock=True))
        hold_institution(session(), row.institution_id)
        ban = ban_to_come(session(), row.institution_id, row.jurisdiction, today())
        decide(
            session(), law(), row, verb, revision=form.revision.data, reason=form.reason.data, by=actor(), now=now(),
            levels=tuple(Level(value) for value in form.levels.data or ()),
            banned_until=ban.last_day if ban else None, although_unchecked=form.although_unchecked.data,
        )


def _say_done(application_id: int, verb: ApplicationVerb) -> None:
    """The flash of a decision, with the way to whoever waits next."""
    said = {
        ApplicationVerb.RETURN: _("Returned for correction."),
        ApplicationVerb.REFUSE: _("Refused."),
        ApplicationVerb.RECORD: _("Recorded."),
    }[verb]
    waiting_next = queue(session(), actor(), (ApplicationState.SUBMITTED,), after=application_id, limit=1) or queue(
        session(), actor(), (ApplicationState.SUBMITTED,), limit=1
    )
    if not waiting_next:
        flash(_("%(said)s Nobody else is waiting.", said=said), "done")
        return
    target = url_for("staff.application", application_id=waiting_next[0].id)
    flash(
        Markup('{} <a href="{}">{}</a>').format(
            said, target, _("Next in the queue: %(name)s", name=waiting_next[0].institution.name)
        ),
        "done",
    )


def _page(row: Application, form: ApplicationDecisionForm, refused: Refused | None = None) -> str:
    """The page of an application; a decided one is judged as of the day of its decision."""
    undecided = row.status is ApplicationState.SUBMITTED
    day = today() if undecided or row.decided_at is None else beijing_day(row.decided_at)
    recordal = next((one for one in recordals_of(session(), row.institution_id) if one.application_id == row.id), None)
    documents = named_documents(OwnerKind.APPLICATION, row.id)
    return render_template(
        "staff/application.html", application=row, form=form, refused=refused, judged_on=day,
        verdicts=verdicts(session(), law(), row, day), answers=Answers.model_validate(row.answers),
        roster=roster_view(row.institution_id, law().read(row.jurisdiction, day), day),
        documents=documents, evidence=evidence_links(row, documents),
        decided_by=name_of_user(session(), row.decided_by),
        ban=ban_on(session(), row.institution_id, row.jurisdiction, today()), recordal=recordal,
        wait=_waiting(row), open_to_me=undecided and actor().may(REVIEWERS, row.jurisdiction),
        approver=actor().may(APPROVERS, row.jurisdiction),
    )


def _waiting(row: Application) -> Any:
    assert row.submitted_at is not None  # the table's own CHECK for what was handed in
    return waiting(row.submitted_at, law().read(row.jurisdiction, today()).get(REF_REVIEW).value)
