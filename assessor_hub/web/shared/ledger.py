"""The allowance of a legal representative explained: what the page of any face shows of a pool and a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request

from assessor_hub.audit.models import AuditEntry
from assessor_hub.clock import BEIJING
from assessor_hub.projects.explaining import Line, entered_later, ledger, pools_in, years_of
from assessor_hub.projects.ledger import Account
from assessor_hub.registration.heads import tenures_of
from assessor_hub.registration.queries import recordals_of
from assessor_hub.rules.caps import Pool, pools
from assessor_hub.rules.law import NoRulesInForce, Stated
from assessor_hub.rules.limits import Period, basis_of, periods
from assessor_hub.rules.values import Cap
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import law, session, today


@dataclass(frozen=True)
class Shown:
    """A charge on the page: its place among the counted (None: it is not), and the cap by which it counts."""

    line: Line
    place: int | None
    cap: Stated[Cap] | None


@dataclass(frozen=True)
class LedgerView:
    """A person's use of a pool in a year as of ``day``; ``masked``: how many counted ones are not shown, only
    counted; None where not even that is said, for counts of past days would tell when another institution filed.

    ``later``: changes of head that were entered after that day and reach back before it.
    """

    account: Account
    day: date
    wrong_day: str
    past: bool
    rows: list[Shown]
    masked: int | None
    periods: list[Period]
    later: list[AuditEntry]
    pools: list[Pool]
    years: list[int]

    @property
    def used(self) -> int:
        """Units in the person's use on the day, as far as they may be told."""
        return sum(row.place is not None for row in self.rows) + (self.masked or 0)


def pool_key(pool: Pool) -> str:
    """A pool in an address: level and jurisdiction."""
    return f"{pool.level.value}-{pool.jurisdiction}"


def asked_day() -> tuple[date, str]:
    """The day of ``?day=``, today without one; with what was typed where it is no day, or lies ahead."""
    typed = request.args.get("day", "")
    day = request.args.get("day", type=asked.day) if typed else today()
    return (today(), typed) if day is None or day > today() else (day, "")


def ledger_view(person_id: int, *, only: int | None = None) -> LedgerView | None:
    """The page of a person by ``?pool=``, ``?year=`` and ``?day=``; None where no pool was ever in question.

    With ``only`` an institution's id: the lines of others are counted and nothing more.
    """
    day, wrong = asked_day()
    codes = _codes({only} if only is not None else {one.institution_id for one in tenures_of(session(), person_id)})
    years = years_of(session(), person_id, only=only)
    year = request.args.get("year", day.year, type=asked.year)
    choices = _pools(pools_in(session(), person_id, year, only=only), codes)
    if not choices:
        return None
    pool = next((one for one in choices if pool_key(one) == request.args.get("pool")), choices[0])
    account, at = Account(person_id, pool, year), _end_of(day) if day < today() else None
    lines = ledger(session(), account, at=at)
    shown = [line for line in lines if only in {None, line.institution_id}]
    later = entered_later(session(), account, at) if at is not None else []
    theirs = sorted({*codes, *(line.jurisdiction for line in shown)})
    return LedgerView(
        account, day, wrong, at is not None, list(_numbered(shown, account)),
        None if only is not None and at is not None else _counted(lines) - _counted(shown),
        [one for code in theirs for one in periods(law(), code, pool, year)],
        [one for one in later if only in {None, one.subject_id}], choices,
        sorted({*years, year, today().year}, reverse=True),
    )


def _counted(lines: Iterable[Line]) -> int:
    return sum(line.counted for line in lines)


def _numbered(lines: Iterable[Line], account: Account) -> Iterable[Shown]:
    place = 0
    for line in lines:
        place += line.counted
        cap = basis_of(law(), line.jurisdiction, account.pool.level, line.unit_kind, line.day)
        yield Shown(line, place if line.counted else None, cap)


def _codes(institutions: set[int]) -> set[str]:
    """Where the institutions are or were recorded."""
    return {row.jurisdiction for one in institutions for row in recordals_of(session(), one)}


def _pools(charged: list[Pool], codes: set[str]) -> list[Pool]:
    """The pools that anything was charged to, and those of today's texts where the institutions are recorded."""
    found: dict[Pool, Any] = dict.fromkeys(charged)
    for code in sorted(codes):
        try:
            found |= dict.fromkeys(pool for pool, _cap in pools(law().read(code, today())))
        except NoRulesInForce:
            continue
    return list(found)


def _end_of(day: date) -> datetime:
    """The last instant of a Beijing day."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING) - timedelta(microseconds=1)
