"""Who works where with which title: claims of institutions, of which at most one counts for a person on any day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Id, check, words
from assessor_hub.institutions.models import Person
from assessor_hub.rules.staffing import TitleLevel
from assessor_hub.rules.values import Specialty


class Employment(Base):
    """An institution's claim that a person works there full-time with a title.

    ``claimed_at`` is when it was handed in (None: still a draft). ``counted_from`` is the first day on which it
    counts; None: it counts nowhere, for want of proof or because another claim counts. Two counted claims of one
    person never share a day: a trigger on SQLite, an exclusion constraint on PostgreSQL (migrations).
    """

    __tablename__ = "employments"
    __table_args__ = (
        check("ends_after_start", "last_day IS NULL OR last_day >= first_day"),
        check("counts_within_claim", "counted_from IS NULL OR counted_from >= first_day"),
        check("ends_after_counting", "counted_from IS NULL OR last_day IS NULL OR last_day >= counted_from"),
        check("counted_is_claimed", "counted_from IS NULL OR claimed_at IS NOT NULL"),
        Index(
            "uq_employments_open", "institution_id", "person_id", unique=True,
            sqlite_where=text("last_day IS NULL"), postgresql_where=text("last_day IS NULL"),
        ),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    title_level: Mapped[TitleLevel] = mapped_column(words(TitleLevel))
    specialty: Mapped[Specialty] = mapped_column(words(Specialty))
    certificate: Mapped[str] = mapped_column(String(60), default="")  # number of the title's certificate
    full_time: Mapped[bool]
    contract: Mapped[bool]
    insured_month: Mapped[str | None] = mapped_column(String(7))  # YYYY-MM of the proof of social insurance
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    counted_from: Mapped[date | None]
    claimed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def proven(self) -> bool:
        """Whether the claim carries proof: a title's certificate, and a contract or a month of social insurance."""
        return bool(self.certificate) and (self.contract or self.insured_month is not None)

    @property
    def can_count(self) -> bool:
        """Whether the claim may count at all: full-time and proven. A part-time one takes nobody from anyone."""
        return self.full_time and self.proven
