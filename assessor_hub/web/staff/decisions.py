"""Non-acceptance decisions: the list, recording one, revoking one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.projects.commissions import tell_contacts
from assessor_hub.refusals import Refused
from assessor_hub.registration.queries import institution_for, institutions_for
from assessor_hub.rules.law import NoRulesInForce, Stated
from assessor_hub.rules.periods import Period
from assessor_hub.rules.sanctions import ban_of, consequence_of
from assessor_hub.rules.values import Consequence, Ground
from assessor_hub.sanctions.errors import SanctionRefused
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.queries import decision_for, decisions_for
from assessor_hub.sanctions.services import Ruling, available_grounds, decide, revoke
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.forms import options
from assessor_hub.web.shared.guards import APPROVERS, READERS, audience, found
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, jurisdictions_of
from assessor_hub.web.staff.forms import ReasonForm, RulingForm

PLACE = {
    "number_taken": "number", "facts_missing": "facts", "future_day": "served_on", "days_out_of_order": "served_on",
    "first_day_before_service": "first_day",
}


@blueprint.route("/staff/decisions")
@audience(READERS)
def decisions() -> Any:
    """Decisions within reach, in force first, then ended, then revoked."""
    rows = decisions_for(session(), actor())
    return render_template(
        "staff/decisions.html",
        in_force=[row for row in rows if row.revoked_at is None and row.last_day >= today()],
        ended=[row for row in rows if row.revoked_at is None and row.last_day < today()],
        revoked=[row for row in rows if row.revoked_at is not None],
        may_decide=bool(jurisdictions_of(APPROVERS)),
    )


@blueprint.route("/staff/decisions/new", methods=["GET", "POST"])
@audience(APPROVERS)
def new_decision() -> Any:
    """Choose institution and jurisdiction, then write the decision down; a preview shows the ban's days."""
    own = jurisdictions_of(APPROVERS)
    code = request.args.get("jurisdiction", own[0] if len(own) == 1 else "")
    wanted = request.args.get("institution", type=asked.row_id)
    if wanted is None or code not in own:
        return render_template(
            "staff/decision_choose.html", institutions=institutions_for(session(), actor()), own=own, wanted=wanted
        )
    institution = found(institution_for(session(), actor(), wanted))
    grounds = available_grounds(law(), code, today())
    form = RulingForm()
    form.ground.choices = options((ground.value, label(ground)) for ground in grounds)
    if request.method == "GET" or not grounds:
        return _form_page(institution, code, grounds, form)
    if not form.validate_on_submit():
        return _form_page(institution, code, grounds, form), 422
    if request.form.get("verb") == "preview":
        ban = _preview(form, grounds)
        return _form_page(institution, code, grounds, form, ban=ban), 200 if ban else 422
    return _record(institution.id, code, grounds, form)


def _record(institution_id: int, code: str, grounds: dict[Ground, Stated[Consequence]], form: RulingForm) -> Any:
    try:
        with transaction(session()):
            institution = found(institution_for(session(), actor(), institution_id))
            made = decide(session(), law(), institution, code, _ruling(form), by=actor(), now=now())
            made_id = made.id
            tell_contacts(session(), institution.id, code, Tag.DECISION_MADE, now())
    except SanctionRefused as refused:
        institution = found(institution_for(session(), actor(), institution_id))
        if refused.code in PLACE:
            form.wrong(PLACE[refused.code], refused)
            return _form_page(institution, code, grounds, form), 422
        return _form_page(institution, code, grounds, form, refused=refused), 409
    flash(_("The decision is recorded and published. The institution has been told."), "done")
    return redirect(url_for("staff.decision", decision_id=made_id))


def _ruling(form: RulingForm) -> Ruling:
    return Ruling(
        ground=form.ground.data, number=form.number.data, facts=form.facts.data, notice_on=form.notice_on.data,
        decided_on=form.decided_on.data, served_on=form.served_on.data, first_day=form.first_day.data,
    )


def _preview(form: RulingForm, grounds: dict[Ground, Stated[Consequence]]) -> Period | None:
    """The days that the ban would have, or None with the error at the field."""
    try:
        return ban_of(form.served_on.data, form.first_day.data, grounds[form.ground.data].value)
    except ValueError:
        form.wrong("first_day", SanctionRefused("first_day_before_service"))
        return None


def _form_page(
    institution: Any, code: str, grounds: dict[Ground, Stated[Consequence]], form: RulingForm, *,
    ban: Period | None = None, refused: Refused | None = None,
) -> str:
    return render_template(
        "staff/decision_new.html", institution=institution, code=code, grounds=grounds, form=form, ban=ban,
        refused=refused, consequences=_consequences(code), standing=law().standing(code, today()),
    )


def _consequences(code: str) -> list[tuple[Ground, Stated[Consequence]]]:
    """What the text lets follow from each ground, a ban or not; empty where no rules bind today."""
    try:
        rules = law().on(code, today())
    except NoRulesInForce:
        return []
    return [(ground, consequence_of(ground, rules)) for ground in Ground]


@blueprint.route("/staff/decisions/<int:decision_id>", methods=["GET"])
@audience(READERS)
def decision(decision_id: int) -> Any:
    """One decision."""
    return _page(found(decision_for(session(), actor(), decision_id)), ReasonForm(formdata=None))


@blueprint.route("/staff/decisions/<int:decision_id>", methods=["POST"])
@audience(APPROVERS)
def revoke_decision(decision_id: int) -> Any:
    """Void a decision from the start, with a written reason."""
    row = found(decision_for(session(), actor(), decision_id))
    acting(APPROVERS, row.jurisdiction)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(row, form), 422
    try:
        with transaction(session()):
            held = found(decision_for(session(), actor(), decision_id, lock=True))
            revoke(session(), held, form.reason.data, by=actor(), now=now())
    except SanctionRefused as refused:
        return _page(found(decision_for(session(), actor(), decision_id)), form, refused), 409
    flash(_("The decision is revoked from the start and off the public list."), "done")
    return redirect(url_for("staff.decision", decision_id=decision_id))


def _page(row: Decision, form: ReasonForm, refused: Refused | None = None) -> str:
    return render_template(
        "staff/decision.html", decision=row, form=form, refused=refused,
        decided_by=name_of_user(session(), row.decided_by), may_revoke=actor().may(APPROVERS, row.jurisdiction),
    )
