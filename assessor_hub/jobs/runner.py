"""The runner: APScheduler over the timetable, in one process at a time.

Every process may start one; only the holder of the lock works. On SQLite the lock is a file's, on PostgreSQL an
advisory one on a connection of its own: both are let go when the process dies, so another takes over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from assessor_hub import clock
from assessor_hub.db import transaction
from assessor_hub.documents.clamd import Clamd
from assessor_hub.documents.staging import Staging
from assessor_hub.documents.store import store_of
from assessor_hub.jobs.mail import Mailer
from assessor_hub.jobs.models import JobRun
from assessor_hub.jobs.timetable import TIMETABLE, Job, Tools
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.rules.law import LawBook
from assessor_hub.settings import Settings

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: a single process is all that runs there
    fcntl = None  # type: ignore[assignment]

LOCK = 7_402_001  # any number that nothing else on the server uses
log = structlog.get_logger(__name__)


def start(engine: Engine, packs: LawBook, settings: Settings) -> BackgroundScheduler:
    """Start the scheduler; its ``shutdown()`` stops it."""
    turn = Turn(engine, settings.instance / "jobs.lock")
    scheduler = BackgroundScheduler(timezone=str(clock.BEIJING), job_defaults={"coalesce": True, "max_instances": 1})
    for job in TIMETABLE:
        scheduler.add_job(_guarded(engine, packs, settings, turn, job), "interval", seconds=job.every, id=job.name)
    scheduler.start()
    return scheduler


def _guarded(engine: Engine, packs: LawBook, settings: Settings, turn: Turn, job: Job) -> Callable[[], None]:
    """The job as the scheduler calls it: only in the process whose turn it is, and never letting an error out."""

    def run() -> None:
        try:
            if turn.mine():
                with Session(engine) as session:
                    run_job(session, packs, settings, job)
        except Exception as fault:  # one job's fault must not stop the timetable; it is logged and tried again
            log.error("job failed", job=job.name, fault=type(fault).__name__)

    return run


def run_job(session: Session, packs: LawBook, settings: Settings, job: Job) -> str | None:
    """Do a job's work for the present period; None where that period was done already."""
    now = clock.now()
    mailer = Mailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None
    staging = Staging(settings.instance / "staging", settings.vault.fields)
    scanner = Clamd(settings.clamd) if settings.clamd else None
    tools = Tools(standing_law(session, packs), mailer, staging, store_of(settings), scanner, settings.vault)
    if job.period is None:
        return job.work(session, tools, now)
    period = job.period(now)
    if not _begin(session, job, period, now):
        return None
    outcome = job.work(session, tools, now)
    with transaction(session):
        run = session.scalars(select(JobRun).where(JobRun.job == job.name, JobRun.period == period)).one()
        run.finished_at, run.outcome = clock.now(), outcome
    return outcome


def _begin(session: Session, job: Job, period: str, now: Any) -> bool:
    """Open the period's row; an unfinished one is a run that died, and is done again."""
    try:
        with transaction(session):
            known = session.scalar(select(JobRun).where(JobRun.job == job.name, JobRun.period == period))
            if known is None:
                session.add(JobRun(job=job.name, period=period, started_at=now))
            return known is None or known.finished_at is None
    except IntegrityError:
        return False


class Turn:
    """Whether this process is the one that runs jobs. Asked before every run; cheap once held."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine, self._path = engine, path
        self._file: IO[str] | None = None
        self._connection: Any = None
        self._held = False

    def mine(self) -> bool:
        """Take the lock, or see that it is held still."""
        return self._advisory() if self._engine.dialect.name == "postgresql" else self._flock()

    def _flock(self) -> bool:
        if self._file is not None or fcntl is None:
            return True
        handle = self._path.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._file = handle
        return True

    def _advisory(self) -> bool:
        """The lock lives as long as its connection: a lost connection is a lost turn."""
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            ask = "SELECT true" if self._held else f"SELECT pg_try_advisory_lock({LOCK})"
            self._held = bool(self._connection.execute(text(ask)).scalar())
            return self._held
        except SQLAlchemyError:
            self._connection, self._held = None, False
            return False
