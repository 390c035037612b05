"""The roster: who works here with which title, whose claim counts, and what the conditions make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of, name_of
from assessor_hub.institutions.services import masked_number
from assessor_hub.refusals import Refused
from assessor_hub.registration.leaving import let_go
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import has_handed_in, own_applications, recordals_of
from assessor_hub.registration.services import EDITABLE
from assessor_hub.rules.lifecycle import ApplicationState
from assessor_hub.staffing import services as staffing
from assessor_hub.staffing.lines import Line
from assessor_hub.staffing.standing import Place, standings
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.document_forms import CertificateForm
from assessor_hub.web.institution.lacking import own_lacks
from assessor_hub.web.institution.member_forms import ChangeForm, EndForm, MemberForm, terms_data
from assessor_hub.web.institution.own import own_application, own_id, own_institution, own_member
from assessor_hub.web.institution.steps import next_url, steps_of, verdicts_on
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.words.standings import standing_words

_OPEN = EDITABLE | {ApplicationState.SUBMITTED}
_FIELD_OF = {"skill_grade": "issuer", "change_before_last": "since", "change_ahead": "since"}


@dataclass(frozen=True)
class Shown:
    """One person of the roster as the page shows them."""

    line: Line
    number: str
    place: Place
    words: str


@blueprint.get("/institution/roster")
@audience(INSTITUTION)
def roster() -> Any:
    """The table of staff, with the findings on staff wherever the institution applies or is recorded."""
    wanted = request.args.get("application", type=asked.row_id)
    step_of = own_application(wanted) if wanted is not None else _being_filled_in()
    return render_template(
        "institution/roster.html", lacks=own_lacks(), lines=_lines(today()), judged=_judged(), application=step_of,
        steps=steps_of(step_of) if step_of else [], after=next_url(step_of.id, "roster") if step_of else None,
    )


def _being_filled_in() -> Application | None:
    """The application that the roster is a step of: adding a person must not lead out of it."""
    return next((row for row in own_applications(session(), actor()) if row.status in EDITABLE), None)


def _lines(day: date) -> list[Shown]:
    rows = staffing.roster(session(), own_id(), day)
    elsewhere = {int(member.ref) for member in staffing.facts(session(), rows, day) if not member.counted}
    standing = standings(session(), rows, day, taken=elsewhere)
    return [
        Shown(row, masked_number(hub().vault, row.person), standing[row.id].place, standing_words(standing[row.id]))
        for row in rows
    ]


def _judged() -> list[tuple[str, list[Any]]]:
    """(jurisdiction, verdicts on staff) of every open application and live recordal."""
    recorded = {row.application_id for row in recordals_of(session(), own_id()) if row.ended_on is None}
    wanted = [row for row in own_applications(session(), actor()) if row.status in _OPEN or row.id in recorded]
    return [(row.jurisdiction, verdicts_on(row, "roster")) for row in wanted]


@blueprint.route("/institution/roster/new", methods=["GET", "POST"])
@audience(INSTITUTION)
def add_member() -> Any:
    """Add a person."""
    form = MemberForm()
    if not form.validate_on_submit():
        return render_template("institution/member.html", form=form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            institution = own_institution()
            row = staffing.put_member(session(), hub().vault, institution, form.claim(), by=actor(), now=now())
            name = row.name
            claim_if_handed_in()
    except Refused as refused:
        form.wrong(_FIELD_OF.get(refused.code, "id_number"), refused)
        return render_template("institution/member.html", form=form), 409
    flash(_("%(name)s is on the roster.", name=name), "done")
    return redirect(url_for("institution.roster"))


def claim_if_handed_in() -> None:
    """Once the roster is before a department, what is added to it is a claim at once."""
    if has_handed_in(session(), own_id()):
        staffing.claim_all(session(), own_id(), by=actor(), now=now())


@blueprint.route("/institution/roster/<int:employment_id>", methods=["GET", "POST"])
@audience(INSTITUTION)
def edit_member(employment_id: int) -> Any:
    """Change what the roster says of a person."""
    row = own_member(employment_id)
    form = ChangeForm(data=terms_data(row) | {"since": today()})
    if not form.validate_on_submit():
        return member_page(employment_id, form), 422 if form.is_submitted() else 200
    try:
        with transaction(session()):
            row = own_member(employment_id, lock=True)
            staffing.update_member(session(), row, form.as_terms(), by=actor(), now=now(), since=form.since.data)
            claim_if_handed_in()
    except Refused as refused:
        form.wrong(_FIELD_OF.get(refused.code, "title_level"), refused)
        return member_page(employment_id, form), 409
    flash(_("Saved."), "done")
    return redirect(url_for("institution.roster"))


def member_page(
    employment_id: int, form: ChangeForm | None = None, end: EndForm | None = None, paper: CertificateForm | None = None
) -> str:
    """The page of a line of the roster, with the form that something was typed into."""
    row = own_member(employment_id)
    untouched = ChangeForm(formdata=None, data=terms_data(row) | {"since": today()})
    papers = documents_of(session(), OwnerKind.EMPLOYMENT, row.id)
    return render_template(
        "institution/member.html", form=form or untouched, row=row, number=masked_number(hub().vault, row.person),
        end=end or EndForm(formdata=None, last_day=today()), paper=paper or CertificateForm(formdata=None),
        papers=[(one, name_of(hub().vault, one)) for one in papers],
    )


@blueprint.post("/institution/roster/<int:employment_id>/end")
@audience(INSTITUTION)
def end_member(employment_id: int) -> Any:
    """Let a person go with a last day; a line that was never handed in is simply taken off."""
    row = own_member(employment_id)
    form = EndForm()
    if row.claimed_at is not None and not form.validate_on_submit():
        return member_page(employment_id, end=form), 422
    try:
        with transaction(session()):
            row = own_member(employment_id, lock=True)
            filed = let_go(session(), law(), row, form.last_day.data or today(), by=actor(), now=now())
    except Refused as refused:
        form.wrong("last_day", refused)
        return member_page(employment_id, end=form), 409
    flash(_("Taken off the roster, and filed where the institution is recorded.") if filed else
          _("Taken off the roster."), "done")
    return redirect(url_for("institution.roster"))
