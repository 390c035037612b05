"""Running numbers without gaps or doubles: one counter row a series, taken inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import String, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from assessor_hub.db import Base


class Series(Base):
    """The last number given in a series, such as ``recordal/220000/2026``."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, series: str) -> int:
    """The next number of ``series``, from 1. The row's lock makes concurrent takers wait for each other's commit."""
    take = update(Series).where(Series.name == series).values(last=Series.last + 1).returning(Series.last)
    taken = session.execute(take).scalar_one_or_none()
    if taken is None:
        try:
            with session.begin_nested():
                session.execute(insert(Series).values(name=series, last=1))
            return 1
        except IntegrityError:  # another transaction opened the series first
            taken = session.execute(take).scalar_one()
    return taken
