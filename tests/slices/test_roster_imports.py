"""Imports of rosters: previewed before anything is written, confirmed once, taken up where they stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.documents.intake import Upload
from assessor_hub.institutions.models import Institution, Person
from assessor_hub.rosters import services, work
from assessor_hub.rosters.errors import ImportRefused
from assessor_hub.rosters.models import ImportState, RosterImport
from assessor_hub.rosters.queries import import_for, imports_of
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.bulk import Entry, put_members
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import TERMS, Claim, claim_all, put_member
from tests.slices.acts import entries, hire
from tests.slices.workbooks import cells_of, roster_xlsx
from tests.world import World


def send(world: World, by: Actor, content: bytes, **scope: Any) -> int:
    with world.write() as session:
        upload = Upload("人员.xlsx", content)
        return services.send_file(session, world.hub.vault, upload, by=by, now=world.now, **scope).id


def go_on(world: World, import_id: int) -> RosterImport:
    """Let the work be done, and see where the import stands."""
    with world.session() as session:
        work.advance(session, world.hub.vault, import_id, world.now)
    return state(world, import_id)


def state(world: World, import_id: int) -> RosterImport:
    with world.session() as session:
        row = session.get_one(RosterImport, import_id)
        session.refresh(row, ["file_sealed", "preview_sealed", "faulty_sealed"])
        session.expunge(row)
        return row


def confirm(world: World, by: Actor, import_id: int, *, leave_out: bool = False) -> bool:
    with world.write() as session:
        row = import_for(session, by, import_id, lock=True)
        assert row is not None
        return services.confirm(session, row, leave_out=leave_out, by=by, now=world.now)


def cancel(world: World, by: Actor, import_id: int) -> None:
    with world.write() as session:
        row = import_for(session, by, import_id, lock=True)
        assert row is not None
        services.cancel(session, row, by=by, now=world.now)


def take_in(world: World, by: Actor, content: bytes, **scope: Any) -> RosterImport:
    """Send, preview, confirm and write."""
    import_id = send(world, by, content, **scope)
    go_on(world, import_id)
    confirm(world, by, import_id, leave_out=True)
    return go_on(world, import_id)


def counts(row: RosterImport) -> tuple[int, int, int, int]:
    return row.added, row.updated, row.unchanged, row.faulty


def lines(world: World, institution: int) -> list[Employment]:
    with world.session() as session:
        rows = list(session.scalars(select(Employment).where(Employment.institution_id == institution)))
        session.expunge_all()
        return rows


def file_of(claims: Iterable[Claim], **first: Any) -> bytes:
    rows = [cells_of(claim) for claim in claims]
    rows[0] |= {Column(name): value for name, value in first.items()}
    return roster_xlsx(rows)


# -- an institution's own roster ---------------------------------------------------------------------------------------


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


# -- a province's rosters ----------------------------------------------------------------------------------------------


def province_file(world: World, of: dict[str, list[Claim]]) -> bytes:
    rows = [cells_of(claim, uscc=uscc) for uscc, claims in of.items() for claim in claims]
    return roster_xlsx(rows, words.PROVINCE)


def code_of(world: World, institution: int) -> str:
    with world.session() as session:
        return session.get_one(Institution, institution).uscc


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
    recorded, _owner = world.recorded("220000")
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


# -- many at once do what one by one does ------------------------------------------------------------------------------

COLUMNS = ("institution_id", "person_id", "name", "first_day", "last_day", "claimed_at", "created_at")


def told(world: World) -> list[tuple[Any, ...]]:
    """Every line of every roster, with persons by their number's hash."""
    with world.session() as session:
        names = dict(session.execute(select(Person.id, Person.id_index)).all())
        rows = session.scalars(select(Employment).order_by(Employment.institution_id, Employment.person_id)).all()
        seen = [
            (*(getattr(row, name) for name in COLUMNS), [(one.first_day, one.last_day) for one in row.countings],
             [(one.valid_from, *(getattr(one, name) for name in TERMS)) for one in row.versions])
            for row in rows
        ]
        return sorted((one[0], names[one[1]], *one[2:]) for one in seen)


@pytest.mark.parametrize("handed_in", [True, False])
def test_many_lines_at_once_give_the_rows_that_one_by_one_gives(world: World, handed_in: bool) -> None:
    claims = world.claims(titled=6, senior=2)
    odd = [
        replace(claims[0], certificate=" "), replace(claims[1], full_time=False), replace(claims[2], contract=False,
        insured_month=None), claims[3], claims[4], claims[5],
    ]
    rival = world.institution()[0]
    hire(world, rival, [claims[3], odd[0]])
    pairs = [[world.institution()[0] for _ in range(2)] for _way in range(2)]

    def one_by_one(institution: int, given: list[Claim]) -> None:
        with world.write() as session:
            row, by = session.get_one(Institution, institution), Actor(None, "x")
            for claim in given:
                put_member(session, world.hub.vault, row, claim, by=by, now=world.now, replace=True)
            if handed_in:
                claim_all(session, institution, by=by, now=world.now)

    def at_once(institution: int, given: list[Claim]) -> None:
        with world.write() as session:
            put_members(
                session, world.hub.vault, [Entry(institution, claim) for claim in given], by=Actor(None, "x"),
                claimed={institution} if handed_in else set(), now=world.now, source=1,
            )

    seen = []
    for put, (first, second) in zip((one_by_one, at_once), pairs, strict=True):
        put(first, odd)
        put(second, claims)
        world.now += timedelta(minutes=1)
        put(first, [replace(odd[0], certificate="neu", first_day=world.today), replace(odd[4], full_time=False)])
        put(second, [replace(claims[5], specialty=claims[5].specialty, certificate="")])
        rows = [row for row in told(world) if row[0] in (first, second)]
        seen.append([(row[0] - first, *row[1:]) for row in rows])
        with world.write() as session:
            mine = select(Employment.id).where(Employment.institution_id.in_((first, second)))
            for table in (Counting, EmploymentTerms):  # the other way begins with the same rivals
                session.execute(delete(table).where(table.employment_id.in_(mine)))
            session.execute(delete(Employment).where(Employment.institution_id.in_((first, second))))
        world.now -= timedelta(minutes=1)
    assert seen[0] == seen[1]
