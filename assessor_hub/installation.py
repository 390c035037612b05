"""Facts about the installation itself: whether its database holds demonstration data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assessor_hub.accounts.models import User
from assessor_hub.db import Base, Id


class InstallationFact(Base):
    """One fact, by name; only ever added."""

    __tablename__ = "installation_facts"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    since: Mapped[datetime]


DEMO = "demo"
DEMO_MAIL = "demo.example"  # the domain of every demonstration account


def demo_traces(session: Session) -> list[str]:
    """What shows that a database was a demonstration: the mark, or an account of one. Empty before any migration."""
    tables = set(inspect(session.connection()).get_table_names())
    if not {InstallationFact.__tablename__, User.__tablename__} <= tables:
        return []
    accounts = session.scalars(select(User.email).where(User.email.like(f"%@{DEMO_MAIL}")).limit(3))
    return [*(["it is marked as a demonstration"] if holds_demo(session) else []), *accounts]


def holds_demo(session: Session) -> bool:
    """Whether demonstration data was ever seeded here."""
    return session.scalar(select(InstallationFact.id).where(InstallationFact.name == DEMO)) is not None
