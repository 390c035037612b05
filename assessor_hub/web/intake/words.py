"""Words of the intake's pages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.places import place_name
from assessor_hub.rules.lifecycle import TipState
from assessor_hub.rules.values import Span
from assessor_hub.web.shared.context import law
from assessor_hub.web.shared.words.law import both
from assessor_hub.web.shared.words.values import value_text

MISSING = {
    "real_name": _l("A real-name report needs your name."),
    "contact": _l("A real-name report needs a way to reach you."),
    "evidence": _l("A real-name report needs evidence."),
}
STATES = {
    TipState.RECEIVED: _l("Your report has arrived. The department decides whether it is accepted for verification."),
    TipState.ACCEPTED: _l("Your report is accepted and is being verified."),
    TipState.DECLINED: _l("Your report was not accepted for verification. The reason stands below."),
    TipState.CONCLUDED: _l("The verification is finished. The outcome stands below."),
}


def department(code: str) -> str:
    """The department of a code: by its own name where we hold its text, else by its place."""
    packs = law().packs
    if code in packs:
        return both(packs[code].head.department)
    return _("the industry and information technology department of %(place)s", place=place_name(code))


def span_words(span: Span) -> str:
    """A length of time of the office's settings."""
    return value_text("reference.tip_accept", span)


IN_TEMPLATES: dict[str, Any] = {
    "missing_words": MISSING, "state_words": STATES, "department": department, "span_words": span_words,
    "value_text": value_text,
}
