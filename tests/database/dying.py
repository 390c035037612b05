"""A process that stops short in the middle of an act: killed, cut off from its database, or without room to write."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.orm import Session

from assessor_hub.app import create_app
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.jurisdictions.services import standing_law
from tests.conftest import settings_for
from tests.database.processes import FORK
from tests.database.racing import Act

WRITES = ("INSERT", "UPDATE", "DELETE")
BEFORE_COMMIT, AFTER_COMMIT = "before_commit", "after_commit"  # events of a session
SECONDS = 60  # for one act in a process of its own; a lock that a dead process kept would take longer
Stop = Callable[[Session], None]


def kill(_session: Session) -> None:
    """Die as by ``kill -9``: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def cut(session: Session) -> None:
    """End the session's connection from the server's side, as a fallen network does (PostgreSQL)."""
    pid = session.connection().connection.driver_connection.info.backend_pid
    with psycopg.connect(session.get_bind().engine.url.render_as_string(hide_password=False)) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def fill_disk(session: Session) -> None:
    """From now on this process cannot make the database's files longer (SQLite)."""
    log = Path(f"{session.get_bind().engine.url.database}-wal")
    size = log.stat().st_size if log.exists() else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def interrupted(database: str, instance: Path, act: Act, at: int | str, stop: Stop) -> str:
    """Run the act in a process of its own and stop it at its ``at``-th write, or around the commit.

    Returns ``killed``, ``done`` (there was no such write) or the name of the fault that the act ended with.
    """
    answer = FORK.SimpleQueue()
    process = FORK.Process(target=_run, args=(database, instance, act, at, stop, answer))
    process.start()
    process.join(timeout=SECONDS)
    assert process.exitcode is not None, "the act hangs"
    return "killed" if process.exitcode == -signal.SIGKILL else answer.get()


def _run(database: str, instance: Path, act: Act, at: int | str, stop: Stop, answer: Any) -> None:
    app = create_app(settings_for(instance, database))
    with app.app_context():
        session = db.session()
        law = standing_law(session, app.extensions["hub"].packs)
        session.rollback()
        _stop_at(session, at, stop)
        try:
            with transaction(session):
                act(session, law)
        except Exception as fault:
            answer.put(type(fault).__name__)
        else:
            answer.put("done")


def _stop_at(session: Session, at: int | str, stop: Stop) -> None:
    if isinstance(at, str):

        def outermost(session: Session) -> None:
            if not session.in_nested_transaction():  # a savepoint ends with the same event
                stop(session)

        event.listen(session, at, outermost)
    else:
        written = 0

        def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            nonlocal written
            written += statement.lstrip().startswith(WRITES)
            if written == at:
                written += 1  # what stops it may write, too
                stop(session)

        event.listen(db.engine, "after_cursor_execute", count)
