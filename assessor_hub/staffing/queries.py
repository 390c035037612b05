"""The roster read as of any day: whole lines for pages, or only what the rules ask of each member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from assessor_hub.db import run
from assessor_hub.rules.staffing import StaffMember
from assessor_hub.staffing.lines import Line
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms


def roster(session: Session, institution_id: int, day: date) -> list[Line]:
    """Who the institution says works there on ``day``, by what held on that day; in the order they were entered.

    One query. A draft's lines are among them.
    """
    given = {"institution_id": institution_id, "day": day}
    return [Line(*row) for row in session.execute(_LINES, given)]


def turns_of(session: Session, institution_id: int) -> set[date]:
    """Every day on which the institution's roster can have turned: somebody comes or goes, says or counts anew."""
    mine = Employment.institution_id == institution_id
    versions = select(EmploymentTerms.valid_from, EmploymentTerms.issued_on).join(Employment).where(
        mine, EmploymentTerms.superseded_at.is_(None)
    )
    days = {day for row in session.execute(versions) for day in row if day is not None}
    for table in (select(Employment.first_day, Employment.last_day).where(mine),
                  select(Counting.first_day, Counting.last_day).join(Employment).where(mine)):
        for first, last in session.execute(table):
            days.update([first] if last is None else [first, last + timedelta(days=1)])
    return days


def in_force(day: Any) -> Any:
    """The condition that an employment's terms are those that hold on ``day``; ``date.max``: the latest."""
    later = aliased(EmploymentTerms)
    latest = select(func.max(later.valid_from)).where(
        later.employment_id == Employment.id, later.superseded_at.is_(None), later.valid_from <= day
    )
    return and_(
        EmploymentTerms.employment_id == Employment.id, EmploymentTerms.superseded_at.is_(None),
        EmploymentTerms.valid_from == latest.correlate(Employment).scalar_subquery(),
    )


def _holds(table: type[Employment] | type[Counting], day: Any) -> Any:
    return and_(table.first_day <= day, or_(table.last_day.is_(None), table.last_day >= day))


def _on_roster(*columns: Any) -> Select[Any]:
    """Columns of the lines of an ``institution_id`` on a ``day``, built once for all who ask."""
    day = bindparam("day", type_=Date)
    return (
        select(*columns)
        .select_from(Employment)
        .join(EmploymentTerms, in_force(day))
        .outerjoin(Counting, and_(Counting.employment_id == Employment.id, _holds(Counting, day)))
        .where(Employment.institution_id == bindparam("institution_id"), _holds(Employment, day))
        .order_by(Employment.id)
    )


_LINES = _on_roster(Employment, EmploymentTerms, Counting)
_MEMBERS = _on_roster(
    Employment.id, Employment.claimed_at, Counting.id.label("counting"), EmploymentTerms.title_level,
    EmploymentTerms.specialty, EmploymentTerms.full_time, EmploymentTerms.contract, EmploymentTerms.insured_month,
    EmploymentTerms.issued_on, EmploymentTerms.foreign_title,
)


def members(session: Session, institution_id: int, day: date) -> list[StaffMember]:
    """The :func:`facts` of the roster of ``day`` without its rows: what every filing asks."""
    rows = run(session, _MEMBERS, {"institution_id": institution_id, "day": day}).all()
    if any(row.claimed_at is None for row in rows):  # a draft's preview depends on other institutions' claims too
        return facts(session, roster(session, institution_id, day), day)
    return [_member(row.id, row, row.counting is not None, day) for row in rows]


def facts(session: Session, lines: Iterable[Line], day: date) -> list[StaffMember]:
    """The roster of ``day`` as the rules take it. A draft's claim counts in its own preview unless another's does."""
    rows = list(lines)
    taken = _counted_elsewhere(session, rows, day)
    return [
        _member(
            row.id, row.terms,
            row.terms.proven and row.employment.person_id not in taken if row.is_draft else row.counting is not None,
            day,
        )
        for row in rows
    ]


def _member(employment_id: int, terms: Any, counted: bool, day: date) -> StaffMember:
    """A member from what holds on ``day``: terms, or a row that has their columns."""
    return StaffMember(
        ref=str(employment_id), title=terms.title_level, specialty=terms.specialty, full_time=terms.full_time,
        contract=terms.contract, insured=terms.insured_month is not None, insured_month=terms.insured_month,
        counted=counted, issued=terms.issued_on is None or terms.issued_on <= day, foreign=terms.foreign_title,
    )


def _counted_elsewhere(session: Session, rows: list[Line], day: date) -> frozenset[int]:
    """Persons of a draft's lines who count at another institution on ``day``."""
    drafts = [row.employment for row in rows if row.is_draft and row.terms.proven]
    if not drafts:
        return frozenset()
    others = (
        select(Counting.person_id)
        .join(Employment, Employment.id == Counting.employment_id)
        .where(
            Counting.person_id.in_([row.person_id for row in drafts]), _holds(Counting, day),
            Employment.institution_id != drafts[0].institution_id,
        )
    )
    return frozenset(session.scalars(others))
