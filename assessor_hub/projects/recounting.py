"""The recount after a change of head or a correction: counters set to the truth, and the difference kept to be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.models import Person
from assessor_hub.projects.ledger import Account, heads_now, set_counter, use
from assessor_hub.projects.ledger_models import Charge, Recount, RecountCause
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool, pool_of
from assessor_hub.rules.law import LawBook, NoRulesInForce

Standing = Mapping[Account, frozenset[int]]


def standing(session: Session, institution_id: int) -> Standing:
    """In whose use each live charge of the institution stands: of who headed it on its day, and of who does now."""
    heads = heads_now(session, institution_id)
    found: dict[Account, set[int]] = defaultdict(set)
    live = select(Charge).where(Charge.institution_id == institution_id, Charge.released_at.is_(None))
    for charge in session.scalars(live.execution_options(populate_existing=True)):
        pool = Pool(charge.pool_level, charge.pool_code)
        for person in {charge.person_id, *heads}:
            found[Account(person, pool, charge.year)].add(charge.id)
    return {account: frozenset(charges) for account, charges in found.items()}


def recount(
    session: Session, law: LawBook, institution_id: int, before: Standing, cause: RecountCause, reason: str, *,
    by: Actor, now: datetime, moved: bool,
) -> list[Recount]:
    """Set the counters of everybody whose use the act changed, and keep each difference.

    ``before`` is what :func:`standing` said before the act. A filing between the two is impossible: the institution is
    held. Where charges became another person's (``moved``), projects that wouldn't have fitted are named; they keep
    their state. What is merely inherited may pass the cap (reading).
    """
    after = standing(session, institution_id)
    accounts = [one for one in {*before, *after} if before.get(one, frozenset()) != after.get(one, frozenset())]
    rows = []
    for account in sorted(accounts, key=lambda one: (one.person_id, one.pool.level, one.pool.jurisdiction, one.year)):
        was, used = set_counter(session, account)
        stood, stands = before.get(account, frozenset()), after.get(account, frozenset())
        over = over_the_cap(session, law, account) if moved else _still_over(session, institution_id, account)
        row = Recount(
            institution_id=institution_id, person_id=account.person_id, pool_level=account.pool.level,
            pool_code=account.pool.jurisdiction, year=account.year, was=was, used=used, joined=sorted(stands - stood),
            freed=sorted(stood - stands), over=over, cause=cause, reason=reason, recorded_at=now, by_user=by.user_id,
        )
        session.add(row)
        rows.append(row)
    _record(session, rows, by, now)
    return rows


def _record(session: Session, rows: list[Recount], by: Actor, now: datetime) -> None:
    """One audit entry a person."""
    for person_id in sorted({row.person_id for row in rows}):
        detail = {
            f"{row.pool_level.value}/{row.pool_code}/{row.year}": [row.was, row.used]
            for row in rows if row.person_id == person_id
        }
        person = session.get_one(Person, person_id)
        record(session, Tag.USE_RECOUNTED, by=by, on=person, now=now, detail=detail)


def _still_over(session: Session, institution_id: int, account: Account) -> list[int]:
    """What the recount before named and holds its unit still: what is merely inherited neither adds nor settles it."""
    wanted = select(Recount.over).where(
        Recount.institution_id == institution_id, Recount.person_id == account.person_id,
        Recount.pool_level == account.pool.level, Recount.pool_code == account.pool.jurisdiction,
        Recount.year == account.year,
    )
    named = session.scalars(wanted.order_by(Recount.id.desc()).limit(1)).first() or []
    holding = select(Charge.project_id).where(Charge.project_id.in_(named), Charge.id.in_(use(account)))
    return list(session.scalars(holding.order_by(Charge.charged_at, Charge.id)))


def over_the_cap(session: Session, law: LawBook, account: Account) -> list[int]:
    """The projects that the person answers for and that, in the order of charging, stand above the cap of their day."""
    wanted = (
        select(Charge, Project)
        .outerjoin(Project, Project.id == Charge.project_id)
        .where(Charge.id.in_(use(account)))
        .order_by(Charge.charged_at, Charge.id)
        .execution_options(populate_existing=True)
    )
    over = []
    for place, (charge, project) in enumerate(session.execute(wanted), 1):
        if project is not None and charge.person_id == account.person_id and place > _limit(law, project, charge):
            over.append(project.id)
    return over


def _limit(law: LawBook, project: Project, charge: Charge) -> float:
    """The cap of the project's own day; none where no cap may refuse."""
    try:
        found = pool_of(project.level, project.unit_kind, law.on(project.jurisdiction, charge.day))
    except NoRulesInForce:
        return float("inf")
    return found[1].value.limit if found is not None and found[1].may_refuse else float("inf")
