"""What a review keeps beside the application: versions, marks, the checklist, proposals, decisions, opinions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.rules.lifecycle import ApplicationVerb

_OPEN = text("closed_at IS NULL")


class Stance(StrEnum):
    """What a city says to an application."""

    SUPPORT = "support"
    OBJECT = "object"
    NONE = "none"


class Closing(StrEnum):
    """How a proposal came to an end: decided upon, replaced by another, or overtaken by the application's own way."""

    DECIDED = "decided"
    REPLACED = "replaced"
    OVERTAKEN = "overtaken"


class Version(Base):
    """An application as it was handed in. Frozen: nothing changes a row.

    ``answers`` as in the application; ``particulars`` what the institution said of itself; ``roster`` a line a person,
    by person id; ``documents`` id, kind and SHA-256. ``signer_is_head``: the legal representative signed.
    """

    __tablename__ = "application_versions"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        check("signer_named", "length(signer_name) > 0"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    particulars: Mapped[dict[str, Any]] = mapped_column(JSON)
    roster: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    signer_name: Mapped[str] = mapped_column(String(80))
    signer_office: Mapped[str] = mapped_column(String(80))
    signer_is_head: Mapped[bool]
    handed_in_at: Mapped[datetime]
    handed_in_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))


class Mark(Base):
    """A remark of the reviewer's at one field of a version, or at a whole step (``field`` empty)."""

    __tablename__ = "application_marks"
    __table_args__ = (
        check("says_something", "length(remark) > 0"),
        Index("ix_application_marks_of", "application_id", "version"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"))
    version: Mapped[int]
    step: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))


class Tick(Base):
    """A line of the checklist as a person left it: looked at or not, with a remark; the last one stands."""

    __tablename__ = "checklist_ticks"
    __table_args__ = (UniqueConstraint("application_id", "version", "line"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"))
    version: Mapped[int]
    line: Mapped[str] = mapped_column(String(80))  # level.condition, or the name of a line of its own
    checked: Mapped[bool]
    remark: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))


class Proposal(Base):
    """What a reviewer proposes where two persons decide. At most one is open; who made it never decides on it."""

    __tablename__ = "application_proposals"
    __table_args__ = (
        check("four_eyes", "closing IS NULL OR closing <> 'decided' OR closed_by <> made_by"),
        check("closed_has_how", "(closed_at IS NULL) = (closing IS NULL)"),
        check("decided_has_person", "closing IS NULL OR closing <> 'decided' OR closed_by IS NOT NULL"),
        check("has_reason", "length(reason) > 0"),
        Index(
            "uq_application_proposals_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"), index=True)
    version: Mapped[int]
    verb: Mapped[ApplicationVerb] = mapped_column(words(ApplicationVerb))
    levels: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    closing: Mapped[Closing | None] = mapped_column(words(Closing))


class ReviewDecision(Base):
    """A decision on an application, kept as it was made; setting it aside adds to it and takes nothing away."""

    __tablename__ = "application_decisions"
    __table_args__ = (
        check("has_reason", "length(reason) > 0"),
        check(
            "set_aside_whole",
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)"
            " AND (set_aside_at IS NOT NULL OR set_aside_by IS NULL)",
        ),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"), index=True)
    version: Mapped[int]
    verb: Mapped[ApplicationVerb] = mapped_column(words(ApplicationVerb))
    levels: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    verdict: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    written: Mapped[dict[str, str]] = mapped_column(JSON)  # the written decision of each line that needed a human
    pack_version: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    set_aside_at: Mapped[datetime | None]
    set_aside_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    set_aside_reason: Mapped[str | None] = mapped_column(Text)


class CityOpinion(Base):
    """What the city says to a version; a later row of the same city takes the place of an earlier one."""

    __tablename__ = "city_opinions"
    __table_args__ = (check("has_reason", "length(reason) > 0"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"), index=True)
    version: Mapped[int]
    city: Mapped[Code]
    stance: Mapped[Stance] = mapped_column(words(Stance))
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))


class FourEyesAct(Base):
    """An act that switches the four-eyes rule of a jurisdiction on or off; the latest one stands."""

    __tablename__ = "four_eyes_acts"
    __table_args__ = (check("has_reason", "length(reason) > 0"),)

    id: Mapped[Id]
    jurisdiction: Mapped[Code] = mapped_column(index=True)
    switched_on: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    by_user: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    recorded_at: Mapped[datetime]


class Deputy(Base):
    """Who stands in for a reviewer from one day to another, both included."""

    __tablename__ = "review_deputies"
    __table_args__ = (
        check("ends_after_start", "last_day >= first_day"),
        check("somebody_else", "user_id <> deputy_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    named_at: Mapped[datetime]
    named_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
