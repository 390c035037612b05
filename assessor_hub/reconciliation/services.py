"""Verbs of published lists: send a file, look at its preview, take it in, cancel, set aside."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.documents.intake import Upload, clean_name
from assessor_hub.reconciliation.errors import ListRefused
from assessor_hub.reconciliation.list_files import Fault, Line, lines_of, listed, published
from assessor_hub.reconciliation.list_words import Whole
from assessor_hub.reconciliation.models import ListState, PublishedList, PublishedRow
from assessor_hub.reconciliation.queries import same_file

KEPT = timedelta(days=3)  # a preview that nobody takes in


@dataclass(frozen=True)
class Source:
    """Where a list comes from: its title and number, the day of its publication, where it was published, as text."""

    title: str
    number: str
    published_on: date | None
    where: str


@dataclass(frozen=True)
class Preview:
    """What a file holds: its sheet (empty: a text file), the rows that can be taken, and the faults of the others."""

    sheet: str
    good: tuple[Line, ...]
    faulty: tuple[Line, ...]

    @property
    def faults(self) -> list[Fault]:
        """Every fault, by row."""
        return [fault for line in self.faulty for fault in line.faults]


def send_list(
    session: Session, vault: Vault, upload: Upload, source: Source, whole: Whole, jurisdiction: str, *, by: Actor,
    now: datetime,
) -> PublishedList:
    """Keep a list sealed until its preview is taken in or cancelled; an earlier preview of the same file gives way.

    Raises Unreadable where the file is no list at all, and ``already_imported`` where the same file was taken in.
    """
    with published(upload.content, whole):
        pass
    sha256 = hashlib.sha256(upload.content).hexdigest()
    earlier = same_file(session, by, sha256)
    if earlier is not None:
        raise _already(earlier)
    for waiting in _previews(session, jurisdiction, sha256):
        _end(session, waiting, by=by, now=now)
    ref = secrets.token_hex(16)
    row = PublishedList(
        ref=ref, jurisdiction=jurisdiction, state=ListState.PREVIEW, title=source.title.strip(),
        number=source.number.strip(), published_on=source.published_on, source=source.where.strip(),
        file_name=clean_name(upload.name), sha256=sha256, whole=whole.plain(), sent_by=by.user_id, sent_at=now,
        file_sealed=vault.fields.seal(upload.content, table="published_lists", column="file", row=ref),
    )
    session.add(row)
    session.flush()
    detail = {"sha256": sha256, "bytes": len(upload.content)}
    record(session, Tag.LIST_SENT, by=by, on=row, now=now, jurisdiction=jurisdiction, detail=detail)
    return row


def _previews(session: Session, jurisdiction: str, sha256: str) -> list[PublishedList]:
    wanted = select(PublishedList).where(
        PublishedList.sha256 == sha256, PublishedList.jurisdiction == jurisdiction,
        PublishedList.state == ListState.PREVIEW,
    )
    return list(session.scalars(wanted.with_for_update()))


def preview(vault: Vault, row: PublishedList, today: date) -> Preview:
    """What the file of a preview holds. Raises Unreadable, for what shows only at its end."""
    assert row.file_sealed is not None  # the table's check, for a preview
    content = vault.fields.open(row.file_sealed, table="published_lists", column="file", row=row.ref)
    with published(content, Whole.from_plain(row.whole)) as sheet:
        lines = list(lines_of(sheet, today.year))
        return Preview(
            sheet.name, tuple(line for line in lines if not line.faults), tuple(line for line in lines if line.faults)
        )


def take_in(session: Session, vault: Vault, row: PublishedList, *, leave_out: bool, by: Actor, now: datetime) -> bool:
    """Write the rows of a preview; ``leave_out`` takes the good ones where others have faults. ``row`` is held.

    False where it was taken in before: a second click changes nothing. Refuses ``faults_left``, ``no_good_row``,
    ``list_over`` and, where a colleague was quicker with the same file, ``already_imported``.
    """
    if row.state is ListState.TAKEN:
        return False
    if row.state is not ListState.PREVIEW:
        raise ListRefused("list_over")
    found = preview(vault, row, beijing_day(now))
    if not found.good:
        raise ListRefused("no_good_row")
    if found.faulty and not leave_out:
        raise ListRefused("faults_left", faulty=len(found.faulty))
    try:
        with session.begin_nested():
            row.state, row.taken_at, row.file_sealed = ListState.TAKEN, now, None
            row.rows_taken, row.rows_left_out = len(found.good), len(found.faulty)
    except IntegrityError as quicker:
        session.refresh(row)
        earlier = same_file(session, by, row.sha256)
        raise (_already(earlier) if earlier else ListRefused("list_over")) from quicker
    session.execute(insert(PublishedRow), [_columns(row.id, line) for line in found.good])
    detail = {"rows": row.rows_taken, "left_out": row.rows_left_out, "sha256": row.sha256}
    record(session, Tag.LIST_TAKEN, by=by, on=row, now=now, jurisdiction=row.jurisdiction, detail=detail)
    return True


def _columns(list_id: int, line: Line) -> dict[str, object]:
    row = listed(line)
    assert row is not None  # of a good line
    return {
        "list_id": list_id, "line": line.number, "year": row.year, "unit_name": row.unit, "unit_uscc": row.uscc,
        "unit_kind": row.kind, "level": row.level, "place": row.place, "assessor_name": row.assessor,
    }


def _already(earlier: PublishedList) -> ListRefused:
    return ListRefused("already_imported", title=earlier.title, taken_at=earlier.taken_at, list_id=earlier.id)


def cancel(session: Session, row: PublishedList, *, by: Actor, now: datetime) -> None:
    """Drop a preview; the file goes. ``row`` is held. Refuses ``list_over`` where the list was taken in."""
    if row.state is ListState.CANCELLED:
        return
    if row.state is not ListState.PREVIEW:
        raise ListRefused("list_over")
    _end(session, row, by=by, now=now)


def _end(session: Session, row: PublishedList, *, by: Actor, now: datetime) -> None:
    row.state, row.file_sealed = ListState.CANCELLED, None
    record(session, Tag.LIST_CANCELLED, by=by, on=row, now=now, jurisdiction=row.jurisdiction)


def set_aside(session: Session, row: PublishedList, reason: str, *, by: Actor, now: datetime) -> None:
    """Take a list that was imported by mistake out of every result; it stays to be read. ``row`` is held.

    Refuses ``reason_missing`` and ``list_over``.
    """
    if row.state is not ListState.TAKEN:
        raise ListRefused("list_over")
    if not reason.strip():
        raise ListRefused("reason_missing")
    row.state, row.set_aside_at, row.reason = ListState.SET_ASIDE, now, reason.strip()
    record(session, Tag.LIST_SET_ASIDE, by=by, on=row, now=now, reason=row.reason, jurisdiction=row.jurisdiction)


def purge(session: Session, now: datetime) -> int:
    """Cancel previews that nobody has taken in within KEPT; returns how many."""
    left = select(PublishedList).where(
        PublishedList.state == ListState.PREVIEW, PublishedList.sent_at < now - KEPT
    )
    rows = list(session.scalars(left))
    for row in rows:
        _end(session, row, by=SYSTEM, now=now)
    return len(rows)
