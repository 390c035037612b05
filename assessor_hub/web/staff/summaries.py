"""Who has filed the year's summary, reading one, and setting the date where a text leaves it to the department."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.rules.keys import SUMMARY_DUE
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.summaries.errors import SummaryRefused
from assessor_hub.summaries.queries import summary_for
from assessor_hub.summaries.services import due_in, is_late, set_due_date, standings
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.forms import options
from assessor_hub.web.shared.guards import APPROVERS, READERS, audience, found
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import acting, jurisdictions_of
from assessor_hub.web.staff.forms import SummaryDateForm

STATES = ("overdue", "missing", "draft", "late", "filed")


def _year() -> int:
    """The year that is asked for, else the present one; none before the first text, none to come."""
    given = request.values.get("year", type=asked.year) or today().year
    return min(max(given, 2000), today().year)


@blueprint.route("/staff/summaries", methods=["GET"])
@audience(READERS)
def summaries() -> Any:
    """Who has filed for a year."""
    year = _year()
    return _page(year, _form(year, bind=False))


@blueprint.route("/staff/summaries", methods=["POST"])
@audience(APPROVERS)
def set_summary_date() -> Any:
    """Set the due date of a year in a jurisdiction whose text leaves it to the department."""
    year = _year()
    form = _form(year, bind=True)
    if not form.validate_on_submit():
        return _page(year, form), 422
    acting(APPROVERS, form.jurisdiction.data)
    try:
        with transaction(session()):
            set_due_date(session(), law(), form.jurisdiction.data, year, form.due_on.data, form.source.data,
                         by=actor(), now=now())
    except SummaryRefused as refused:
        form.wrong("source" if refused.code == "reason_missing" else "jurisdiction", refused)
        return _page(year, form), 422
    flash(_("The due date is set and shown to the institutions."), "done")
    return redirect(url_for("staff.summaries", year=year))


def _form(year: int, *, bind: bool) -> SummaryDateForm:
    form = SummaryDateForm() if bind else SummaryDateForm(formdata=None, year=year)
    own = [code for code in jurisdictions_of(APPROVERS) if _leaves_date(code, year)]
    form.jurisdiction.choices = options((code, place(code)) for code in own)
    return form


def _leaves_date(code: str, year: int) -> bool:
    return law().read(code, date(year, 12, 31)).get(SUMMARY_DUE).value.rule == "set_by_department"


def _page(year: int, form: SummaryDateForm) -> str:
    rows = standings(session(), law(), actor(), year, now())
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    rows.sort(key=lambda row: STATES.index(row.state))
    return render_template(
        "staff/summaries.html", year=year, rows=rows, counts=counts, form=form, this_year=today().year,
        dues={code: due_in(session(), law(), code, year) for code in jurisdictions_of(READERS)},
    )


@blueprint.route("/staff/summaries/<int:summary_id>")
@audience(READERS)
def summary(summary_id: int) -> Any:
    """A filed summary."""
    row = found(summary_for(session(), actor(), summary_id))
    return render_template(
        "staff/summary.html", summary=row, late=is_late(row), levels=tuple(Level), kinds=tuple(UnitKind)
    )
