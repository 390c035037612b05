"""What a recorded institution shows as of a day: its answers when it was recorded, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.registration.answers import Answers, Premises
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.review_models import Version
from assessor_hub.registration.versions import last_version
from assessor_hub.rules.lifecycle import ChangeState
from assessor_hub.rules.values import ChangeKind


@dataclass(frozen=True)
class Present:
    """Answers and place of registration as of a day."""

    answers: Answers
    registered_code: str


def present_on(
    session: Session, recordal: Recordal, application: Application, day: date, version: Version | None = None
) -> Present:
    """The recorded answers with the accepted changes of premises and certificate that had happened by ``day``.

    ``version`` is what was handed in by the day; None: as the application holds it.
    """
    answers = Answers.model_validate(version.answers if version else application.answers)
    premises = answers.premises.model_dump()
    for change in _accepted(session, recordal, day):
        premises |= change.after
    return Present(
        answers.model_copy(update={"premises": Premises.model_validate(premises)}),
        _place_on(session, recordal, application, day, version),
    )


def _place_on(
    session: Session, recordal: Recordal, application: Application, day: date, version: Version | None
) -> str:
    """The place of registration is a fact: of the days before it changed, the earlier one holds.

    A move is filed under whichever recordals live then, a later one's too; after the last has ended none is filed, so
    an ended recordal keeps to what was handed in and the moves that were filed since.
    """
    moves = select(Change).where(
        Change.institution_id == recordal.institution_id, Change.kind == ChangeKind.REGISTERED_PLACE
    )
    filed = list(session.scalars(moves.order_by(Change.happened_on, Change.id)))
    later = next((row for row in filed if row.happened_on > day), None)
    if later is not None:
        return str(later.before["registered_code"])
    version = version or (last_version(session, application.id) if recordal.ended_on is not None else None)
    if recordal.ended_on is None or version is None:
        return application.institution.registered_code
    since = [row.after["registered_code"] for row in filed if row.filed_at >= version.handed_in_at]
    return str([version.particulars["registered_code"], *since][-1])


def _accepted(session: Session, recordal: Recordal, day: date) -> list[Change]:
    wanted = select(Change).where(
        Change.recordal_id == recordal.id, Change.happened_on <= day, Change.status == ChangeState.ACCEPTED,
        Change.kind.in_([ChangeKind.PREMISES, ChangeKind.QUALITY_CERTIFICATE]),
    )
    return list(session.scalars(wanted.order_by(Change.happened_on, Change.id)))
