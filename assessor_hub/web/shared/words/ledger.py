"""The lines of the ledger in words: where a charge comes from, by which half of the rule it counts, why it ended."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.projects.explaining import Line
from assessor_hub.web.shared.words.refusals import day

_RELEASED: dict[str, Any] = {
    "withdraw": _l("withdrawn before its report was issued"),
    "refuse": _l("refused by the department"),
    "stop": _l("stopped before the work began"),
    "lapse": _l("returned and not corrected in time"),
    "set_aside": _l("the confirmation was set aside"),
}


def origin(line: Line) -> str:
    """Filed here, declared from elsewhere, or an opening balance."""
    if line.declared_id is None:
        return _("Filed here")
    return _("Opening balance, before going live") if line.opening else _("Declared, filed elsewhere")


def whose(line: Line) -> str:
    """By which half of the definition the charge stands in the person's use."""
    if line.heads_since is None:
        return _("headed the institution on the day of filing; no longer heads it")
    since = day(line.heads_since)
    if line.headed:
        return _("headed the institution on the day of filing, and heads it (since %(day)s)", day=since)
    return _("came with the institution: heads it since %(day)s, filed under an earlier head", day=since)


def release_reason(line: Line) -> str:
    """Why the unit was given back; nothing where it was not."""
    reason = line.release_reason
    return str(_RELEASED.get(reason, reason)) if reason else ""
