"""Annual summaries: what is due when, and writing one."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from assessor_hub.db import transaction
from assessor_hub.refusals import Refused
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.queries import recordals_of
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.summaries import services
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_id
from assessor_hub.web.institution.words import SUMMARY_STATES
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.forms import Form
from assessor_hub.web.shared.guards import INSTITUTION, audience, found

_LONG = Length(max=20_000, message=_l("At most %(max)d characters."))


class SummaryForm(Form):
    """The year in the institution's own words."""

    narrative = TextAreaField(
        _l("The work of the year"), [_LONG], description=_l("What was evaluated, how, and with which results."),
        render_kw={"rows": 10},
    )
    difficulties = TextAreaField(_l("Problems and suggestions"), [_LONG], render_kw={"rows": 5})
    plan = TextAreaField(_l("Plan for the next year"), [_LONG], render_kw={"rows": 5})


def own_summaries() -> list[tuple[int, services.Standing]]:
    """(year, standing) of this year and the last, for every recordal that the institution had then."""
    return [
        (year, services.own_standing(session(), law(), recordal, year, now()))
        for year in (today().year, today().year - 1)
        for recordal in recordals_of(session(), own_id())
        if _held_in(recordal, year)
    ]


def _held_in(recordal: Recordal, year: int) -> bool:
    """Whether the recordal accounts for the year; one that was renewed by its end leaves that to the next."""
    ended = recordal.ended_on is not None and recordal.ended_on.year
    renewed = recordal.end_kind is EndKind.RENEWED and ended == year
    return recordal.recorded_on.year <= year and not (renewed or (ended and ended < year))


@blueprint.get("/institution/summaries")
@audience(INSTITUTION)
def summaries() -> Any:
    """What is due, and how it stands."""
    return render_template("institution/summaries.html", rows=own_summaries(), words=SUMMARY_STATES)


@blueprint.route("/institution/summaries/<code>/<int:year>", methods=["GET", "POST"])
@audience(INSTITUTION)
def summary(code: str, year: int) -> Any:
    """One year's summary in one jurisdiction: write, save, file; after filing read-only."""
    if not asked.YEARS.start <= year <= today().year:
        abort(404)
    standing = services.own_standing(session(), law(), _recordal(code, year), year, now())
    form = SummaryForm(obj=standing.summary)
    if request.method == "GET":
        return _page(code, year, form)
    if not form.validate_on_submit():
        return _page(code, year, form), 422
    filing = request.form.get("do") == "file"
    try:
        with transaction(session()):
            services.save(
                session(), law(), _recordal(code, year), year, narrative=form.narrative.data or "",
                difficulties=form.difficulties.data or "", plan=form.plan.data or "", file=filing, by=actor(),
                now=now(),
            )
    except Refused as refused:
        form.wrong("narrative", refused)
        return _page(code, year, form), 409
    flash(_("The summary has been filed.") if filing else _("Saved."), "done")
    return redirect(url_for("institution.summary", code=code, year=year))


def _recordal(code: str, year: int) -> Recordal:
    """The recordal under which the year is accounted for, or 404."""
    rows = recordals_of(session(), own_id())
    recordal: Recordal = found(next((row for row in rows if row.jurisdiction == code and _held_in(row, year)), None))
    return recordal


def _page(code: str, year: int, form: SummaryForm) -> str:
    standing = services.own_standing(session(), law(), _recordal(code, year), year, now())
    filed = standing.summary if standing.summary is not None and standing.summary.filed_at is not None else None
    figures = filed.figures if filed else services.figures(session(), own_id(), code, year, today())
    return render_template(
        "institution/summary.html", code=code, year=year, standing=standing, form=form, filed=filed, figures=figures,
        late=services.is_late(filed) if filed else None, words=SUMMARY_STATES, Level=Level, UnitKind=UnitKind,
        ProjectState=ProjectState,
    )
