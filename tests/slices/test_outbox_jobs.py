"""Messages leave after the commit and one by one; jobs do a period's work once, in one process."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select

from assessor_hub import clock
from assessor_hub.accounts.models import User
from assessor_hub.audit.queries import chain_count
from assessor_hub.audit.tags import Tag
from assessor_hub.db import tune
from assessor_hub.documents.models import Document
from assessor_hub.extensions import db
from assessor_hub.jobs import runner
from assessor_hub.jobs.models import JobRun
from assessor_hub.jobs.runner import Turn, run_job
from assessor_hub.jobs.timetable import TIMETABLE, Job, Tools
from assessor_hub.outbox.models import Message
from assessor_hub.outbox.services import FIRST_WAIT, LONGEST_WAIT, deliver, inbox, tell_institution
from tests.world import World


def tell(world: World, institution: int, number: str = "1") -> None:
    with world.write() as session:
        tell_institution(session, institution, Tag.PROJECT_RETURNED, {"number": number}, world.now)


def send_all(world: World, send: Any, now: datetime | None = None) -> int:
    with world.session() as session:
        return deliver(session, send, now or world.now)


def test_a_message_stands_or_falls_with_what_it_tells(world: World) -> None:
    institution, _owner = world.institution()
    with pytest.raises(RuntimeError, match="undone"), world.write() as session:
        tell_institution(session, institution, Tag.PROJECT_RETURNED, {}, world.now)
        session.flush()
        raise RuntimeError("undone")
    with world.session() as session:
        assert session.query(Message).count() == 0


def test_everybody_at_the_institution_is_told_and_nobody_else(world: World) -> None:
    (institution, owner), (_other, outsider) = world.institution(), world.institution()
    tell(world, institution)
    with world.session() as session:
        assert [message.figures for message in inbox(session, owner.user_id or 0)] == [{"number": "1"}]
        assert inbox(session, outsider.user_id or 0) == []


def test_a_message_is_sent_once_and_outside_any_transaction(world: World) -> None:
    institution, owner = world.institution(email="owner@test.example")
    tell(world, institution)
    sent = []

    def send(user: User, message: Message) -> None:
        with world.write() as other:  # another writer, who would wait for ever if this one held the turn
            other.add(Message(
                user_id=owner.user_id, subject="x", figures={}, written_at=world.now,
                next_try_at=world.now + timedelta(days=1),
            ))
        sent.append((user.email, message.subject))

    assert send_all(world, send) == 1
    assert send_all(world, send) == 0
    assert sent == [("owner@test.example", Tag.PROJECT_RETURNED.value)]


@pytest.mark.parametrize("fault", [
    ConnectionRefusedError("no"), smtplib.SMTPRecipientsRefused({}), TimeoutError(), ValueError("a header of two lines"),
    UnicodeEncodeError("ascii", "x", 0, 1, "no"),
])
def test_a_bad_address_stops_nobody(world: World, fault: Exception) -> None:
    made = [world.institution(email=f"{n}@test.example") for n in range(3)]
    for institution, _owner in made:
        tell(world, institution)
    sent = []

    def send(user: User, _message: Message) -> None:
        if user.email == "0@test.example":
            raise fault
        sent.append(user.email)

    assert send_all(world, send) == 2
    assert sent == ["1@test.example", "2@test.example"]
    with world.session() as session:
        [left] = session.scalars(select(Message).where(Message.sent_at.is_(None)))
        assert (left.tries, left.fault) == (1, type(fault).__name__)


def test_each_wait_is_twice_the_last_up_to_half_a_day(world: World) -> None:
    institution, _owner = world.institution()
    tell(world, institution)

    def send(_user: User, _message: Message) -> None:
        raise ConnectionRefusedError

    waits = []
    for _ in range(12):
        assert send_all(world, send) == 0
        with world.session() as session:
            due = session.scalars(select(Message.next_try_at)).one()
        waits.append(due - world.now)
        assert send_all(world, lambda *_: None, due - timedelta(seconds=1)) == 0  # not before its time
        world.now = due
    assert waits == [min(FIRST_WAIT * 2**n, LONGEST_WAIT) for n in range(1, 13)]
    assert waits[-1] == timedelta(hours=12)
    assert send_all(world, lambda *_: None) == 1


# -- jobs --------------------------------------------------------------------------------------------------------------


class Work:
    """A job's work that can be told to die."""

    def __init__(self) -> None:
        self.done: list[datetime] = []
        self.dies = False

    def __call__(self, _session: Any, _tools: Tools, now: datetime) -> str:
        self.done.append(now)
        if self.dies:
            raise RuntimeError("killed")
        return f"run {len(self.done)}"


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def job(work: Work) -> Job:
    return Job("test_job", 1, lambda now: clock.beijing_day(now).isoformat(), work)


def run(world: World, job: Job, monkeypatch: pytest.MonkeyPatch) -> str | None:
    monkeypatch.setattr(clock, "now", lambda: world.now)
    with world.session() as session:
        return run_job(session, world.hub.packs, world.hub.settings, job)


def test_a_period_is_done_once(world: World, job: Job, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(world, job, monkeypatch) == "run 1"
    world.now += timedelta(hours=13, minutes=59)  # still the same Beijing day
    assert run(world, job, monkeypatch) is None
    world.now += timedelta(minutes=1)
    assert run(world, job, monkeypatch) == "run 2"
    with world.session() as session:
        rows = session.query(JobRun).order_by(JobRun.id).all()
        assert [(row.period, row.outcome) for row in rows] == [("2026-06-01", "run 1"), ("2026-06-02", "run 2")]
        assert all(row.finished_at is not None for row in rows)


def test_a_run_that_died_is_done_again(
    world: World, job: Job, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.dies = True
    with pytest.raises(RuntimeError, match="killed"):
        run(world, job, monkeypatch)
    with world.session() as session:
        assert session.query(JobRun).one().finished_at is None
    work.dies = False
    assert run(world, job, monkeypatch) == "run 2"
    assert run(world, job, monkeypatch) is None
    with world.session() as session:
        assert session.query(JobRun).one().outcome == "run 2"


def test_work_without_a_period_leaves_no_run(world: World, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("test_job", 1, None, work)
    assert [run(world, job, monkeypatch) for _ in range(2)] == ["run 1", "run 2"]
    with world.session() as session:
        assert session.query(JobRun).count() == 0


@pytest.mark.parametrize("job", TIMETABLE, ids=lambda job: job.name)
def test_every_job_of_the_timetable_runs(world: World, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    world.recorded()
    with world.session() as session:
        papers = session.query(Document).count()  # what was handed in with the application
    assert papers
    outcome = run(world, job, monkeypatch)
    with world.session() as session:
        sealed = chain_count(session).sealed
    assert outcome == {
        "seal_audit": f"{sealed} sealed", "deliver_messages": "no mail server is set",
        "deliver_letters": "no mail server is set", "lapse_returned": "0 lapsed",
        "tell_turned_conditions": "0 told",
        "purge_staging": "0 purged", "prepare_documents": f"{papers} prepared", "import_rosters": "0 advanced",
        "forget_rosters": "0 forgotten", "examine_ledger": "0 differences",
    }[job.name]
    assert (sealed > 0) == (job.name == "seal_audit")


def test_a_fault_of_one_job_does_not_come_out_of_the_runner(
    world: World, job: Job, work: Work, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work.dies = True
    with world.app.app_context():
        engine = db.engine
        turn = Turn(engine, tmp_path / "jobs.lock")
        runner._guarded(engine, world.hub.packs, world.hub.settings, turn, job)()
        let_go(turn)
    assert len(work.done) == 1
    logged = capsys.readouterr().out
    assert "job failed" in logged
    assert "RuntimeError" in logged
    assert "killed" not in logged  # a fault's words may hold what a log must not


@pytest.fixture
def engines(world: World) -> Iterator[list[Engine]]:
    """Two processes' engines on one database."""
    made = [create_engine(world.hub.settings.database_url) for _ in range(2)]
    for engine in made:
        tune(engine)
    yield made
    for engine in made:
        engine.dispose()


def let_go(turn: Turn) -> None:
    """What the death of the process does: the file is closed, the connection cut.

    PostgreSQL lets the lock go when it has seen the end of the connection, a moment later: ``takes_over`` waits for it.
    """
    if turn._file is not None:
        turn._file.close()
    if turn._connection is not None:
        turn._connection.invalidate()
        turn._connection.close()


def takes_over(turn: Turn) -> bool:
    """Whether the turn becomes this process's within a minute of being let go."""
    end = time.monotonic() + 60
    while not turn.mine():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_jobs_run_in_one_process_and_another_takes_over(world: World, engines: list[Engine], tmp_path: Path) -> None:
    first, second = (Turn(engine, tmp_path / "jobs.lock") for engine in engines)
    assert first.mine()
    assert [second.mine(), first.mine(), second.mine(), first.mine()] == [False, True, False, True]
    let_go(first)
    assert takes_over(second)
    third = Turn(engines[0], tmp_path / "jobs.lock")
    assert not third.mine()
    let_go(second)
    let_go(third)


def test_a_lost_connection_is_a_lost_turn(world: World, database: str, engines: list[Engine], tmp_path: Path) -> None:
    """PostgreSQL only: the lock lives as long as its connection. A file's lock lives as long as the process."""
    first, second = (Turn(engine, tmp_path / "jobs.lock") for engine in engines)
    assert first.mine()
    if database.startswith("sqlite"):
        assert not second.mine()
    else:
        pid = first._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with engines[1].connect() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 60000)")  # waits until it has ended
        assert not first.mine()
        assert takes_over(second)
        assert not first.mine()
    let_go(first)
    let_go(second)
