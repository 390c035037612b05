"""An institution as of a day: the answer with its working, on the pages of staff and of the institution itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.institutions.models import Institution
from assessor_hub.registration.asof import AsOf, Qualified, as_of
from assessor_hub.registration.queries import recordals_of
from assessor_hub.rules.keys import REF_EXPIRY_WARNING
from assessor_hub.rules.periods import last_day_of_months
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import law, session, today
from assessor_hub.web.shared.words.refusals import day as day_words

ANSWERS: dict[Qualified, Any] = {
    Qualified.YES: _l("Qualified: recorded, and every condition met"),
    Qualified.NEEDS_HUMAN: _l("Recorded; what is open below is a person's to decide"),
    Qualified.CONDITIONS: _l("Not qualified: recorded, but a condition was not met"),
    Qualified.LEVEL: _l("Not qualified: the recordal does not cover this level"),
    Qualified.NOT_RECORDED: _l("Not qualified: no recordal stood"),
    Qualified.BANNED: _l("Not qualified: results were not accepted, by a decision"),
}
OUT: dict[str, Any] = {
    "not_full_time": _l("Not full-time"), "not_issued": _l("The title was issued later"),
    "below_mid": _l("No title of mid-level or above"),
    "uncovered": _l("No labour contract or no social insurance"),
    "not_counted_here": _l("Not handed in by then, without proof, or counted elsewhere"),
}


def as_of_view(institution: Institution, codes: list[str]) -> dict[str, Any]:
    """What the page shows, by ``?jurisdiction=`` (one of ``codes``, else the first) and ``?day=`` (else today).

    ``found`` is None where nothing had been handed in by the day; ``wrong`` keeps what was typed and is no day.
    """
    code = request.args.get("jurisdiction", "")
    code = code if code in codes else codes[0]
    typed = request.args.get("day", "")
    day = request.args.get("day", type=asked.day) if typed else today()
    found = None
    if day is not None:
        ban = ban_on(session(), institution.id, code, day)
        found = as_of(session(), law(), institution, code, day, banned=ban is not None)
    return {
        "institution": institution, "codes": codes, "code": code, "day_asked": day, "found": found,
        "wrong": typed if day is None else "", "quick": _quick(institution, code), "answers_words": ANSWERS,
        "why_out": OUT, "ahead": day is not None and day > today(),
    }


def decided(found: AsOf | None, *, open_words: bool = True) -> dict[Level, dict[str, str]]:
    """By level and condition, that a person decided in writing when it was recorded; ``open_words``: and what."""
    if found is None or found.written is None:
        return {}
    on = day_words(found.written.decided_on)
    return {
        level: {
            code: _("Decided in writing on %(day)s: %(text)s", day=on, text=text) if open_words
            else _("Decided in writing on %(day)s.", day=on)
            for code, text in words.items()
        }
        for level, words in found.written.words.items()
    }


def _quick(institution: Institution, code: str) -> list[tuple[Any, date]]:
    """Three days to look at: that of the first recordal, today, and as far ahead as expiring proofs are warned of."""
    recorded = [row.recorded_on for row in recordals_of(session(), institution.id) if row.jurisdiction == code]
    months = law().read(code, today()).get(REF_EXPIRY_WARNING).value
    first = [(_l("Day of the recordal"), min(recorded))] if recorded else []
    return [*first, (_l("Today"), today()), (_l("As things stand, ahead"), last_day_of_months(today(), months))]
