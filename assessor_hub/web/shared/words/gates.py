"""The gates of a filing in words: what each is called, why one was shut, in a phrase."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.projects.gates import Gate, GateFinding
from assessor_hub.projects.what_if import Answer, Outlook
from assessor_hub.web.shared.words.answers import FLAGS_SHARED
from assessor_hub.web.shared.words.refusals import day, refusal

REFUSED_FOR: dict[str, Any] = {
    "no_rules_in_force": _l("No rules in force"),
    "no_head": _l("No legal representative"),
    "under_ban": _l("Results are not accepted"),
    "not_recorded": _l("Not recorded there"),
    "level_not_recorded": _l("Level not recorded"),
    "field_not_recorded": _l("Kind of unit not recorded"),
    "work_before_recordal": _l("Work before the recordal"),
    "conditions_unmet": _l("Conditions not met"),
    "cap_reached": _l("Yearly cap reached"),
    "unit_already_filed": _l("Unit filed already"),
}


def refusal_name(code: str) -> str:
    """Why a filing was refused, in a phrase for a table."""
    return str(REFUSED_FOR[code])


GATES: dict[Gate, Any] = {
    Gate.RULES: _l("Rules"),
    Gate.HEAD: _l("Legal representative"),
    Gate.BAN: _l("Ban"),
    Gate.RECORDAL: _l("Recordal"),
    Gate.WORK_ORDER: _l("Recordal before work"),
    Gate.FIELD: _l("Kind of unit"),
    Gate.CONDITIONS: _l("Basic conditions"),
    Gate.TIES: _l("Independence"),
    Gate.POOL: _l("Allowance"),
    Gate.UNIT: _l("The unit's other filings"),
}
_OPEN: dict[Gate, Any] = {
    Gate.HEAD: _l("On record."),
    Gate.BAN: _l("None stands on that day."),
    Gate.RECORDAL: _l("%(number)s, since %(since)s."),
    Gate.WORK_ORDER: _l("The work does not begin before the recordal."),
    Gate.FIELD: _l("The recordal covers it."),
    Gate.CONDITIONS: _l("None is unmet on that day, as far as is known today."),
    Gate.TIES: _l("No tie is declared."),
    Gate.POOL: _l("No cap applies."),
    Gate.UNIT: _l("None at this level in that year."),
}
_TIED = _l("A tie to the unit is declared or found: taken, and the department looks.")
_FLAGGED: dict[str, Any] = {
    "not_recorded": _l("Not recorded for this level; the text's rule is assumed: taken, and the department looks."),
    "work_before_recordal": _l("The work begins before the recordal: taken, and the department looks."),
    "field_not_recorded": _l("The recordal does not cover this kind of unit: taken, and the department looks."),
    "conditions_unmet": _l("A basic condition is not met: taken, and the department looks."),
    "head_changed_today": _l("A change of head on the day of filing: taken, and the department looks."),
    "cap_needs_human": _l("The cap is assumed: taken and counted, and the department decides whether it fits."),
    "capacity_moved": FLAGS_SHARED["capacity_moved"],
    "conflict_declared": _TIED,
    "same_head": _TIED,
}
OUTLOOKS: dict[Outlook, Any] = {
    Outlook.TAKEN: _l("It would be taken."),
    Outlook.FLAGGED: _l("It would be taken, and a person of the department looks at what is flagged."),
    Outlook.REFUSED: _l("It would be refused."),
}


def gate_name(found: GateFinding) -> str:
    """What the gate is called."""
    return str(GATES[found.gate])


def gate_words(found: GateFinding) -> str:
    """How the gate was found, in a sentence: why it is shut, what is looked at, or why it is open."""
    if found.refused is not None:
        return refusal(found.refused)
    if found.flags:
        return " ".join(str(_FLAGGED.get(flag, _l("Taken, and the department looks."))) for flag in found.flags)
    if "used" in found.figures:
        return _("%(used)s of %(limit)s are used in %(year)s; this would be number %(next)s.", **found.figures)
    days = {name: day(value) if isinstance(value, date) else value for name, value in found.figures.items()}
    return str(_OPEN[found.gate]) % days


def outlook_words(answer: Answer) -> str:
    """The answer in a sentence."""
    return str(OUTLOOKS[answer.outlook])
