"""Seeding: every story told through the services, with the days that it would have had."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub import clock
from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import User
from assessor_hub.audit.services import record, seal
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.demo.narrator import Narrator
from assessor_hub.demo.rosters import import_rosters
from assessor_hub.demo.stories import PASSWORD, STAFF, STORIES
from assessor_hub.documents.cleaning.clean import clean
from assessor_hub.documents.preparing import prepare_waiting
from assessor_hub.extensions import db
from assessor_hub.installation import DEMO, DEMO_MAIL, InstallationFact, holds_demo

SignIn = tuple[str, str, str]


class DemoRefused(Exception):
    """Demonstration data has no place in this installation."""


def seed_if_new(app: Flask) -> list[SignIn]:
    """Seed a database that nobody has used; returns (who, sign-in, password) where it is a demonstration, else [].

    Raises :class:`DemoRefused` in an environment that forbids demonstrations.
    """
    hub = app.extensions["hub"]
    if not hub.settings.demo_allowed:
        raise DemoRefused("demonstration data is forbidden in this environment")
    with app.app_context():
        session = db.session()
        if not holds_demo(session) and session.scalar(select(func.count()).select_from(User)) == 0:
            _seed(session, hub)
        return sign_ins() if holds_demo(session) else []


def sign_ins() -> list[SignIn]:
    """Who can sign in to a demonstration."""
    shown = ("jilin-a", "jilin-b", "zhejiang-a", "shandong-a", "beijing-a", "jilin-f")
    owners = [(story.name, f"{story.key}@{DEMO_MAIL}", PASSWORD) for story in STORIES if story.key in shown]
    return owners + [(name, f"{key}@{DEMO_MAIL}", PASSWORD) for key, name, _role, _place in STAFF]


def _seed(session: Session, hub: Any) -> None:
    """All or nothing: one transaction, so that a start that was cut off begins anew. Only the imports, which commit
    chunk by chunk, come after it."""
    now = clock.now()
    with transaction(session):
        mark = InstallationFact(name=DEMO, since=now)
        session.add(mark)
        session.flush()
        record(session, Tag.DEMO_SEEDED, by=SYSTEM, on=mark, now=now)
        Narrator(session, hub, now).tell()
    import_rosters(session, hub, now)
    while not hub.store.scanned and prepare_waiting(session, hub.store, None, now, clean):  # files of our own making
        pass
    while seal(session, now):
        pass
