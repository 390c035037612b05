"""What if this were filed: on a day to come, or after a change of head? Answered as things stand; nothing is taken.

A day to come is judged by the text of that day, a ban and a recordal by their dates, and the conditions by what is
known to end by then. What others do until then nobody knows; what somebody may not see is never asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.projects.declared_queries import declared_in_the_way
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import Gate, GateFinding
from assessor_hub.projects.judging import Filed, Judgement, judge
from assessor_hub.projects.ledger import Account, use
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import GONE, Project
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.values import Level, UnitKind


class Outlook(StrEnum):
    """What would become of the filing."""

    TAKEN = "taken"
    FLAGGED = "flagged"  # taken, and a person looks at it
    REFUSED = "refused"


@dataclass(frozen=True)
class Asked:
    """The work that is asked about; without a unit's code its ties and its other filings are left out."""

    level: Level
    unit_kind: UnitKind
    unit_city: str
    work_from: date
    unit_uscc: str = ""


@dataclass(frozen=True)
class Heir:
    """Who would head the institution instead: a known person, or with None somebody who heads and headed no other."""

    person_id: int | None = None


@dataclass(frozen=True)
class Answer:
    """The judgement with every gate's finding; ``used`` units of the allowance before this one, None without a pool."""

    judged: Judgement
    findings: tuple[GateFinding, ...]
    used: int | None

    @property
    def outlook(self) -> Outlook:
        """Refused if any gate is shut, flagged if any asks for a look."""
        if any(found.refused is not None for found in self.findings):
            return Outlook.REFUSED
        return Outlook.FLAGGED if any(found.flags for found in self.findings) else Outlook.TAKEN


def what_if(
    session: Session, law: LawBook, work: Filed, institution_id: int, day: date, *, heir: Heir | None = None
) -> Answer:
    """What would become of the work if the institution filed it on ``day``, with ``heir`` as its head from then on."""
    judged = judge(session, law, work, institution_id, day, thorough=True)
    findings = [found for found in judged.findings if found.gate is not Gate.POOL]
    if heir is not None:
        findings = [found for found in findings if found.gate is not Gate.HEAD]
        findings.append(GateFinding(Gate.HEAD, flags=("head_changed_today",)))
    used = _used(session, judged.account, institution_id, heir)
    flags = [flag for found in judged.findings if found.gate is Gate.POOL for flag in found.flags]
    if heir is not None and _is_full(session, judged):
        flags.append("capacity_moved")  # the head who goes keeps a full allowance, and the change makes room
    findings += [*_pool(judged, used, tuple(flags)), *_unit(session, work, institution_id, day)]
    return Answer(judged, tuple(findings), used)


def _used(session: Session, account: Account | None, institution_id: int, heir: Heir | None) -> int | None:
    """The head's use; an heir's own use with what the institution brings along, each charge once."""
    if account is None:
        return None
    if heir is None:
        counted = use(account)
    else:
        brought = and_(
            Charge.institution_id == institution_id, Charge.released_at.is_(None),
            Charge.pool_level == account.pool.level, Charge.pool_code == account.pool.jurisdiction,
            Charge.year == account.year,
        )
        own = Charge.id.in_(use(Account(heir.person_id, account.pool, account.year))) if heir.person_id else None
        counted = select(Charge.id).where(brought if own is None else or_(brought, own))
    return session.scalars(select(func.count()).select_from(counted.subquery())).one()


def _is_full(session: Session, judged: Judgement) -> bool:
    """Whether the present head stands at or above the cap."""
    account, cap = judged.account, judged.cap
    if account is None or cap is None:
        return False
    counted = select(func.count()).select_from(use(account).subquery())
    return session.scalars(counted).one() >= cap.value.limit


def _pool(judged: Judgement, used: int | None, flags: tuple[str, ...]) -> Iterator[GateFinding]:
    cap = judged.cap
    if cap is None or used is None:
        if judged.rules is not None and judged.head is not None:
            yield GateFinding(Gate.POOL)
        return
    limit = cap.value.limit
    figures = {"used": used, "next": used + 1, "limit": limit, "year": judged.day.year}
    if used < limit:
        yield GateFinding(Gate.POOL, flags=flags, stated=cap, figures=figures)
        return
    refused = FilingRefused("cap_reached", stated=cap, **figures) if cap.may_refuse else None
    yield GateFinding(Gate.POOL, refused, () if refused else flags, cap, figures)


def _unit(session: Session, work: Filed, institution_id: int, day: date) -> Iterator[GateFinding]:
    """The same unit at the same level in the same year is filed once by an institution."""
    if not work.unit_uscc:
        return
    same = select(Project.unit_name).where(
        Project.institution_id == institution_id, Project.unit_uscc == work.unit_uscc, Project.level == work.level,
        Project.unit_kind == work.unit_kind, Project.year == day.year, Project.status.not_in(GONE),
    )
    name = session.scalars(same).first()
    refused = FilingRefused("unit_already_filed", unit=name, year=day.year) if name is not None else None
    yield GateFinding(Gate.UNIT, refused or declared_in_the_way(session, institution_id, work, day.year))
