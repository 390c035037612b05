"""Reads of people for those who administer them, and the names of those who acted."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Grant, Role, User

ADMINISTERED = frozenset(Role) - {Role.OWNER, Role.MEMBER}


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
