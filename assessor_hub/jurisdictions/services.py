"""The law book as it stands: the packs plus what administrators recorded about them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.db import run
from assessor_hub.jurisdictions.models import CommencementKind, PackCommencement, ValueConfirmation
from assessor_hub.refusals import Refused
from assessor_hub.rules.keys import ALL
from assessor_hub.rules.law import Commencement, LawBook, written
from assessor_hub.rules.pack import Strength


class PackActRefused(Refused):
    """An act about a pack was not recorded: binds_by_itself, dates_cross, not_assumed, no_source."""


_ACTS = union_all(  # read by every request that judges: both kinds of act at once, columns and not rows
    select(
        PackCommencement.id, PackCommencement.code, PackCommencement.kind, PackCommencement.first_day,
        PackCommencement.last_day, PackCommencement.number, PackCommencement.source,
        type_coerce(null(), ValueConfirmation.key.type).label("key"),
        type_coerce(null(), ValueConfirmation.confirmed.type).label("confirmed"),
    ),
    select(
        ValueConfirmation.id, ValueConfirmation.code, null(), null(), null(), null(), null(),
        ValueConfirmation.key, ValueConfirmation.confirmed,
    ),
).order_by("id")


def standing_law(session: Session, packs: LawBook) -> LawBook:
    """``packs`` under the acts recorded so far."""
    acts = run(session, _ACTS).all()
    commencements = tuple(
        Commencement(act.code, act.kind.value, act.first_day, act.last_day or date.max, act.number, act.source)
        for act in acts if act.kind is not None
    )
    confirmed = frozenset((act.code, act.key, value) for act in acts if act.kind is None for value in act.confirmed)
    return packs.with_records(commencements, confirmed)


def recorded_acts(session: Session) -> list[PackCommencement | ValueConfirmation]:
    """Every act that administrators recorded about packs, newest first."""
    acts: list[PackCommencement | ValueConfirmation] = [
        *session.scalars(select(PackCommencement)), *session.scalars(select(ValueConfirmation))
    ]
    return sorted(acts, key=lambda act: act.recorded_at, reverse=True)


def commence(
    session: Session, packs: LawBook, code: str, kind: CommencementKind, first_day: date, *,
    number: str, source: str, by: Actor, now: datetime, last_day: date | None = None,
) -> PackCommencement:
    """Put a pending or unconfirmed pack into force or into a labelled trial, with number, date and source."""
    if packs.packs[code].document.status not in {"pending", "unconfirmed"}:
        raise PackActRefused("binds_by_itself", code=code)
    if not source.strip():
        raise PackActRefused("no_source")
    earlier = session.scalars(select(PackCommencement).where(PackCommencement.code == code))
    if any(_cross(act, first_day, last_day) for act in earlier):
        raise PackActRefused("dates_cross", code=code)
    act = PackCommencement(
        code=code, kind=kind, first_day=first_day, last_day=last_day, number=number.strip(), source=source.strip(),
        pack_version=packs.version(code), by_user=by.user_id, recorded_at=now,
    )
    session.add(act)
    session.flush()
    detail = {"kind": kind.value, "first_day": str(first_day), "last_day": str(last_day or ""), "number": number}
    record(
        session, Tag.PACK_COMMENCED, by=by, on=act, now=now, reason=source, jurisdiction=code,
        pack_version=act.pack_version, detail=detail,
    )
    return act


def _cross(act: PackCommencement, first_day: date, last_day: date | None) -> bool:
    return act.first_day <= (last_day or date.max) and first_day <= (act.last_day or date.max)


def confirm_value(
    session: Session, packs: LawBook, code: str, key: str, *, source: str, by: Actor, now: datetime
) -> ValueConfirmation:
    """Record that an assumed value was confirmed from its source; from then on that value stands as text."""
    law = standing_law(session, packs)
    rows = [] if key not in ALL else law.packs[code].entries.get(key, ())
    resolved = [law.stated(code, ALL[key], beijing_day(now), level) for row in rows for level in row.levels]
    assumed = {written(ALL[key], answer.value) for answer in resolved if answer.strength is Strength.ASSUMED}
    if not assumed:
        raise PackActRefused("not_assumed", key=key)
    if not source.strip():
        raise PackActRefused("no_source")
    act = ValueConfirmation(
        code=code, key=key, confirmed=sorted(assumed), source=source.strip(), pack_version=packs.version(code),
        by_user=by.user_id, recorded_at=now,
    )
    session.add(act)
    session.flush()
    record(
        session, Tag.PACK_CONFIRMED, by=by, on=act, now=now, reason=source, jurisdiction=code,
        pack_version=act.pack_version, detail={"key": key, "values": act.confirmed},
    )
    return act
