"""Reads of people for those who administer them, and the names of those who acted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor, actor_with
from assessor_hub.accounts.models import Grant, Role, SignIn, User
from assessor_hub.accounts.services import token_hash
from assessor_hub.db import run

ADMINISTERED = frozenset(Role) - {Role.OWNER, Role.MEMBER}
_SIGNED_IN = (  # asked by every request: built once, and columns instead of rows
    select(User.id.label("user_id"), User.name, Grant.role, Grant.jurisdiction, Grant.institution_id)
    .select_from(SignIn)
    .join(User, User.id == SignIn.user_id)
    .outerjoin(Grant, and_(Grant.user_id == User.id, Grant.revoked_at.is_(None)))
    .where(
        SignIn.token_hash == bindparam("token_hash"), SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("now"), User.active,
    )
    .order_by(Grant.id)
)


def signed_in(session: Session, token: str, now: datetime) -> Actor | None:
    """Who acts under a session's token now, if it is neither revoked nor over nor its user deactivated."""
    given: Any = {"token_hash": token_hash(token), "now": now}
    rows = run(session, _SIGNED_IN, given).all()
    return actor_with(rows[0].user_id, rows[0].name, [row for row in rows if row.role]) if rows else None


def own_user(session: Session, actor: Actor) -> User:
    """The row of a person who is signed in."""
    return session.get_one(User, actor.user_id)


def staff_users(session: Session, actor: Actor) -> list[User]:
    """Everyone who has or had a role in a jurisdiction, by name; nobody for who is no administrator."""
    if Role.ADMINISTRATOR not in actor.roles:
        return []
    served = select(Grant.id).where(Grant.user_id == User.id, Grant.role.in_(ADMINISTERED)).exists()
    return list(session.scalars(select(User).where(served).order_by(User.name, User.id)))


def staff_user_for(session: Session, actor: Actor, user_id: int) -> User | None:
    """One of :func:`staff_users`."""
    return next((user for user in staff_users(session, actor) if user.id == user_id), None)


def name_of_user(session: Session, user_id: int | None) -> str:
    """The name of who acted, for a page whose row the caller has fetched; empty for the system."""
    user = session.get(User, user_id) if user_id is not None else None
    return user.name if user else ""
