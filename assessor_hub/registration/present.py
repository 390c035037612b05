"""What a recorded institution shows as of a day: its answers when it was recorded, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.registration.answers import Answers, Premises
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.rules.lifecycle import ChangeState
from assessor_hub.rules.values import ChangeKind


@dataclass(frozen=True)
class Present:
    """Answers and place of registration as of a day."""

    answers: Answers
    registered_code: str


def present_on(
    session: Session, recordal: Recordal, application: Application, day: date, recorded: Answers | None = None
) -> Present:
    """The recorded answers with the accepted changes of premises and certificate that had happened by ``day``.

    ``recorded`` are the answers of the version that was handed in; None: as the application holds them.

    The place of registration is a fact: of the days before it changed, the earlier one holds.
    """
    answers = recorded or Answers.model_validate(application.answers)
    premises = answers.premises.model_dump()
    for change in _accepted(session, recordal, day):
        premises |= change.after
    moved_later = select(Change).where(
        Change.recordal_id == recordal.id, Change.kind == ChangeKind.REGISTERED_PLACE, Change.happened_on > day
    )
    later = session.scalars(moved_later.order_by(Change.happened_on, Change.id)).first()
    place = later.before["registered_code"] if later is not None else application.institution.registered_code
    return Present(answers.model_copy(update={"premises": Premises.model_validate(premises)}), place)


def _accepted(session: Session, recordal: Recordal, day: date) -> list[Change]:
    wanted = select(Change).where(
        Change.recordal_id == recordal.id, Change.happened_on <= day, Change.status == ChangeState.ACCEPTED,
        Change.kind.in_([ChangeKind.PREMISES, ChangeKind.QUALITY_CERTIFICATE]),
    )
    return list(session.scalars(wanted.order_by(Change.happened_on, Change.id)))
