"""Writing messages into the outbox, and delivering them after the commit."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.models import Grant, User
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.outbox.models import Message, Post

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
        user = session.get_one(User, message.user_id)
        fault = tried(functools.partial(send, user, message))
        with transaction(session):
            sent += mark(session.get_one(Message, message_id), fault, now)
    return sent


def tried(send: Callable[[], None]) -> str | None:
    """What went wrong with sending, by its name."""
    try:
        send()
    except (OSError, ValueError) as fault:  # smtplib's and the sockets' errors; an address no header can hold
        return type(fault).__name__
    return None


def mark(post: Post, fault: str | None, now: datetime) -> bool:
    """Note that the post went, or why not and when it is tried again, in the caller's transaction; whether it went."""
    if fault is None:
        post.sent_at = now
        return True
    post.tries += 1
    post.fault = fault
    post.next_try_at = now + min(FIRST_WAIT * 2**post.tries, LONGEST_WAIT)
    return False
