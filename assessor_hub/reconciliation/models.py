"""Published lists as they were printed, and what people said that a written name means. Outcomes are never stored."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.rules.values import Level, UnitKind

_TAKEN = text("state = 'taken'")
_STANDS = text("withdrawn_at IS NULL")


class ListState(StrEnum):
    """A list is previewed, then taken in; a preview can be cancelled, a list that was taken in set aside."""

    PREVIEW = "preview"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    SET_ASIDE = "set_aside"


class PublishedList(Base):
    """A list that a department published, with its source. ``jurisdiction`` is the department that imported it.

    ``sha256`` is the file's, by which the same file is recognised; the file itself lies sealed, tied to ``ref``, until
    the preview is over. ``whole`` is what holds for every row whose column the file lacks: year, kind, level, place.
    """

    __tablename__ = "published_lists"
    __table_args__ = (
        check("preview_has_file", "(state = 'preview') = (file_sealed IS NOT NULL)"),
        check("taken_has_rows", "state NOT IN ('taken', 'set_aside') OR (taken_at IS NOT NULL AND rows_taken > 0)"),
        check("set_aside_has_reason", "(state = 'set_aside') = (set_aside_at IS NOT NULL AND length(reason) > 0)"),
        check("no_count_negative", "rows_taken >= 0 AND rows_left_out >= 0"),
        Index(
            "uq_published_lists_file", "jurisdiction", "sha256", unique=True, sqlite_where=_TAKEN,
            postgresql_where=_TAKEN,
        ),
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    jurisdiction: Mapped[Code] = mapped_column(index=True)
    state: Mapped[ListState] = mapped_column(words(ListState))
    title: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(80))
    published_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(500))  # where it was published, as text
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    file_sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    whole: Mapped[dict[str, Any]] = mapped_column(JSON)
    rows_taken: Mapped[int] = mapped_column(default=0)
    rows_left_out: Mapped[int] = mapped_column(default=0)
    sent_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    sent_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class PublishedRow(Base):
    """One row of a list as printed: a unit at a level in a year, and the assessor that it names.

    ``place`` is the unit's province or city, as far as the list says. ``asked_at``: when a department asked the
    institution to file or declare it.
    """

    __tablename__ = "published_rows"
    __table_args__ = (
        check("asked_by_somebody", "(asked_at IS NULL) = (asked_by IS NULL)"),
        UniqueConstraint("list_id", "line"),
        Index("ix_published_rows_year", "year", "place"),
    )

    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(BigId, ForeignKey("published_lists.id"))
    line: Mapped[int]  # the spreadsheet's own number of the row
    year: Mapped[int]
    unit_name: Mapped[str] = mapped_column(String(120))
    unit_uscc: Mapped[str | None] = mapped_column(String(18))
    unit_kind: Mapped[UnitKind] = mapped_column(words(UnitKind))
    level: Mapped[Level] = mapped_column(words(Level))
    place: Mapped[Code]
    assessor_name: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))

    published: Mapped[PublishedList] = relationship(lazy="joined")


class Named(StrEnum):
    """What a written name names."""

    ASSESSOR = "assessor"
    UNIT = "unit"


class NameConfirmation(Base):
    """A person's word on a written name, kept for every later list of the jurisdiction until it is withdrawn.

    An assessor's name means ``institution_id``, or, where that is empty, no institution of the register; a unit's
    name means ``unit_uscc``. ``form`` is the normal form of what is ``written``.
    """

    __tablename__ = "name_confirmations"
    __table_args__ = (
        check("unit_has_code", "(named = 'unit') = (unit_uscc IS NOT NULL)"),
        check("unit_is_no_institution", "named = 'assessor' OR institution_id IS NULL"),
        check("withdrawn_has_reason", "(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)"),
        check("withdrawn_by_somebody", "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"),
        Index(
            "uq_name_confirmations_form", "jurisdiction", "named", "form", unique=True, sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[Id]
    jurisdiction: Mapped[Code]
    named: Mapped[Named] = mapped_column(words(Named))
    written: Mapped[str] = mapped_column(String(120))
    form: Mapped[str] = mapped_column(Text)  # can be longer than what is written
    institution_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("institutions.id"))
    unit_uscc: Mapped[str | None] = mapped_column(String(18))
    meaning: Mapped[str] = mapped_column(String(120))  # the name that it stands for, on the day of the confirmation
    note: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    confirmed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
