"""Many declared projects from one file with one proof: each row by itself, in order, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_of
from assessor_hub.projects import declared_lists as verbs
from assessor_hub.projects.declared_list_files import Column, lines_of
from assessor_hub.projects.declared_list_models import DeclaredList, DeclaredListState
from assessor_hub.projects.declared_list_queries import foresee, list_for, list_of, lists_waiting
from assessor_hub.projects.errors import BatchRefused
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import DeclaredVerb
from assessor_hub.rules.values import Level
from tests.slices.acts import entries, head_of, use_of
from tests.slices.declaring import decided, declared
from tests.slices.declaring_many import answers, declare_all, go_on, held, list_xlsx, said, send, take, typed
from tests.slices.dump import found_in_dump
from tests.world import World


def state_of(world: World, list_id: int) -> DeclaredListState:
    with world.session() as session:
        return session.get_one(DeclaredList, list_id).state


def count(world: World) -> int:
    with world.session() as session:
        return session.scalars(select(func.count(DeclaredProject.id))).one()


def test_each_row_is_answered_by_itself_in_the_words_of_a_single_one(world: World) -> None:
    _institution, owner = world.recorded()
    somebody, filed, known = world.person("前任"), world.filing(), typed(world)
    declared(world, owner, head=somebody, unit_uscc=known[Column.USCC])
    world.file(owner, unit_uscc=filed.unit_uscc)
    rows = [
        typed(world, somebody), typed(world), typed(world, somebody, unit_uscc=known[Column.USCC]),
        typed(world, filed_on=world.today.isoformat(), unit_uscc=filed.unit_uscc),
        typed(world, filed_on=world.today.isoformat()),
    ]
    batch = declare_all(world, owner, rows)
    assert said(world, owner, batch) == [
        "declared", "head_missing", "unit_already_declared", "unit_already_filed", "declared",
    ]
    first = answers(world, owner, batch)[0].declared
    assert first is not None
    assert (first.filed_where, first.opening) == ("北京市经济和信息化局，京7", False)
    assert state_of(world, batch) is DeclaredListState.DONE


def test_faulty_rows_are_never_declared_and_the_rest_is(world: World) -> None:
    _institution, owner = world.recorded()
    first, day = typed(world, world.person()), world.today
    rows = [
        first, typed(world, unit_uscc="91220100MA7T000001"), dict(first),
        typed(world, filed_on=(day + timedelta(days=1)).isoformat()), typed(world, head_name="有名无号"),
        typed(world, head_number="220000198001010031", head_name="号错"), typed(world, head_number="220000198001010030"),
        typed(world, filed_where="", unit_kind="矿山"), first | {Column.FILED_ON: "2025-12-31"},
    ]
    faults = {line.number: [(one.column, one.code) for one in line.faults] for line in lines_of(list_xlsx(rows), day)}
    assert faults == {
        2: [], 3: [("unit_uscc", "identifier")], 4: [("unit_uscc", "duplicate")], 5: [("filed_on", "day_ahead")],
        6: [("head_number", "missing")], 7: [("head_number", "identifier")], 8: [("head_name", "missing")],
        9: [("unit_kind", "unknown"), ("filed_where", "missing")], 10: [],
    }
    batch = declare_all(world, owner, rows)
    assert [row.line for row in answers(world, owner, batch)] == [2, 10]
    with world.session() as session:
        assert session.get_one(DeclaredList, batch).left_out == [3, 4, 5, 6, 7, 8, 9]


def test_columns_that_the_tenures_answer_for_may_be_missing(world: World) -> None:
    _institution, owner = world.recorded()
    needed = tuple(one for one in Column if one not in {Column.NUMBER, Column.HEAD, Column.HEAD_KIND, Column.HEAD_NUMBER})
    batch = declare_all(world, owner, list_xlsx([typed(world, filed_on=world.today.isoformat())], needed), opening=True)
    (row,) = answers(world, owner, batch)
    assert row.declared is not None
    assert (row.declared.opening, row.declared.filed_where) == (True, "北京市经济和信息化局")


def test_the_preview_says_what_would_be_refused_and_what_counts_where(world: World) -> None:
    _institution, owner = world.recorded()
    somebody = world.person()
    rows = [
        typed(world, somebody), typed(world, somebody, filed_on="2025-07-01"), typed(world, somebody, level="省级"),
        typed(world), typed(world, somebody, level="省级", unit_city="杭州市"), typed(world, unit_uscc="123"),
    ]
    batch = send(world, owner, rows)
    with world.session() as session:
        sent = held(session, owner, batch)
        lines = verbs.lines_in(world.hub.vault, sent, world.now)
        seen = foresee(session, world.law(session), sent, lines, world.today)
    national, zhejiang = Pool(Level.NATIONAL, "000000"), Pool(Level.PROVINCIAL, "330000")
    assert {line: why.code for line, why in seen.refused.items()} == {5: "head_missing"}
    assert seen.pools == {2: national, 3: national, 6: zhejiang}
    assert seen.units == {(national, 2026): 1, (national, 2025): 1, (zhejiang, 2026): 1}
    assert count(world) == 0


def test_whatever_is_pressed_again_a_row_is_declared_once(world: World) -> None:
    _institution, owner = world.recorded()
    batch = send(world, owner, [typed(world, world.person()) for _ in range(4)])
    assert take(world, owner, batch)
    go_on(world, owner, batch, 2)
    assert not take(world, owner, batch)
    assert (count(world), state_of(world, batch)) == (2, DeclaredListState.TAKING)
    go_on(world, owner, batch)
    with pytest.raises(BatchRefused, match="batch_over"):
        take(world, owner, batch)
    with world.session() as session:
        proof = documents_of(session, OwnerKind.DECLARED_LIST, batch)
    assert (count(world), len(proof), len(entries(world, Tag.DECLARED_LIST_DONE, batch))) == (4, 1, 1)


def test_what_was_taken_in_is_read_alike_on_the_next_day(world: World) -> None:
    _institution, owner = world.recorded()
    row = typed(world, world.person())
    batch = send(world, owner, [row | {Column.FILED_ON: (world.today + timedelta(days=1)).isoformat()}, row])
    take(world, owner, batch)
    world.now += timedelta(days=1)
    go_on(world, owner, batch)
    assert [(one.line, bool(one.declared)) for one in answers(world, owner, batch)] == [(3, True)]


def test_what_is_left_stays_undeclared_and_an_old_preview_goes(world: World) -> None:
    _institution, owner = world.recorded()
    first = send(world, owner, [typed(world, world.person())])
    batch = send(world, owner, [typed(world, world.person()) for _ in range(3)])
    assert state_of(world, first) is DeclaredListState.CANCELLED
    take(world, owner, batch)
    go_on(world, owner, batch, 1)
    world.now += verbs.KEPT + timedelta(hours=1)
    with world.write() as session:
        assert verbs.purge(session, world.now) == 1
    with world.session() as session:
        sent = session.get_one(DeclaredList, batch)
        assert (sent.state, sent.left_out, sent.file_sealed) == (DeclaredListState.DONE, [3, 4], None)


def test_a_number_of_a_person_lies_nowhere_in_plain_text_and_the_file_is_forgotten(world: World) -> None:
    _institution, owner = world.recorded()
    somebody = world.person()
    batch = send(world, owner, [typed(world, somebody), typed(world, head_number=somebody.id_number)])
    assert not found_in_dump(world, somebody.id_number)
    take(world, owner, batch)
    go_on(world, owner, batch)
    assert not found_in_dump(world, somebody.id_number)
    with world.session() as session:
        assert session.get_one(DeclaredList, batch).file_sealed is None


def test_confirmed_one_after_the_other_each_takes_its_unit(world: World) -> None:
    institution, owner = world.recorded()
    batch = declare_all(world, owner, [typed(world, world.person()) for _ in range(3)])
    for row in answers(world, owner, batch):
        assert row.declared_id is not None
        decided(world, row.declared_id, DeclaredVerb.CONFIRM)
    assert (said(world, owner, batch), use_of(world, head_of(world, institution))) == (["confirmed"] * 3, 3)


def test_who_may_see_a_list(world: World) -> None:
    _institution, owner = world.recorded()
    reviewer, elsewhere = (world.staff_user(Role.REVIEWER, code) for code in ("220000", "330000"))
    other = world.recorded()[1]
    batch = send(world, owner, [typed(world, world.person()), typed(world, world.person())])
    with world.session() as session:  # a preview is its sender's alone
        assert [list_for(session, who, batch) is None for who in (owner, other, reviewer)] == [False, True, True]
    take(world, owner, batch)
    go_on(world, owner, batch)
    with world.session() as session:
        seen = [list_for(session, who, batch) is not None for who in (owner, reviewer, other, elsewhere)]
        assert seen == [True, True, False, False]
        assert [[number for _sent, number in lists_waiting(session, who)] for who in (reviewer, elsewhere)] == [[2], []]
        row = session.scalars(select(DeclaredProject)).first()
        assert row is not None
        assert (came := list_of(session, row)) is not None
        assert came.id == batch
