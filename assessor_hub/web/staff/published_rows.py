"""One row of a published list; what its names mean; and what the rows of a year would add to the use of caps."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.accounts.queries import name_of_user
from assessor_hub.db import transaction
from assessor_hub.reconciliation.confirmations import (
    TO_ASK,
    Word,
    ask_institution,
    confirm_assessor,
    confirm_unit,
    withdraw,
)
from assessor_hub.reconciliation.errors import NameRefused
from assessor_hub.reconciliation.facts import codes_of, names_of
from assessor_hub.reconciliation.hidden import hidden_use
from assessor_hub.reconciliation.matching import Found, How
from assessor_hub.reconciliation.models import NameConfirmation, Named, PublishedRow
from assessor_hub.reconciliation.queries import (
    confirmation_for,
    confirmations_for,
    result_of,
    results_of_year,
    row_for,
    years_for,
)
from assessor_hub.refusals import Refused
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import READERS, REVIEWERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, paged
from assessor_hub.web.staff.published_forms import MeaningForm, ReasonForm
from assessor_hub.web.staff.published_lists import proposer_for
from assessor_hub.web.staff.published_words import found_words, known_words, likeness_words, pool_words, unit_words

PAGE, ROWS_SHOWN = 25, 50
VERBS = {Named.ASSESSOR: confirm_assessor, Named.UNIT: confirm_unit}


@blueprint.get("/staff/published-lists/rows/<int:row_id>")
@audience(READERS)
def published_row(row_id: int) -> Any:
    """One row: what the list says, what was found, what a person can say of its names."""
    return _page(found(row_for(session(), actor(), row_id)))


@blueprint.post("/staff/published-lists/rows/<int:row_id>/names/<named>")
@audience(REVIEWERS)
def confirm_written_name(row_id: int, named: str) -> Any:
    """Keep what the row's assessor or unit means, for this list and every later one."""
    what = next((one for one in Named if one.value == named), None) or abort(404)
    row = _mine(row_id)
    form = _form(result_of(session(), law(), row), what)
    if not form.validate_on_submit() or form.code is None:
        if not form.errors:
            form.uscc.errors = [_("Type the code.")]
        return _page(row, {what: form}), 422
    try:
        with transaction(session()):
            one = result_of(session(), law(), _mine(row_id))
            VERBS[what](session(), one, Word(form.code, form.note.data or ""), by=actor(), now=now())
    except NameRefused as refused:
        return _page(_mine(row_id), {what: form}, refused), 409
    flash(_("Kept, for this list and every later one."), "done")
    return redirect(url_for("staff.published_row", row_id=row_id), 303)


@blueprint.post("/staff/published-lists/rows/<int:row_id>/ask")
@audience(REVIEWERS)
def ask_about_published_row(row_id: int) -> Any:
    """Ask the named institution to file or declare the project."""
    _mine(row_id)
    try:
        with transaction(session()):
            row = _mine(row_id, lock=True)
            ask_institution(session(), row, result_of(session(), law(), row), by=actor(), now=now())
    except NameRefused as refused:
        return _page(_mine(row_id), refused=refused), 409
    flash(_("The institution was asked. No counter has changed."), "done")
    return redirect(url_for("staff.published_row", row_id=row_id), 303)


@blueprint.get("/staff/published-lists/names")
@audience(READERS)
def written_names() -> Any:
    """What people said of written names, what stands first."""
    return _names_page()


@blueprint.post("/staff/published-lists/names/<int:confirmation_id>/withdraw")
@audience(REVIEWERS)
def withdraw_written_name(confirmation_id: int) -> Any:
    """Take back what was said of a name, with the reason."""
    _kept(confirmation_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _names_page(wrong={confirmation_id: form}), 422
    try:
        with transaction(session()):
            held = _kept(confirmation_id, lock=True)
            withdraw(session(), held, form.reason.data or "", by=actor(), now=now())
    except NameRefused as refused:
        return _names_page(refused=refused), 409
    flash(_("Withdrawn. Every list is compared without it."), "done")
    return redirect(url_for("staff.written_names"), 303)


@blueprint.get("/staff/published-lists/hidden-use")
@audience(READERS)
def hidden_use_of_caps() -> Any:
    """What the published projects that nobody has filed would add to the use of each legal representative's pools."""
    years = years_for(session(), actor())
    year = request.args.get("year", next(iter(years), today().year), type=asked.year)
    every = results_of_year(session(), law(), actor(), year)
    lines = hidden_use(session(), law(), every, today())
    return render_template(
        "staff/hidden_use.html", **paged(lines, PAGE), years=years, year_shown=year, pool_words=pool_words,
        passing=sum(line.passes for line in lines), rows_shown=ROWS_SHOWN,
    )


def _mine(row_id: int, *, lock: bool = False) -> PublishedRow:
    """The row, where the actor reviews in its jurisdiction; else 404."""
    row: PublishedRow = found(row_for(session(), actor(), row_id, lock=lock))
    acting(REVIEWERS, law().jurisdiction_for(row.place))
    return row


def _kept(confirmation_id: int, *, lock: bool = False) -> NameConfirmation:
    row: NameConfirmation = found(confirmation_for(session(), actor(), confirmation_id, lock=lock))
    acting(REVIEWERS, row.jurisdiction)
    return row


def _form(one: Found, named: Named, *, sent: bool = True) -> MeaningForm:
    """The form of a name with its proposals."""
    form = MeaningForm(prefix=named.value) if sent else MeaningForm(formdata=None, prefix=named.value)
    proposer = proposer_for([one])
    if named is Named.UNIT:
        form.offer([
            (unit.project.unit_uscc, f"{unit_words(unit.project)} ({likeness_words(unit.likeness)})")
            for unit in proposer.units(one)
        ])
        return form
    proposals = proposer.assessors(one)
    codes = codes_of(session(), [proposal.institution_id for proposal in proposals])
    form.offer(
        [(codes[each.institution_id], f"{each.name} ({likeness_words(each.likeness)})") for each in proposals],
        none=_("No institution of the register"),
    )
    return form


def _asks(one: Found) -> list[Named]:
    """The names of a row of which a person can say what they mean: those that are not certain."""
    asks = []
    if one.institution_id is None and one.assessor.how is not How.CONFIRMED:
        asks.append(Named.ASSESSOR)
    if one.row.unit_uscc is None and one.unit_how is not How.CONFIRMED and (one.units or not (one.own or one.others)):
        asks.append(Named.UNIT)
    return asks


def _page(row: PublishedRow, forms: dict[Named, MeaningForm] | None = None, refused: Refused | None = None) -> str:
    one = result_of(session(), law(), row)
    names = names_of(session(), [one])
    mine = actor().may(REVIEWERS, one.row.jurisdiction)
    shown = {named: _form(one, named, sent=False) for named in _asks(one)} | (forms or {}) if mine else {}
    return render_template(
        "staff/published_row.html", row=row, one=one, mine=mine, forms=shown, refused=refused, Named=Named,
        said=found_words(one, names), known=known_words(one, names), asker=name_of_user(session(), row.asked_by),
        may_ask=mine and one.outcome in TO_ASK and row.asked_at is None,
    )


def _names_page(wrong: dict[int, ReasonForm] | None = None, refused: Refused | None = None) -> str:
    part = paged(confirmations_for(session(), actor()), PAGE)
    people = {row.confirmed_by for row in part["rows"]} | {row.withdrawn_by for row in part["rows"]}
    return render_template(
        "staff/written_names.html", **part, refused=refused, wrong=wrong or {}, form=ReasonForm(formdata=None),
        who={user_id: name_of_user(session(), user_id) for user_id in people},
        mine=lambda row: actor().may(REVIEWERS, row.jurisdiction) and row.withdrawn_at is None, Named=Named,
    )
