"""Letters to people without an account: written in the transaction of what they tell, sent after its commit.

A letter names its addressee by a reference only; who that is, with the address, is asked when it is sent.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.outbox.models import Letter
from assessor_hub.outbox.services import BATCH, mark, tried

Send = Callable[[Letter], None]


def write_letter(session: Session, ref: str, tag: Tag, figures: dict[str, Any], now: datetime) -> None:
    """Write a letter to ``ref``, in the caller's transaction. ``figures`` hold nothing sensitive."""
    session.add(Letter(ref=ref, subject=tag.value, figures=figures, written_at=now, next_try_at=now))


def deliver_letters(session: Session, send: Send, now: datetime) -> int:
    """Send the letters that are due, as :func:`assessor_hub.outbox.services.deliver` does; returns how many went."""
    due = select(Letter.id).where(Letter.sent_at.is_(None), Letter.next_try_at <= now).limit(BATCH)
    sent = 0
    for letter_id in list(session.scalars(due.order_by(Letter.next_try_at))):
        letter = session.get_one(Letter, letter_id)
        fault = tried(functools.partial(send, letter))
        with transaction(session):
            sent += mark(session.get_one(Letter, letter_id), fault, now)
    return sent
