"""Applications, and the recordals (备案) that they lead to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.codes import DRAWN, new_code
from assessor_hub.rules.lifecycle import ApplicationState
from assessor_hub.rules.values import UnitKind

_OPEN = text("status IN ('draft', 'submitted', 'returned')")


class Application(Base):
    """An institution's application for recordal in one jurisdiction.

    ``answers`` is the document by :class:`assessor_hub.registration.answers.Answers`; ``revision`` counts saves and
    lets the second of two people learn that the first was quicker. ``verdict`` is what was judged when it was decided.
    ``version`` counts hand-ins. ``city`` is the city whose opinion the text asks for, by GB/T 2260, None where it asks
    for none. ``taken_by`` is who works on it, which keeps nobody else from it.
    """

    __tablename__ = "applications"
    __table_args__ = (
        check("submitted_has_time", "status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL"),
        check(
            "decided_has_reason",
            "status NOT IN ('returned', 'refused', 'recorded') OR (decided_at IS NOT NULL AND length(reason) > 0)",
        ),
        Index(
            "uq_applications_open", "institution_id", "jurisdiction", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        check("handed_in_has_version", "submitted_at IS NULL OR version > 0"),
        Index("ix_applications_queue", "jurisdiction", "status", "submitted_at", "id"),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    jurisdiction: Mapped[Code]
    status: Mapped[ApplicationState] = mapped_column(words(ApplicationState))
    revision: Mapped[int] = mapped_column(default=1)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=0)
    city: Mapped[str | None] = mapped_column(String(6), index=True)
    taken_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"), index=True)

    institution: Mapped[Institution] = relationship(lazy="joined")

    @property
    def registered_code(self) -> str:
        """Where its institution is registered, by GB/T 2260."""
        return self.institution.registered_code


class EndKind(StrEnum):
    """Why a recordal is over.

    Cancelled by a decision, its recording set aside, renewed by the next one, given up, or its holder is no more.
    """

    CANCELLED = "cancelled"
    SET_ASIDE = "set_aside"
    RENEWED = "renewed"
    EXIT = "exit"
    DISSOLUTION = "dissolution"
    MERGER = "merger"
    DIVISION = "division"


class Recordal(Base):
    """A recorded institution in one jurisdiction, with the levels and fields that it covers. One live at a time.

    ``certificate_code`` is what its certificate is verified by; the notice has a number once it is issued.
    ``renews_id`` is the recordal that this one took over from on its first day, without a day between them.
    """

    __tablename__ = "recordals"
    __table_args__ = (
        check("end_has_reason", "(ended_on IS NULL) = (end_reason IS NULL)"),
        check("end_has_kind", "(ended_on IS NULL) = (end_kind IS NULL)"),
        UniqueConstraint("renews_id"),
        check("ends_after_start", "ended_on IS NULL OR ended_on >= recorded_on"),
        check(
            "notice_is_whole",
            "(notice_number IS NULL) = (notice_on IS NULL) AND (notice_number IS NULL) = (notice_addressee IS NULL)",
        ),
        Index(
            "uq_recordals_live", "institution_id", "jurisdiction", unique=True,
            sqlite_where=text("ended_on IS NULL"), postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_recordals_register", "jurisdiction", "number"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    jurisdiction: Mapped[Code]
    application_id: Mapped[int] = mapped_column(BigId, ForeignKey("applications.id"))
    levels: Mapped[list[str]] = mapped_column(JSON)
    fields: Mapped[list[str]] = mapped_column(JSON)  # the kinds of unit that it showed itself able to evaluate
    recorded_on: Mapped[date]
    ended_on: Mapped[date | None]  # the first day without it
    end_kind: Mapped[EndKind | None] = mapped_column(words(EndKind))
    end_reason: Mapped[str | None] = mapped_column(Text)
    renews_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("recordals.id"))
    pack_version: Mapped[str] = mapped_column(String(120))
    trial: Mapped[bool]  # recorded under a draft's labelled trial
    certificate_code: Mapped[str] = mapped_column(String(DRAWN + 1), unique=True, default=new_code)
    notice_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    notice_on: Mapped[date | None]
    notice_addressee: Mapped[str | None] = mapped_column(String(120))  # the institution's name when it was issued

    institution: Mapped[Institution] = relationship(lazy="joined")
    application: Mapped[Application] = relationship()

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        """The fields that it covers, in their order."""
        return tuple(kind for kind in UnitKind if kind.value in self.fields)
