"""Imports of rosters: previewed before anything is written, confirmed once, taken up where they stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.rosters import services, work
from assessor_hub.rosters.errors import ImportRefused
from assessor_hub.rosters.models import ImportState, RosterImport
from assessor_hub.rosters.queries import import_for, imports_of
from tests.slices.acts import entries, hire
from tests.slices.importing import (
    cancel,
    confirm,
    counts,
    file_of,
    go_on,
    lines,
    send,
    state,
    take_in,
)
from tests.slices.workbooks import cells_of, roster_xlsx
from tests.world import World


def test_a_preview_writes_nothing_and_says_what_would_happen(world: World) -> None:
    institution, owner = world.institution()
    known, changed, new = world.claims(titled=3, senior=0)
    hire(world, institution, [known, changed])
    content = file_of([known, replace(changed, certificate="NEU"), new])
    row = go_on(world, send(world, owner, content, institution_id=institution))
    assert (row.state, row.rows_total, counts(row)) == (ImportState.PREVIEW, 3, (1, 1, 1, 0))
    assert len(lines(world, institution)) == 2
    with world.session() as session:
        preview = services.preview_of(world.hub.vault, session.get_one(RosterImport, row.id))
    assert preview is not None
    assert [line["fate"] for line in preview.lines] == ["unchanged", "updated", "added"]
    assert all("*" in line["number"] for line in preview.lines)


def test_neither_file_nor_name_nor_preview_lies_open(world: World) -> None:
    institution, owner = world.institution()
    claim = world.claims(titled=1, senior=0)[0]
    content = file_of([claim], title="高级技师")
    row = go_on(world, send(world, owner, content, institution_id=institution))
    sealed = [row.file_sealed, row.name_sealed, row.preview_sealed, row.faulty_sealed]
    assert all(part is not None and part.startswith(b"k1:") for part in sealed)
    assert content not in (row.file_sealed or b"")


def test_a_confirmed_import_is_written_once(world: World) -> None:
    institution, owner = world.institution()
    claims = world.claims(titled=3, senior=0)
    import_id = send(world, owner, file_of(claims), institution_id=institution)
    go_on(world, import_id)
    assert confirm(world, owner, import_id)
    assert not confirm(world, owner, import_id)  # the second click
    row = go_on(world, import_id)
    assert (row.state, counts(row)) == (ImportState.DONE, (3, 0, 0, 0))
    assert not confirm(world, owner, import_id)  # the back button
    assert go_on(world, import_id).state is ImportState.DONE
    assert len(lines(world, institution)) == 3
    assert row.file_sealed is None
    assert len(entries(world, Tag.ROSTER_IMPORTED)) == 1


def test_the_same_file_again_changes_nothing(world: World) -> None:
    institution, owner = world.institution()
    content = file_of(world.claims(titled=3, senior=0))
    take_in(world, owner, content, institution_id=institution)
    import_id = send(world, owner, content, institution_id=institution)
    assert counts(go_on(world, import_id)) == (0, 0, 3, 0)
    with pytest.raises(ImportRefused, match="nothing_to_take"):
        confirm(world, owner, import_id)


def test_good_rows_are_taken_alone_by_choice_only(world: World) -> None:
    institution, owner = world.institution()
    claims = world.claims(titled=3, senior=0)
    import_id = send(world, owner, file_of(claims, title="高级技师"), institution_id=institution)
    row = go_on(world, import_id)
    assert counts(row) == (2, 0, 0, 1)
    with pytest.raises(ImportRefused, match="faults_left"):
        confirm(world, owner, import_id)
    assert lines(world, institution) == []
    confirm(world, owner, import_id, leave_out=True)
    assert counts(go_on(world, import_id)) == (2, 0, 0, 1)
    assert len(lines(world, institution)) == 2


def test_an_outsider_finds_nothing(world: World) -> None:
    (institution, owner), (_other, outsider) = world.institution(), world.institution()
    import_id = send(world, owner, file_of(world.claims(titled=1, senior=0)), institution_id=institution)
    colleague = Actor(owner.user_id, "colleague", institution_id=institution, institution_role=Role.MEMBER)
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    with world.session() as session:
        assert import_for(session, owner, import_id) is not None
        assert import_for(session, colleague, import_id) is not None
        assert import_for(session, outsider, import_id) is None
        assert import_for(session, reviewer, import_id) is None
        assert imports_of(session, outsider) == []


def test_a_preview_waits_for_three_days_and_is_then_forgotten(world: World) -> None:
    institution, owner = world.institution()
    import_id = send(world, owner, file_of(world.claims(titled=1, senior=0)), institution_id=institution)
    go_on(world, import_id)
    for later, expected in ((services.KEPT, ImportState.PREVIEW), (timedelta(seconds=1), ImportState.CANCELLED)):
        world.now += later
        with world.write() as session:
            services.purge(session, world.now)
        assert state(world, import_id).state is expected
    row = state(world, import_id)
    assert (row.file_sealed, row.preview_sealed) == (None, None)
    with pytest.raises(ImportRefused, match="import_over"):
        confirm(world, owner, import_id)


def test_a_corrected_file_takes_the_place_of_the_preview(world: World) -> None:
    institution, owner = world.institution()
    content = file_of(world.claims(titled=1, senior=0))
    first = send(world, owner, content, institution_id=institution)
    go_on(world, first)
    second = send(world, owner, content, institution_id=institution)
    assert state(world, first).state is ImportState.CANCELLED
    assert go_on(world, second).state is ImportState.PREVIEW


def test_a_file_whose_last_line_shows_that_it_is_none_fails_with_its_reason(world: World) -> None:
    institution, owner = world.institution()
    claim = world.claims(titled=1, senior=0)[0]
    content = roster_xlsx([cells_of(claim)], more=lambda _book, sheet: sheet.merge_range("A4:A6", "合并"))
    row = go_on(world, send(world, owner, content, institution_id=institution))
    assert (row.state, row.failure, row.failure_figures) == (ImportState.FAILED, "merged", {"cells": "A4:A6"})
    assert row.file_sealed is None


def test_cancelling_says_how_many_rows_were_written(world: World) -> None:
    institution, owner = world.institution()
    import_id = send(world, owner, file_of(world.claims(titled=1, senior=0)), institution_id=institution)
    go_on(world, import_id)
    cancel(world, owner, import_id)
    cancel(world, owner, import_id)
    assert state(world, import_id).state is ImportState.CANCELLED
    assert [entry.detail for entry in entries(world, Tag.ROSTER_FILE_CANCELLED)] == [{"rows_written": 0}]


def test_one_import_that_cannot_go_on_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [world.institution() for _ in range(2)]
    ids = [
        send(world, owner, file_of(world.claims(titled=1, senior=0)), institution_id=institution)
        for institution, owner in made
    ]
    honest = work.advance

    def stumbles(session: Any, vault: Any, import_id: int, now: Any) -> None:
        if import_id == ids[0]:
            raise RuntimeError("a fault")
        honest(session, vault, import_id, now)

    monkeypatch.setattr(work, "advance", stumbles)
    with world.session() as session:
        assert work.work(session, world.hub.vault, world.now) == 1
    assert [state(world, one).state for one in ids] == [ImportState.WAITING, ImportState.PREVIEW]
