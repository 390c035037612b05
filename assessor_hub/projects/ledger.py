"""The cap ledger: taking a unit of a pool, giving it back, and counting from the truth.

Whose use (readings, "Whose use"): the distinct charged projects of a year that were submitted by an institution which
the person heads now, or headed when it was submitted; a confirmed declared one as if it had been filed on
its day. A filing touches one counter only, that of the institution's present head; a release lowers every person in
whose use the project stands; a change of head recounts both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import BEIJING
from assessor_hub.db import OnBoth, run
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.institutions.services import Head
from assessor_hub.projects.ledger_models import Allowance, Charge, DeclaredProject
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


def add_units(session: Session, holders: Iterable[int], pool: Pool, year: int) -> None:
    """Raise each holder's counter by one, whatever the cap: for a unit that was taken elsewhere."""
    for holder in sorted(set(holders)):  # one order for all, so that two acts cannot lock each other out
        account = Account(holder, pool, year)
        _open(session, account)
        session.execute(update(Allowance).where(*_is(account)).values(used=Allowance.used + 1))


def release_unit(
    session: Session, work: Project | DeclaredProject, reason: str, *, by: Actor, now: datetime
) -> bool:
    """Give a project's unit back to every person in whose use it stands; False where it holds none."""
    hold_institution(session, work.institution_id)
    stands_for = Charge.project_id if isinstance(work, Project) else Charge.declared_id
    freed = (
        update(Charge)
        .where(stands_for == work.id, Charge.released_at.is_(None))
        .values(released_at=now, release_reason=reason)
        .returning(Charge.pool_level, Charge.pool_code, Charge.year, Charge.person_id)
    )
    row = session.execute(freed).one_or_none()
    if row is None:
        return False
    level, code, year, person_id = row
    for holder in sorted({person_id, *heads_now(session, work.institution_id)}):
        account = Account(holder, Pool(level=level, jurisdiction=code), year)
        session.execute(update(Allowance).where(*_is(account)).values(used=Allowance.used - 1))
    detail = {"pool": f"{level.value}/{code}", "year": year, "why": reason}
    record(
        session, Tag.UNIT_RELEASED, by=by, on=work, now=now, reason=reason, jurisdiction=work.jurisdiction,
        detail=detail,
    )
    return True


def heads_now(session: Session, institution_id: int) -> list[int]:
    """The person who heads the institution now, or nobody."""
    heads = select(Tenure.person_id).where(Tenure.institution_id == institution_id, Tenure.last_day.is_(None))
    return list(session.scalars(heads))


def reattribute(session: Session, institution_id: int) -> bool:
    """Make every filing and charge of the institution that person's who, by its tenures, headed it on its day.

    A declared project of a day before the first tenure stays with the person whom it names. Returns whether any charge
    became another person's.
    """
    first, moved = None, 0
    for tenure in session.scalars(_tenures_of(institution_id)):
        first, person = first or tenure.first_day, tenure.person_id
        filed = update(Project).where(Project.institution_id == institution_id, Project.head_id != person)
        charged = update(Charge).where(Charge.institution_id == institution_id, Charge.person_id != person)
        filed = filed.where(Project.submitted_at >= _midnight(tenure.first_day))
        charged = charged.where(Charge.day >= tenure.first_day)
        if tenure.last_day is not None:
            filed = filed.where(Project.submitted_at < _midnight(tenure.last_day + timedelta(days=1)))
            charged = charged.where(Charge.day <= tenure.last_day)
        session.execute(filed.values(head_id=person))
        moved += session.execute(charged.values(person_id=person)).rowcount  # type: ignore[attr-defined]  # see above
    named = select(DeclaredProject.person_id).where(DeclaredProject.id == Charge.declared_id).scalar_subquery()
    earlier = update(Charge).where(Charge.institution_id == institution_id, Charge.declared_id.is_not(None))
    earlier = earlier.where(Charge.day < first, Charge.person_id != named)
    moved += session.execute(earlier.values(person_id=named)).rowcount  # type: ignore[attr-defined]  # see above
    return bool(moved)


def _tenures_of(institution_id: int) -> Select[Tenure]:
    return select(Tenure).where(Tenure.institution_id == institution_id).order_by(Tenure.first_day)


def _midnight(day: date) -> datetime:
    """The instant at which the Beijing day begins."""
    return datetime.combine(day, time(), BEIJING)


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


def counted(session: Session, account: Account, until: date = date.max) -> int:
    """What the definition says, counted anew; of what was filed up to ``until``."""
    filed = use(account).where(Charge.day <= until)
    return session.scalars(select(func.count()).select_from(filed.subquery())).one()


def set_counter(session: Session, account: Account) -> tuple[int, int]:
    """Set the counter to what the definition says, under its row's lock; returns (was, is)."""
    _open(session, account)
    was = session.execute(select(Allowance.used).where(*_is(account)).with_for_update()).scalar_one()
    truth = counted(session, account)
    if was != truth:
        session.execute(update(Allowance).where(*_is(account)).values(used=truth))
    return was, truth


_ROOM_MADE = (
    select(Allowance.person_id)
    .join(Tenure, Tenure.person_id == Allowance.person_id)
    .where(
        Tenure.institution_id == bindparam("institution_id"), Tenure.last_day >= bindparam("since"),
        Allowance.person_id != bindparam("head"), Allowance.pool_level == bindparam("pool_level"),
        Allowance.pool_code == bindparam("pool_code"), Allowance.year == bindparam("year"),
        Allowance.used >= bindparam("limit"),
    )
    .limit(1)
)


def capacity_moved(session: Session, head: Head, account: Account, limit: int) -> bool:
    """Whether somebody else headed the institution this year and stands at or above the cap of the same pool.

    What the present head's use allows then looks like a transfer of capacity (readings, "Whose use").
    """
    since = date(account.year, 1, 1)
    if head.first_day.year != account.year or head.others_until is None or head.others_until < since:
        return False
    asked = {
        **account.key, "head": head.person_id, "institution_id": head.institution_id, "limit": limit, "since": since,
    }
    return run(session, _ROOM_MADE, asked).first() is not None


def _open(session: Session, account: Account) -> None:
    """Make the counter's row if it is not there, without disturbing one that is."""
    run(session, _OPEN.of(session), account.key)


def _is(account: Account) -> tuple[Any, ...]:
    return (
        Allowance.person_id == account.person_id, Allowance.pool_level == account.pool.level,
        Allowance.pool_code == account.pool.jurisdiction, Allowance.year == account.year,
    )

