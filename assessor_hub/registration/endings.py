"""How a recordal ends other than by decision or renewal: given up by the institution, or its holder is no more.

Reading: nothing is transferred silently. The recordal ends; who comes after a merged or divided institution is named
and applies for itself; units of the caps stay with the persons whose use they are in, and projects in flight stay what
they are until staff or the institution move them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.change_models import Change, Successor
from assessor_hub.registration.changes import answer, file_under
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.recordals import end_recordal
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ChangeState, ChangeVerb
from assessor_hub.rules.values import ChangeKind

NO_MORE = {
    ChangeKind.DISSOLUTION: EndKind.DISSOLUTION,
    ChangeKind.MERGER: EndKind.MERGER,
    ChangeKind.DIVISION: EndKind.DIVISION,
}
SUCCEEDED = frozenset({ChangeKind.MERGER, ChangeKind.DIVISION})


@dataclass(frozen=True)
class Heir:
    """Who comes after, as the document names it: a checked unified social credit code and a name."""

    uscc: str
    name: str


def give_up(
    session: Session, law: LawBook, recordal: Recordal, first_day_without: date, reason: str, *, by: Actor,
    now: datetime,
) -> Change:
    """The institution gives its recordal up from a day on, today or later. The caller holds the row.

    Refuses ``not_live``, ``end_in_past``, ``reason_missing``.
    """
    today = beijing_day(now)
    if recordal.ended_on is not None:
        raise RegistrationRefused("not_live")
    if first_day_without < today:
        raise RegistrationRefused("end_in_past")
    if not reason.strip():
        raise RegistrationRefused("reason_missing")
    end_recordal(session, recordal, first_day_without, reason.strip(), kind=EndKind.EXIT, by=by, now=now)
    return file_under(
        session, law, recordal, ChangeKind.EXIT, {}, _after(recordal, reason), today, by=by, now=now
    )


def end_by_document(
    session: Session, law: LawBook, recordal: Recordal, kind: ChangeKind, happened_on: date, reason: str,
    heirs: tuple[Heir, ...] = (), *, by: Actor, now: datetime,
) -> Change:
    """Staff enter that the institution was dissolved, merged or divided on a day. The caller holds the row.

    Refuses ``not_live``, ``change_in_future``, ``end_before_recordal``, ``reason_missing``, ``successor_missing`` for a
    merger or division without one, ``successor_is_self``.
    """
    _check_end(recordal, happened_on, reason, beijing_day(now))
    if kind in SUCCEEDED and not heirs:
        raise RegistrationRefused("successor_missing")
    if any(heir.uscc == recordal.institution.uscc for heir in heirs):
        raise RegistrationRefused("successor_is_self")
    end_recordal(session, recordal, happened_on, reason.strip(), kind=NO_MORE[kind], by=by, now=now)
    for heir in {heir.uscc: heir for heir in heirs}.values():
        session.add(Successor(recordal_id=recordal.id, uscc=heir.uscc, name=heir.name.strip()))
    after = _after(recordal, reason) | {"successors": [[heir.uscc, heir.name] for heir in heirs]}
    change = file_under(session, law, recordal, kind, {}, after, happened_on, by=by, now=now)
    if change.status is ChangeState.FILED:  # whoever entered it has noted it
        answer(session, change, ChangeVerb.NOTE, revision=change.revision, reason="", by=by, now=now)
    tell_institution(session, recordal.institution_id, Tag.RECORDAL_ENDED, {"number": recordal.number}, now)
    return change


def _check_end(recordal: Recordal, happened_on: date, reason: str, today: date) -> None:
    if recordal.ended_on is not None and recordal.ended_on <= today:
        raise RegistrationRefused("not_live")
    if happened_on > today:
        raise RegistrationRefused("change_in_future")
    if happened_on < recordal.recorded_on:
        raise RegistrationRefused("end_before_recordal", recorded_on=recordal.recorded_on)
    if not reason.strip():
        raise RegistrationRefused("reason_missing")


def _after(recordal: Recordal, reason: str) -> dict[str, Any]:
    return {"ended_on": str(recordal.ended_on), "reason": reason.strip()}
