"""A department's import of rosters, finished, with a row that was left out; and a preview that an institution left."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor, actor_of
from assessor_hub.accounts.models import User
from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.demo.stories import STORIES
from assessor_hub.documents.intake import Upload
from assessor_hub.installation import DEMO_MAIL
from assessor_hub.institutions.models import Institution
from assessor_hub.rosters import services
from assessor_hub.rosters.queries import import_for
from assessor_hub.rosters.work import advance
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_export import lines_of
from assessor_hub.staffing.roster_words import Column

SHOWN = 6  # lines of the roster that stand in the files


def import_rosters(session: Session, hub: Any, now: datetime) -> None:
    """Both imports, each in its own transactions, as the background does them."""
    reviewer, owner = (_actor(session, key) for key in ("jl-reviewer", "jilin-a"))
    institution = _institution(session, STORIES[0].uscc)
    sent = _send(session, hub, reviewer, now, _file(session, hub, institution, now, words.PROVINCE), "全省人员名单.xlsx",
                 jurisdiction=STORIES[0].jurisdiction)
    with transaction(session):
        row = import_for(session, reviewer, sent, lock=True)
        assert row is not None
        services.confirm(session, row, leave_out=True, by=reviewer, now=now)
    advance(session, hub.vault, sent, now)
    _send(session, hub, owner, now, _file(session, hub, institution, now, words.OWN), "本机构人员.xlsx",
          institution_id=institution)


def _actor(session: Session, key: str) -> Actor:
    return actor_of(session.scalars(select(User).where(User.email == f"{key}@{DEMO_MAIL}")).one())


def _institution(session: Session, uscc: str) -> int:
    return session.scalars(select(Institution.id).where(Institution.uscc == uscc)).one()


def _send(session: Session, hub: Any, by: Actor, now: datetime, content: bytes, name: str, **scope: Any) -> int:
    with transaction(session):
        sent = services.send_file(session, hub.vault, Upload(name, content), by=by, now=now, **scope).id
    advance(session, hub.vault, sent, now)
    return sent


def _file(session: Session, hub: Any, institution: int, now: datetime, wanted: tuple[Column, ...]) -> bytes:
    """Some of the institution's own lines: one says where the certificate is newer, one holds a skill grade."""
    every = lines_of(session, hub.vault, {institution}, beijing_day(now), wanted, masked=False)
    lines = [line for line, _place in zip(every, range(SHOWN), strict=False)]
    lines[0][wanted.index(Column.CERTIFICATE)] += "-换"
    lines[1][wanted.index(Column.TITLE)] = "高级技师"
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("人员名单")
        for row, cells in enumerate([[words.HEADERS[column] for column in wanted], *lines]):
            sheet.write_row(row, 0, cells)
    return out.getvalue()
