"""Year-end summaries: due dates from the pack, figures from the system, filing, and who has not filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.projects.models import Project
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import chain_of, not_renewed_by
from assessor_hub.rules.deadlines import due_of, is_on_time
from assessor_hub.rules.keys import SUMMARY_DUE
from assessor_hub.rules.law import LawBook, Stated
from assessor_hub.rules.values import Due, Level, UnitKind
from assessor_hub.staffing.services import roster
from assessor_hub.summaries.errors import SummaryRefused
from assessor_hub.summaries.models import Summary, SummaryDate


@dataclass(frozen=True)
class DueDate:
    """When a year's summary is due in a jurisdiction; ``day`` is None where the department has not set it yet."""

    stated: Stated[Due]
    day: date | None


def due_in(session: Session, law: LawBook, jurisdiction: str, year: int) -> DueDate:
    """The due date of ``year`` by the pack's value of that year's end, or the date that the department set."""
    stated = law.read(jurisdiction, date(year, 12, 31)).get(SUMMARY_DUE)
    set_day = session.scalar(
        select(SummaryDate.due_on).where(SummaryDate.jurisdiction == jurisdiction, SummaryDate.year == year)
    )
    return DueDate(stated, due_of(stated.value, year, set_day))


def is_late(summary: Summary) -> bool | None:
    """Whether it was filed after 24:00 Beijing of its due day; None while it is a draft or no date was set."""
    if summary.filed_at is None or summary.due_on is None:
        return None
    return not is_on_time(summary.filed_at, summary.due_on)


def figures(session: Session, institution_id: int, jurisdiction: str, year: int, day: date) -> dict[str, Any]:
    """What the system knows of the institution's year: its projects by level, kind and outcome, and its staff."""
    wanted = select(Project).where(
        Project.institution_id == institution_id, Project.jurisdiction == jurisdiction, Project.year == year
    )
    projects = list(session.scalars(wanted.order_by(Project.id)))
    return {
        "projects": len(projects),
        "by_level": {level.value: sum(p.level is level for p in projects) for level in Level},
        "by_kind": {kind.value: sum(p.unit_kind is kind for p in projects) for kind in UnitKind},
        "by_status": _tally(projects),
        "reports": sum(p.report_on is not None for p in projects),
        "staff": len(roster(session, institution_id, day)),
        "list": [[p.number, p.unit_name, p.level.value, p.unit_kind.value, p.status.value] for p in projects],
    }


def _tally(projects: list[Project]) -> dict[str, int]:
    states = [project.status.value for project in projects]
    return {state: states.count(state) for state in sorted(set(states))}


def summary_of(
    session: Session, institution_id: int, jurisdiction: str, year: int, *, lock: bool = False
) -> Summary | None:
    """The institution's summary of the year, draft or filed; with ``lock`` its row is held for the transaction."""
    wanted = select(Summary).where(
        Summary.institution_id == institution_id, Summary.jurisdiction == jurisdiction, Summary.year == year
    )
    return session.scalar(wanted.with_for_update(of=Summary) if lock else wanted)


def save(
    session: Session, law: LawBook, recordal: Recordal, year: int, *, narrative: str, difficulties: str, plan: str,
    file: bool, by: Actor, now: datetime,
) -> Summary:
    """Save a draft, or with ``file`` hand it in: the figures of the moment and the due date are kept with it.

    A late one is taken and shows as late. Refuses ``already_filed``, ``year_not_open``, ``changed_meanwhile``.
    """
    if year > beijing_day(now).year or year < chain_of(session, recordal)[-1].recorded_on.year:
        raise SummaryRefused("year_not_open", year=year)
    summary = summary_of(session, recordal.institution_id, recordal.jurisdiction, year, lock=True)
    if summary is not None and summary.filed_at is not None:
        raise SummaryRefused("already_filed", filed_at=summary.filed_at)
    if summary is None:
        summary = Summary(institution_id=recordal.institution_id, jurisdiction=recordal.jurisdiction, year=year)
    summary.narrative, summary.difficulties, summary.plan = narrative.strip(), difficulties.strip(), plan.strip()
    summary.saved_at = now
    if file:
        _file(session, law, summary, by, now)
    _keep(session, summary)
    tag = Tag.SUMMARY_FILED if file else Tag.SUMMARY_SAVED
    detail = {"year": year, "late": is_late(summary)}
    record(session, tag, by=by, on=summary, now=now, jurisdiction=summary.jurisdiction,
           pack_version=law.version(summary.jurisdiction), detail=detail)
    return summary


def _keep(session: Session, row: Summary | SummaryDate) -> None:
    """Write a row; refuses ``changed_meanwhile`` where a colleague made the first of its year at the same moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise SummaryRefused("changed_meanwhile") from taken


def _file(session: Session, law: LawBook, summary: Summary, by: Actor, now: datetime) -> None:
    if not summary.narrative:
        raise SummaryRefused("narrative_missing")
    summary.figures = figures(
        session, summary.institution_id, summary.jurisdiction, summary.year, beijing_day(now)
    )
    summary.due_on = due_in(session, law, summary.jurisdiction, summary.year).day
    summary.filed_at, summary.filed_by = now, by.user_id


def set_due_date(
    session: Session, law: LawBook, jurisdiction: str, year: int, due_on: date, source: str, *,
    by: Actor, now: datetime,
) -> SummaryDate:
    """Set a year's date where the text leaves it to the department; refuses ``date_by_text`` elsewhere."""
    if law.read(jurisdiction, date(year, 12, 31)).get(SUMMARY_DUE).value.rule == "fixed":
        raise SummaryRefused("date_by_text", code=jurisdiction)
    if not source.strip():
        raise SummaryRefused("reason_missing")
    wanted = select(SummaryDate).where(SummaryDate.jurisdiction == jurisdiction, SummaryDate.year == year)
    row = session.scalar(wanted)
    if row is None:
        row = SummaryDate(jurisdiction=jurisdiction, year=year)
    row.due_on, row.source, row.set_by, row.set_at = due_on, source.strip(), by.user_id, now
    _keep(session, row)
    record(session, Tag.SUMMARY_DATE_SET, by=by, on=row, now=now, reason=source, jurisdiction=jurisdiction,
           detail={"year": year, "due_on": str(due_on)})
    return row


@dataclass(frozen=True)
class Standing:
    """One recorded institution's summary of a year, as staff see it."""

    recordal: Recordal
    summary: Summary | None
    due: DueDate
    state: str  # filed, late, draft, missing, overdue


def standings(session: Session, law: LawBook, actor: Actor, year: int, now: datetime) -> list[Standing]:
    """Every institution that was recorded in the year within the actor's reach, and whether it has filed."""
    wanted = select(Recordal).where(
        actor.reach(Recordal.jurisdiction, READERS), Recordal.recorded_on <= date(year, 12, 31),
        (Recordal.ended_on.is_(None)) | (Recordal.ended_on > date(year, 1, 1)),
        not_renewed_by(date(year, 12, 31)),
    )
    recordals = list(session.scalars(wanted.order_by(Recordal.jurisdiction, Recordal.id)))
    filed = {
        (row.institution_id, row.jurisdiction): row
        for row in session.scalars(
            select(Summary).where(Summary.year == year, actor.reach(Summary.jurisdiction, READERS))
        )
    }
    dues = {code: due_in(session, law, code, year) for code in {row.jurisdiction for row in recordals}}
    return [
        Standing(row, found, dues[row.jurisdiction], _state(found, dues[row.jurisdiction], now))
        for row in recordals
        for found in [filed.get((row.institution_id, row.jurisdiction))]
    ]


def own_standing(session: Session, law: LawBook, recordal: Recordal, year: int, now: datetime) -> Standing:
    """How one recorded institution stands with its summary of a year; the caller has fetched the recordal."""
    due = due_in(session, law, recordal.jurisdiction, year)
    found = summary_of(session, recordal.institution_id, recordal.jurisdiction, year)
    return Standing(recordal, found, due, _state(found, due, now))


def _state(summary: Summary | None, due: DueDate, now: datetime) -> str:
    if summary is not None and summary.filed_at is not None:
        return "late" if is_late(summary) else "filed"
    if due.day is not None and not is_on_time(now, due.day):
        return "overdue"
    return "draft" if summary is not None else "missing"
