"""The recount: counters against the ledger, the ledger against the projects, tenures against themselves."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from assessor_hub.institutions.models import Tenure
from assessor_hub.projects.ledger import Account, use
from assessor_hub.projects.ledger_models import Allowance, Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import ProjectState

ALWAYS_FREE = frozenset({ProjectState.REFUSED, ProjectState.LAPSED})


def examine(session: Session) -> list[str]:
    """Every difference in words; empty where the books agree. Changes nothing."""
    return [*_counters(session), *_uncounted(session), *_charges(session), *_tenures(session)]


def _counters(session: Session) -> Iterator[str]:
    """Each counter equals the use that the definition gives."""
    for row in session.scalars(select(Allowance)):
        account = Account(row.person_id, Pool(level=row.pool_level, jurisdiction=row.pool_code), row.year)
        truth = session.scalars(select(func.count()).select_from(use(account).subquery())).one()
        if truth != row.used:
            yield (
                f"person {row.person_id}, {row.pool_level.value} pool of {row.pool_code}, {row.year}: "
                f"counter {row.used}, use {truth}"
            )


def _uncounted(session: Session) -> Iterator[str]:
    """Each live charge has a counter for the person who headed the institution when it was filed."""
    orphans = (
        select(Charge)
        .outerjoin(
            Allowance,
            (Allowance.person_id == Charge.person_id) & (Allowance.pool_level == Charge.pool_level)
            & (Allowance.pool_code == Charge.pool_code) & (Allowance.year == Charge.year),
        )
        .where(Charge.released_at.is_(None), Allowance.person_id.is_(None))
    )
    for charge in session.scalars(orphans):
        yield f"charge {charge.id}: charged to person {charge.person_id}, who has no counter"


def _charges(session: Session) -> Iterator[str]:
    """No live charge stands for a project in a state that always gives its unit back."""
    live = (
        select(Project.id, Project.status)
        .join(Charge, Charge.project_id == Project.id)
        .where(Charge.released_at.is_(None), Project.status.in_(ALWAYS_FREE))
    )
    for project_id, status in session.execute(live.order_by(Project.id)):
        yield f"project {project_id}: {status.value}, but its unit is not released"


def _tenures(session: Session) -> Iterator[str]:
    """No two tenures of one institution share a day."""
    other = aliased(Tenure)
    pairs = (
        select(Tenure.institution_id, Tenure.id, other.id)
        .join(other, (other.institution_id == Tenure.institution_id) & (other.id > Tenure.id))
        .where(
            Tenure.first_day <= func.coalesce(other.last_day, Tenure.first_day),
            other.first_day <= func.coalesce(Tenure.last_day, other.first_day),
        )
    )
    for institution, first, second in session.execute(pairs):
        yield f"institution {institution}: tenures {first} and {second} share a day"
