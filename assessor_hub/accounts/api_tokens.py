"""Tokens by which an institution's own programs act: made and revoked by its owners, shown once, kept as a hash.

A token acts as the person who made it, within the institution whose seat it hangs on, and nowhere else.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.errors import AccountRefused
from assessor_hub.accounts.models import ApiToken, Grant, Role
from assessor_hub.accounts.services import token_hash
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag

PREFIX = "hub_"  # so that a token in the wrong place, such as a repository, is recognised for what it is
TERMS = (30, 90, 180, 365)  # days from making to the end
LIVE_LIMIT = 20  # an institution's live tokens
SEEN_EVERY = timedelta(minutes=10)  # reading would write each time, were the last use kept to the second


def make_token(session: Session, name: str, days: int, *, by: Actor, now: datetime) -> tuple[ApiToken, str]:
    """Make a token on the owner's own seat and return it with its text, which nobody sees again.

    ``days`` is one of :data:`TERMS`. Refuses ``too_many_tokens``.
    """
    seat = session.scalars(_seats(by).where(Grant.user_id == by.user_id)).one()
    if sum(is_live(token, now) for token in tokens_of(session, by)) >= LIVE_LIMIT:
        raise AccountRefused("too_many_tokens", limit=LIVE_LIMIT)
    text = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(
        grant=seat, name=name.strip(), token_hash=token_hash(text), created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    record(session, Tag.TOKEN_MADE, by=by, on=made, now=now, detail={"name": made.name, "days": days})
    return made, text


def tokens_of(session: Session, actor: Actor) -> list[ApiToken]:
    """The tokens of the institution that the actor owns, newest first; nobody else's, and none for a member."""
    theirs = select(ApiToken).where(ApiToken.grant_id.in_(_seats(actor, live=False).with_only_columns(Grant.id)))
    return list(session.scalars(theirs.order_by(ApiToken.created_at.desc(), ApiToken.id.desc())))


def revoke_token(session: Session, token_id: int, *, by: Actor, now: datetime) -> bool:
    """End a token of the owner's institution, at once; False where there is none such, or it ended already."""
    token = next((one for one in tokens_of(session, by) if one.id == token_id), None)
    if token is None or not is_live(token, now):
        return False
    token.revoked_at = now
    record(session, Tag.TOKEN_REVOKED, by=by, on=token, now=now, detail={"name": token.name})
    return True


def is_live(token: ApiToken, now: datetime) -> bool:
    """Whether the token opens anything now."""
    ended = token.revoked_at is not None or token.grant.revoked_at is not None or token.expires_at <= now
    return not ended and token.grant.user.active


def live_token(session: Session, text: str, now: datetime) -> ApiToken | None:
    """The token that ``text`` is, if it is live. Looked up by hash: how long that takes tells nothing of the text."""
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash(text)))
    return token if token is not None and is_live(token, now) else None


def use_is_stale(token: ApiToken, now: datetime) -> bool:
    """Whether the use that is on record is so old that this one is worth a write."""
    return token.last_used_at is None or token.last_used_at <= now - SEEN_EVERY


def actor_of_token(token: ApiToken) -> Actor:
    """The person who made the token, with the seat that it hangs on and no other role."""
    seat = token.grant
    return Actor(seat.user_id, seat.user.name, institution_id=seat.institution_id, institution_role=seat.role)


def _seats(actor: Actor, *, live: bool = True) -> Select[Grant]:
    """The owners' seats at the institution that the actor owns; none for who owns none."""
    owned = actor.institution_id if actor.institution_role is Role.OWNER else None
    seats = select(Grant).where(Grant.institution_id == (owned or 0), Grant.role == Role.OWNER)
    return seats.where(Grant.revoked_at.is_(None)) if live else seats
