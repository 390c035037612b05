"""Verbs of imports: send a file, confirm its preview, cancel; and what the preview says."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import User
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Vault
from assessor_hub.documents.intake import Upload, clean_name
from assessor_hub.institutions.models import Institution
from assessor_hub.outbox.services import tell_institution
from assessor_hub.rosters.errors import ImportRefused
from assessor_hub.rosters.models import OVER, TO_READ, ImportState, RosterImport
from assessor_hub.rosters.queries import forgotten
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, PROVINCE, Limits
from assessor_hub.staffing import roster_words
from assessor_hub.staffing.roster_files import open_roster
from assessor_hub.staffing.roster_words import Column

KEPT = timedelta(days=3)  # a preview that nobody confirms, and the rows that were left out


@dataclass(frozen=True)
class Preview:
    """What was found in a file: the sheet, those not read, the first faults and the first lines, as plain values.

    A fault is {row, column, code, figures}; a line is {row, uscc, name, number (masked), fate}.
    """

    sheet: str
    others: list[str]
    faults: list[dict[str, Any]]
    lines: list[dict[str, Any]]


def limits_of(row: RosterImport) -> Limits:
    """How large the file may be."""
    return ONE_ROSTER if row.institution_id is not None else PROVINCE


def columns_of(row: RosterImport) -> tuple[Column, ...]:
    """The columns that the file must have."""
    return roster_words.OWN if row.institution_id is not None else roster_words.PROVINCE


def send_file(
    session: Session, vault: Vault, upload: Upload, *, by: Actor, now: datetime,
    institution_id: int | None = None, jurisdiction: str | None = None,
) -> RosterImport:
    """Keep a file sealed until it is previewed and confirmed; an earlier preview of the same scope gives way to it.

    Raises Unreadable where the file cannot be a roster; its lines are judged later.
    """
    ref = secrets.token_hex(16)
    row = RosterImport(
        ref=ref, institution_id=institution_id, jurisdiction=jurisdiction, by_user=by.user_id, created_at=now,
        state=ImportState.WAITING, name_sealed=_seal(vault, ref, "name", clean_name(upload.name).encode()),
        file_sealed=_seal(vault, ref, "file", upload.content),
    )
    with open_roster(upload.content, limits_of(row), columns_of(row)):
        pass
    _make_way(session, row, by=by, now=now)
    session.add(row)
    session.flush()
    detail = {"institution": institution_id, "bytes": len(upload.content)}
    record(session, Tag.ROSTER_FILE_SENT, by=by, on=row, now=now, jurisdiction=jurisdiction, detail=detail)
    return row


def _make_way(session: Session, row: RosterImport, *, by: Actor, now: datetime) -> None:
    """Cancel previews that the same person left for the same rosters: the new file is the corrected one."""
    wanted = select(RosterImport).where(
        RosterImport.state == ImportState.PREVIEW, RosterImport.institution_id == row.institution_id,
        RosterImport.jurisdiction == row.jurisdiction, RosterImport.by_user == row.by_user,
    )
    for earlier in session.scalars(wanted.with_for_update()):
        end(earlier, ImportState.CANCELLED, now)
        record(session, Tag.ROSTER_FILE_CANCELLED, by=by, on=earlier, now=now, jurisdiction=earlier.jurisdiction)


def confirm(session: Session, row: RosterImport, *, leave_out: bool, by: Actor, now: datetime) -> bool:
    """Let the previewed lines be written; ``leave_out`` takes the good ones where others have faults.

    ``row`` is held. False where it was confirmed before: a second click changes nothing. Refuses ``faults_left``,
    ``nothing_to_take``, ``not_read_yet`` and ``import_over``.
    """
    if row.state in {ImportState.CONFIRMED, ImportState.RUNNING, ImportState.DONE}:
        return False
    if row.state in TO_READ:
        raise ImportRefused("not_read_yet")
    if row.state is not ImportState.PREVIEW:
        raise ImportRefused("import_over")
    if row.wanted == 0:
        raise ImportRefused("nothing_to_take")
    if row.faulty and not leave_out:
        raise ImportRefused("faults_left", faulty=row.faulty)
    detail = {"added": row.added, "updated": row.updated, "unchanged": row.unchanged, "left_out": row.faulty}
    record(
        session, Tag.ROSTER_FILE_CONFIRMED, by=by, on=row, now=now, jurisdiction=row.jurisdiction, detail=detail
    )
    row.state, row.confirmed_at = ImportState.CONFIRMED, now
    start_over(row)
    return True


def cancel(session: Session, row: RosterImport, *, by: Actor, now: datetime) -> None:
    """Stop an import. ``row`` is held. Lines that were written stay; refuses ``import_over`` where it has ended."""
    if row.state is ImportState.CANCELLED:
        return
    if row.state in OVER:
        raise ImportRefused("import_over")
    written = row.rows_done if row.state is ImportState.RUNNING else 0
    end(row, ImportState.CANCELLED, now)
    tell_changed(session, row, now)
    record(
        session, Tag.ROSTER_FILE_CANCELLED, by=by, on=row, now=now, jurisdiction=row.jurisdiction,
        detail={"rows_written": written},
    )


def tell_changed(session: Session, row: RosterImport, now: datetime) -> None:
    """Tell each institution whose roster a department's import has changed, once, when the import is over."""
    if row.jurisdiction is None:
        return
    for institution_id, (added, updated) in sorted(row.changed.items()):
        figures = {"jurisdiction": row.jurisdiction, "added": added, "updated": updated}
        tell_institution(session, int(institution_id), Tag.ROSTER_IMPORTED, figures, now)


def note_export(session: Session, on: Institution | User, *, by: Actor, now: datetime, code: str | None = None) -> None:
    """Keep who took a roster out of the house: an institution's, or (``on`` the person who took it) a department's."""
    record(session, Tag.ROSTER_EXPORTED, by=by, on=on, now=now, jurisdiction=code)


def start_over(row: RosterImport) -> None:
    """Count the lines from the first again."""
    row.rows_done = row.added = row.updated = row.unchanged = row.faulty = 0
    row.changed = {}


def end(row: RosterImport, state: ImportState, now: datetime) -> None:
    """Bring an import to its end; the file goes."""
    row.state, row.finished_at, row.file_sealed = state, now, None


def purge(session: Session, now: datetime) -> int:
    """Cancel previews that nobody confirmed within KEPT, and forget what ended imports still hold; returns how many."""
    rows = forgotten(session, now - KEPT)
    for row in rows:
        if row.state is ImportState.PREVIEW:
            end(row, ImportState.CANCELLED, now)
            record(session, Tag.ROSTER_FILE_CANCELLED, by=SYSTEM, on=row, now=now, jurisdiction=row.jurisdiction)
        row.preview_sealed = row.faulty_sealed = None
    return len(rows)


def file_name(vault: Vault, row: RosterImport) -> str:
    """The sender's name of the file."""
    return _open(vault, row.ref, "name", row.name_sealed).decode()


def file_of(vault: Vault, row: RosterImport) -> bytes:
    """The file as it was sent."""
    assert row.file_sealed is not None  # the table's check, for what is not over
    return _open(vault, row.ref, "file", row.file_sealed)


def keep_preview(vault: Vault, row: RosterImport, preview: Preview, faulty: bytes | None) -> None:
    """Seal what the preview shows, and the spreadsheet of the faulty lines."""
    row.preview_sealed = _seal(vault, row.ref, "preview", json.dumps(preview.__dict__).encode())
    row.faulty_sealed = _seal(vault, row.ref, "faulty", faulty) if faulty else None


def preview_of(vault: Vault, row: RosterImport) -> Preview | None:
    """What the preview shows; None where it was not made, or is gone."""
    if row.preview_sealed is None:
        return None
    return Preview(**json.loads(_open(vault, row.ref, "preview", row.preview_sealed)))


def faulty_of(vault: Vault, row: RosterImport) -> bytes | None:
    """The spreadsheet of the faulty lines, if there are any."""
    return _open(vault, row.ref, "faulty", row.faulty_sealed) if row.faulty_sealed is not None else None


def _seal(vault: Vault, ref: str, column: str, plain: bytes) -> bytes:
    return vault.fields.seal(plain, table="roster_imports", column=column, row=ref)


def _open(vault: Vault, ref: str, column: str, sealed: bytes) -> bytes:
    return vault.fields.open(sealed, table="roster_imports", column=column, row=ref)
