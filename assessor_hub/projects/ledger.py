"""The cap ledger: taking a unit of a pool, giving it back, and recounting from the truth.

Whose use (readings, "Whose use"): the distinct charged projects of a year that were submitted by an institution which
the person heads now, or headed when it was submitted. A filing touches one counter only, that of the institution's
present head; a release lowers every person in whose use the project stands; a change of head recounts both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import BEIJING
from assessor_hub.db import OnBoth, run
from assessor_hub.institutions.models import Institution, Person, Tenure
from assessor_hub.projects.ledger_models import Allowance, Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool


@dataclass(frozen=True)
class Account:
    """A counter's place: one person's use of one pool in one Beijing year."""

    person_id: int
    pool: Pool
    year: int

    @property
    def key(self) -> dict[str, Any]:
        """The primary key of the counter row."""
        return {
            "person_id": self.person_id, "pool_level": self.pool.level,
            "pool_code": self.pool.jurisdiction, "year": self.year,
        }


_COUNTERS = Allowance.__table__
_TAKE = OnBoth(
    lambda insert: insert(_COUNTERS)
    .values(used=1)
    .on_conflict_do_update(
        index_elements=["person_id", "pool_level", "pool_code", "year"], set_={"used": _COUNTERS.c.used + 1},
        where=_COUNTERS.c.used < bindparam("limit", type_=Integer),
    )
    .returning(_COUNTERS.c.used)
)
_OPEN = OnBoth(lambda insert: insert(_COUNTERS).values(used=0).on_conflict_do_nothing())
_ONE = select(Institution.id).where(Institution.id == bindparam("institution_id"))
_SHARED, _ALONE = _ONE.with_for_update(read=True), _ONE.with_for_update()


def take_unit(session: Session, account: Account, limit: int) -> bool:
    """Take one unit if the use is below ``limit``: the guard of the cap, one conditional statement.

    Concurrent takers queue on the counter's row; each sees the count that the one before committed.
    """
    if limit < 1:
        return False  # the first unit of a year is an insert, which no counter could refuse
    return run(session, _TAKE.of(session), {**account.key, "limit": limit}).first() is not None


def hold_institution(session: Session, institution_id: int, *, changing: bool = False) -> None:
    """Keep an institution's head from changing under a filing: filings share the row, a change has it alone."""
    run(session, _ALONE if changing else _SHARED, {"institution_id": institution_id})


def release_unit(session: Session, project: Project, reason: str, *, by: Actor, now: datetime) -> bool:
    """Give a project's unit back to every person in whose use it stands; False where it holds none."""
    hold_institution(session, project.institution_id)
    freed = (
        update(Charge)
        .where(Charge.project_id == project.id, Charge.released_at.is_(None))
        .values(released_at=now, release_reason=reason)
        .returning(Charge.pool_level, Charge.pool_code, Charge.year, Charge.person_id)
    )
    row = session.execute(freed).one_or_none()
    if row is None:
        return False
    level, code, year, person_id = row
    heads = select(Tenure.person_id).where(
        Tenure.institution_id == project.institution_id, Tenure.last_day.is_(None)
    )
    for holder in sorted({person_id, *session.scalars(heads)}):
        account = Account(holder, Pool(level=level, jurisdiction=code), year)
        session.execute(update(Allowance).where(*_is(account)).values(used=Allowance.used - 1))
    detail = {"pool": f"{level.value}/{code}", "year": year, "why": reason}
    record(
        session, Tag.UNIT_RELEASED, by=by, on=project, now=now, reason=reason,
        jurisdiction=project.jurisdiction, detail=detail,
    )
    return True


def recount(session: Session, persons: Iterable[int], *, by: Actor, now: datetime) -> dict[Account, tuple[int, int]]:
    """Set each person's counters to the truth, under their row locks; returns what differed as (was, is)."""
    changed: dict[Account, tuple[int, int]] = {}
    for person_id in sorted(set(persons)):  # one order for all, so that two recounts cannot lock each other out
        for account in _accounts_of(session, person_id):
            _open(session, account)
            lock = select(Allowance.used).where(*_is(account)).with_for_update()
            was = session.execute(lock).scalar_one()
            now_used = session.scalars(select(func.count()).select_from(use(account).subquery())).one()
            if was != now_used:
                session.execute(update(Allowance).where(*_is(account)).values(used=now_used))
                changed[account] = (was, now_used)
        detail = {f"{a.pool.level.value}/{a.pool.jurisdiction}/{a.year}": list(d) for a, d in changed.items()}
        person = session.get_one(Person, person_id)
        record(session, Tag.USE_RECOUNTED, by=by, on=person, now=now, detail=detail)
    return changed


def reattribute(session: Session, institution_id: int, first_day: date, head_id: int) -> None:
    """After a back-dated change of head, the filings since the change are the new head's: they headed it that day."""
    begins = datetime.combine(first_day, time(), BEIJING)
    filed = update(Project).where(Project.institution_id == institution_id, Project.submitted_at >= begins)
    session.execute(filed.values(head_id=head_id))
    charged = update(Charge).where(Charge.institution_id == institution_id, Charge.day >= first_day)
    session.execute(charged.values(person_id=head_id))


def use(account: Account) -> Select[int]:
    """The ids of the charges in a person's use: the definition, in SQL. ``rules.caps.use`` says the same in Python."""
    heads_now = select(Tenure.institution_id).where(
        Tenure.person_id == account.person_id, Tenure.last_day.is_(None)
    )
    return select(Charge.id).where(
        Charge.released_at.is_(None), Charge.pool_level == account.pool.level,
        Charge.pool_code == account.pool.jurisdiction, Charge.year == account.year,
        or_(Charge.person_id == account.person_id, Charge.institution_id.in_(heads_now)),
    )


def used(session: Session, account: Account) -> int:
    """What the counter says; 0 where nobody ever took a unit."""
    return session.scalar(select(Allowance.used).where(*_is(account))) or 0


def _open(session: Session, account: Account) -> None:
    """Make the counter's row if it is not there, without disturbing one that is."""
    run(session, _OPEN.of(session), account.key)


def _is(account: Account) -> tuple[Any, ...]:
    return (
        Allowance.person_id == account.person_id, Allowance.pool_level == account.pool.level,
        Allowance.pool_code == account.pool.jurisdiction, Allowance.year == account.year,
    )


def _accounts_of(session: Session, person_id: int) -> list[Account]:
    """Every pool and year in which the person has a counter or a use."""
    headed = select(Tenure.institution_id).where(Tenure.person_id == person_id, Tenure.last_day.is_(None))
    charges = select(Charge.pool_level, Charge.pool_code, Charge.year).where(
        or_(Charge.person_id == person_id, Charge.institution_id.in_(headed))
    )
    counters = select(Allowance.pool_level, Allowance.pool_code, Allowance.year).where(
        Allowance.person_id == person_id
    )
    rows = sorted(set(session.execute(charges.union(counters))))
    return [Account(person_id, Pool(level=level, jurisdiction=code), year) for level, code, year in rows]
