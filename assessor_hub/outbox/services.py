"""Writing messages into the outbox, and delivering them after the commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.models import Grant, User
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.outbox.models import Message

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=12)
BATCH = 50
Send = Callable[[User, Message], None]


def tell_institution(session: Session, institution_id: int, tag: Tag, figures: dict[str, Any], now: datetime) -> None:
    """Write a message to everyone who works for the institution, in the caller's transaction."""
    seats = select(Grant.user_id).where(Grant.institution_id == institution_id, Grant.revoked_at.is_(None)).distinct()
    for user_id in session.scalars(seats):
        session.add(
            Message(user_id=user_id, subject=tag.value, figures=figures, written_at=now, next_try_at=now)
        )


def inbox(session: Session, user_id: int, limit: int = 20) -> list[Message]:
    """A user's latest messages, newest first."""
    mine = select(Message).where(Message.user_id == user_id).order_by(Message.id.desc()).limit(limit)
    return list(session.scalars(mine))


def deliver(session: Session, send: Send, now: datetime) -> int:
    """Send what is due and mark it, message by message; returns how many went.

    Sending happens outside any transaction: a slow mail server must not hold a writer's place. A failure is kept with
    the message and tried again, each time after twice the wait, up to half a day, and stops no other message.
    """
    due = select(Message.id).where(Message.sent_at.is_(None), Message.next_try_at <= now).limit(BATCH)
    sent = 0
    for message_id in list(session.scalars(due.order_by(Message.next_try_at))):
        message = session.get_one(Message, message_id)
        fault = _try(send, session.get_one(User, message.user_id), message)
        with transaction(session):
            message = session.get_one(Message, message_id)
            if fault is None:
                message.sent_at, sent = now, sent + 1
            else:
                message.tries += 1
                message.fault = fault
                message.next_try_at = now + min(FIRST_WAIT * 2**message.tries, LONGEST_WAIT)
    return sent


def _try(send: Send, user: User, message: Message) -> str | None:
    try:
        send(user, message)
    except (OSError, ValueError) as fault:  # smtplib's and the sockets' errors; an address no header can hold
        return type(fault).__name__
    return None
