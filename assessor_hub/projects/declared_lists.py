"""Declaring many projects from one file with one proof: each row by itself, in order, by the verb of a single one.

A row's project, or its refusal, and its answer are one transaction with the list held: whoever presses twice, whatever
is killed in the middle and however many work at once, a row is answered once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.documents.intake import Upload, clean_name
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.documents.store import Store
from assessor_hub.projects.batches import KEPT
from assessor_hub.projects.declared import Declaration, declare
from assessor_hub.projects.declared_list_files import Column, head_of, lines_of
from assessor_hub.projects.declared_list_models import DeclaredList, DeclaredListRow, DeclaredListState
from assessor_hub.projects.errors import BatchRefused, FilingRefused
from assessor_hub.projects.requests import KEY_LENGTH
from assessor_hub.rules.law import LawBook
from assessor_hub.spreadsheets.lists import Line

_WAITS = (DeclaredListState.PREVIEW, DeclaredListState.TAKING)


def send_list(
    session: Session, vault: Vault, upload: Upload, jurisdiction: str, *, opening: bool, by: Actor, now: datetime
) -> DeclaredList:
    """Keep a file sealed until its preview is taken in or dropped; an earlier preview gives way. Nothing is declared.

    Raises Unreadable where the file is no list of declared projects.
    """
    lines = lines_of(upload.content, beijing_day(now))
    waiting = select(DeclaredList).where(
        DeclaredList.institution_id == by.institution_id, DeclaredList.state == DeclaredListState.PREVIEW
    )
    for earlier in session.scalars(waiting.with_for_update(of=DeclaredList)):
        _end(session, earlier, DeclaredListState.CANCELLED, by=by, now=now)
    ref = secrets.token_hex(16)
    sent = DeclaredList(
        ref=ref, institution_id=by.institution_id, jurisdiction=jurisdiction, opening=opening, lines=[], left_out=[],
        state=DeclaredListState.PREVIEW, file_name=clean_name(upload.name), sent_by=by.user_id, sent_at=now,
        file_sealed=vault.fields.seal(upload.content, table="declared_lists", column="file", row=ref),
    )
    session.add(sent)
    session.flush()
    faulty = sum(line.said is None for line in lines)
    detail = {"rows": len(lines), "faulty": faulty}
    record(session, Tag.DECLARED_LIST_SENT, by=by, on=sent, now=now, jurisdiction=jurisdiction, detail=detail)
    return sent


def lines_in(vault: Vault, sent: DeclaredList, now: datetime) -> list[Line]:
    """The rows of a list whose file is still kept, none afterwards; from its taking in on, as they were read then."""
    if sent.file_sealed is None:
        return []
    content = vault.fields.open(sent.file_sealed, table="declared_lists", column="file", row=sent.ref)
    return lines_of(content, beijing_day(sent.taken_at or now))


def take_in(
    session: Session, vault: Vault, store: Store, sent: DeclaredList, proof: Sequence[Upload], *, by: Actor,
    now: datetime,
) -> bool:
    """Let the good rows of a preview be declared, with their proof. ``sent`` is held.

    False where they are already: a second click. Refuses ``no_good_row``, ``batch_over`` and what the documents refuse.
    """
    if sent.state is DeclaredListState.TAKING:
        return False
    if sent.state is not DeclaredListState.PREVIEW:
        raise BatchRefused("batch_over")
    lines = lines_in(vault, sent, now)
    sent.lines = [line.number for line in lines if line.said is not None]
    sent.left_out = [line.number for line in lines if line.said is None]
    if not sent.lines:
        raise BatchRefused("no_good_row")
    store_documents(
        session, vault, store, proof, owner_kind=OwnerKind.DECLARED_LIST, owner_id=sent.id,
        kind=DocumentKind.EVIDENCE, by=by, now=now,
    )
    sent.state, sent.taken_at, sent.taken_by = DeclaredListState.TAKING, now, by.user_id
    detail = {"rows": len(sent.lines), "left_out": len(sent.left_out)}
    record(session, Tag.DECLARED_LIST_TAKEN, by=by, on=sent, now=now, jurisdiction=sent.jurisdiction, detail=detail)
    return True


def declare_next(
    session: Session, law: LawBook, vault: Vault, sent: DeclaredList, lines: Sequence[Line], *, by: Actor, now: datetime
) -> bool:
    """Declare the next row that has no answer, or keep why it was refused. ``sent`` is held, ``lines`` are its rows.

    False where nothing is left to do. The list is over, and its file forgotten, with its last row.
    """
    if sent.state is not DeclaredListState.TAKING:
        return False
    waiting = unanswered(session, sent)
    line = next(one for one in lines if one.number == waiting[0])
    _answer(session, law, vault, sent, line, by=by, now=now)
    if len(waiting) == 1:
        _end(session, sent, DeclaredListState.DONE, by=by, now=now)
    return len(waiting) > 1


def unanswered(session: Session, sent: DeclaredList) -> list[int]:
    """The rows of a list that was taken in which have no answer, in their order."""
    done = set(session.scalars(select(DeclaredListRow.line).where(DeclaredListRow.list_id == sent.id)))
    return [number for number in sent.lines if number not in done]


def _answer(
    session: Session, law: LawBook, vault: Vault, sent: DeclaredList, line: Line, *, by: Actor, now: datetime
) -> None:
    """A refusal undoes what its declaring wrote, and nothing else of the transaction."""
    asked = declaration_of(sent, line)
    answer = DeclaredListRow(
        list_id=sent.id, line=line.number, unit_name=asked.unit_name, unit_uscc=asked.unit_uscc, figures={},
        answered_at=now,
    )
    try:
        with session.begin_nested():
            answer.declared_id = declare(session, law, vault, asked, by=by, now=now).id
    except FilingRefused as refused:
        answer.code, answer.figures = refused.code, dict(refused.figures)
    session.add(answer)
    session.flush()


def declaration_of(sent: DeclaredList, line: Line) -> Declaration:
    """What a row without faults declares. Its key is the same whenever it is declared, and nobody else's to guess."""
    assert line.said is not None
    said = line.said
    where = said[Column.FILED_WHERE] + (f"，{said[Column.NUMBER]}" if said[Column.NUMBER] else "")
    alike = (Column.LEVEL, Column.KIND, Column.UNIT, Column.USCC, Column.CITY, Column.FILED_ON)
    return Declaration(
        jurisdiction=sent.jurisdiction, opening=sent.opening, filed_where=where, head=head_of(line),
        request_key=hashlib.sha256(f"{sent.ref}\0{line.number}".encode()).hexdigest()[:KEY_LENGTH],
        **{column.value: said[column] for column in alike},
    )


def stop(session: Session, sent: DeclaredList, *, by: Actor, now: datetime) -> None:
    """Drop a preview, or leave the rows without an answer undeclared; what was declared stays. ``sent`` is held.

    Refuses ``batch_over`` where all rows are answered; a second click changes nothing.
    """
    if sent.state is DeclaredListState.DONE:
        raise BatchRefused("batch_over")
    if sent.state in _WAITS:
        _give_up(session, sent, by=by, now=now)


def purge(session: Session, now: datetime) -> int:
    """End the lists that nobody has gone on with within KEPT, and forget their files; returns how many."""
    left = select(DeclaredList).where(
        DeclaredList.state.in_(_WAITS), func.coalesce(DeclaredList.taken_at, DeclaredList.sent_at) < now - KEPT
    )
    found = list(session.scalars(left.with_for_update(of=DeclaredList)))
    for sent in found:
        _give_up(session, sent, by=SYSTEM, now=now)
    return len(found)


def _give_up(session: Session, sent: DeclaredList, *, by: Actor, now: datetime) -> None:
    taking = sent.state is DeclaredListState.TAKING
    sent.left_out = sorted({*sent.left_out, *unanswered(session, sent)})
    _end(session, sent, DeclaredListState.DONE if taking else DeclaredListState.CANCELLED, by=by, now=now)


def _end(session: Session, sent: DeclaredList, state: DeclaredListState, *, by: Actor, now: datetime) -> None:
    sent.state, sent.finished_at, sent.file_sealed = state, now, None
    declared = select(func.count(DeclaredListRow.declared_id)).where(DeclaredListRow.list_id == sent.id)
    detail = {"declared": session.scalars(declared).one(), "left_out": len(sent.left_out)}
    tag = Tag.DECLARED_LIST_DONE if state is DeclaredListState.DONE else Tag.DECLARED_LIST_CANCELLED
    record(session, tag, by=by, on=sent, now=now, jurisdiction=sent.jurisdiction, detail=detail)
