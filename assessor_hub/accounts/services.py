"""Verbs of accounts: make a user, grant a role, sign in and out, change a password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import PUBLIC, Actor
from assessor_hub.accounts.errors import AccountRefused
from assessor_hub.accounts.models import Grant, Role, SignIn, User
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag

MIN_PASSWORD = 10  # characters; NIST SP 800-63B asks for length, not for classes of characters
hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_NOBODY = hasher.hash(secrets.token_urlsafe())  # an unknown sign-in costs the same time as a wrong password


def create_user(session: Session, *, email: str, name: str, password: str, by: Actor, now: datetime) -> User:
    """Add a user. Refuses a taken sign-in (``email_taken``) and a short password (``password_short``)."""
    address = email.strip().lower()
    if len(password) < MIN_PASSWORD:
        raise AccountRefused("password_short", minimum=MIN_PASSWORD)
    if session.scalar(select(User.id).where(User.email == address)):
        raise AccountRefused("email_taken")
    user = User(email=address, name=name.strip(), password_hash=hasher.hash(password), created_at=now)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as taken:  # somebody took the sign-in at the same moment
        raise AccountRefused("email_taken") from taken
    record(session, Tag.USER_CREATED, by=by, on=user, now=now)
    return user


def grant(
    session: Session, user: User, role: Role, *, by: Actor, now: datetime,
    jurisdiction: str | None = None, institution_id: int | None = None,
) -> Grant:
    """Give ``user`` a role in a jurisdiction or at an institution. Refuses ``already_granted``."""
    given = Grant(user_id=user.id, role=role, jurisdiction=jurisdiction, institution_id=institution_id, granted_at=now)
    try:
        with session.begin_nested():
            session.add(given)
    except IntegrityError as taken:  # the person has the role there, perhaps since a moment ago
        raise AccountRefused("already_granted") from taken
    detail = {"role": role.value, "institution": institution_id}
    record(session, Tag.USER_GRANTED, by=by, on=user, now=now, jurisdiction=jurisdiction, detail=detail)
    return given


def revoke_grant(session: Session, given: Grant, *, by: Actor, now: datetime) -> None:
    """Take a role away, at once. Refuses ``own_account``: nobody locks themselves out."""
    if given.user_id == by.user_id:
        raise AccountRefused("own_account")
    if given.revoked_at is not None:
        return
    given.revoked_at = now
    detail = {"role": given.role.value, "institution": given.institution_id}
    record(session, Tag.USER_REVOKED, by=by, on=given.user, now=now, jurisdiction=given.jurisdiction, detail=detail)


def deactivate(session: Session, user: User, *, by: Actor, now: datetime) -> None:
    """Close an account and end its sessions; what the person did stays under their name. Refuses ``own_account``."""
    if user.id == by.user_id:
        raise AccountRefused("own_account")
    user.active = False
    session.execute(
        update(SignIn).where(SignIn.user_id == user.id, SignIn.revoked_at.is_(None)).values(revoked_at=now)
    )
    record(session, Tag.USER_DEACTIVATED, by=by, on=user, now=now)


def sign_in(
    session: Session, *, email: str, password: str, agent: str, hours: int, now: datetime
) -> tuple[SignIn, str] | None:
    """Open a session and return it with its token, or None where sign-in and password don't fit."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if not _fits(user.password_hash if user else _NOBODY, password) or user is None or not user.active:
        if user is not None:
            record(session, Tag.SESSION_REFUSED, by=PUBLIC, on=user, now=now)
        return None
    token = secrets.token_urlsafe(32)
    opened = SignIn(
        user=user, token_hash=token_hash(token), agent=agent[:200],
        created_at=now, expires_at=now + timedelta(hours=hours),
    )
    session.add(opened)
    session.flush()
    record(session, Tag.SESSION_OPENED, by=Actor(user.id, user.name), on=opened, now=now)
    return opened, token


def live_sign_in(session: Session, token: str, now: datetime) -> SignIn | None:
    """The session that ``token`` opens now, if it is neither revoked nor over nor its user deactivated."""
    found = session.scalar(select(SignIn).where(SignIn.token_hash == token_hash(token)))
    if found is None or found.revoked_at is not None or found.expires_at <= now or not found.user.active:
        return None
    return found


def own_sign_ins(session: Session, actor: Actor, now: datetime) -> list[SignIn]:
    """The person's live sessions, newest first."""
    mine = select(SignIn).where(
        SignIn.user_id == actor.user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now
    )
    return list(session.scalars(mine.order_by(SignIn.created_at.desc())))


def revoke_sign_in(session: Session, sign_in_id: int, *, by: Actor, now: datetime) -> bool:
    """End one of the person's own sessions; False where it is not theirs or already over."""
    mine = select(SignIn).where(
        SignIn.id == sign_in_id, SignIn.user_id == by.user_id, SignIn.revoked_at.is_(None)
    )
    found = session.scalar(mine)
    if found is None:
        return False
    found.revoked_at = now
    record(session, Tag.SESSION_REVOKED, by=by, on=found, now=now)
    return True


def change_password(session: Session, *, old: str, new: str, by: Actor, now: datetime) -> None:
    """Set a new password and end every session. Refuses ``password_wrong`` and ``password_short``."""
    user = session.get_one(User, by.user_id)
    if not _fits(user.password_hash, old):
        raise AccountRefused("password_wrong")
    if len(new) < MIN_PASSWORD:
        raise AccountRefused("password_short", minimum=MIN_PASSWORD)
    user.password_hash = hasher.hash(new)
    session.execute(
        update(SignIn).where(SignIn.user_id == user.id, SignIn.revoked_at.is_(None)).values(revoked_at=now)
    )
    record(session, Tag.USER_PASSWORD, by=by, on=user, now=now)


def token_hash(token: str) -> str:
    """What the database knows of a session token: its SHA-256 (the token itself has 256 random bits)."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
