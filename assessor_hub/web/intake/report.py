"""Sending a report: one form, one receipt with a code that is shown once."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, make_response, render_template, request
from flask import session as cookie

from assessor_hub.db import transaction
from assessor_hub.extensions import limiter
from assessor_hub.places import cities
from assessor_hub.refusals import Refused
from assessor_hub.registration.queries import register
from assessor_hub.rules.keys import REF_TIP_ACCEPT, REF_TIP_CONCLUDE, TIP_RECEIVER, TIP_REQUIREMENTS, TIP_SUBJECTS
from assessor_hub.rules.law import NoRulesInForce, Rules
from assessor_hub.rules.pack import ROOT
from assessor_hub.web.intake import blueprint
from assessor_hub.web.intake.files import forget_files, kept_files, staging, take_files
from assessor_hub.web.intake.forms import ReportForm
from assessor_hub.web.intake.words import IN_TEMPLATES
from assessor_hub.web.shared.context import hub, law, now, session, today
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.reference import readable_code
from assessor_hub.web.shared.words.refusals import refusal
from assessor_hub.whistleblowing.errors import TipRefused
from assessor_hub.whistleblowing.models import TipSubject
from assessor_hub.whistleblowing.services import Receipt, Report, receive, route

SENT = "sent"
FIELD_OF = {"real_name": "name", "contact": "contact", "evidence": "files"}


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """What the intake's templates can say beyond the shared words."""
    return IN_TEMPLATES


@blueprint.route("/report", methods=["GET"])
@public
def new_report() -> Any:
    """The empty form, with the institution or project that a link names."""
    staging().purge(now())
    return _page(ReportForm(formdata=None, once=_token(), **_prefilled()))


@blueprint.route("/report", methods=["POST"])
@public
@limiter.limit(lambda: hub().settings.tip_limit)
def send_report() -> Any:
    """Take a report in; the answer is the receipt itself, and a second try finds the first."""
    staging().purge(now())
    form = ReportForm()
    if not form.once.data:
        abort(400)
    if form.once.data in cookie.get(SENT, []):
        return render_template("intake/already.html"), 409
    faults = take_files()
    valid = form.validate_on_submit()
    form.files.errors = [refusal(fault) for fault in faults]
    if faults or not valid:
        return _page(form), 422
    if not staging().claim(form.once.data, now()):
        return render_template("intake/already.html"), 409
    try:
        receipt = _receive(form)
    except Refused as refused:
        staging().unclaim(form.once.data)
        return _refused_page(form, refused), 422
    except BaseException:
        staging().unclaim(form.once.data)
        raise
    return _receipt_page(form, receipt)


def _receive(form: ReportForm) -> Receipt:
    report = Report(
        subject=TipSubject(form.subject.data), subject_name=form.subject_name.data,
        project_number=form.project_number.data or "", city=form.city.data, allegation=form.allegation.data,
        account=form.account.data, name=form.name.data or "", contact=form.contact.data or "",
        uploads=list(kept_files().values()), lead_agreed=form.lead_agreed.data,
    )
    with transaction(session()):
        return receive(session(), hub().vault, hub().store, law(), report, now=now())


def _refused_page(form: ReportForm, refused: Refused) -> str:
    """The form again, with what is missing said at each field."""
    if isinstance(refused, TipRefused):
        for need in refused.figures.get("missing", ()):
            form[FIELD_OF[need]].errors = [*form[FIELD_OF[need]].errors, IN_TEMPLATES["missing_words"][need]]
    return _page(form, refused)


def _receipt_page(form: ReportForm, receipt: Receipt) -> Any:
    """The one page that ever shows the code. 201, and nobody stores it."""
    forget_files()
    cookie[SENT] = [*cookie.get(SENT, []), form.once.data][-10:]
    rules = law().read(readable_code(law(), form.city.data), today())
    page = render_template(
        "intake/receipt.html", receipt=receipt, groups=[receipt.code[at : at + 4] for at in range(0, 16, 4)],
        sent_at=now(), accept=rules.get(REF_TIP_ACCEPT).value, conclude=rules.get(REF_TIP_CONCLUDE).value,
    )
    response = make_response(page, 201)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(form: ReportForm, refused: Refused | None = None) -> str:
    rules = law().read(ROOT, today())
    return render_template(
        "intake/new_report.html", form=form, refused=refused, kept=kept_files(), routes=_routes(),
        chosen=_chosen(form), accept=rules.get(REF_TIP_ACCEPT).value, conclude=rules.get(REF_TIP_CONCLUDE).value,
    )


def _token() -> str:
    return secrets.token_urlsafe(24)


def _prefilled() -> dict[str, str]:
    """What the link to this page says: the credit code of a recorded institution, or a project's number."""
    given = {}
    uscc = request.args.get("institution", "").strip().upper()
    recorded = session().scalars(register(uscc, None, today())).first() if len(uscc) == 18 else None
    if recorded is not None and recorded.institution.uscc == uscc:
        given = {"subject": TipSubject.ASSESSOR.value, "subject_name": recorded.institution.name}
    if request.args.get("project"):
        given["project_number"] = request.args["project"].strip()[:40]
    return given


def _routes() -> list[tuple[str, dict[str, Any]]]:
    """Per jurisdiction whose rules bind today: who receives a report, about whom, and what it needs."""
    rows = []
    for code in law().packs:
        try:
            rules = law().on(code, today())
        except NoRulesInForce:
            continue
        if code != ROOT:
            rows.append((code, _asked(rules)))
    return rows


def _asked(rules: Rules) -> dict[str, Any]:
    return {
        "receiver": rules.get(TIP_RECEIVER), "subjects": rules.get(TIP_SUBJECTS), "needs": rules.get(TIP_REQUIREMENTS)
    }


def _chosen(form: ReportForm) -> Any:
    """Where this report would go, once a city is chosen."""
    if form.city.data not in cities():
        return None
    subject = TipSubject(form.subject.data) if form.subject.data else TipSubject.ASSESSOR
    return route(law(), form.city.data, subject, today())[0]
