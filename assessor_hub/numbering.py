"""Running numbers without gaps or doubles: one counter row a series, taken inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import String, bindparam
from sqlalchemy.orm import Mapped, Session, mapped_column

from assessor_hub.db import Base, OnBoth, run


class Series(Base):
    """The last number given in a series, such as ``recordal/220000/2026``."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


_NEXT = OnBoth(
    lambda insert: insert(Series.__table__)
    .values(name=bindparam("series"), last=1)
    .on_conflict_do_update(index_elements=["name"], set_={"last": Series.last + 1})
    .returning(Series.__table__.c.last)
)


def next_number(session: Session, series: str) -> int:
    """The next number of ``series``, from 1. The row's lock makes concurrent takers wait for each other's commit."""
    taken: int = run(session, _NEXT.of(session), {"series": series}).scalar_one()
    return taken
