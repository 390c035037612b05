"""Acts of roster imports that several tests need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.documents.intake import Upload
from assessor_hub.institutions.models import Institution
from assessor_hub.rosters import services, work
from assessor_hub.rosters.models import RosterImport
from assessor_hub.rosters.queries import import_for
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import Claim
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


def province_file(world: World, of: dict[str, list[Claim]]) -> bytes:
    rows = [cells_of(claim, uscc=uscc) for uscc, claims in of.items() for claim in claims]
    return roster_xlsx(rows, words.PROVINCE)


def code_of(world: World, institution: int) -> str:
    with world.session() as session:
        return session.get_one(Institution, institution).uscc
