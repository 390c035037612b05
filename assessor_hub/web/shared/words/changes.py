"""A filed change in words: each particular with what it was and is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from assessor_hub.institutions.models import InstitutionKind
from assessor_hub.places import place_name
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.changes import BACK_DATED, FILINGS_MOVED, SAME_DAY
from assessor_hub.rules.values import ChangeKind
from assessor_hub.web.shared.words.answers import RIGHTS
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.refusals import day

FIELDS: dict[str, Any] = {
    "kind": _l("Kind of institution"),
    "registered_code": _l("Place of registration"),
    "address": _l("Address"),
    "filings": _l("Filings that now count for the new legal representative"),
    "titled_minimum": _l("Counted with a mid-level title or above"),
    "senior_minimum": _l("Counted as senior in a related specialty"),
    "last_day": _l("Last day"),
    "code": _l("City of the fixed premises"),
    "right": _l("Held by"),
    "until": _l("Last day of the lease"),
    "quality_standard": _l("Standard of the certificate"),
    "quality_certificate": _l("Certificate of the quality-management system"),
    "quality_issuer": _l("Issued by"),
    "quality_until": _l("Certificate valid until"),
    "ended_on": _l("First day without the recordal"),
    "reason": _l("Reason in writing"),
    "successors": _l("Who comes after"),
}
_DAYS = frozenset({"last_day", "until", "quality_until", "ended_on"})
FLAGS = {
    BACK_DATED: _l("Entered for a day that had passed."),
    SAME_DAY: _l("Entered for the day itself: the former legal representative's use no longer counts for filings of "
                 "the same day."),
    FILINGS_MOVED: _l("Filings made since that day now count for the new legal representative."),
}
_PERSON = lazy_pgettext("person", "Name")


@dataclass(frozen=True)
class Line:
    """One particular of a change."""

    name: str
    before: str
    after: str


def change_lines(change: Change) -> list[Line]:
    """What a change says, particular by particular."""
    names = list(dict.fromkeys([*change.after, *change.before]))
    return [
        Line(_name(change.kind, name), _text(name, change.before.get(name)), _text(name, change.after.get(name)))
        for name in names
    ]


def change_flags(change: Change) -> list[str]:
    """What staff should look at."""
    return [str(FLAGS[flag]) for flag in change.flags.split(",") if flag]


def _name(kind: ChangeKind, name: str) -> str:
    if name == "name":
        return str(_PERSON) if kind is ChangeKind.LEGAL_REPRESENTATIVE else label(ChangeKind.NAME)
    return str(FIELDS[name])


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name == "kind":
        return label(InstitutionKind(value))
    if name in {"registered_code", "code"}:
        return place_name(str(value))
    if name in _DAYS:
        return day(date.fromisoformat(value))
    if name == "successors":
        return _("; ").join(f"{text} ({uscc})" for uscc, text in value) or "–"
    return str(RIGHTS.get(value, value)) if name == "right" else str(value)
