"""Lists of declared projects for tests, and the way from a file to its answers."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from assessor_hub.accounts.actor import Actor
from assessor_hub.db import transaction
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.institutions.services import PersonName
from assessor_hub.projects import declared_lists as verbs
from assessor_hub.projects.declared_list_files import HEADINGS, Column
from assessor_hub.projects.declared_list_models import DeclaredList, DeclaredListRow
from assessor_hub.projects.declared_list_queries import answers_of, list_for
from assessor_hub.spreadsheets.units import KINDS, LEVELS
from tests.slices.declaring import declaration
from tests.world import World


def typed(world: World, head: PersonName | None = None, **given: Any) -> dict[Column, Any]:
    """A row as it is typed: a fresh factory in Beijing, filed there a month ago under somebody."""
    asked = declaration(world)
    cells: dict[Column, Any] = {
        Column.LEVEL: LEVELS[asked.level][0], Column.KIND: KINDS[asked.unit_kind][0], Column.UNIT: asked.unit_name,
        Column.USCC: asked.unit_uscc, Column.CITY: "北京市", Column.FILED_ON: asked.filed_on.isoformat(),
        Column.FILED_WHERE: asked.filed_where, Column.NUMBER: "京7", Column.HEAD: "", Column.HEAD_KIND: "",
        Column.HEAD_NUMBER: "",
    }
    if head is not None:
        cells |= {Column.HEAD: head.name, Column.HEAD_KIND: "居民身份证", Column.HEAD_NUMBER: head.id_number}
    return cells | {Column(name): value for name, value in given.items()}


def list_xlsx(rows: list[dict[Column, Any]], columns: tuple[Column, ...] = tuple(Column)) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [HEADINGS[column][0] for column in columns])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row[column] for column in columns])
    return out.getvalue()


def send(world: World, owner: Actor, rows: list[dict[Column, Any]] | bytes, *, opening: bool = False) -> int:
    """Send a list for Jilin's staff; returns its id, a preview."""
    upload = Upload("外省.xlsx", rows if isinstance(rows, bytes) else list_xlsx(rows))
    with world.write() as session:
        return verbs.send_list(session, world.hub.vault, upload, "220000", opening=opening, by=owner, now=world.now).id


def held(session: Any, owner: Actor, list_id: int) -> DeclaredList:
    sent = list_for(session, owner, list_id, lock=True)
    assert sent is not None
    return sent


def take(world: World, owner: Actor, list_id: int) -> bool:
    proof, hub = [Upload("回执.pdf", paper("receipts"))], world.hub
    with world.write() as session:
        return verbs.take_in(session, hub.vault, hub.store, held(session, owner, list_id), proof, by=owner, now=world.now)


def go_on(world: World, owner: Actor, list_id: int, most: int = 10**6) -> int:
    """Declare rows, each in a transaction of its own, as a face does; returns how many times it went on."""
    with world.session() as session:
        lines = verbs.lines_in(world.hub.vault, held(session, owner, list_id), world.now)
    for count in range(1, most + 1):
        with world.session() as session, transaction(session):
            sent, law = held(session, owner, list_id), world.law(session)
            if not verbs.declare_next(session, law, world.hub.vault, sent, lines, by=owner, now=world.now):
                return count
    return most


def declare_all(world: World, owner: Actor, rows: list[dict[Column, Any]] | bytes, *, opening: bool = False) -> int:
    """Send, take in and declare; returns the list's id."""
    list_id = send(world, owner, rows, opening=opening)
    take(world, owner, list_id)
    go_on(world, owner, list_id)
    return list_id


def answers(world: World, owner: Actor, list_id: int) -> list[DeclaredListRow]:
    """The answers with their projects, detached."""
    with world.session() as session:
        return answers_of(session, held(session, owner, list_id))


def said(world: World, owner: Actor, list_id: int) -> list[str]:
    """What became of each row: its state, or the code of its refusal."""
    return [row.declared.status.value if row.declared else str(row.code) for row in answers(world, owner, list_id)]
