"""The trail: the database lets nobody change it, and the chain shows when somebody did all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry, AuditSeal
from assessor_hub.audit.queries import chain_count, entries_for
from assessor_hub.audit.services import BATCH, GENESIS, digest_of, seal, verify
from assessor_hub.audit.tags import Tag
from tests.slices.acts import tamper
from tests.world import World


@pytest.fixture(autouse=True)
def _books_agree() -> None:
    """Here the audit trail is falsified on purpose, from which the doctor knows who headed what: it would say so."""



@pytest.fixture
def sealed(world: World) -> int:
    """Some entries, all chained; returns how many."""
    world.recorded()
    with world.session() as session:
        assert seal(session, world.now) > 10
        assert seal(session, world.now) == 0
        return chain_count(session).sealed


def command(world: World, *words: str) -> tuple[int, str]:
    done = world.app.test_cli_runner().invoke(args=list(words))
    return done.exit_code, done.output


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_trail(world: World, sealed: int, table: str, act: str) -> None:
    column = {"audit_entries": "reason = 'x'", "audit_seals": "digest = 'x'"}[table]
    with world.session() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(act.format(table, column)))


def test_postgresql_refuses_to_empty_the_trail(world: World, database: str, sealed: int) -> None:
    emptying = "TRUNCATE audit_entries CASCADE" if database.startswith("postgresql") else "DELETE FROM audit_entries"
    with world.session() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(emptying))


def test_entries_are_chained_in_their_order(world: World, sealed: int) -> None:
    with world.session() as session:
        links = session.query(AuditSeal).order_by(AuditSeal.position).all()
        assert [link.position for link in links] == list(range(1, sealed + 1))
        assert [link.entry_id for link in links] == sorted(link.entry_id for link in links)
        assert [link.previous for link in links] == [GENESIS, *(link.digest for link in links[:-1])]
        first = session.get_one(AuditEntry, links[0].entry_id)
        assert links[0].digest == digest_of(first, GENESIS)
        assert verify(session)


def test_a_batch_is_sealed_at_a_time(world: World) -> None:
    with world.write() as session:
        session.add_all(
            AuditEntry(at=world.now, tag="x:y", actor_name="x", subject="x", subject_id=n, reason="", detail={})
            for n in range(BATCH + 1)
        )
    with world.session() as session:
        assert [seal(session, world.now) for _ in range(3)] == [BATCH, 1, 0]
        assert verify(session)


@pytest.mark.parametrize("change", [
    "reason = 'x'", "actor_name = 'x'", "actor_id = 77", "tag = 'x:y'", "subject = 'x'", "subject_id = 77",
    "jurisdiction = '330000'", "pack_version = 'x'", "detail = '{\"x\": 1}'", "at = '2020-01-01 00:00:00.000000'",
])
def test_an_entry_that_was_changed_in_any_column_is_found(
    world: World, database: str, sealed: int, change: str
) -> None:
    tamper(database, f"UPDATE audit_entries SET {change} WHERE id = 5")  # noqa: S608 - the literals above
    with world.session() as session:
        report = verify(session)
        entry = session.get_one(AuditEntry, 5)
        assert report.broken == (f"link 5: entry 5 ({entry.tag}) was changed",)
        assert not report
    code, output = command(world, "audit", "verify")
    assert (code, "BROKEN link 5" in output) == (1, True)


def test_a_missing_link_is_found(world: World, database: str, sealed: int) -> None:
    tamper(database, "DELETE FROM audit_seals WHERE position = 4")
    with world.session() as session:
        report = verify(session)
        assert report.broken == ("link 4 is missing before link 5",)
        assert (report.links, report.unsealed) == (sealed - 1, 1)


def test_an_entry_that_is_gone_is_found(world: World, database: str, sealed: int) -> None:
    tamper(database, "DELETE FROM audit_entries WHERE id = 4")
    with world.session() as session:
        assert verify(session).broken == ("link 4: entry 4 is gone",)


def test_a_changed_order_is_found(world: World, database: str, sealed: int) -> None:
    tamper(
        database, "UPDATE audit_seals SET position = -4 WHERE position = 4",
        "UPDATE audit_seals SET position = 4 WHERE position = 5", "UPDATE audit_seals SET position = 5 WHERE position = -4",
    )
    with world.session() as session:
        assert verify(session).broken == (
            "link 4 does not follow link 3", "link 5 does not follow link 4", "link 6 does not follow link 5",
        )


def test_an_entry_exchanged_for_another_is_found(world: World, database: str, sealed: int) -> None:
    tamper(
        database, "UPDATE audit_seals SET entry_id = -4 WHERE position = 4",
        "UPDATE audit_seals SET entry_id = 4 WHERE position = 5", "UPDATE audit_seals SET entry_id = 5 WHERE position = 4",
    )
    with world.session() as session:
        assert len(verify(session).broken) == 2


def test_a_link_forged_with_its_digest_breaks_the_next_one(world: World, database: str, sealed: int) -> None:
    """Whoever changes an entry and its own digest must redo every link after it."""
    tamper(database, "UPDATE audit_entries SET reason = 'forged' WHERE id = 5")
    with world.session() as session:
        link = session.get_one(AuditSeal, 5)
        digest = digest_of(session.get_one(AuditEntry, 5), link.previous)
    tamper(database, f"UPDATE audit_seals SET digest = '{digest}' WHERE position = 5")  # noqa: S608 - a hash
    with world.session() as session:
        assert verify(session).broken == ("link 6 does not follow link 5",)


def test_the_unsealed_tail_is_reported_and_is_no_fault(world: World, sealed: int) -> None:
    world.now += timedelta(hours=1)
    world.staff_user(Role.REVIEWER, "220000")
    with world.session() as session:
        report = verify(session)
        assert (bool(report), report.links, report.unsealed, report.oldest_unsealed) == (True, sealed, 2, world.now)
    code, output = command(world, "audit", "verify")
    assert (code, output.strip()) == (
        0, f"{sealed} links checked, 0 broken, 2 entries not sealed yet (oldest 2026-06-01 03:00:00 UTC)"
    )
    assert command(world, "audit", "seal") == (0, "2 entries sealed\n")
    assert command(world, "audit", "verify")[1].endswith("0 entries not sealed yet\n")


def test_an_act_that_is_undone_leaves_no_entry(world: World) -> None:
    def entries() -> int:
        with world.session() as session:
            return session.query(AuditEntry).count()

    before = entries()
    with pytest.raises(RuntimeError, match="undone"), world.write() as session:
        world.law(session)
        session.add(
            AuditEntry(at=world.now, tag="x:y", actor_name="x", subject="x", subject_id=1, reason="", detail={})
        )
        session.flush()
        raise RuntimeError("undone")
    assert entries() == before


def test_an_auditor_reads_within_reach(world: World) -> None:
    world.recorded()
    auditors = [world.staff_user(Role.AUDITOR, code) for code in ("000000", "220000", "330000")]
    with world.session() as session:
        everything, here, there = (
            {entry.tag for entry in entries_for(session, actor, {Role.AUDITOR}, limit=500)} for actor in auditors
        )
        assert {Tag.APPLICATION_RECORDED.value, Tag.INSTITUTION_CREATED.value} <= everything
        assert Tag.APPLICATION_RECORDED.value in here
        assert Tag.INSTITUTION_CREATED.value not in here  # it has no jurisdiction
        assert there == {Tag.USER_GRANTED.value}
        newest = entries_for(session, auditors[0], {Role.AUDITOR}, limit=1)[0]
        older = entries_for(session, auditors[0], {Role.AUDITOR}, before=newest.id, limit=1)[0]
        assert older.id < newest.id
        assert {entry.tag for entry in entries_for(session, auditors[0], {Role.AUDITOR}, tag=Tag.HEAD_CHANGED)} == set()


def test_every_tag_is_subject_and_action() -> None:
    for tag in Tag:
        subject, _, action = tag.value.partition(":")
        assert subject.isidentifier()
        assert action.isidentifier()
