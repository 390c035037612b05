"""Keeping a refused filing whole, and reading it again as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution
from assessor_hub.numbering import next_number
from assessor_hub.projects.drafts import keep_refusal
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.explaining import Line, charges, ledger, line_kept
from assessor_hub.projects.filing import Filing
from assessor_hub.projects.judging import Judgement
from assessor_hub.projects.ledger import Account
from assessor_hub.projects.refusal_models import FilingRefusal
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.keys import ALL
from assessor_hub.rules.law import Stated
from assessor_hub.rules.pack import Strength, Text

_INNER = frozenset({"counted", "account"})  # figures that are columns of their own


@dataclass(frozen=True)
class Kept:
    """A refusal as it was said, and what was counted then, oldest first."""

    row: FilingRefusal
    refused: FilingRefused
    account: Account | None
    lines: list[Line]


def note_refusal(
    session: Session, refused: FilingRefused, *, by: Actor, now: datetime, filing: Filing
) -> FilingRefusal | None:
    """Keep a refused filing for a later appeal, with its audit entry: the refusal itself undid everything else.

    One that was never judged by any rule (a key sent again with other details) has its audit entry only.
    """
    institution = session.get_one(Institution, by.institution_id)
    figures: dict[str, Any] = {key: str(value) for key, value in refused.figures.items() if key != "counted"}
    figures |= {"code": refused.code, "level": filing.level.value, "kind": filing.unit_kind.value}
    row, judged = None, refused.judged
    if judged is not None:
        row = _row(session, refused, judged, institution, filing, by, now)
        session.add(row)
        session.flush()
        figures["kept"] = row.number
        keep_refusal(session, filing.request_key, row.id, by=by)
    record(
        session, Tag.PROJECT_REFUSED, by=by, on=institution, now=now, reason=refused.code, detail=figures,
        jurisdiction=judged.jurisdiction if judged else None, pack_version=row.pack_version if row else None,
    )
    return row


def _row(
    session: Session, refused: FilingRefused, judged: Judgement, institution: Institution, filing: Filing, by: Actor,
    now: datetime,
) -> FilingRefusal:
    version = judged.rules.version if judged.rules is not None else None
    short = version.split(":", 1)[0] if version else judged.jurisdiction
    year = beijing_day(now).year
    return FilingRefusal(
        number=f"{short}-R{year}-{next_number(session, f'refusal/{judged.jurisdiction}/{year}')}",
        institution_id=institution.id, refused_at=now, refused_to=by.user_id, level=filing.level,
        unit_kind=filing.unit_kind, unit_name=filing.unit_name.strip(), unit_uscc=filing.unit_uscc,
        unit_city=filing.unit_city, work_from=filing.work_from, jurisdiction=judged.jurisdiction,
        year=judged.day.year, code=refused.code, pack_version=version, stated=_stated_kept(refused.stated),
        figures={name: _kept(value) for name, value in refused.figures.items() if name not in _INNER},
        person_id=judged.head.person_id if judged.head else None,
        head_name=judged.head.name if judged.head else None, **_counted(session, refused, judged),
    )


def _counted(session: Session, refused: FilingRefused, judged: Judgement) -> dict[str, Any]:
    """The pool with what was counted: of a reached cap exactly what was read as it was refused, else what holds now."""
    account, cap = judged.account, judged.cap
    if account is None or cap is None:
        return {"lines": []}
    if "counted" in refused.figures:
        lines = charges(session, account, refused.figures["counted"])
    else:
        lines = [line for line in ledger(session, account) if line.counted]
    return {
        "pool_level": account.pool.level, "pool_code": account.pool.jurisdiction, "cap_limit": cap.value.limit,
        "used": len(lines), "lines": [line.kept() for line in lines],
    }


def refusal_for(session: Session, actor: Actor, refusal_id: int) -> Kept | None:
    """A refused filing of the actor's institution, or within a reader's reach, as it was."""
    row = session.scalar(select(FilingRefusal).where(FilingRefusal.id == refusal_id, _visible(actor)))
    return None if row is None else kept_in(row)


def kept_in(row: FilingRefusal) -> Kept:
    """The refusal that a row, which the caller has fetched, holds."""
    figures = {name: _given(value) for name, value in row.figures.items()}
    account = None
    if row.pool_level is not None and row.pool_code is not None and row.person_id is not None:
        account = Account(row.person_id, Pool(row.pool_level, row.pool_code), row.year)
        if row.used is not None:
            figures |= {"used": row.used, "next": row.used + 1}
    refused = FilingRefused(row.code, stated=_stated_given(row.stated), **figures)
    return Kept(row, refused, account, [line_kept(line) for line in row.lines])


def refusals_for(session: Session, actor: Actor, *, after: int | None = None, limit: int = 50) -> list[FilingRefusal]:
    """Refused filings that the actor may see, newest first; ``after`` is the id of the one before."""
    wanted = select(FilingRefusal).where(_visible(actor))
    if after is not None:
        wanted = wanted.where(FilingRefusal.id < after)
    return list(session.scalars(wanted.order_by(FilingRefusal.id.desc()).limit(limit)))


def own_refusals(
    session: Session, actor: Actor, *, after: int | None = None, limit: int = 50
) -> tuple[list[FilingRefusal], int]:
    """The newest refused filings of the actor's institution before the id ``after``, and how many there are in all."""
    mine = FilingRefusal.institution_id == (actor.institution_id or 0)
    newest = select(FilingRefusal).where(mine).order_by(FilingRefusal.id.desc()).limit(limit)
    if after is not None:
        newest = newest.where(FilingRefusal.id < after)
    return list(session.scalars(newest)), session.scalars(select(func.count(FilingRefusal.id)).where(mine)).one()


def _visible(actor: Actor) -> Any:
    return or_(
        FilingRefusal.institution_id == (actor.institution_id or 0),
        actor.reach(FilingRefusal.jurisdiction, READERS), actor.reach(FilingRefusal.unit_city, READERS),
    )


def _stated_kept(stated: Stated[Any] | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    plain = {field.name: _kept(getattr(stated, field.name)) for field in fields(stated)}
    plain["value"] = ALL[stated.key].adapter.dump_python(stated.value, mode="json")
    plain["reading"] = stated.reading.model_dump() if stated.reading else None
    return plain


def _stated_given(kept: dict[str, Any] | None) -> Stated[Any] | None:
    """The rule as it was; its value stays plain JSON, for its shape may have changed since."""
    if kept is None:
        return None
    given = {name: kept["value"] if name == "value" else _given(value) for name, value in kept.items()}
    return Stated(**given | {
        "strength": Strength(kept["strength"]), "restated_in": tuple(kept["restated_in"]),
        "reading": Text.model_validate(kept["reading"]) if kept["reading"] else None,
    })


def _kept(value: Any) -> Any:
    """A figure as JSON; a day is marked as one, so that it comes back as it was."""
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Mapping):
        return {"all": {name: _kept(one) for name, one in value.items()}}
    if isinstance(value, (tuple, list)):
        return [_kept(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def _given(value: Any) -> Any:
    if isinstance(value, dict) and "day" in value:
        return date.fromisoformat(value["day"])
    if isinstance(value, dict) and "all" in value:
        return {name: _given(one) for name, one in value["all"].items()}
    return tuple(_given(one) for one in value) if isinstance(value, list) else value
