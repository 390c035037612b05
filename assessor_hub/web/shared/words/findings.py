"""A finding in words: the condition, the outcome, and its figures with what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from assessor_hub.rules.findings import Finding, Outcome, Verdict
from assessor_hub.rules.values import UnitKind
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.values import WORDS

CONDITIONS: dict[str, Any] = {
    "legal_person": _l("Independent legal person, registered where the text asks"),
    "premises": _l("Fixed premises and office conditions"),
    "finance_rules": _l("Sound financial rules"),
    "quality_system": _l("Documented and running quality-management system"),
    "internal_rules": _l("Internal rules"),
    "clean_record": _l("No violations and no bad credit record"),
    "platform_registration": _l("Registered on the national platform"),
    "conduct_commitment": _l("Commitment not to do what the text bans"),
    "titled_minimum": _l("Full-time staff with a mid-level title or above"),
    "senior_minimum": _l("Of these, senior titles in a related specialty"),
    "contract_and_insurance": _l("Labour contract and social insurance for everyone"),
    "fields": _l("Able to evaluate all three fields"),
    "track_record": _l("Experience in green manufacturing"),
    "cap": _l("Yearly cap of the legal representative"),
}


def condition(finding: Finding) -> str:
    """What was judged."""
    return str(CONDITIONS[finding.code])


def outcome(finding: Finding) -> str:
    """The outcome in a word; an unmet value that cannot refuse by itself is a human's to decide."""
    if finding.outcome is Outcome.MET:
        return _("Met")
    if finding.refuses:
        return _("Not met")
    return _("Not met, a person decides") if finding.outcome is Outcome.NOT_MET else _("A person decides")


def verdict_line(verdict: Verdict) -> str:
    """The whole verdict in a line."""
    if verdict.met:
        return _("all conditions met")
    parts = []
    if verdict.refusing:
        parts.append(ngettext("%(num)d condition not met", "%(num)d conditions not met", len(verdict.refusing)))
    if verdict.needs_human:
        parts.append(
            ngettext("%(num)d left to a person's decision", "%(num)d left to a person's decision",
                     len(verdict.needs_human))
        )
    return _(", ").join(parts)


def figures(finding: Finding) -> str:
    """The arithmetic of a finding and what is missing."""
    words = _FIGURES.get(finding.code)
    return words(finding.figures) if words else ""


def _number(figures: Mapping[str, Any]) -> str:
    text = _("%(found)s of at least %(required)s", found=figures["found"], required=figures["required"])
    if figures["missing"]:
        text += _("; missing: %(missing)s", missing=figures["missing"])
    return text


def _titled(figures: Mapping[str, Any]) -> str:
    out = [reason for _ref, reason in figures["out"]]
    reasons = [
        _("%(reason)s %(n)s", reason=text, n=out.count(code)) for code, text in (
            ("not_full_time", _("not full-time:")), ("below_mid", _("below mid-level:")),
            ("not_counted_here", _("without proof or counted elsewhere:")),
            ("uncovered", _("without contract or social insurance:")),
        ) if code in out
    ]
    return _number(figures) + (_(" (not counted – %(reasons)s)", reasons=_(", ").join(reasons)) if reasons else "")


def _senior(figures: Mapping[str, Any]) -> str:
    text = _number(figures)
    if figures["open"]:
        text += _("; %(open)s in another specialty, which a person must confirm", open=figures["open"])
    return text


def _cover(figures: Mapping[str, Any]) -> str:
    return _("%(uncovered)s without cover", uncovered=figures["uncovered"]) if figures["uncovered"] else _("everyone")


def _legal_person(figures: Mapping[str, Any]) -> str:
    if not figures["legal_person"]:
        return _("missing: status of an independent legal person")
    if figures["where"] == "china" or figures["in_province"]:
        return ""
    return _("independent branch in the province") if figures["branch"] else _("missing: a branch in the province")


def _premises(figures: Mapping[str, Any]) -> str:
    lacking = []
    if not figures["premises"]:
        lacking.append(_("fixed premises"))
    elif figures["where"] == "province" and not figures["in_province"]:
        lacking.append(_("premises in the province"))
    if not figures["office"]:
        lacking.append(_("office conditions"))
    return _("missing: %(what)s", what=_(", ").join(lacking)) if lacking else ""


def _internal(figures: Mapping[str, Any]) -> str:
    lacking = [str(WORDS[name]) for name in figures["lacking"]]
    return _("missing: %(what)s", what=_(", ").join(lacking)) if lacking else ""


def _fields(figures: Mapping[str, Any]) -> str:
    lacking = [label(UnitKind(kind)) for kind in figures["lacking"]]
    return _("missing: %(what)s", what=_(", ").join(lacking)) if lacking else ""


def _track(figures: Mapping[str, Any]) -> str:
    return _(
        "%(found)s of %(listed)s listed count, within %(years)s years",
        found=figures["found"], listed=figures["listed"], years=figures["years"],
    )


def _clean(figures: Mapping[str, Any]) -> str:
    return _("within %(years)s years", years=figures["years"])


_FIGURES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "titled_minimum": _titled, "senior_minimum": _senior, "contract_and_insurance": _cover,
    "legal_person": _legal_person, "premises": _premises, "internal_rules": _internal, "fields": _fields,
    "track_record": _track, "clean_record": _clean,
}
