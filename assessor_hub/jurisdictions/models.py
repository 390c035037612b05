"""Recorded acts about packs: putting one into force or trial, and confirming an assumed value."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Code, Id, check, words


class CommencementKind(StrEnum):
    """Force, or a trial that is labelled wherever it acts."""

    IN_FORCE = "in_force"
    TRIAL = "trial"


class PackCommencement(Base):
    """An administrator's act that lets a pending or unconfirmed pack bind from a day, with its source."""

    __tablename__ = "pack_commencements"
    __table_args__ = (check("ends_after_start", "last_day IS NULL OR last_day >= first_day"),)

    id: Mapped[Id]
    code: Mapped[Code]
    kind: Mapped[CommencementKind] = mapped_column(words(CommencementKind))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    number: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(Text)
    pack_version: Mapped[str] = mapped_column(String(120))
    by_user: Mapped[int | None] = mapped_column(BigId)
    recorded_at: Mapped[datetime]


class ValueConfirmation(Base):
    """An administrator's confirmation that an assumed value stands in the source, which is named.

    ``confirmed`` are the values that were confirmed, each as JSON: one that the pack states later is not among them.
    """

    __tablename__ = "value_confirmations"

    id: Mapped[Id]
    code: Mapped[Code]
    key: Mapped[str] = mapped_column(String(80))
    confirmed: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    pack_version: Mapped[str] = mapped_column(String(120))
    by_user: Mapped[int | None] = mapped_column(BigId)
    recorded_at: Mapped[datetime]
