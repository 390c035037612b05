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
from assessor_hub.web.shared.words.refusals import day
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


# what a condition may lack, or leave without proof
PARTS: dict[str, Any] = {
    "legal_person": _l("status of an independent legal person"),
    "branch": _l("a branch in the province"),
    "branch_particulars": _l("address and head of the branch"),
    "branch_since": _l("the day since which the branch exists"),
    "premises": _l("fixed premises"),
    "in_province": _l("premises in the province"),
    "lease_over": _l("a lease that still runs"),
    "office": _l("office conditions"),
    "right": _l("whether the premises are owned or leased"),
    "lease_end": _l("the last day of the lease"),
    "finance_rules": _l("financial rules"),
    "quality_system": _l("the system"),
    "certificate": _l("a certificate with its validity"),
    "certificate_expired": _l("a certificate that is still valid"),
    "clean_record": _l("the declaration of a clean record"),
    "clean_check": _l("the day on which the credit record was looked up"),
    "clean_check_old": _l("a look-up newer than the reference"),
    "platform": _l("an account on the national platform"),
    "promise": _l("the commitment"),
    "track_record": _l("work that counts"),
    "proof": _l("a document of work that counts"),
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
    """The arithmetic of a finding, what is missing, and what is there but not shown."""
    words = _FIGURES.get(finding.code)
    parts = [words(finding.figures)] if words else []
    for name, text in (("lacking", _l("missing: %(what)s")), ("unshown", _l("not shown: %(what)s"))):
        named = [_part(one) for one in finding.figures.get(name, ())]
        if named:
            parts.append(str(text) % {"what": _(", ").join(named)})
    return _("; ").join(part for part in parts if part)


def _part(name: str) -> str:
    """A part of a condition by its word; fields and internal rules have their own."""
    if name in tuple(UnitKind):
        return label(UnitKind(name))
    return str(PARTS[name] if name in PARTS else WORDS[name])


def _number(figures: Mapping[str, Any]) -> str:
    text = _("%(found)s of at least %(required)s", found=figures["found"], required=figures["required"])
    if figures["missing"]:
        text += _("; missing: %(missing)s", missing=figures["missing"])
    return text


def _titled(figures: Mapping[str, Any]) -> str:
    out = [reason for _ref, reason in figures["out"]]
    reasons = [
        _("%(reason)s %(n)s", reason=text, n=out.count(code)) for code, text in (
            ("not_full_time", _("not full-time:")), ("not_issued", _("title issued later:")),
            ("below_mid", _("below mid-level:")),
            ("not_counted_here", _("without proof or counted elsewhere:")),
            ("uncovered", _("without contract or social insurance:")),
        ) if code in out
    ]
    text = _number(figures) + (_(" (not counted – %(reasons)s)", reasons=_(", ").join(reasons)) if reasons else "")
    if figures.get("open"):
        text += _("; %(open)s with a title from abroad, which a person must confirm", open=figures["open"])
    return text


def _senior(figures: Mapping[str, Any]) -> str:
    text = _number(figures)
    if figures["open"]:
        text += _("; %(open)s in another specialty or from abroad, which a person must confirm", open=figures["open"])
    return text


def _cover(figures: Mapping[str, Any]) -> str:
    parts = [_("%(uncovered)s without cover", uncovered=figures["uncovered"])] if figures["uncovered"] else []
    if figures["old"]:
        parts.append(_("%(n)s with a proof older than the reference", n=figures["old"]))
    return _("; ").join(parts) or _("everyone")


def _until(figures: Mapping[str, Any]) -> str:
    return _("valid until %(day)s", day=day(figures["until"])) if figures["until"] else ""


def _track(figures: Mapping[str, Any]) -> str:
    return _(
        "%(found)s of %(listed)s listed count, within %(years)s years; %(proven)s with a document",
        found=figures["found"], listed=figures["listed"], years=figures["years"], proven=figures["proven"],
    )


def _clean(figures: Mapping[str, Any]) -> str:
    text = _("within %(years)s years", years=figures["years"])
    if figures["checked"]:
        text += _("; ") + _("looked up on %(day)s", day=day(figures["checked"]))
    return text


def _branch(figures: Mapping[str, Any]) -> str:
    by_branch = figures["where"] != "china" and not figures["in_province"]
    return _("independent branch in the province") if by_branch and figures["branch"] else ""


_FIGURES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "titled_minimum": _titled, "senior_minimum": _senior, "contract_and_insurance": _cover,
    "legal_person": _branch, "premises": _until, "quality_system": _until, "track_record": _track,
    "clean_record": _clean,
}
