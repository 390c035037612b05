"""What a route needs from the edge: the session, the clock, the law as it stands, the keys, who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from flask import current_app, g
from flask_login import current_user
from sqlalchemy.orm import Session

from assessor_hub import clock
from assessor_hub.accounts.actor import PUBLIC, Actor
from assessor_hub.crypto import Vault
from assessor_hub.documents.store import Store
from assessor_hub.extensions import db
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.rules.law import LawBook
from assessor_hub.settings import Settings


@dataclass(frozen=True)
class Hub:
    """What the application was wired with."""

    settings: Settings
    packs: LawBook
    store: Store

    @property
    def vault(self) -> Vault:
        """The installation's keys."""
        return self.settings.vault


def hub() -> Hub:
    """The wiring of the running application."""
    return cast(Hub, current_app.extensions["hub"])


def session() -> Session:
    """The request's database session."""
    return cast(Session, db.session())


def now() -> datetime:
    """One instant for the whole request."""
    if "now" not in g:
        g.now = clock.now()
    return cast(datetime, g.now)


def today() -> date:
    """The Beijing day of the request."""
    return clock.beijing_day(now())


def law() -> LawBook:
    """The packs under the acts recorded so far, read once a request."""
    if "law" not in g:
        g.law = standing_law(session(), hub().packs)
    return cast(LawBook, g.law)


def actor() -> Actor:
    """Who acts in this request."""
    if "actor" not in g:
        g.actor = current_user.actor if current_user.is_authenticated else PUBLIC
    return cast(Actor, g.actor)
