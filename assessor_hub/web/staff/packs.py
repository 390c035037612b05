"""Packs as they stand, and the acts that administrators record about them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.jurisdictions.models import CommencementKind
from assessor_hub.jurisdictions.services import PackActRefused, commence, recorded_acts
from assessor_hub.jurisdictions.services import confirm_value as confirm
from assessor_hub.refusals import Refused
from assessor_hub.rules.law import Stated
from assessor_hub.rules.pack import Strength
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.forms import options
from assessor_hub.web.shared.guards import ADMINISTRATORS, audience, found
from assessor_hub.web.shared.words.questions import question
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.forms import CommencementForm, ConfirmationForm


@blueprint.route("/staff/packs")
@audience(ADMINISTRATORS)
def packs() -> Any:
    """Every pack with its standing today and its version, and what was recorded about any."""
    book = law()
    rows = [
        (pack, book.standing(code, today()), len(_assumed(code)), book.last_day(code))
        for code, pack in sorted(book.packs.items())
    ]
    return render_template("staff/packs.html", rows=rows, acts=recorded_acts(session()))


@blueprint.route("/staff/packs/<code>")
@audience(ADMINISTRATORS)
def pack(code: str) -> Any:
    """One pack, with the forms of the acts that it can take."""
    found(law().packs.get(code))
    return _page(code, CommencementForm(formdata=None), _confirmation(code, bind=False))


@blueprint.route("/staff/packs/<code>/commence", methods=["POST"])
@audience(ADMINISTRATORS)
def commence_pack(code: str) -> Any:
    """Put a pending or unconfirmed pack into force or trial."""
    found(law().packs.get(code))
    form = CommencementForm()
    if not form.validate_on_submit():
        return _page(code, form, _confirmation(code, bind=False)), 422
    if form.last_day.data is not None and form.last_day.data < form.first_day.data:
        form.last_day.errors = [_("The last day lies before the first.")]
        return _page(code, form, _confirmation(code, bind=False)), 422
    try:
        with transaction(session()):
            commence(
                session(), hub().packs, code, CommencementKind(form.kind.data), form.first_day.data,
                last_day=form.last_day.data, number=form.number.data or "", source=form.source.data, by=actor(),
                now=now(),
            )
    except PackActRefused as refused:
        return _page(code, form, _confirmation(code, bind=False), refused), 409
    flash(_("The act is recorded. From its first day the pages and decisions follow it."), "done")
    return redirect(url_for("staff.pack", code=code))


@blueprint.route("/staff/packs/<code>/confirm", methods=["POST"])
@audience(ADMINISTRATORS)
def confirm_value(code: str) -> Any:
    """Confirm an assumed value with its source."""
    found(law().packs.get(code))
    form = _confirmation(code, bind=True)
    if not form.validate_on_submit():
        return _page(code, CommencementForm(formdata=None), form), 422
    try:
        with transaction(session()):
            confirm(
                session(), hub().packs, code, form.key.data, source=form.source.data, by=actor(), now=now()
            )
    except PackActRefused as refused:
        return _page(code, CommencementForm(formdata=None), form, refused), 409
    flash(_("The value is confirmed and stands as text from now on."), "done")
    return redirect(url_for("staff.pack", code=code))


def _assumed(code: str) -> dict[str, Stated[Any]]:
    """The values that a pack assumes today, by key."""
    book = law()
    if book.packs[code].document.status == "not_held":
        return {}
    rules = book.read(code, today())
    return {stated.key: stated for stated, _levels in rules.all() if stated.strength is Strength.ASSUMED}


def _confirmation(code: str, *, bind: bool) -> ConfirmationForm:
    form = ConfirmationForm() if bind else ConfirmationForm(formdata=None)
    form.key.choices = options((key, question(key)) for key in _assumed(code))
    return form


def _page(
    code: str, commencement: CommencementForm, confirmation: ConfirmationForm, refused: Refused | None = None
) -> str:
    book = law()
    held = book.packs[code]
    return render_template(
        "staff/pack.html", pack=held, standing=book.standing(code, today()), version=book.version(code),
        assumed=_assumed(code), commencement=commencement, confirmation=confirmation, refused=refused,
        may_commence=held.document.status in {"pending", "unconfirmed"},
        acts=[act for act in recorded_acts(session()) if act.code == code],
    )
