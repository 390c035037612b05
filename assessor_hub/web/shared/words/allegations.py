"""What a public report may allege: the words of the intake's form and of the handler's page."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ALLEGATIONS: dict[str, Any] = {
    "fraud": _l("Fraud in the evaluation: made-up data, reports or staff"),
    "concealment": _l("Deliberate concealment of the evaluated unit's problems"),
    "poor_quality": _l("Poor quality of the evaluation"),
    "conduct": _l("Guaranteed pass, performance bet, tied selling or other disturbance of the market"),
    "other": _l("Something else"),
}
