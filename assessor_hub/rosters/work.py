"""The work of an import, in the background or at once: reading a file into its preview, then writing its lines.

Lines are written in chunks, each with the count of settled lines in one transaction: no writer waits long, and a run
that was killed goes on where it stopped. Of two processes on the same import, one finds the count moved and leaves.
"""

from __future__ import annotations

import itertools
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import User
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.db import transaction
from assessor_hub.rosters.models import TO_READ, TO_WRITE, ImportState, RosterImport
from assessor_hub.rosters.queries import waiting
from assessor_hub.rosters.reach import Reach, reach_of
from assessor_hub.rosters.services import (
    Preview,
    columns_of,
    end,
    file_of,
    keep_preview,
    limits_of,
    start_over,
    tell_changed,
)
from assessor_hub.rules.identifiers import mask_person_id
from assessor_hub.spreadsheets.workbooks import Unreadable
from assessor_hub.staffing.bulk import Entry, Fate, fates, put_members
from assessor_hub.staffing.roster_files import Fault, Line, RosterSheet, open_roster
from assessor_hub.staffing.roster_words import Column

CHUNK = 500
FAULTS_SHOWN, LINES_SHOWN = 200, 10
T = TypeVar("T")
log = structlog.get_logger(__name__)


def work(session: Session, vault: Vault, now: datetime) -> int:
    """Do what waits, oldest first; returns how many imports were advanced. One that cannot go on holds up no other."""
    advanced = 0
    for import_id in waiting(session):
        try:
            advance(session, vault, import_id, now)
            advanced += 1
        except Exception as fault:  # it is logged, stays as it is, and is tried again
            log.error("import stopped", roster_import=import_id, fault=type(fault).__name__)
    return advanced


def advance(session: Session, vault: Vault, import_id: int, now: datetime) -> None:
    """Read or write the import, as its state wants; nothing happens in another state. Commits by itself."""
    try:
        state = session.get_one(RosterImport, import_id).state
        if state in TO_READ:
            _read(session, vault, import_id, now)
        elif state in TO_WRITE:
            _write(session, vault, import_id, now)
    except Unreadable as fault:
        with transaction(session):
            row = _held(session, import_id)
            if row.state in TO_READ | TO_WRITE:
                row.failure, row.failure_figures = fault.code, fault.figures
                end(row, ImportState.FAILED, now)
                tell_changed(session, row, now)
                _note(session, row, Tag.ROSTER_FILE_FAILED, now, {"fault": fault.code})


@dataclass
class _Found:
    """What a reading has found so far."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    faulty: list[Any] = field(default_factory=list)

    def take(self, lines: Iterable[Line], outcomes: dict[int, Fate]) -> None:
        """Note each line with what would become of it."""
        for line in lines:
            fate = outcomes.get(line.row)
            self.counts[fate.value if fate else "faulty"] += 1
            if fate is None:
                faults = [[fault.column.value, fault.code, dict(fault.figures)] for fault in line.faults]
                self.faulty.append([line.row, line.cells, faults])
                self.faults += [_plain(fault) for fault in line.faults[: FAULTS_SHOWN - len(self.faults)]]
            elif len(self.lines) < LINES_SHOWN and line.claim is not None:
                person = line.claim.person
                shown = {"row": line.row, "uscc": line.uscc, "name": person.name, "fate": fate.value}
                self.lines.append({**shown, "number": mask_person_id(person.id_number)})


def _plain(fault: Fault) -> dict[str, Any]:
    return {"row": fault.row, "column": fault.column.value, "code": fault.code, "figures": dict(fault.figures)}


def _read(session: Session, vault: Vault, import_id: int, now: datetime) -> None:
    """Judge every line and say what would become of it. Writes nothing but the import's own row."""
    with transaction(session):
        row = _held(session, import_id)
        row.state = ImportState.READING
        start_over(row)
        content, limits, columns, reach = file_of(vault, row), limits_of(row), columns_of(row), reach_of(session, row)
    found = _Found()
    with open_roster(content, limits, columns) as sheet:
        for lines in _chunks(_judged(sheet, reach, now)):
            entries = [_entry(line, reach) for line in lines if line.claim is not None]
            outcomes = fates(session, vault, entries, reach.claimed)
            found.take(lines, dict(zip([line.row for line in lines if line.claim is not None], outcomes, strict=True)))
            if not _progress(session, import_id, found.counts):
                return
    with transaction(session):
        row = _held(session, import_id)
        if row.state is ImportState.READING:
            row.state, row.rows_total = ImportState.PREVIEW, row.rows_done
            preview = Preview(sheet.name, list(sheet.others), found.faults, found.lines)
            faulty = zlib.compress(json.dumps(found.faulty).encode()) if found.faulty else None
            keep_preview(vault, row, preview, faulty)


def _progress(session: Session, import_id: int, counts: Counter[str]) -> bool:
    """Show how far the reading has come; False where somebody has cancelled it."""
    with transaction(session):
        row = _held(session, import_id)
        if row.state is not ImportState.READING:
            return False
        _count(row, counts)
        return True


def _write(session: Session, vault: Vault, import_id: int, now: datetime) -> None:
    """Put the good lines on the rosters, from the first that is not settled yet."""
    with transaction(session):
        row = _held(session, import_id)
        row.state = ImportState.RUNNING
        content, limits, columns, done = file_of(vault, row), limits_of(row), columns_of(row), row.rows_done
    with open_roster(content, limits, columns) as sheet:
        for lines in _chunks(itertools.islice(sheet.lines(beijing_day(now)), done, None)):
            with transaction(session):
                row = _held(session, import_id)
                if row.state is not ImportState.RUNNING or row.rows_done != done:
                    return
                _put(session, vault, row, lines, now)
                done = row.rows_done
    with transaction(session):
        row = _held(session, import_id)
        if row.state is ImportState.RUNNING and row.rows_done == done:
            end(row, ImportState.DONE, now)
            tell_changed(session, row, now)
            counts = {name: getattr(row, name) for name in ("added", "updated", "unchanged", "faulty")}
            _note(session, row, Tag.ROSTER_FILE_DONE, now, counts)


def _put(session: Session, vault: Vault, row: RosterImport, lines: list[Line], now: datetime) -> None:
    """Write one chunk, judged by what holds inside the transaction."""
    reach = reach_of(session, row)
    judged = [_within(line, reach) for line in lines]
    entries = [_entry(line, reach) for line in judged if line.claim is not None]
    by = _sender(session, row)
    written = put_members(session, vault, entries, claimed=reach.claimed, by=by, now=now, source=row.id)
    row.changed = _changed(row, entries, written)
    counts = Counter(fate.value for fate in written)
    counts["faulty"] = len(lines) - len(entries)
    counts.update({name: getattr(row, name) for name in ("added", "updated", "unchanged", "faulty")})
    _count(row, counts)


def _changed(row: RosterImport, entries: list[Entry], written: list[Fate]) -> dict[str, list[int]]:
    """How many lines were added and updated so far, by institution."""
    so_far = {key: list(counts) for key, counts in row.changed.items()}
    for entry, fate in zip(entries, written, strict=True):
        if fate is not Fate.UNCHANGED:
            so_far.setdefault(str(entry.institution_id), [0, 0])[fate is Fate.UPDATED] += 1
    return so_far


def _count(row: RosterImport, counts: Counter[str]) -> None:
    row.added, row.updated, row.unchanged = counts["added"], counts["updated"], counts["unchanged"]
    row.faulty, row.rows_done = counts["faulty"], counts.total()


def _judged(sheet: RosterSheet, reach: Reach, now: datetime) -> Iterator[Line]:
    return (_within(line, reach) for line in sheet.lines(beijing_day(now)))


def _within(line: Line, reach: Reach) -> Line:
    """The line, or its fault where it is of an institution that the department has nothing to do with."""
    if line.claim is None or reach.institution(line.uscc) is not None:
        return line
    fault = Fault(line.row, Column.USCC, "institution_unknown", {"value": line.uscc})
    return replace(line, claim=None, faults=(fault,))


def _entry(line: Line, reach: Reach) -> Entry:
    institution = reach.institution(line.uscc)
    assert institution is not None
    assert line.claim is not None
    return Entry(institution, line.claim)


def _chunks(lines: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(lines)
    while chunk := list(itertools.islice(iterator, CHUNK)):
        yield chunk


def _held(session: Session, import_id: int) -> RosterImport:
    wanted = select(RosterImport).where(RosterImport.id == import_id).with_for_update()
    return session.scalars(wanted).one()


def _sender(session: Session, row: RosterImport) -> Actor:
    user = session.get_one(User, row.by_user)
    return Actor(user.id, user.name)


def _note(session: Session, row: RosterImport, tag: Tag, now: datetime, detail: dict[str, Any]) -> None:
    by = _sender(session, row)
    record(session, tag, by=by, on=row, now=now, jurisdiction=row.jurisdiction, detail=detail)
