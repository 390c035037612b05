"""Files of projects for tests, and the way from a file to its answers."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from assessor_hub.accounts.actor import Actor
from assessor_hub.db import transaction
from assessor_hub.documents.intake import Upload
from assessor_hub.projects import batches
from assessor_hub.projects.batch_files import HEADINGS, Column
from assessor_hub.projects.batch_models import FilingBatch, FilingBatchRow
from assessor_hub.projects.batch_queries import batch_for, rows_of
from assessor_hub.spreadsheets.units import KINDS, LEVELS
from tests.world import World


def typed(world: World, **given: Any) -> dict[Column, Any]:
    """A row as it is typed: a fresh unit in Changchun at the national level, from today on."""
    filing = world.filing()
    cells = {
        Column.LEVEL: LEVELS[filing.level][0], Column.KIND: KINDS[filing.unit_kind][0],
        Column.UNIT: filing.unit_name, Column.USCC: filing.unit_uscc, Column.CITY: "吉林省长春市",
        Column.WORK_FROM: filing.work_from.isoformat(),
    }
    return cells | {Column(name): value for name, value in given.items()}


def many(world: World, count: int, **given: Any) -> list[dict[Column, Any]]:
    return [typed(world, **given) for _ in range(count)]


def batch_xlsx(rows: list[dict[Column, Any]], english: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [HEADINGS[column][-1 if english else 0] for column in Column])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row[column] for column in Column])
    return out.getvalue()


def send(world: World, owner: Actor, rows: list[dict[Column, Any]] | bytes) -> int:
    """Send a file; returns the id of its batch, a preview."""
    content = rows if isinstance(rows, bytes) else batch_xlsx(rows)
    with world.write() as session:
        return batches.send_batch(session, Upload("项目.xlsx", content), by=owner, now=world.now).id


def held(world: World, session: Any, owner: Actor, batch_id: int) -> FilingBatch:
    batch = batch_for(session, owner, batch_id, lock=True)
    assert batch is not None
    return batch


def confirm(world: World, owner: Actor, batch_id: int) -> bool:
    with world.write() as session:
        return batches.confirm(session, held(world, session, owner, batch_id), by=owner, now=world.now)


def file_some(world: World, owner: Actor, batch_id: int, most: int = 10**6) -> int:
    """File rows, each in a transaction of its own, as a face does; returns how many times it went on."""
    for count in range(1, most + 1):
        with world.session() as session, transaction(session):
            if not batches.file_next(
                session, world.law(session), held(world, session, owner, batch_id), by=owner, now=world.now
            ):
                return count
    return most


def file_all(world: World, owner: Actor, rows: list[dict[Column, Any]] | bytes) -> int:
    """Send, confirm and file; returns the batch's id."""
    batch_id = send(world, owner, rows)
    confirm(world, owner, batch_id)
    file_some(world, owner, batch_id)
    return batch_id


def answers(world: World, owner: Actor, batch_id: int) -> list[FilingBatchRow]:
    """The rows with their projects and refusals, detached."""
    with world.session() as session:
        batch = batch_for(session, owner, batch_id)
        assert batch is not None
        return rows_of(session, batch)


def said(world: World, owner: Actor, batch_id: int) -> list[str]:
    """What became of each row: its state, or the code of its refusal."""
    return [row.refusal.code if row.refusal else row.state.value for row in answers(world, owner, batch_id)]
