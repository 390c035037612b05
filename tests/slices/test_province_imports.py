"""A department's import of rosters: whose lines it takes, who sees it, where a stopped run goes on, who is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.outbox.services import inbox
from assessor_hub.rosters import services, work
from assessor_hub.rosters.models import ImportState, RosterImport
from assessor_hub.rosters.queries import import_for
from tests.slices.acts import entries
from tests.slices.importing import (
    code_of,
    confirm,
    counts,
    file_of,
    go_on,
    lines,
    province_file,
    send,
    state,
    take_in,
)
from tests.world import World


def messages(world: World, institution: Actor) -> list[dict[str, Any]]:
    with world.session() as session:
        assert institution.user_id is not None
        return [one.figures for one in inbox(session, institution.user_id) if one.subject == Tag.ROSTER_IMPORTED]


def test_only_institutions_that_deal_with_the_department_are_taken(world: World) -> None:
    recorded, _owner = world.recorded("220000")
    elsewhere, _other = world.recorded("330000")
    _draft, drafter = world.institution()
    world.application(drafter, "220000", claims=[], submit=False)
    drafted = drafter.institution_id
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    new = world.claims(titled=4, senior=0)
    codes = [code_of(world, one) for one in (recorded, elsewhere, drafted)]  # type: ignore[arg-type]
    content = province_file(world, {codes[0]: new[:2], codes[1]: new[2:3], codes[2]: new[3:]})
    before = len(lines(world, recorded))
    row = take_in(world, reviewer, content, jurisdiction="220000")
    assert (row.state, counts(row)) == (ImportState.DONE, (2, 0, 0, 2))
    assert len(lines(world, recorded)) == before + 2
    with world.session() as session:
        preview = services.preview_of(world.hub.vault, session.get_one(RosterImport, row.id))
    assert preview is not None
    assert [(one["row"], one["code"]) for one in preview.faults] == [(4, "institution_unknown"), (5, "institution_unknown")]


def test_a_department_sees_its_own_imports_only(world: World) -> None:
    recorded, owner = world.recorded("220000")
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    colleague = world.staff_user(Role.APPROVER, "220000")
    strangers = [
        world.staff_user(Role.REVIEWER, "330000"), world.staff_user(Role.AUDITOR, "220000"),
        world.staff_user(Role.CITY_STAFF, "220100"), owner,
    ]
    content = province_file(world, {code_of(world, recorded): world.claims(titled=1, senior=0)})
    import_id = send(world, reviewer, content, jurisdiction="220000")
    with world.session() as session:
        assert import_for(session, colleague, import_id) is not None
        assert [import_for(session, one, import_id) for one in strangers] == [None] * 4


def test_a_killed_run_goes_on_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded, _owner = world.recorded("220000")
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    claims = world.claims(titled=7, senior=0)
    monkeypatch.setattr(work, "CHUNK", 3)
    import_id = send(world, reviewer, province_file(world, {code_of(world, recorded): claims}), jurisdiction="220000")
    go_on(world, import_id)
    confirm(world, reviewer, import_id)
    honest, runs = work._put, []

    def dies(*args: Any) -> None:
        runs.append(args)
        honest(*args)
        if len(runs) == 2:
            raise KeyboardInterrupt  # inside the transaction of the second chunk

    monkeypatch.setattr(work, "_put", dies)
    with pytest.raises(KeyboardInterrupt):
        go_on(world, import_id)
    before = len(lines(world, recorded))
    row = state(world, import_id)
    assert (row.state, row.rows_done) == (ImportState.RUNNING, 3)
    with world.session() as session:
        assert work.work(session, world.hub.vault, world.now) == 1  # the background finds it by itself
    row = state(world, import_id)
    assert (row.state, counts(row)) == (ImportState.DONE, (7, 0, 0, 0))
    assert len(lines(world, recorded)) == before + 4
    assert len(entries(world, Tag.ROSTER_IMPORTED)) == 3


def test_a_cancelled_run_stops_at_the_next_chunk_and_keeps_what_was_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded, owner = world.recorded("220000")
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    content = province_file(world, {code_of(world, recorded): world.claims(titled=6, senior=0)})
    monkeypatch.setattr(work, "CHUNK", 2)
    import_id = send(world, reviewer, content, jurisdiction="220000")
    go_on(world, import_id)
    confirm(world, reviewer, import_id)
    before = len(lines(world, recorded))
    honest = work._held

    def meddles(session: Any, wanted: int) -> RosterImport:
        row = honest(session, wanted)
        if row.rows_done == 2 and row.state is ImportState.RUNNING:
            services.cancel(session, row, by=reviewer, now=world.now)
        return row

    monkeypatch.setattr(work, "_held", meddles)
    go_on(world, import_id)
    monkeypatch.undo()
    assert len(lines(world, recorded)) == before + 2
    assert messages(world, owner) == [{"jurisdiction": "220000", "added": 2, "updated": 0}]


def test_each_changed_institution_is_told_once_by_the_department(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over several chunks; one whose lines say nothing new is not told, and no institution is told of its own import."""
    first, owner = world.recorded("220000")
    second, other = world.recorded("220000")
    same, unchanged = world.recorded("220000")
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    known, *new = world.claims(titled=5, senior=0)
    take_in(world, unchanged, file_of([known]), institution_id=same)
    take_in(world, owner, file_of(new[:1]), institution_id=first)
    assert [messages(world, one) for one in (owner, unchanged)] == [[], []]
    lines_of = {first: [replace(new[0], certificate="NEU"), *new[1:3]], second: new[3:], same: [known]}
    monkeypatch.setattr(work, "CHUNK", 2)
    content = province_file(world, {code_of(world, one): claims for one, claims in lines_of.items()})
    row = take_in(world, reviewer, content, jurisdiction="220000")
    assert (row.state, counts(row)) == (ImportState.DONE, (3, 1, 1, 0))
    told = [{"jurisdiction": "220000", "added": 2, "updated": 1}, {"jurisdiction": "220000", "added": 1, "updated": 0}]
    assert [messages(world, one) for one in (owner, other, unchanged)] == [told[:1], told[1:], []]
