"""What a recorded institution shows as of a day: its answers when it was recorded, and what has changed since."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from assessor_hub.db import run
from assessor_hub.registration.answers import Answers, Premises
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.recorded import Answered, Recorded
from assessor_hub.registration.review_models import Version
from assessor_hub.registration.versions import last_version
from assessor_hub.rules.lifecycle import ChangeState
from assessor_hub.rules.values import ChangeKind

_ACCEPTED = (ChangeKind.PREMISES, ChangeKind.QUALITY_CERTIFICATE)
_CHANGES = (  # what changes the answers of a recordal, and the moves of its institution; columns, as every filing asks
    select(Change.kind, Change.before, Change.after, Change.happened_on, Change.filed_at)
    .where(
        or_(
            and_(
                Change.recordal_id == bindparam("recordal_id"), Change.kind.in_(_ACCEPTED),
                Change.status == ChangeState.ACCEPTED,
            ),
            and_(
                Change.institution_id == bindparam("institution_id"), Change.kind == ChangeKind.REGISTERED_PLACE
            ),
        )
    )
    .order_by(Change.happened_on, Change.id)
)


@dataclass(frozen=True)
class Present:
    """Answers and place of registration as of a day."""

    answers: Answers
    registered_code: str


def present_on(
    session: Session, recordal: Recordal | Recorded, application: Application | Answered, day: date,
    version: Version | None = None,
) -> Present:
    """The recorded answers with the accepted changes of premises and certificate that had happened by ``day``.

    ``version`` is what was handed in by the day; None: as the application holds it.
    """
    answers = Answers.model_validate(version.answers if version else application.answers)
    asked = {"recordal_id": recordal.id, "institution_id": recordal.institution_id}
    filed = run(session, _CHANGES, asked).all()
    accepted = [row.after for row in filed if row.kind is not ChangeKind.REGISTERED_PLACE and row.happened_on <= day]
    if accepted:
        premises = functools.reduce(operator.or_, accepted, answers.premises.model_dump())
        answers = answers.model_copy(update={"premises": Premises.model_validate(premises)})
    moves = [row for row in filed if row.kind is ChangeKind.REGISTERED_PLACE]
    return Present(answers, _place_on(session, recordal, application, moves, day, version))


def _place_on(
    session: Session, recordal: Recordal | Recorded, application: Application | Answered, filed: Sequence[Any],
    day: date, version: Version | None,
) -> str:
    """The place of registration is a fact: of the days before it changed, the earlier one holds.

    A move is filed under whichever recordals live then, a later one's too; after the last has ended none is filed, so
    an ended recordal keeps to what was handed in and the moves that were filed since.
    """
    later = next((row for row in filed if row.happened_on > day), None)
    if later is not None:
        return str(later.before["registered_code"])
    version = version or (last_version(session, application.id) if recordal.ended_on is not None else None)
    if recordal.ended_on is None or version is None:
        return application.registered_code
    since = [row.after["registered_code"] for row in filed if row.filed_at >= version.handed_in_at]
    return str([version.particulars["registered_code"], *since][-1])
