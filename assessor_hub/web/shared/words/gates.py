"""The gates of a filing in words: what each is called, why one was shut, in a phrase."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

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
