"""What uses the caps: charges for projects filed here and declared from elsewhere, counters that guard, recounts.

The charges and tenures are the truth; :class:`Allowance` is a guard that the filing's own statement raises. Inherited
use may pass a cap, so no CHECK compares ``used`` with one.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.rules.lifecycle import DeclaredState, DeclaredVerb
from assessor_hub.rules.values import Level, UnitKind

_STANDS = text("status IN ('declared', 'confirmed')")


class DeclaredProject(Base):
    """A project that was filed elsewhere, or here before going live: it counts once staff confirmed its proof.

    ``person_id`` is the legal representative on ``filed_on`` as declared, ``jurisdiction`` the department that
    confirms, ``opening`` marks a balance from before going live. ``year`` is the Beijing year of ``filed_on``.
    """

    __tablename__ = "declared_projects"
    __table_args__ = (
        check("decided_has_day", "status NOT IN ('confirmed', 'declined', 'set_aside') OR decided_at IS NOT NULL"),
        check("refused_has_reason", "status NOT IN ('declined', 'set_aside') OR length(reason) > 0"),
        Index(
            "uq_declared_projects_unit", "institution_id", "unit_uscc", "unit_kind", "level", "year", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        Index("ix_declared_projects_queue", "jurisdiction", "status", "declared_at", "id"),
        Index("ix_declared_projects_institution", "institution_id", "year"),
    )

    id: Mapped[Id]
    request_key: Mapped[str] = mapped_column(String(40), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    jurisdiction: Mapped[Code]
    level: Mapped[Level] = mapped_column(words(Level))
    year: Mapped[int]
    unit_kind: Mapped[UnitKind] = mapped_column(words(UnitKind))
    unit_name: Mapped[str] = mapped_column(String(120))
    unit_uscc: Mapped[str] = mapped_column(String(18))
    unit_city: Mapped[Code]
    filed_on: Mapped[date]
    filed_where: Mapped[str] = mapped_column(String(200))
    opening: Mapped[bool]
    status: Mapped[DeclaredState] = mapped_column(words(DeclaredState))
    revision: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]
    declared_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))

    institution: Mapped[Institution] = relationship(lazy="joined")
    person: Mapped[Person] = relationship()


class DeclaredProposal(Base):
    """What the first of two persons would decide on a declared project, where two decide; gone once it is decided."""

    __tablename__ = "declared_proposals"

    declared_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("declared_projects.id"), primary_key=True, autoincrement=False
    )
    verb: Mapped[DeclaredVerb] = mapped_column(words(DeclaredVerb))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))


class Charge(Base):
    """The unit of a pool that a project takes from its first submission until it is released.

    It stands for a project filed here or for a declared one, never both. ``day`` is the Beijing day of the first
    submission, here or elsewhere; ``person_id`` headed ``institution_id`` on it. ``pool_code`` is the jurisdiction of
    a provincial pool, or the root's code for a nationwide one.
    """

    __tablename__ = "charges"
    __table_args__ = (
        check("stands_for_one", "(project_id IS NULL) <> (declared_id IS NULL)"),
        check("release_has_reason", "(released_at IS NULL) = (release_reason IS NULL)"),
        Index("ix_charges_person", "person_id", "pool_level", "pool_code", "year"),
        Index("ix_charges_institution", "institution_id", "pool_level", "pool_code", "year"),
    )

    id: Mapped[Id]
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("projects.id"), unique=True)
    declared_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("declared_projects.id"), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"))
    pool_level: Mapped[Level] = mapped_column(words(Level))
    pool_code: Mapped[Code]
    year: Mapped[int]
    day: Mapped[date]
    charged_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    release_reason: Mapped[str | None] = mapped_column(String(80))


class Allowance(Base):
    """How many units of a pool a person's use holds in a year: the guard that a filing raises in one statement."""

    __tablename__ = "allowances"
    __table_args__ = (check("not_negative", "used >= 0"),)

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), primary_key=True)
    pool_level: Mapped[Level] = mapped_column(words(Level), primary_key=True)
    pool_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    used: Mapped[int]


class RecountCause(StrEnum):
    """What moved charges from one person's use to another's."""

    HEAD_CHANGED = "head_changed"
    BACK_DATED = "back_dated"
    TENURE_CORRECTED = "tenure_corrected"


class Recount(Base):
    """The difference that a change of head or a correction made in one person's use of a pool in a year.

    ``joined`` and ``freed`` are ids of charges of ``institution_id``. ``over`` are ids of projects that would not have
    fitted any more, had it been known on their day: they keep their state, and staff look at them.
    """

    __tablename__ = "recounts"
    __table_args__ = (
        check("not_negative", "was >= 0 AND used >= 0"),
        Index("ix_recounts_person", "person_id", "pool_level", "pool_code", "year", "id"),
        Index("ix_recounts_institution", "institution_id", "id"),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"))
    pool_level: Mapped[Level] = mapped_column(words(Level))
    pool_code: Mapped[Code]
    year: Mapped[int]
    was: Mapped[int]
    used: Mapped[int]
    joined: Mapped[list[int]] = mapped_column(JSON)
    freed: Mapped[list[int]] = mapped_column(JSON)
    over: Mapped[list[int]] = mapped_column(JSON)
    cause: Mapped[RecountCause] = mapped_column(words(RecountCause))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    by_user: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
