"""The ledger explained: what stands, or stood, in a person's use of a pool, since when, and by which half of the rule.

Whose use is :func:`assessor_hub.projects.ledger.use`; here each charge says why it is counted. As of a past instant
the charges and releases are exactly those of that instant; who headed whom is read from the tenures as they are known
today, and :func:`entered_later` names what was only entered afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.projects.ledger import Account
from assessor_hub.projects.ledger_models import Charge, DeclaredProject, Recount
from assessor_hub.projects.models import Project
from assessor_hub.projects.queries import UseLine
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.values import UnitKind


@dataclass(frozen=True)
class Line:
    """One charge of a pool, with why it stands in a person's use.

    ``headed``: the person headed the institution on ``day``; ``heads_since``: heads it (at the instant that is looked
    at), so that the use came, or stayed, with the tenure. ``pack_version`` is None for a declared project.
    """

    charge_id: int
    project_id: int | None
    declared_id: int | None
    number: str | None
    unit_name: str
    unit_uscc: str
    unit_kind: UnitKind
    jurisdiction: str
    institution_id: int
    institution_name: str
    day: date
    charged_at: datetime
    released_at: datetime | None
    release_reason: str | None
    pack_version: str | None
    opening: bool
    headed: bool
    heads_since: date | None
    counted: bool

    def kept(self) -> dict[str, Any]:
        """As plain JSON, with what :func:`line_kept` needs to make it again."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}


def line_kept(kept: dict[str, Any]) -> Line:
    """The line that :meth:`Line.kept` wrote down."""
    days = {name: date.fromisoformat(kept[name]) for name in ("day", "heads_since") if kept[name]}
    instants = {name: datetime.fromisoformat(kept[name]) for name in ("charged_at", "released_at") if kept[name]}
    return Line(**kept | days | instants | {"unit_kind": UnitKind(kept["unit_kind"])})


def ledger(session: Session, account: Account, *, at: datetime | None = None) -> list[Line]:
    """Every charge that is or was in the person's use of the account, by when it was charged; ``at`` an instant.

    A released one is in the list, not counted, where the person would hold it otherwise.
    """
    heads = _heads(session, account.person_id, at)
    wanted = _rows().where(
        Charge.pool_level == account.pool.level, Charge.pool_code == account.pool.jurisdiction,
        Charge.year == account.year,
        or_(Charge.person_id == account.person_id, Charge.institution_id.in_(heads)),
    )
    if at is not None:
        wanted = wanted.where(Charge.charged_at <= at)
    return list(_lines(session, wanted, account, heads, at))


def charges(session: Session, account: Account, ids: Collection[int]) -> list[Line]:
    """The charges of the ids, as they stand in the use of the account's person now."""
    heads = _heads(session, account.person_id, None)
    return list(_lines(session, _rows().where(Charge.id.in_(ids)), account, heads, None))


def entered_later(session: Session, account: Account, at: datetime) -> list[AuditEntry]:
    """Changes of head, and corrections, that reach back to ``at`` or before and were entered after it; the newest last.

    Of institutions that the person ever headed, or headed until a correction: the list as of ``at`` has them in it.
    """
    theirs = union(
        select(Tenure.institution_id).where(Tenure.person_id == account.person_id),
        select(Recount.institution_id).where(Recount.person_id == account.person_id),
    )
    tags = (Tag.HEAD_CHANGED.value, Tag.TENURE_CORRECTED.value)
    wanted = select(AuditEntry).where(
        AuditEntry.tag.in_(tags), AuditEntry.subject == Institution.__tablename__,
        AuditEntry.subject_id.in_(theirs), AuditEntry.at > at,
    )
    day = beijing_day(at).isoformat()
    return [row for row in session.scalars(wanted.order_by(AuditEntry.id)) if _reaches_back_to(row) <= day]


def _reaches_back_to(entry: AuditEntry) -> str:
    """The first day of which the entry says something else than before."""
    days: list[str] = [entry.detail["first_day"]]
    if entry.tag == Tag.TENURE_CORRECTED:
        days.append(entry.detail["was"][1])
    return min(days)


def years_of(session: Session, person_id: int, *, only: int | None = None) -> list[int]:
    """The years in which anything was ever charged to the person, or to an institution that they head, newest first.

    ``only`` an institution's charges: what others did is not to be guessed from the list.
    """
    return sorted(session.scalars(select(Charge.year).where(_ever(person_id, only)).distinct()), reverse=True)


def pools_in(session: Session, person_id: int, year: int, *, only: int | None = None) -> list[Pool]:
    """The pools to which anything of the year was charged, as in :func:`years_of`; national ones first."""
    wanted = select(Charge.pool_level, Charge.pool_code).where(_ever(person_id, only), Charge.year == year)
    found = session.execute(wanted.distinct())
    return sorted((Pool(level, code) for level, code in found), key=lambda one: one.jurisdiction)


def _ever(person_id: int, only: int | None) -> Any:
    if only is not None:
        return Charge.institution_id == only
    heads = select(Tenure.institution_id).where(Tenure.person_id == person_id, Tenure.last_day.is_(None))
    return or_(Charge.person_id == person_id, Charge.institution_id.in_(heads))


def shown(lines: list[Line], viewer: Actor, *, open_to_all: bool = False) -> list[UseLine]:
    """The lines as a viewer may see them: of another institution's only that it is one.

    Masked ones come last, for their place among the others would tell their day. ``open_to_all``: the viewer is staff
    who may see the person, and so whose lines they are.
    """
    use = [
        UseLine(line.number, line.unit_name, line.institution_name, line.day, False)
        if open_to_all or line.institution_id == viewer.institution_id else UseLine(None, None, None, None, True)
        for line in lines
    ]
    return sorted(use, key=lambda line: line.masked)


def _heads(session: Session, person_id: int, at: datetime | None) -> dict[int, date]:
    """The institutions that the person heads, at the instant or now, with the first day of the tenure."""
    mine = select(Tenure.institution_id, Tenure.first_day).where(Tenure.person_id == person_id)
    if at is None:
        mine = mine.where(Tenure.last_day.is_(None))
    else:
        day = beijing_day(at)
        mine = mine.where(Tenure.first_day <= day, or_(Tenure.last_day.is_(None), Tenure.last_day >= day))
    return dict(session.execute(mine).all())


def _rows() -> Any:
    wanted = select(Charge, Institution.name, Project, DeclaredProject).join(
        Institution, Institution.id == Charge.institution_id
    )
    wanted = wanted.outerjoin(Project, Project.id == Charge.project_id)
    return wanted.outerjoin(DeclaredProject, DeclaredProject.id == Charge.declared_id).order_by(
        Charge.charged_at, Charge.id
    )


def _lines(
    session: Session, wanted: Any, account: Account, heads: dict[int, date], at: datetime | None
) -> Iterator[Line]:
    for charge, institution_name, project, declared in session.execute(wanted):
        released = charge.released_at if at is None or (charge.released_at and charge.released_at <= at) else None
        of = project or declared
        yield Line(
            charge_id=charge.id, project_id=charge.project_id, declared_id=charge.declared_id,
            number=project.number if project else None, unit_name=of.unit_name, unit_uscc=of.unit_uscc,
            unit_kind=of.unit_kind, jurisdiction=of.jurisdiction, institution_id=charge.institution_id,
            institution_name=institution_name, day=charge.day, charged_at=charge.charged_at, released_at=released,
            release_reason=charge.release_reason if released else None,
            pack_version=project.pack_version if project else None, opening=declared.opening if declared else False,
            headed=charge.person_id == account.person_id, heads_since=heads.get(charge.institution_id),
            counted=released is None,
        )
