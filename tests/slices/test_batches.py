"""Many filings from one file: each row by itself, in order, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.projects import batches
from assessor_hub.projects.batch_files import Column
from assessor_hub.projects.batch_models import BatchState, FilingBatch, FilingBatchRow, RowState
from assessor_hub.projects.batch_queries import batch_for, filed_before, forecast, own_batches, rows_of
from assessor_hub.projects.errors import BatchRefused
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level
from tests.slices.acts import ban, books, file_many, flags_of, head_of, move, use_of
from tests.slices.batching import answers, batch_xlsx, confirm, file_all, file_some, held, many, said, send, typed
from tests.slices.declaring import declared
from tests.world import World


def state_of(world: World, batch_id: int) -> BatchState:
    with world.session() as session:
        return session.get_one(FilingBatch, batch_id).state


@pytest.mark.article("JL 22-2")
def test_rows_are_filed_in_their_order_and_past_the_cap_those_that_use_no_pool_still_are(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 12)
    free = {"level": "省级"}
    batch = file_all(world, owner, [*many(world, 3), typed(world), typed(world, **free), typed(world), typed(world, **free)])
    assert said(world, owner, batch) == ["filed"] * 3 + ["cap_reached", "filed", "cap_reached", "filed"]
    rows = answers(world, owner, batch)
    numbers = [row.project.number for row in rows if row.project]
    assert numbers == [f"JL-P2026-{number}" for number in (13, 14, 15, 16, 17)]
    refused = [row.refusal for row in rows if row.refusal]
    assert [(one.number, one.used, one.cap_limit) for one in refused] == [("JL-R2026-1", 15, 15), ("JL-R2026-2", 15, 15)]
    assert (use_of(world, head_of(world, institution)), state_of(world, batch)) == (15, BatchState.DONE)


@pytest.mark.article("ZJ 22-3")
def test_two_pools_fill_up_each_by_itself(world: World) -> None:
    institution, owner = world.recorded("330000")
    there = {"unit_city": "杭州市", "level": "省级"}
    rows = [*many(world, 11, **there), typed(world, **there, unit_kind="绿色供应链"), typed(world, unit_city="宁波")]
    batch = file_all(world, owner, rows)
    assert said(world, owner, batch) == ["filed"] * 10 + ["cap_reached", "filed", "filed"]
    head = head_of(world, institution)
    assert (use_of(world, head), use_of(world, head, Pool(Level.PROVINCIAL, "330000"))) == (1, 10)


def test_each_row_is_answered_by_itself_in_the_words_of_a_single_filing(world: World) -> None:
    _institution, owner = world.recorded()
    world.file(owner, unit_uscc=(same := world.filing().unit_uscc))
    batch = file_all(world, owner, [
        typed(world, unit_city="北京"), typed(world, unit_uscc=same), typed(world, unit_city="浙江省杭州市"),
        typed(world, work_from=(world.today - timedelta(days=9)).isoformat()), typed(world),
    ])
    assert said(world, owner, batch) == [
        "no_rules_in_force", "unit_already_filed", "filed", "work_before_recordal", "filed",
    ]
    project = answers(world, owner, batch)[2].project
    assert project is not None
    assert "not_recorded" in flags_of(world, project.id)  # Zhejiang's recordal is assumed: staff look, nothing refuses


def test_a_ban_in_the_middle_stops_what_follows(world: World) -> None:
    institution, owner = world.recorded()
    batch = send(world, owner, many(world, 3))
    confirm(world, owner, batch)
    file_some(world, owner, batch, 1)
    ban(world, institution)
    file_some(world, owner, batch)
    assert said(world, owner, batch) == ["filed", "under_ban", "under_ban"]


def test_faulty_rows_are_never_filed_and_the_rest_is(world: World) -> None:
    _institution, owner = world.recorded()
    first = typed(world)
    rows: list[dict[Column, Any]] = [
        first, typed(world, unit_uscc="91220100MA7T000001"), typed(world, unit_city="吉林"), typed(world, unit_city="天涯"),
        typed(world, work_from="下个月"), typed(world, unit_kind="矿山", level=""), dict(first), typed(world, unit_name="甲" * 121),
        typed(world, work_from="2027-02-01", unit_city=220200.0),
    ]
    batch = file_all(world, owner, rows)
    assert [row.state.value for row in answers(world, owner, batch)] == ["filed"] + ["faulty"] * 7 + ["filed"]
    faults = [(row.line, [fault[:2] for fault in row.faults]) for row in answers(world, owner, batch) if row.faults]
    assert faults == [
        (3, [["unit_uscc", "identifier"]]), (4, [["unit_city", "only_province"]]), (5, [["unit_city", "no_city"]]),
        (6, [["work_from", "bad_day"]]), (7, [["level", "missing"], ["unit_kind", "unknown"]]),
        (8, [["unit_uscc", "duplicate"]]), (9, [["unit_name", "too_long"]]),
    ]


def test_the_same_unit_at_two_levels_is_no_repeat(world: World) -> None:
    _institution, owner = world.recorded()
    row = typed(world)
    batch = file_all(world, owner, [row, row | {Column.LEVEL: "省级"}])
    assert said(world, owner, batch) == ["filed", "filed"]


def test_pressed_again_nothing_more_is_filed(world: World) -> None:
    _institution, owner = world.recorded()
    batch = file_all(world, owner, many(world, 3))
    after = books(world)
    with pytest.raises(BatchRefused, match="batch_over"):
        confirm(world, owner, batch)
    assert file_some(world, owner, batch) == 1
    assert books(world) == after


def test_while_it_is_filed_a_second_press_goes_on_where_it_stands(world: World) -> None:
    _institution, owner = world.recorded()
    batch = send(world, owner, many(world, 4))
    assert confirm(world, owner, batch)
    file_some(world, owner, batch, 2)
    assert not confirm(world, owner, batch)
    assert said(world, owner, batch) == ["filed", "filed", "waiting", "waiting"]
    file_some(world, owner, batch)
    assert said(world, owner, batch) == ["filed"] * 4


def test_a_row_whose_answer_fails_to_be_written_has_no_project_either(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _institution, owner = world.recorded()
    batch = send(world, owner, many(world, 2))
    confirm(world, owner, batch)
    before = books(world)
    with monkeypatch.context() as patched:
        patched.setattr(batches, "_end", lambda *_args, **_given: 1 / 0)  # at the last row
        with pytest.raises(ZeroDivisionError):
            file_some(world, owner, batch)
    assert said(world, owner, batch) == ["filed", "waiting"]
    assert sum(len(row) == 3 and row[1] == "submitted" for row in books(world)) == 1
    file_some(world, owner, batch)
    assert said(world, owner, batch) == ["filed", "filed"]
    assert books(world) != before


def test_each_row_counts_in_the_year_of_its_own_moment(world: World) -> None:
    _institution, owner = world.recorded()
    world.now = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    file_many(world, owner, 14)
    batch = send(world, owner, many(world, 3))
    confirm(world, owner, batch)
    file_some(world, owner, batch, 1)
    world.now = datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC)
    file_some(world, owner, batch)
    assert said(world, owner, batch) == ["filed"] * 3  # the 2026 pool was full with the first
    assert [row.project.year for row in answers(world, owner, batch) if row.project] == [2026, 2027, 2027]


def test_what_is_left_stays_unfiled_and_named(world: World) -> None:
    _institution, owner = world.recorded()
    batch = send(world, owner, many(world, 3))
    confirm(world, owner, batch)
    file_some(world, owner, batch, 1)
    with world.write() as session:
        batches.stop(session, held(world, session, owner, batch), by=owner, now=world.now)
    assert file_some(world, owner, batch) == 1
    assert (said(world, owner, batch), state_of(world, batch)) == (["filed", "waiting", "waiting"], BatchState.STOPPED)
    done = file_all(world, owner, many(world, 1))
    with pytest.raises(BatchRefused, match="batch_over"), world.write() as session:
        batches.stop(session, held(world, session, owner, done), by=owner, now=world.now)


def test_a_preview_gives_way_to_the_next_and_is_forgotten_after_three_days(world: World) -> None:
    _institution, owner = world.recorded()
    first, second = send(world, owner, many(world, 1)), send(world, owner, many(world, 1))
    assert (state_of(world, first), state_of(world, second)) == (BatchState.CANCELLED, BatchState.PREVIEW)
    world.now += timedelta(days=4)
    for gone in (1, 0):
        with world.write() as session:
            assert batches.purge(session, world.now) == gone
    with world.session() as session:
        assert session.scalars(select(FilingBatchRow)).all() == []
        tags = session.scalars(select(AuditEntry.tag).where(AuditEntry.tag.like("filing_batch:%")).order_by(AuditEntry.id))
        assert [tag.partition(":")[2] for tag in tags] == ["sent", "cancelled", "sent", "cancelled"]


def test_a_file_without_a_good_row_is_not_confirmed(world: World) -> None:
    _institution, owner = world.recorded()
    batch = send(world, owner, many(world, 1, unit_city="天涯"))
    with pytest.raises(BatchRefused, match="no_good_row"):
        confirm(world, owner, batch)


def test_the_forecast_counts_units_and_names_what_would_be_refused_and_takes_nothing(world: World) -> None:
    _institution, owner = world.recorded()
    projects = file_many(world, owner, 12)
    move(world, projects[0], ProjectVerb.WITHDRAW)
    again, there = world.filing().unit_uscc, world.filing().unit_uscc
    world.file(owner, unit_uscc=there)
    rows = [*many(world, 5), typed(world, level="省级"), typed(world, unit_city="北京"), typed(world, unit_uscc=there)]
    batch_id = send(world, owner, [*rows, typed(world, unit_uscc=again)])
    before = books(world)
    with world.session() as session:
        batch = batch_for(session, owner, batch_id)
        assert batch is not None
        seen = forecast(session, world.law(session), batch, rows_of(session, batch), world.today)
    [pool] = seen.pools
    assert (pool.rows, pool.use.used, pool.use.left, pool.beyond, seen.free) == (6, 12, 3, (5, 6, 10), 1)
    assert {line: refused.code for line, refused in seen.refused.items()} == {8: "no_rules_in_force", 9: "unit_already_filed"}
    assert books(world) == before


def test_the_forecast_knows_of_a_unit_that_is_declared(world: World) -> None:
    _institution, owner = world.recorded()
    rows = many(world, 2)
    declared(world, owner, unit_uscc=rows[1][Column.USCC], head=world.person())
    batch_id = send(world, owner, rows)
    with world.session() as session:
        batch = batch_for(session, owner, batch_id)
        assert batch is not None
        seen = forecast(session, world.law(session), batch, rows_of(session, batch), world.today)
    assert {line: refused.code for line, refused in seen.refused.items()} == {3: "unit_already_filed"}
    confirm(world, owner, batch_id)
    file_some(world, owner, batch_id)
    assert said(world, owner, batch_id) == ["filed", "unit_already_filed"]


def test_the_same_file_is_recognised_and_files_nothing_twice(world: World) -> None:
    _institution, owner = world.recorded()
    content = batch_xlsx(many(world, 2))
    done = file_all(world, owner, content)
    again = file_all(world, owner, content)
    assert said(world, owner, again) == ["unit_already_filed"] * 2
    with world.session() as session:
        earlier = filed_before(session, session.get_one(FilingBatch, again))
        assert earlier is not None
        assert earlier.id == done


def test_only_the_institution_itself_finds_it(world: World) -> None:
    _institution, owner = world.recorded()
    _other, outsider = world.recorded()
    batch = file_all(world, owner, many(world, 1))
    with world.session() as session:
        for who in (outsider, world.staff_user(Role.APPROVER, "220000"), world.staff_user(Role.AUDITOR, "000000")):
            assert batch_for(session, who, batch) is None
            assert own_batches(session, who) == []
        [(own, counts)] = own_batches(session, owner)
        assert (own.id, counts) == (batch, {RowState.FILED: 1})


def test_its_projects_are_like_any_other(world: World) -> None:
    _institution, owner = world.recorded()
    file_all(world, owner, [typed(world, unit_name="  甲　 乙 工厂 ")])
    with world.session() as session:
        project = session.scalars(select(Project)).one()
        assert (project.unit_name, project.submitted_by, project.pack_version[:3]) == ("甲 乙 工厂", owner.user_id, "JL:")
