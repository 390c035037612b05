"""Tables' common ground: Base with named constraints, column types, and ``transaction()``, the only commit.

SQLite and PostgreSQL are both first-class. On SQLite a write transaction begins IMMEDIATE behind a file lock, so that
writers queue fairly instead of failing half-way with "database is locked"; readers never wait.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Enum,
    Executable,
    Integer,
    MetaData,
    String,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: SQLite's own busy timeout has to do
    fcntl = None  # type: ignore[assignment]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WRITE = "hub_write"
IDLE = 5.0  # seconds
T = TypeVar("T")


class Instant(TypeDecorator[datetime]):
    """An aware instant: UTC in the database on both engines, aware UTC in Python. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone, so it gets the bare UTC clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Declarative base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: Instant, date: Date}
    )


BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite only auto-numbers INTEGER
Id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
Code = Annotated[str, mapped_column(String(6))]  # GB/T 2260


def words(kind: type[StrEnum], length: int = 40, name: str = "") -> Enum:
    """A column of an enum's values, kept as text with a CHECK, readable in any dump.

    ``name`` is the CHECK's, where a table has two columns of one kind.
    """
    return Enum(
        kind,
        native_enum=False,
        length=length,
        create_constraint=True,
        name=name or kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def check(name: str, condition: str) -> CheckConstraint:
    """A named CHECK."""
    return CheckConstraint(condition, name=name)


class OnBoth(Generic[T]):
    """A statement with ON CONFLICT, which each engine spells by its own ``insert``: built once for both."""

    def __init__(self, build: Callable[[Any], T]) -> None:
        self._built = {"postgresql": build(postgresql.insert), "sqlite": build(sqlite.insert)}

    def of(self, session: Session) -> T:
        """The statement for the session's engine."""
        return self._built[session.get_bind().dialect.name]


def run(
    session: Session, statement: Executable, given: Mapping[str, Any] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement of columns in the session's transaction, past the machinery for loaded rows: half its cost."""
    session.flush()
    return session.connection().execute(statement, given)


@contextlib.contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Begin a write, commit it at the end, roll back on any exception. The only commit in the product.

    Whatever the session read before is let go first: a decision is made on what is true inside the transaction.
    """
    session.rollback()
    with _write_turn(session):
        session.connection(execution_options={WRITE: True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextlib.contextmanager
def _write_turn(session: Session) -> Iterator[None]:
    """On SQLite, wait in a fair queue for the single writer's place; on PostgreSQL, nothing."""
    bind = session.get_bind()
    database = bind.engine.url.database
    if bind.dialect.name != "sqlite" or fcntl is None or not database or database == ":memory:":
        yield
        return
    with Path(f"{database}.turn").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield  # closing the file gives the turn back


def tune(engine: Engine) -> None:
    """Set an engine up: SQLite's pragmas and IMMEDIATE writes; on PostgreSQL, a look at connections that stood idle."""
    if engine.dialect.name != "sqlite":
        _look_at_idle(engine)
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we emit BEGIN ourselves, below
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _look_at_idle(engine: Engine) -> None:
    """Ask a pooled connection whether it still stands, but not one that was used a moment ago, as in a busy hour."""

    @event.listens_for(engine, "checkin")
    def _left(_connection: Any, record: Any) -> None:
        record.info["left"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _stands(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("left", -math.inf) < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise DisconnectionError from gone  # the pool opens another
