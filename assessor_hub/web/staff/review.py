"""What a reviewer does beside deciding: the checklist, marks, setting a decision aside; and the city's opinion."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from assessor_hub.audit.queries import entries_about
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.refusals import Refused
from assessor_hub.registration.checklist import fill_in
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.marks import mark, unmark
from assessor_hub.registration.opinions import give_opinion, opinion_on, opinions_of
from assessor_hub.registration.proposals import proposals_of
from assessor_hub.registration.queries import application_for
from assessor_hub.registration.review import decisions_on, set_aside
from assessor_hub.rules.lifecycle import ApplicationState, BadTransition
from assessor_hub.web.shared.context import actor, now, session
from assessor_hub.web.shared.forms import Form
from assessor_hub.web.shared.guards import APPROVERS, CITY, READERS, REVIEWERS, audience, found
from assessor_hub.web.shared.words.acts import act, acting
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.applications import application_page
from assessor_hub.web.staff.common import acting as acting_in
from assessor_hub.web.staff.review_forms import LONGEST, MarkForm, OpinionForm, SetAsideForm
from assessor_hub.web.staff.review_page import frame, reviewed, under_review

OF_REVIEW = (
    Tag.APPLICATION_SUBMITTED, Tag.APPLICATION_MARKED, Tag.APPLICATION_CHECKED, Tag.APPLICATION_PROPOSED,
    Tag.APPLICATION_RETURNED, Tag.APPLICATION_REFUSED, Tag.APPLICATION_RECORDED, Tag.APPLICATION_SET_ASIDE,
    Tag.APPLICATION_WITHDRAWN, Tag.APPLICATION_TAKEN, Tag.APPLICATION_HANDED_OVER, Tag.APPLICATION_OPINION,
)


@blueprint.route("/staff/applications/<int:application_id>/checklist", methods=["GET"])
@audience(READERS)
def checklist(application_id: int) -> Any:
    """A line a condition of the pack, with who looked at it when."""
    return _checklist(application_id, None)


@blueprint.route("/staff/applications/<int:application_id>/checklist", methods=["POST"])
@audience(REVIEWERS)
def fill_in_checklist(application_id: int) -> Any:
    """Keep what was ticked and written."""
    reviewed(application_id)
    if not Form().validate_on_submit():
        abort(400)
    if any(len(text) > LONGEST for text in request.form.values()):
        return _checklist(application_id, None, too_long=True), 422
    try:
        with transaction(session()):
            row = reviewed(application_id, lock=True)
            lines = under_review(row).lines
            count = fill_in(session(), row, lines, _typed([line.name for line in lines]), by=actor(), now=now())
    except RegistrationRefused as refused:
        return _checklist(application_id, refused), 409
    flash(ngettext("%(num)d line changed.", "%(num)d lines changed.", count), "done")
    return redirect(url_for("staff.checklist", application_id=application_id))


def _typed(names: list[str]) -> dict[str, tuple[bool, str]]:
    """What the form says of each line that it showed; a line that has come since is left as it is."""
    shown = set(request.form.getlist("line"))
    return {
        name: (f"checked-{name}" in request.form, request.form.get(f"remark-{name}", ""))
        for name in names if name in shown
    }


def _checklist(application_id: int, refused: Refused | None, *, too_long: bool = False) -> str:
    row = found(application_for(session(), actor(), application_id))
    under = under_review(row)
    typed = _typed([line.name for line in under.lines]) if request.method == "POST" else {}
    return render_template(
        "staff/checklist.html", **frame("checklist", row, under), refused=refused, typed=typed, too_long=too_long,
        form=Form(formdata=None), opinion=opinion_on(session(), row), longest=LONGEST,
        writable=row.status is ApplicationState.SUBMITTED and actor().may(REVIEWERS, row.jurisdiction),
    )


@blueprint.route("/staff/applications/<int:application_id>/marks", methods=["POST"])
@audience(REVIEWERS)
def mark_application(application_id: int) -> Any:
    """Mark a field for correction."""
    row, form = reviewed(application_id), MarkForm()
    if not form.validate_on_submit():
        return application_page(row, mark=form), 422
    try:
        with transaction(session()):
            row = reviewed(application_id, lock=True)
            mark(session(), row, *form.target(), form.remark.data, by=actor(), now=now())
    except RegistrationRefused as refused:
        return application_page(reviewed(application_id), None, refused, mark=form), 409
    flash(_("Marked. The institution sees it once the application is returned."), "done")
    return redirect(url_for("staff.application", application_id=application_id, _anchor="marks"))


@blueprint.route("/staff/applications/<int:application_id>/marks/<int:mark_id>/remove", methods=["POST"])
@audience(REVIEWERS)
def unmark_application(application_id: int, mark_id: int) -> Any:
    """Take a mark off again."""
    reviewed(application_id)
    try:
        with transaction(session()):
            unmark(session(), reviewed(application_id, lock=True), mark_id, by=actor(), now=now())
    except RegistrationRefused as refused:
        return application_page(reviewed(application_id), None, refused), 409
    return redirect(url_for("staff.application", application_id=application_id, _anchor="marks"))


@blueprint.route("/staff/applications/<int:application_id>/set-aside", methods=["POST"])
@audience(APPROVERS)
def set_decision_aside(application_id: int) -> Any:
    """Set the decision aside and review again."""
    row, form = reviewed(application_id), SetAsideForm()
    acting_in(APPROVERS, row.jurisdiction)
    if form.revision.errors or form.revision.data is None:
        abort(400)
    if not form.validate_on_submit():
        return application_page(row, aside=form), 422
    try:
        with transaction(session()):
            row = reviewed(application_id, lock=True)
            set_aside(session(), row, form.reason.data, revision=form.revision.data, by=actor(), now=now())
    except (RegistrationRefused, BadTransition) as stopped:
        refused = _late(stopped) if isinstance(stopped, BadTransition) else stopped
        return application_page(reviewed(application_id), None, refused, aside=form), 409
    flash(_("Set aside. The application is under review again."), "done")
    return redirect(url_for("staff.application", application_id=application_id))


def _late(bad: BadTransition) -> RegistrationRefused:
    return RegistrationRefused("wrong_state", status=bad.state, verb=bad.verb)


@blueprint.route("/staff/applications/<int:application_id>/opinion", methods=["POST"])
@audience(CITY)
def give_city_opinion(application_id: int) -> Any:
    """What the asked city says."""
    row, form = found(application_for(session(), actor(), application_id)), OpinionForm()
    if row.city is None or not actor().may(CITY, row.city):
        abort(404)
    if not form.validate_on_submit():
        return application_page(row, opinion=form), 422
    try:
        with transaction(session()):
            row = found(application_for(session(), actor(), application_id, lock=True))
            give_opinion(session(), row, form.stance.data, form.reason.data, by=actor(), now=now())
    except RegistrationRefused as refused:
        row = found(application_for(session(), actor(), application_id))
        return application_page(row, None, refused, opinion=form), 409
    flash(_("Given. The province sees it beside the application."), "done")
    return redirect(url_for("staff.application", application_id=application_id, _anchor="city"))


@blueprint.route("/staff/applications/<int:application_id>/history")
@audience(READERS)
def application_history(application_id: int) -> Any:
    """Everything that was done in the review, and every decision, those set aside too."""
    row = found(application_for(session(), actor(), application_id))
    return render_template(
        "staff/application_history.html", **frame("history", row), decisions=decisions_on(session(), row.id),
        proposals=proposals_of(session(), row.id), opinions=opinions_of(session(), row),
        entries=entries_about(session(), row.__tablename__, row.id, OF_REVIEW), act=act, acting=acting,
    )
