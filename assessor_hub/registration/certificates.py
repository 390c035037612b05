"""Certificates of recordals: asking by a verification code, and issuing the notice (备案通知)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.numbering import next_number
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.codes import DRAWN, read_code
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Recordal

NOBODYS = "0" * (DRAWN + 1)  # 0 is not in the alphabet


def recordal_by_code(session: Session, typed: str) -> Recordal | None:
    """The recordal that a verification code opens.

    A mistyped code asks the database like a well-formed one that nobody has, so that the two take the same time.
    """
    return session.scalar(select(Recordal).where(Recordal.certificate_code == (read_code(typed) or NOBODYS)))


def has_ended(recordal: Recordal, day: date) -> bool:
    """Whether the recordal does not hold on ``day`` any more."""
    return recordal.ended_on is not None and recordal.ended_on <= day


def issue_notice(session: Session, recordal: Recordal, symbol: str | None, *, by: Actor, now: datetime) -> None:
    """Give the notice its number (发文字号), date and addressee; from then on both sides can have the document.

    They stay as issued: an institution that is renamed later keeps the notice that it got.

    ``symbol`` is the office's 发文代字; where the office has set none, the notice goes by the recordal's own number.
    Refuses ``notice_issued`` and ``notice_of_ended``. The caller holds the recordal's row.
    """
    if recordal.notice_number is not None:
        raise RegistrationRefused("notice_issued", number=recordal.notice_number)
    today = beijing_day(now)
    if has_ended(recordal, today):
        raise RegistrationRefused("notice_of_ended", ended_on=recordal.ended_on)
    recordal.notice_number = _notice_number(session, symbol, today.year) if symbol else recordal.number
    recordal.notice_on, recordal.notice_addressee = today, recordal.institution.name
    record(
        session, Tag.NOTICE_ISSUED, by=by, on=recordal, now=now, jurisdiction=recordal.jurisdiction,
        pack_version=recordal.pack_version, detail={"number": recordal.notice_number},
    )
    tell_institution(session, recordal.institution_id, Tag.NOTICE_ISSUED, {"number": recordal.notice_number}, now)


def _notice_number(session: Session, symbol: str, year: int) -> str:
    """Symbol, year in hexagonal brackets and running number without leading zeros, as GB/T 9704 has it."""
    return f"{symbol}〔{year}〕{next_number(session, f'notice/{symbol}/{year}')}号"
