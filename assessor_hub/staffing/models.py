"""Who works where with which title: claims of institutions, of which at most one counts for a person on any day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Id, check, words
from assessor_hub.institutions.models import Person
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty


class Employment(Base):
    """An institution's claim that a person works there, under the name that this institution typed.

    ``claimed_at`` is when it was handed in (None: still a draft). What it says of the person lies in its
    ``versions`` (``corrected`` are those that others took the place of), the days on which it counts in its
    ``countings``; none is overwritten once it was handed in.
    """

    __tablename__ = "employments"
    __table_args__ = (
        check("ends_after_start", "last_day IS NULL OR last_day >= first_day"),
        UniqueConstraint("id", "person_id"),
        Index(
            "uq_employments_open", "institution_id", "person_id", unique=True,
            sqlite_where=text("last_day IS NULL"), postgresql_where=text("last_day IS NULL"),
        ),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    claimed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")
    versions: Mapped[list[EmploymentTerms]] = relationship(
        primaryjoin="and_(Employment.id == EmploymentTerms.employment_id, EmploymentTerms.superseded_at.is_(None))",
        order_by="EmploymentTerms.valid_from", viewonly=True,
    )
    corrected: Mapped[list[EmploymentTerms]] = relationship(
        primaryjoin="and_(Employment.id == EmploymentTerms.employment_id, EmploymentTerms.superseded_at.is_not(None))",
        order_by="EmploymentTerms.superseded_at, EmploymentTerms.id", viewonly=True,
    )
    countings: Mapped[list[Counting]] = relationship(order_by="Counting.first_day", viewonly=True)

    @property
    def latest(self) -> EmploymentTerms:
        """What the claim says now."""
        return self.versions[-1]

    def terms_on(self, day: date) -> EmploymentTerms:
        """What the claim says of ``day``, which lies on or after its first day."""
        return next(row for row in reversed(self.versions) if row.valid_from <= day)


class EmploymentTerms(Base):
    """What a claim says of the person from a day on, until a later version. A corrected version stays, superseded.

    ``title_level``, ``series`` (None: no title, or not told), ``specialty``, ``issuer``, ``issued_on`` and
    ``certificate`` (its number) are the title's; ``foreign_title``: awarded abroad. ``insured_month`` is YYYY-MM of the
    proof of social insurance.
    """

    __tablename__ = "employment_terms"
    __table_args__ = (
        Index(
            "uq_employment_terms_live", "employment_id", "valid_from", unique=True,
            sqlite_where=text("superseded_at IS NULL"), postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    employment_id: Mapped[int] = mapped_column(BigId, ForeignKey("employments.id"), index=True)
    valid_from: Mapped[date]
    series: Mapped[TitleSeries | None] = mapped_column(words(TitleSeries))
    title_level: Mapped[TitleLevel] = mapped_column(words(TitleLevel))
    specialty: Mapped[Specialty] = mapped_column(words(Specialty))
    issuer: Mapped[str] = mapped_column(String(120), default="")
    issued_on: Mapped[date | None]
    certificate: Mapped[str] = mapped_column(String(60), default="")
    foreign_title: Mapped[bool] = mapped_column(default=False)
    full_time: Mapped[bool]
    contract: Mapped[bool]
    insured_month: Mapped[str | None] = mapped_column(String(7))
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    @property
    def proven(self) -> bool:
        """Whether the claim carries proof: a title's certificate, and a contract or a month of social insurance."""
        return bool(self.certificate) and (self.contract or self.insured_month is not None)

    @property
    def can_count(self) -> bool:
        """Whether the claim may count at all: full-time and proven. A part-time one takes nobody from anyone."""
        return self.full_time and self.proven


class Counting(Base):
    """Days on which a claim counts; an open end counts on.

    Two countings of one person never share a day: a trigger on SQLite, an exclusion constraint on PostgreSQL
    (migrations).
    """

    __tablename__ = "countings"
    __table_args__ = (
        check("ends_after_start", "last_day IS NULL OR last_day >= first_day"),
        ForeignKeyConstraint(["employment_id", "person_id"], ["employments.id", "employments.person_id"]),
        Index("ix_countings_employment", "employment_id", "first_day"),
        Index("ix_countings_person", "person_id", "first_day"),
    )

    id: Mapped[Id]
    employment_id: Mapped[int] = mapped_column(BigId)
    person_id: Mapped[int] = mapped_column(BigId)
    first_day: Mapped[date]
    last_day: Mapped[date | None]


class ClaimDecision(Base):
    """A department's word on claims that compete: this one counts from a day on, the others are set aside."""

    __tablename__ = "claim_decisions"
    __table_args__ = (
        check("has_reason", "length(reason) > 0"),
        ForeignKeyConstraint(["employment_id", "person_id"], ["employments.id", "employments.person_id"]),
    )

    id: Mapped[Id]
    employment_id: Mapped[int] = mapped_column(BigId, index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    first_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    decided_at: Mapped[datetime]
