"""Reports by the public for those who handle them: the matter and the evidence, never the reporter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.documents.kinds import ENDINGS
from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.documents.services import documents_of
from assessor_hub.refusals import Refused
from assessor_hub.rules.keys import REF_TIP_ACCEPT, REF_TIP_CONCLUDE
from assessor_hub.rules.lifecycle import TIP, TipState, TipVerb, open_verbs
from assessor_hub.rules.values import Span
from assessor_hub.web.shared.context import actor, hub, law, now, session, today
from assessor_hub.web.shared.guards import HANDLERS, audience, found
from assessor_hub.web.shared.reference import last_day, readable_code
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import pressed
from assessor_hub.web.staff.documents import one_of, read
from assessor_hub.web.staff.forms import AnswerForm
from assessor_hub.whistleblowing.errors import TipRefused
from assessor_hub.whistleblowing.models import Tip
from assessor_hub.whistleblowing.services import account_of, move, tip_for, tips_for


@dataclass(frozen=True)
class NextStep:
    """What the office's reference setting says of the next step; ``until`` None: the holiday calendar is missing."""

    span: Span
    until: date | None


@blueprint.route("/staff/public-reports")
@audience(HANDLERS)
def public_reports() -> Any:
    """Reports routed to the handler's departments, without a word about who sent them."""
    rows = [(tip, _route(tip), _next_step(tip)) for tip in tips_for(session(), actor())]
    return render_template(
        "staff/public_reports.html",
        open_rows=[row for row in rows if open_verbs(TIP, row[0].status)],
        closed=[row for row in rows if not open_verbs(TIP, row[0].status)],
    )


@blueprint.route("/staff/public-reports/<int:tip_id>", methods=["GET"])
@audience(HANDLERS)
def public_report(tip_id: int) -> Any:
    """One report: account, evidence, the next step."""
    return _page(found(tip_for(session(), actor(), tip_id)), AnswerForm(formdata=None))


@blueprint.route("/staff/public-reports/<int:tip_id>", methods=["POST"])
@audience(HANDLERS)
def move_public_report(tip_id: int) -> Any:
    """Accept, decline or conclude, with what the reporter will read."""
    tip = found(tip_for(session(), actor(), tip_id))
    verb = pressed(TipVerb, tuple(TipVerb))
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(tip, form), 422
    try:
        with transaction(session()):
            held = found(tip_for(session(), actor(), tip_id, lock=True))
            move(session(), held, verb, form.answer.data, by=actor(), now=now())
    except TipRefused as refused:
        return _page(found(tip_for(session(), actor(), tip_id)), form, refused), 409
    flash(_("Done. The reporter reads it behind the receipt code."), "done")
    return redirect(url_for("staff.public_report", tip_id=tip_id))


@blueprint.route("/staff/public-reports/<int:tip_id>/documents/<int:document_id>")
@audience(HANDLERS)
def public_report_document(tip_id: int, document_id: int) -> Any:
    """A piece of evidence, under a name that says nothing of its sender."""
    tip = found(tip_for(session(), actor(), tip_id))
    row = one_of(OwnerKind.TIP, tip.id, document_id)
    rows = documents_of(session(), OwnerKind.TIP, tip.id)
    return read(row, _neutral_name(tip, row, [one.id for one in rows].index(row.id) + 1), tip.receiver)


def _neutral_name(tip: Tip, row: Document, number: int) -> str:
    """A file's own name can betray its sender, so handlers get the report's number and a running one."""
    return f"{tip.number}-{number}{ENDINGS[row.media_type][0]}"


def _page(tip: Tip, form: AnswerForm, refused: Refused | None = None) -> str:
    rows = documents_of(session(), OwnerKind.TIP, tip.id)
    return render_template(
        "staff/public_report.html", tip=tip, form=form, refused=refused, account=account_of(hub().vault, tip),
        documents=[(row, _neutral_name(tip, row, number)) for number, row in enumerate(rows, 1)],
        verbs=open_verbs(TIP, tip.status), route=_route(tip), step=_next_step(tip),
    )


def _route(tip: Tip) -> tuple[str, str, str]:
    """(basis, article, jurisdiction whose pack routed it)."""
    basis, _colon, article = tip.route.partition(":")
    return basis, article, readable_code(law(), tip.city)


def _next_step(tip: Tip) -> NextStep | None:
    keys = {TipState.RECEIVED: REF_TIP_ACCEPT, TipState.ACCEPTED: REF_TIP_CONCLUDE}
    if tip.status not in keys:
        return None
    span = law().read(readable_code(law(), tip.city), today()).get(keys[tip.status]).value
    return NextStep(span, last_day(beijing_day(tip.moved_at), span))
