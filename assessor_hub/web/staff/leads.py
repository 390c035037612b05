"""Leads: the list within reach, one with its evidence, and a department's word on it. Institutions never see any."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.db import transaction
from assessor_hub.leads.errors import LeadRefused
from assessor_hub.leads.models import LeadState
from assessor_hub.leads.queries import FINDERS, SeenLead, lead_for, leads_for
from assessor_hub.leads.services import Word, assess
from assessor_hub.refusals import Refused
from assessor_hub.registration.queries import institution_for
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import asked_state, paged
from assessor_hub.web.staff.forms import LeadForm
from assessor_hub.web.staff.lead_words import MEANINGS, outside, sentence, target

PAGE = 25
WORDS = {"meanings": MEANINGS, "sentence": sentence, "outside": outside, "target": target}


@blueprint.route("/staff/leads")
@audience(READERS)
def leads() -> Any:
    """Leads of a state and perhaps a kind, the weightier kinds first."""
    state = asked_state(tuple(LeadState), LeadState.OPEN)
    kind = next((one for one in FINDERS if one.value == request.args.get("kind")), None)
    seen = leads_for(session(), law(), actor(), today(), kinds=[kind] if kind else FINDERS)
    rows = [one for one in seen if one.state is state]
    return render_template(
        "staff/leads.html", **paged(rows, PAGE), state_shown=state, kind_shown=kind, states=tuple(LeadState),
        kinds=tuple(FINDERS), counts={one: sum(lead.state is one for lead in seen) for one in LeadState}, **WORDS,
    )


@blueprint.route("/staff/institutions/<int:institution_id>/leads/<key>", methods=["GET"])
@audience(READERS)
def lead(institution_id: int, key: str) -> Any:
    """One lead with its evidence; where the evidence has changed, the way to what is left."""
    found(institution_for(session(), actor(), institution_id))
    seen = lead_for(session(), law(), actor(), today(), institution_id, key)
    if seen is None:
        return render_template("staff/lead_gone.html", institution_id=institution_id, reason=""), 404
    return _page(institution_id, seen, LeadForm(formdata=None, serial=_serial(seen, _department(seen))))


@blueprint.route("/staff/institutions/<int:institution_id>/leads/<key>", methods=["POST"])
@audience(REVIEWERS)
def assess_lead(institution_id: int, key: str) -> Any:
    """Keep a department's word on a lead, with its reason."""
    found(institution_for(session(), actor(), institution_id))
    seen = lead_for(session(), law(), actor(), today(), institution_id, key)
    if seen is None:
        return _gone(institution_id)
    code = _department(seen) or abort(404)
    form = LeadForm()
    if form.serial.errors or form.serial.data is None:
        abort(400)
    if not form.validate_on_submit():
        return _page(institution_id, seen, form), 422
    try:
        with transaction(session()):
            seen = lead_for(session(), law(), actor(), today(), institution_id, key)
            if seen is None:
                return _gone(institution_id)
            word = Word(form.state.data, form.reason.data)
            assess(session(), seen.lead, code, word, serial=form.serial.data, by=actor(), now=now())
    except LeadRefused as refused:
        assert seen is not None  # only an assessment of a lead that was found is refused
        return _refused(institution_id, seen, code, form, refused)
    flash(_("Kept with the lead."), "done")
    return redirect(url_for("staff.lead", institution_id=institution_id, key=key, jurisdiction=code))


def _refused(institution_id: int, seen: SeenLead, code: str, form: LeadForm, refused: LeadRefused) -> Any:
    """The form with what was typed: at the field, or above what somebody else has said meanwhile."""
    if refused.code == "reason_missing":
        form.wrong("reason", refused)
        return _page(institution_id, seen, form), 422
    form.serial.raw_data, form.serial.data = None, _serial(seen, code)
    return _page(institution_id, seen, form, refused), 409


def _gone(institution_id: int) -> Any:
    """The evidence changed under somebody's hands: what they typed is shown again, to be copied."""
    typed = request.form.get("reason", "")
    return render_template("staff/lead_gone.html", institution_id=institution_id, reason=typed), 409


def _mine(seen: SeenLead) -> list[str]:
    """Where the reader may give the department's word."""
    return [code for code in seen.jurisdictions if actor().may(REVIEWERS, code)]


def _department(seen: SeenLead) -> str:
    """The jurisdiction whose word is asked for: ``?jurisdiction=``, else the first; empty for who only reads."""
    mine = _mine(seen)
    given = request.args.get("jurisdiction", "")
    return given if given in mine else next(iter(mine), "")


def _serial(seen: SeenLead, code: str) -> int:
    word = seen.words.get(code)
    return word.serial if word else 0


def _page(institution_id: int, seen: SeenLead, form: LeadForm, refused: Refused | None = None) -> str:
    said = [*seen.words.values(), *seen.earlier]
    return render_template(
        "staff/lead.html", seen=seen, form=form, refused=refused, institution_id=institution_id, mine=_mine(seen),
        code=_department(seen), names={row.id: name_of_user(session(), row.assessed_by) for row in said}, **WORDS,
    )


def about(institution_id: int) -> list[SeenLead]:
    """The leads of an institution that the caller has fetched, for its page."""
    return leads_for(session(), law(), actor(), today(), about=institution_id)
