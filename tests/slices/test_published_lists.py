"""Published lists as files: preview before anything is written, the same file twice, set aside, who sees which rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.reconciliation import services
from assessor_hub.reconciliation.errors import ListRefused
from assessor_hub.reconciliation.list_words import Column, Whole
from assessor_hub.reconciliation.models import ListState, PublishedList, PublishedRow
from assessor_hub.reconciliation.queries import list_for, lists_for, results_of_year, row_for
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.publishing import SOURCE, cells, list_xlsx, outcomes, publish, send, take_in
from tests.world import World


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000")


def rows_of(world: World) -> int:
    with world.session() as session:
        return session.scalars(select(func.count(PublishedRow.id))).one()


def test_a_preview_writes_no_row_and_the_source_is_kept(world: World, reviewer: Actor) -> None:
    made = send(world, reviewer, list_xlsx([cells(unit="甲"), cells(unit="乙", year="明年")]))
    with world.session() as session:
        row = session.get_one(PublishedList, made)
        assert (row.title, row.number, row.source) == (SOURCE.title, SOURCE.number, SOURCE.where)
        preview = services.preview(world.hub.vault, row, world.today)
        assert [line.said["unit"] for line in preview.good if line.said] == ["甲"]
        assert [(fault.line, fault.column, fault.code) for fault in preview.faults] == [(3, "year", "bad_year")]
        assert row.file_sealed is not None
        assert "甲".encode() not in row.file_sealed
    assert rows_of(world) == 0


def test_faults_are_left_out_only_when_that_is_said(world: World, reviewer: Actor) -> None:
    made = send(world, reviewer, list_xlsx([cells(unit="甲"), cells(unit="乙", assessor="/")]))
    with pytest.raises(ListRefused, match="faults_left"):
        take_in(world, reviewer, made)
    assert rows_of(world) == 0
    assert take_in(world, reviewer, made, leave_out=True)
    assert not take_in(world, reviewer, made, leave_out=True)  # a second click
    assert rows_of(world) == 1
    with world.session() as session:
        row = session.get_one(PublishedList, made)
        assert (row.state, row.rows_taken, row.rows_left_out, row.file_sealed) == (ListState.TAKEN, 1, 1, None)


def test_a_file_of_faults_alone_is_not_taken(world: World, reviewer: Actor) -> None:
    made = send(world, reviewer, list_xlsx([cells(assessor="")]))
    with pytest.raises(ListRefused, match="no_good_row"):
        take_in(world, reviewer, made, leave_out=True)


def test_the_same_file_is_recognised_and_leads_to_its_list(world: World, reviewer: Actor) -> None:
    content = list_xlsx([cells()])
    first = send(world, reviewer, content)
    second = send(world, reviewer, content)  # while the first is a preview it gives way
    take_in(world, reviewer, second)
    with pytest.raises(ListRefused, match="already_imported") as refused:
        send(world, reviewer, content)
    assert refused.value.figures["list_id"] == second
    with world.session() as session:
        assert session.get_one(PublishedList, first).state is ListState.CANCELLED


def test_two_people_with_one_file_make_one_list(world: World, reviewer: Actor) -> None:
    """Both previews were open: the one who confirms second is led to the list of the first."""
    content = list_xlsx([cells()])
    first = send(world, reviewer, content)
    with world.write() as session:  # as if it had been sent at the same moment
        earlier = session.get_one(PublishedList, first)
        kept = {column.name: getattr(earlier, column.name) for column in PublishedList.__table__.columns}
        session.add(PublishedList(**kept | {"id": first + 1, "ref": earlier.ref[::-1]}))
        session.flush()
        other = session.get_one(PublishedList, first + 1)
        other.file_sealed = world.hub.vault.fields.seal(content, table="published_lists", column="file", row=other.ref)
    take_in(world, reviewer, first)
    with pytest.raises(ListRefused, match="already_imported"):
        take_in(world, reviewer, first + 1)
    assert rows_of(world) == 1


def test_set_aside_it_adds_to_nothing_stays_to_be_read_and_can_come_again(world: World, reviewer: Actor) -> None:
    content = list_xlsx([cells()])
    made = send(world, reviewer, content)
    take_in(world, reviewer, made)
    row_id = outcomes(world, reviewer, made)[0].row.id
    for reason, refused in (("", "reason_missing"), ("传错文件", ""), ("再一次", "list_over")):
        try:
            with world.write() as session:
                row = list_for(session, reviewer, made, lock=True)
                assert row is not None
                services.set_aside(session, row, reason, by=reviewer, now=world.now)
            assert not refused
        except ListRefused as no:
            assert no.code == refused
    assert len(outcomes(world, reviewer, made)) == 1
    with world.session() as session:
        assert results_of_year(session, world.law(session), reviewer, 2026) == []
        assert row_for(session, reviewer, row_id) is None
    take_in(world, reviewer, send(world, reviewer, content))
    with world.session() as session:
        tags = list(session.scalars(select(AuditEntry.tag).where(AuditEntry.tag.like("published_list:%")).order_by(AuditEntry.id)))
    assert tags == [f"published_list:{act}" for act in ("sent", "taken_in", "set_aside", "sent", "taken_in")]


def test_a_preview_that_was_left_is_forgotten(world: World, reviewer: Actor) -> None:
    send(world, reviewer, list_xlsx([cells()]))
    for days, gone in ((2, 0), (2, 1), (1, 0)):
        world.now += timedelta(days=days)
        with world.write() as session:
            assert services.purge(session, world.now) == gone


def test_what_the_file_lacks_is_said_for_all_rows(world: World, reviewer: Actor) -> None:
    content = list_xlsx([cells(unit="甲")], (Column.ASSESSOR, Column.UNIT))
    whole = Whole(2025, UnitKind.PARK, Level.PROVINCIAL, "220000")
    made = send(world, reviewer, content, whole)
    take_in(world, reviewer, made)
    [found] = outcomes(world, reviewer, made)
    assert found.row.place_in_lists == ("220000", 2025, Level.PROVINCIAL, UnitKind.PARK)


def test_each_sees_the_rows_of_their_own_place(world: World, reviewer: Actor) -> None:
    """A national list that Jilin imported: Zhejiang sees its row, a city its own, institutions nothing at all."""
    made = publish(world, reviewer, cells(unit="吉"), cells(unit="长", place="长春市"), cells(unit="浙", place="浙江"))
    _institution, owner = world.institution()
    readers: dict[str, Any] = {
        "吉长": reviewer, "浙": world.staff_user(Role.REVIEWER, "330000"), "长": world.staff_user(Role.CITY_STAFF, "220100"),
        "吉长浙": world.staff_user(Role.AUDITOR, "000000"),
    }
    for seen, reader in readers.items():
        assert "".join(one.row.unit_name for one in outcomes(world, reader, made)) == seen
        with world.session() as session:
            assert [(row.id, number) for row, number in lists_for(session, reader)] == [(made, len(seen))]
    with world.session() as session:
        for outsider in (owner, world.staff_user(Role.REVIEWER, "370000"), world.staff_user(Role.ADMINISTRATOR, "000000")):
            assert list_for(session, outsider, made) is None
            assert lists_for(session, outsider) == []
            assert row_for(session, outsider, 1) is None
            assert results_of_year(session, world.law(session), outsider, 2026) == []


def test_a_preview_is_seen_by_who_may_take_it_in(world: World, reviewer: Actor) -> None:
    made = send(world, reviewer, list_xlsx([cells()]))
    with world.session() as session:
        assert list_for(session, world.staff_user(Role.APPROVER, "220000"), made) is not None
        for role, code in ((Role.AUDITOR, "000000"), (Role.CITY_STAFF, "220100"), (Role.REVIEWER, "330000")):
            assert list_for(session, world.staff_user(role, code), made) is None
