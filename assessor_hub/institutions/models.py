"""Institutions, natural persons, and who headed which institution when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.rules.identifiers import IdKind


class InstitutionKind(StrEnum):
    """企业, 事业单位, 行业协会 and other bodies that the texts admit."""

    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    ASSOCIATION = "association"


class ConflictKind(StrEnum):
    """How an institution is tied to a unit: by shares, by the same head, by having written its self-evaluation."""

    SHAREHOLDING = "shareholding"
    SAME_HEAD = "same_head"
    SELF_EVALUATION = "self_evaluation"
    OTHER = "other"


class Person(Base):
    """A natural person, matched by the keyed hash of the normalised identity number, never by name.

    ``ref`` is random and ties the sealed number to this row.
    """

    __tablename__ = "persons"

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    id_kind: Mapped[IdKind] = mapped_column(words(IdKind))
    id_index: Mapped[str] = mapped_column(String(64), unique=True)
    id_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]


class Institution(Base):
    """An assessor (第三方评价机构), one row a unified social credit code."""

    __tablename__ = "institutions"

    id: Mapped[Id]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[InstitutionKind] = mapped_column(words(InstitutionKind))
    registered_code: Mapped[Code] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]

    tenures: Mapped[list[Tenure]] = relationship(back_populates="institution", order_by="Tenure.first_day")


class Tenure(Base):
    """A legal representative's time at an institution, named as this institution typed it.

    The day of a change belongs to the new head. No two tenures of one institution share a day: one may be open (the
    index), and a trigger on SQLite, an exclusion constraint on PostgreSQL, refuses the rest (migrations).
    """

    __tablename__ = "tenures"
    __table_args__ = (
        check("ends_after_start", "last_day IS NULL OR last_day >= first_day"),
        Index(
            "uq_tenures_open", "institution_id", unique=True,
            sqlite_where=text("last_day IS NULL"), postgresql_where=text("last_day IS NULL"),
        ),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    first_day: Mapped[date]
    last_day: Mapped[date | None]

    institution: Mapped[Institution] = relationship(back_populates="tenures")
    person: Mapped[Person] = relationship(lazy="joined")


class ConflictDeclaration(Base):
    """A conflict of interest with a unit, declared by the institution; it ends with a day and stays on record."""

    __tablename__ = "conflict_declarations"
    __table_args__ = (
        check("ends_after_start", "last_day IS NULL OR last_day >= first_day"),
        Index(
            "uq_conflict_declarations_open", "institution_id", "unit_uscc", "kind", unique=True,
            sqlite_where=text("last_day IS NULL"), postgresql_where=text("last_day IS NULL"),
        ),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    unit_uscc: Mapped[str] = mapped_column(String(18))
    unit_name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ConflictKind] = mapped_column(words(ConflictKind))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime]
