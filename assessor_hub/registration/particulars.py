"""Changes that the institution itself makes and files: its particulars, its premises, its quality certificate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import hold_institution, update_particulars
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.change_queries import WAITING
from assessor_hub.registration.changes import file_change, file_under
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.present import present_on
from assessor_hub.registration.queries import live_recordals
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.values import ChangeKind

KINDS = {
    "name": ChangeKind.NAME,
    "kind": ChangeKind.LEGAL_FORM,
    "registered_code": ChangeKind.REGISTERED_PLACE,
    "address": ChangeKind.ADDRESS,
}
"""The particulars whose change is filed; the telephone number is not among them."""


def change_particulars(
    session: Session, law: LawBook, institution: Institution, given: dict[str, Any], happened_on: date | None, *,
    by: Actor, now: datetime,
) -> list[Change]:
    """Change what the institution says of itself and file each change where it is recorded.

    ``given`` holds name, kind, registered_code, address and phone. Refuses ``nothing_changed``, ``day_missing`` where a
    change has to be filed, ``change_in_future``.
    """
    fields = ("phone", *KINDS)
    changed = [field for field in fields if getattr(institution, field) != _plain(given[field])]
    if not changed:
        raise RegistrationRefused("nothing_changed")
    filed = [field for field in KINDS if field in changed]
    before = {field: getattr(institution, field) for field in filed}
    if filed and happened_on is None and live_recordals(session, institution.id, beijing_day(now)):
        raise RegistrationRefused("day_missing")
    update_particulars(session, institution, **given, by=by, now=now)
    return [
        change
        for field in filed
        for change in file_change(
            session, law, institution.id, KINDS[field], {field: before[field]}, {field: getattr(institution, field)},
            happened_on or beijing_day(now), by=by, now=now,
        )
    ]


def _plain(value: Any) -> Any:
    return value.strip() if type(value) is str else value


def change_premises(
    session: Session, law: LawBook, institution: Institution, kind: ChangeKind, given: dict[str, Any],
    happened_on: date, *, by: Actor, now: datetime,
) -> list[Change]:
    """File new premises or a new quality certificate, under the names of the answers; they hold once accepted.

    ``given`` holds plain JSON. Refuses ``nothing_changed``, also where the same waits for its answer already,
    ``change_in_future``, and ``not_live`` without a recordal.
    """
    hold_institution(session, institution.id)  # the same form, sent twice: the second finds the first
    today = beijing_day(now)
    recordals = live_recordals(session, institution.id, today)
    if not recordals:
        raise RegistrationRefused("not_live")
    filed = []
    for recordal in recordals:
        application = session.get_one(Application, recordal.application_id)
        known = present_on(session, recordal, application, today).answers.premises.model_dump(mode="json")
        before = {field: known[field] for field in given}
        if before == given or _waits(session, recordal, kind, given, happened_on):
            continue
        filed.append(file_under(session, law, recordal, kind, before, given, happened_on, by=by, now=now))
    if not filed:
        raise RegistrationRefused("nothing_changed")
    return filed


def _waits(session: Session, recordal: Recordal, kind: ChangeKind, given: dict[str, Any], happened_on: date) -> bool:
    """Whether just this change has been filed and not been answered."""
    wanted = select(Change).where(
        Change.recordal_id == recordal.id, Change.kind == kind, Change.status.in_(WAITING),
        Change.happened_on == happened_on,
    )
    return any(row.after == given for row in session.scalars(wanted))
