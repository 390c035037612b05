"""Filing many projects from one file: each row by itself, in order, by the same verb as one project of the form.

A row's judgement, its project or kept refusal, and its answer are one transaction with the batch held: whoever presses
twice, whatever is killed in the middle and however many work at once, a row is answered once and the rows in order.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.documents.intake import Upload, clean_name
from assessor_hub.projects.batch_files import Column, lines_of
from assessor_hub.projects.batch_models import BatchState, FilingBatch, FilingBatchRow, RowState
from assessor_hub.projects.errors import BatchRefused, FilingRefused
from assessor_hub.projects.filing import Filing, file_project
from assessor_hub.projects.refusals import note_refusal
from assessor_hub.projects.requests import KEY_LENGTH
from assessor_hub.rules.law import LawBook
from assessor_hub.spreadsheets.lists import Line

KEPT = timedelta(days=3)  # a preview that nobody confirms


def send_batch(session: Session, upload: Upload, *, by: Actor, now: datetime) -> FilingBatch:
    """Keep a file's rows until their preview is confirmed or cancelled; an earlier preview gives way. Nothing is filed.

    Raises Unreadable where the file is no list of projects.
    """
    lines = lines_of(upload.content)
    waiting = select(FilingBatch).where(
        FilingBatch.institution_id == by.institution_id, FilingBatch.state == BatchState.PREVIEW
    )
    for earlier in session.scalars(waiting.with_for_update()):
        _end(session, earlier, BatchState.CANCELLED, by=by, now=now)
    batch = FilingBatch(
        ref=secrets.token_hex(16), institution_id=by.institution_id, state=BatchState.PREVIEW,
        file_name=clean_name(upload.name), sha256=hashlib.sha256(upload.content).hexdigest(), sent_by=by.user_id,
        sent_at=now,
    )
    session.add(batch)
    session.flush()
    session.execute(insert(FilingBatchRow), [_columns(batch.id, line) for line in lines])
    faulty = sum(line.said is None for line in lines)
    record(session, Tag.BATCH_SENT, by=by, on=batch, now=now, detail={"rows": len(lines), "faulty": faulty})
    return batch


def _columns(batch_id: int, line: Line) -> dict[str, Any]:
    understood = dict.fromkeys(Column) if line.said is None else dict(line.said)
    return {
        "batch_id": batch_id, "line": line.number, "cells": list(line.cells),
        "state": RowState.FAULTY if line.said is None else RowState.WAITING,
        "faults": [[fault.column, fault.code, dict(fault.figures)] for fault in line.faults],
        **{str(column): value for column, value in understood.items()},
    }


def confirm(session: Session, batch: FilingBatch, *, by: Actor, now: datetime) -> bool:
    """Let the good rows of a preview be filed. ``batch`` is held. False where they are already: a second click.

    Refuses ``no_good_row`` and ``batch_over``.
    """
    if batch.state is BatchState.FILING:
        return False
    if batch.state is not BatchState.PREVIEW:
        raise BatchRefused("batch_over")
    rows = session.scalars(select(func.count()).where(*_waits_in(batch))).one()
    if not rows:
        raise BatchRefused("no_good_row")
    batch.state, batch.confirmed_at, batch.confirmed_by = BatchState.FILING, now, by.user_id
    record(session, Tag.BATCH_CONFIRMED, by=by, on=batch, now=now, detail={"rows": rows})
    return True


def file_next(session: Session, law: LawBook, batch: FilingBatch, *, by: Actor, now: datetime) -> bool:
    """File the next row that waits, or keep its refusal: judged at ``now``. ``batch`` is held.

    False where nothing is left to do. The batch is over with its last row.
    """
    if batch.state is not BatchState.FILING:
        return False
    waiting = select(FilingBatchRow).where(*_waits_in(batch)).order_by(FilingBatchRow.line)
    row, *others = session.scalars(waiting.limit(2))
    _answer(session, law, row, key_of_row(batch, row), by=by, now=now)
    if not others:
        _end(session, batch, BatchState.DONE, by=by, now=now)
    return bool(others)


def _answer(session: Session, law: LawBook, row: FilingBatchRow, key: str, *, by: Actor, now: datetime) -> None:
    """A refusal undoes what its filing wrote, and nothing else of the transaction."""
    filing = filing_of(row, key)
    try:
        with session.begin_nested():
            filed = file_project(session, law, filing, by=by, now=now)
    except FilingRefused as refused:
        kept = note_refusal(session, refused, by=by, now=now, filing=filing)
        if kept is None:  # it was judged by no rule: not the row is refused but the way in which it was sent
            raise
        row.state, row.refusal_id, row.answered_at = RowState.REFUSED, kept.id, now
    else:
        row.state, row.project_id, row.answered_at = RowState.FILED, filed.project_id, now
    session.flush()


def filing_of(row: FilingBatchRow, request_key: str) -> Filing:
    """What a row without faults files."""
    said = {column.value: getattr(row, column) for column in Column}
    return Filing(**said, request_key=request_key)


def key_of_row(batch: FilingBatch, row: FilingBatchRow) -> str:
    """The request key of a row, the same whenever it is filed; nobody who does not know ``ref`` can send it first."""
    return hashlib.sha256(f"{batch.ref}\0{row.line}".encode()).hexdigest()[:KEY_LENGTH]


def stop(session: Session, batch: FilingBatch, *, by: Actor, now: datetime) -> None:
    """Drop a preview, or leave the rows that wait unfiled; what was filed stays filed. ``batch`` is held.

    Refuses ``batch_over`` where all rows are answered; a second click changes nothing.
    """
    if batch.state is BatchState.DONE:
        raise BatchRefused("batch_over")
    if batch.state is BatchState.PREVIEW:
        _end(session, batch, BatchState.CANCELLED, by=by, now=now)
    elif batch.state is BatchState.FILING:
        _end(session, batch, BatchState.STOPPED, by=by, now=now)


def purge(session: Session, now: datetime) -> int:
    """Drop previews that nobody has confirmed within KEPT; returns how many."""
    left = select(FilingBatch).where(FilingBatch.state == BatchState.PREVIEW, FilingBatch.sent_at < now - KEPT)
    batches = list(session.scalars(left.with_for_update()))
    for batch in batches:
        _end(session, batch, BatchState.CANCELLED, by=SYSTEM, now=now)
    return len(batches)


_ENDS = {
    BatchState.CANCELLED: Tag.BATCH_CANCELLED, BatchState.STOPPED: Tag.BATCH_STOPPED, BatchState.DONE: Tag.BATCH_DONE,
}


def _end(session: Session, batch: FilingBatch, state: BatchState, *, by: Actor, now: datetime) -> None:
    of_it = FilingBatchRow.batch_id == batch.id
    if state is BatchState.CANCELLED:
        session.execute(delete(FilingBatchRow).where(of_it))
    counts = select(FilingBatchRow.state, func.count()).where(of_it).group_by(FilingBatchRow.state)
    detail = {row_state.value: number for row_state, number in session.execute(counts)}
    batch.state, batch.finished_at = state, now
    record(session, _ENDS[state], by=by, on=batch, now=now, detail=detail)


def _waits_in(batch: FilingBatch) -> tuple[Any, ...]:
    return FilingBatchRow.batch_id == batch.id, FilingBatchRow.state == RowState.WAITING
