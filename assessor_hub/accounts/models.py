"""People who sign in, what they may do where, and their sessions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Id, check, words


class Role(StrEnum):
    """Who may do what (docs/architecture.md)."""

    OWNER = "owner"
    MEMBER = "member"
    COUNTY_STAFF = "county_staff"
    CITY_STAFF = "city_staff"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    REPORT_HANDLER = "report_handler"
    IDENTITY_CUSTODIAN = "identity_custodian"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_LIVE_STAFF = text("revoked_at IS NULL AND jurisdiction IS NOT NULL")
_LIVE_SEAT = text("revoked_at IS NULL AND institution_id IS NOT NULL")
OF_INSTITUTION = frozenset({Role.OWNER, Role.MEMBER})


class User(Base):
    """A person with a password. ``email`` is the sign-in, kept in lower case."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    grants: Mapped[list[Grant]] = relationship(lazy="selectin", back_populates="user")


class Grant(Base):
    """A role, in a jurisdiction or at an institution, never both."""

    __tablename__ = "grants"
    __table_args__ = (
        check("one_scope", "(jurisdiction IS NULL) <> (institution_id IS NULL)"),
        check("scope_fits", "(institution_id IS NOT NULL) = (role IN ('owner', 'member'))"),
        Index(
            "uq_grants_jurisdiction", "user_id", "role", "jurisdiction", unique=True,
            sqlite_where=_LIVE_STAFF, postgresql_where=_LIVE_STAFF,
        ),
        Index(
            "uq_grants_institution", "user_id", "role", "institution_id", unique=True,
            sqlite_where=_LIVE_SEAT, postgresql_where=_LIVE_SEAT,
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(words(Role))
    jurisdiction: Mapped[str | None] = mapped_column(String(6))
    institution_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants")


class SignIn(Base):
    """A signed-in session, known by the hash of its token, so that a dump opens nothing. Can be revoked."""

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class ApiToken(Base):
    """What a program of an institution signs in with: known by its hash, tied to the seat of the person who made it.

    A token dies with that seat, with the person's account, at its end or when it is revoked, whichever comes first.
    ``last_used_at`` is kept to some minutes (``accounts.api_tokens.SEEN_EVERY``).
    """

    __tablename__ = "api_tokens"
    __table_args__ = (check("ends_after_start", "expires_at > created_at"),)

    id: Mapped[Id]
    grant_id: Mapped[int] = mapped_column(BigId, ForeignKey("grants.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    grant: Mapped[Grant] = relationship(lazy="joined")
