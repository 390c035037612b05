"""Filing a change after recordal, and the department's answer to it.

The institution's facts change with the filing: they are what happened. The answer says whether the department took
note, reviewed them anew, or objects; which kinds it reviews and by when they are filed is data of the packs.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import live_recordals
from assessor_hub.rules.deadlines import is_on_time, last_day_of
from assessor_hub.rules.keys import REF_CHANGE_FILING, REF_CHANGES_REVIEWED
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import CHANGE, BadTransition, ChangeState, ChangeVerb, advance
from assessor_hub.rules.values import ChangeKind

BACK_DATED, SAME_DAY, FILINGS_MOVED = "back_dated", "same_day", "filings_moved"
TAGS = {
    ChangeVerb.NOTE: Tag.CHANGE_NOTED,
    ChangeVerb.ASK_REVIEW: Tag.CHANGE_REVIEWED,
    ChangeVerb.ACCEPT: Tag.CHANGE_ACCEPTED,
    ChangeVerb.OBJECT: Tag.CHANGE_OBJECTED,
}


def file_change(
    session: Session, law: LawBook, institution_id: int, kind: ChangeKind, before: dict[str, Any],
    after: dict[str, Any], happened_on: date, *, by: Actor, now: datetime, flags: tuple[str, ...] = (),
) -> list[Change]:
    """File a change with every jurisdiction where the institution is recorded today; empty where it is nowhere.

    Refuses ``change_in_future``.
    """
    recordals = live_recordals(session, institution_id, beijing_day(now))
    return [
        file_under(session, law, recordal, kind, before, after, happened_on, by=by, now=now, flags=flags)
        for recordal in recordals
    ]


def file_under(
    session: Session, law: LawBook, recordal: Recordal, kind: ChangeKind, before: dict[str, Any],
    after: dict[str, Any], happened_on: date, *, by: Actor, now: datetime, flags: tuple[str, ...] = (),
) -> Change:
    """File a change for one recordal: due by the office's setting, up for review where the setting says so."""
    if happened_on > beijing_day(now):
        raise RegistrationRefused("change_in_future")
    rules = law.read(recordal.jurisdiction, beijing_day(now))
    reviewed = kind in rules.get(REF_CHANGES_REVIEWED).value
    change = Change(
        recordal_id=recordal.id, institution_id=recordal.institution_id, jurisdiction=recordal.jurisdiction, kind=kind,
        before=before, after=after, happened_on=happened_on, filed_at=now, filed_by=by.user_id,
        due_on=last_day_of(happened_on, rules.get(REF_CHANGE_FILING).value), flags=",".join(flags),
        status=ChangeState.NEEDS_REVIEW if reviewed else ChangeState.FILED, pack_version=rules.version,
    )
    session.add(change)
    session.flush()
    record(
        session, Tag.CHANGE_FILED, by=by, on=change, now=now, jurisdiction=change.jurisdiction,
        pack_version=rules.version,
        detail={"kind": kind.value, "happened_on": str(happened_on), "late": is_late(change), "flags": change.flags},
    )
    return change


def is_late(change: Change) -> bool | None:
    """Whether it was filed after its due day; None where that day is not known."""
    return None if change.due_on is None else not is_on_time(change.filed_at, change.due_on)


def answer(
    session: Session, change: Change, verb: ChangeVerb, *, revision: int, reason: str, by: Actor, now: datetime
) -> None:
    """Note a change, take it up for review, accept it or object to it. The caller holds its row.

    Refuses ``changed_meanwhile``, ``wrong_state``, and ``reason_missing`` for all but a note.
    """
    if change.revision != revision:
        raise RegistrationRefused("changed_meanwhile", status=change.status.value, reason=change.reason)
    if verb is not ChangeVerb.NOTE and not reason.strip():
        raise RegistrationRefused("reason_missing")
    before = change.status
    try:
        change.status = advance(CHANGE, change.status, verb)
    except BadTransition as bad:
        raise RegistrationRefused("wrong_state", status=bad.state.value, verb=bad.verb.value) from bad
    change.reason, change.decided_at, change.decided_by = reason.strip(), now, by.user_id
    change.revision += 1
    record(
        session, TAGS[verb], by=by, on=change, now=now, reason=change.reason, jurisdiction=change.jurisdiction,
        pack_version=change.pack_version, detail={"from": before.value, "to": change.status.value},
    )
    figures = {"jurisdiction": change.jurisdiction, "kind": change.kind.value, "change": change.id}
    tell_institution(session, change.institution_id, TAGS[verb], figures, now)
