"""The queue of applications, and one of them: the verdict beside the evidence, and the decision."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.institutions.services import hold_institution
from assessor_hub.refusals import Refused
from assessor_hub.registration import review
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.clocks import clock_of
from assessor_hub.registration.desk import at_desk
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.marks import marks_of
from assessor_hub.registration.models import Application
from assessor_hub.registration.opinions import opinion_on
from assessor_hub.registration.proposals import PROPOSED, four_eyes, open_proposal
from assessor_hub.registration.queries import HANDED_IN, application_for, queue, recordals_of
from assessor_hub.registration.versions import last_version
from assessor_hub.rules.lifecycle import ApplicationState, ApplicationVerb
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.queries import ban_on, ban_to_come
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import APPROVERS, READERS, REVIEWERS, audience, found
from assessor_hub.web.shared.reference import remedies
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, asked_state, jurisdictions_of, named_documents, pressed
from assessor_hub.web.staff.evidence import evidence_links
from assessor_hub.web.staff.forms import ApplicationDecisionForm
from assessor_hub.web.staff.review_forms import MarkForm, OpinionForm, SetAsideForm
from assessor_hub.web.staff.review_page import frame, reviewed, speaks_for_city, under_review
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
    """The queue of a state, oldest first; ``?desk=mine`` for those that are the actor's to work on."""
    chosen = asked_state(HANDED_IN, ApplicationState.SUBMITTED)
    reach = jurisdictions_of(READERS)
    code = request.args.get("jurisdiction", "")
    mine = request.args.get("desk") == "mine"
    rows = queue(
        session(), actor(), (chosen,), after=request.args.get("after", type=asked.row_id), limit=PAGE + 1,
        jurisdiction=code if code in reach else None,
        taken_by=at_desk(session(), actor().user_id or 0, today()) if mine else None,
    )
    return render_template(
        "staff/applications.html", rows=[_line(row) for row in rows[:PAGE]], state_shown=chosen, states=HANDED_IN,
        reach=reach, code=code, mine=mine, more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        reviews=bool(actor().roles & REVIEWERS),
    )


def _line(row: Application) -> dict[str, Any]:
    return {
        "application": row, "verdicts": verdicts(session(), law(), row, today()),
        "clock": clock_of(session(), law(), row, today()), "taken_by": name_of_user(session(), row.taken_by),
        "proposal": open_proposal(session(), row.id),
    }


@blueprint.route("/staff/applications/<int:application_id>", methods=["GET"])
@audience(READERS)
def application(application_id: int) -> Any:
    """The verdict beside the evidence."""
    row = found(application_for(session(), actor(), application_id))
    return application_page(row)


@blueprint.route("/staff/applications/<int:application_id>", methods=["POST"])
@audience(REVIEWERS)
def decide_application(application_id: int) -> Any:
    """Return, refuse or record."""
    row = reviewed(application_id)
    verb = pressed(ApplicationVerb, MAY)
    acting(MAY[verb], row.jurisdiction)
    return _act(application_id, verb, review.decide, {
        ApplicationVerb.RETURN: _("Returned for correction."), ApplicationVerb.REFUSE: _("Refused."),
        ApplicationVerb.RECORD: _("Recorded."),
    }[verb])


@blueprint.route("/staff/applications/<int:application_id>/propose", methods=["POST"])
@audience(REVIEWERS)
def propose_application(application_id: int) -> Any:
    """Propose to refuse or to record, where two persons decide."""
    reviewed(application_id)
    said = _("Proposed. Another approver decides.")
    return _act(application_id, pressed(ApplicationVerb, PROPOSED), review.propose, said)


def _act(application_id: int, verb: ApplicationVerb, act: Any, said: str) -> Any:
    """Decide or propose; what was typed stays after a refusal."""
    form = ApplicationDecisionForm()
    if form.revision.errors or form.revision.data is None:
        abort(400)
    if not form.validate_on_submit():
        return application_page(reviewed(application_id), form), 422
    try:
        _decide(application_id, verb, act, form)
    except RegistrationRefused as refused:
        row = reviewed(application_id)
        form.revision.raw_data, form.revision.data = None, row.revision
        return application_page(row, form, refused), 409
    _say_done(application_id, said)
    return redirect(url_for("staff.application", application_id=application_id))


def _decide(application_id: int, verb: ApplicationVerb, act: Any, form: ApplicationDecisionForm) -> None:
    with transaction(session()):
        row = reviewed(application_id, lock=True)
        hold_institution(session(), row.institution_id)
        ban = ban_to_come(session(), row.institution_id, row.jurisdiction, today())
        act(
            session(), law(), row, verb, revision=form.revision.data, reason=form.reason.data, by=actor(), now=now(),
            levels=tuple(Level(value) for value in form.levels.data or ()),
            banned_until=ban.last_day if ban else None, although_unchecked=form.although_unchecked.data,
        )


def _say_done(application_id: int, said: str) -> None:
    """The flash of a decision, with the way to whoever waits next."""
    waiting_next = queue(session(), actor(), (ApplicationState.SUBMITTED,), after=application_id, limit=1) or queue(
        session(), actor(), (ApplicationState.SUBMITTED,), limit=1
    )
    if not waiting_next or waiting_next[0].id == application_id:
        flash(_("%(said)s Nobody else is waiting.", said=said), "done")
        return
    target = url_for("staff.application", application_id=waiting_next[0].id)
    flash(
        Markup('{} <a href="{}">{}</a>').format(
            said, target, _("Next in the queue: %(name)s", name=waiting_next[0].institution.name)
        ),
        "done",
    )


def application_page(
    row: Application, form: ApplicationDecisionForm | None = None, refused: Refused | None = None, *,
    mark: MarkForm | None = None, opinion: OpinionForm | None = None, aside: SetAsideForm | None = None,
) -> str:
    """The page of an application, with what was just not done; a decided one is judged as of its decision's day."""
    undecided = row.status is ApplicationState.SUBMITTED
    day = today() if undecided or row.decided_at is None else beijing_day(row.decided_at)
    under = under_review(row)
    judged = under.judged if day == today() else verdicts(session(), law(), row, day)
    proposal = open_proposal(session(), row.id)
    documents = named_documents(OwnerKind.APPLICATION, row.id)
    recordals = recordals_of(session(), row.institution_id)
    decisions = review.decisions_on(session(), row.id)
    return render_template(
        "staff/application.html", **frame("review", row, under), refused=refused, judged_on=day, verdicts=judged,
        form=form or _fresh(row, proposal), ticked_levels=_ticked(form, proposal, judged), proposal=proposal,
        answers=Answers.model_validate(row.answers), documents=documents,
        letters=[pair for pair in documents if pair[0].kind is DocumentKind.AUTHORISATION],
        roster=roster_view(row.institution_id, law().read(row.jurisdiction, day), day),
        evidence=evidence_links(row, documents), decided_by=name_of_user(session(), row.decided_by),
        remedies=_remedies(row), last_decision=decisions[0] if decisions else None,
        version=last_version(session(), row.id),
        ban=ban_on(session(), row.institution_id, row.jurisdiction, today()),
        recordal=next((one for one in recordals if one.application_id == row.id), None),
        open_to_me=undecided and actor().may(REVIEWERS, row.jurisdiction), marks=marks_of(session(), row),
        approver=actor().may(APPROVERS, row.jurisdiction), two_decide=four_eyes(session(), row.jurisdiction),
        own_proposal=proposal is not None and proposal.made_by == actor().user_id,
        mark=mark or MarkForm(formdata=None), opinion_form=opinion or OpinionForm(formdata=None),
        opinion=opinion_on(session(), row), for_city=speaks_for_city(row),
        aside=aside or SetAsideForm(formdata=None, revision=row.revision),
    )


def _fresh(row: Application, proposal: Any) -> ApplicationDecisionForm:
    """An empty form; where a proposal waits, with its reason to go on from."""
    return ApplicationDecisionForm(formdata=None, revision=row.revision, reason=proposal.reason if proposal else "")


def _ticked(form: ApplicationDecisionForm | None, proposal: Any, judged: dict[Level, Any]) -> list[str]:
    """The levels that are ticked: as typed, as proposed, or those where every condition is met."""
    if form is not None:
        return list(form.levels.data or [])
    if proposal is not None:
        return list(proposal.levels)
    return [level.value for level, verdict in judged.items() if verdict.met]


def _remedies(row: Application) -> list[Any]:
    if row.status is not ApplicationState.REFUSED or row.decided_at is None:
        return []
    return remedies(law(), row.jurisdiction, beijing_day(row.decided_at))
