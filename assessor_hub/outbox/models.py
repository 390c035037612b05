"""Messages written in the transaction of what they tell, sent only after its commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Id

_WAITING = text("sent_at IS NULL")


class Post:
    """What every kind of post keeps: what caused it, and how far it has come."""

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(60))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(Text, default="")


class Message(Post, Base):
    """One notice to one user. ``subject`` is the audit tag that caused it; ``figures`` hold numbers and names of
    institutions, nothing sensitive: the words are on the page behind the sign-in.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_waiting", "next_try_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_messages_inbox", "user_id", "id"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))


class Letter(Post, Base):
    """One notice to somebody without an account, known by ``ref`` to those who keep the address."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_waiting", "next_try_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    ref: Mapped[str] = mapped_column(String(32), index=True)
