"""A rule's value in words, for every key and every shape that a pack may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import format_date, lazy_pgettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.rules import values as v
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.questions import question

__all__ = ["question", "value_text"]

_REQUIRED = (_l("Required"), _l("Not required"))
_YES = (_l("Yes"), _l("No"))
_STATED = (_l("Yes"), _l("Not stated"))
FLAGS: dict[str, tuple[Any, Any]] = {
    "conditions.finance_rules": _REQUIRED,
    "conditions.quality_system": _REQUIRED,
    "conditions.contract_and_insurance": _REQUIRED,
    "recordal.platform_registration": _REQUIRED,
    "recordal.required": _REQUIRED,
    "recordal.city_opinion": _REQUIRED,
    "projects.self_evaluation": (_l("Yes, or commission an assessor"), _l("Not stated")),
    "projects.assessor_answers_for_report": _STATED,
    "sanctions.recognises_other_provinces": (_l("Yes"), _l("No, a decision binds its own province only")),
    "lists.removed_at_once_after_accident": _STATED,
    "lists.tier_below_first_in_principle": (_l("Yes, in principle"), _l("Not stated")),
}
WORDS: dict[str, Any] = {
    "management": _l("institution management"),
    "work_procedure": _l("work procedure"),
    "staff": _l("staff management"),
    "expert_review": _l("expert review"),
    "performance_bet": _l("contracts that bet on the result"),
    "guaranteed_pass": _l("guaranteeing that the unit passes"),
    "tied_selling": _l("tied selling of certification"),
    "market_disturbance": _l("anything else that disturbs the market"),
    "listed_unit": _l("listed units"),
    "assessor": _l("assessors"),
    "real_name": _l("the reporter's real name"),
    "evidence": _l("evidence"),
    "contact": _l("contact details"),
    "ecology": _l("ecology and environment"),
    "emergency": _l("emergency management"),
    "market": _l("market regulation"),
    "refuse": lazy_pgettext("rule", "Refused"),
    "flag": _l("Shown to staff, not refused"),
    "review": _l("reviews"),
    "assessment": _l("assessments"),
    "research": _l("research projects"),
    "standard": _l("standards"),
    "policy": _l("policy work"),
    "national": _l("national"),
    "provincial": _l("provincial"),
    "industry": _l("industry"),
    "province": _l("the province"),
    "city": _l("the city"),
    "county": _l("the county"),
    "city_of_unit": _l("the city of the evaluated or listed unit"),
    "city_bureau": _l("the city's bureau"),
    "not_operating": _l("not operating normally (struck off, closed for a year, on the list of irregularities)"),
    "serious_dishonesty_list": _l("on a list of serious dishonesty"),
    "accident_or_violation": _l("an accident of safety, quality or pollution, or a violation such as tax evasion"),
    "major_accident": _l("a major safety, quality or environmental accident"),
    "removed_from_list": _l("removed from a list before"),
    "serious_inspection_problem": _l("a serious problem found by a State Council or ministry inspection"),
    "inspection_problem_unrectified": _l("a serious problem found by such an inspection and not put right in time"),
    "provincial_inspection_problem": _l("a problem found by a provincial inspection"),
    "energy_supervision_unrectified": _l("on the list of industrial energy supervision and not put right"),
    "dishonest_judgment_debtor": _l("a dishonest judgment debtor"),
}
COUNTS: dict[str, Callable[[int], str]] = {
    "conditions.titled_minimum": lambda n: _("at least %(n)s people", n=n),
    "conditions.senior_minimum": lambda n: _("at least %(n)s people", n=n),
    "conditions.clean_years": lambda n: _("the last %(n)s years", n=n),
    "reference.clean_check": lambda n: ngettext("%(num)d month", "%(num)d months", n),
    "reference.insurance_proof": lambda n: ngettext("%(num)d month", "%(num)d months", n),
    "reference.expiry_warning": lambda n: ngettext("%(num)d month", "%(num)d months", n),
}


def value_text(key: str, value: Any) -> str:
    """The answer to ``key`` in words, in the language of the page.

    ``value`` is a value of :mod:`assessor_hub.rules.keys`: a flag, a count, a word, words or a shape; None or an
    empty list is a text that states nothing. A long answer has line breaks, which read as spaces where they don't show.
    """
    if isinstance(value, bool):
        return str(FLAGS[key][0 if value else 1])
    if value is None or value == ():
        return _("No cap") if key.startswith("caps.") else _("Not stated")
    if isinstance(value, int):
        return COUNTS[key](value)
    if isinstance(value, tuple):
        return _listed(_word(part) for part in value)
    return _word(value) if isinstance(value, str) else _SHAPES[type(value)](value)


def _word(value: str) -> str:
    return label(value) if isinstance(value, v.UnitKind | v.Specialty | v.ChangeKind) else str(WORDS[value])


def _listed(parts: Iterable[str]) -> str:
    return _(", ").join(parts)


def _sentence(parts: Iterable[str]) -> str:
    return _("; ").join(parts)


def _legal_person(value: v.LegalPerson) -> str:
    if value.where == "china":
        return _("anywhere in China")
    return _("in the province, or elsewhere with an independent branch in the province")


def _premises(value: v.Premises) -> str:
    return _("in the province") if value.where == "province" else _("anywhere")


def _specialties(value: v.Specialties) -> str:
    named = _listed(_word(one) for one in value.related)
    return _sentence([named, _("others where a person confirms them")]) if value.open_ended else named


def _track_record(value: v.TrackRecord) -> str:
    parts = [
        _("within %(years)s years: %(kinds)s", years=value.years, kinds=_listed(_word(kind) for kind in value.kinds)),
        _("research at %(level)s level or above", level=_word(value.research_level)),
        _("standards: %(levels)s", levels=_listed(_word(level) for level in value.standards)),
    ]
    if value.standards_lead_only:
        parts.append(_("for standards, only as the leading drafter"))
    return _sentence(parts)


def _cap(value: v.Cap) -> str:
    kinds = _listed(label(kind) for kind in value.kinds)
    where = _("counted nationwide") if value.nationwide else _("counted in this jurisdiction")
    return _("at most %(limit)s a year; counts %(kinds)s; %(where)s", limit=value.limit, kinds=kinds, where=where)


def _due(value: v.Due) -> str:
    if value.month is None or value.day is None:
        return _("the department sets the date each year")
    day = month_day(value.month, value.day)
    return _("by %(day)s, in principle", day=day) if value.in_principle else _("by %(day)s", day=day)


def month_day(month: int, day: int) -> str:
    """A day of any year: 12月15日, or 15 December."""
    return str(format_date(date(2000, month, day), _("d MMMM")))  # 2000 has every day that a year can have


def _consequence(value: v.Consequence) -> str:
    if value.years is None:
        return label(value.effect)
    years = ngettext("%(num)d year", "%(num)d years", value.years)
    return _("%(effect)s, for %(years)s", effect=label(value.effect), years=years)


def _quality(value: v.Quality) -> str:
    kinds = {
        "none": _("Not stated"),
        "published_from_time_to_time": _("the assessors' work is published from time to time"),
        "service_tracking": _("the quality of service is tracked"),
        "yearly_assessment": _("the quality of work is assessed every year"),
    }
    if not value.by:
        return kinds[value.kind]
    return _("%(what)s, by %(whom)s", what=kinds[value.kind], whom=_listed(_word(one) for one in value.by))


def _receiver(value: v.Receiver) -> str:
    return _(", else ").join(_word(one) for one in value.order)


def _span(value: v.Span) -> str:
    if value.unit == "years":
        return ngettext("%(num)d year", "%(num)d years", value.length)
    if value.unit == "months":
        return ngettext("%(num)d month", "%(num)d months", value.length)
    if value.unit == "working_days":
        return ngettext("%(num)d working day", "%(num)d working days", value.length)
    return ngettext("%(num)d day", "%(num)d days", value.length)


def _head_change(value: v.HeadChange) -> str:
    return _(
        "where the former one's pool is %(percent)s %% used by %(days)s days after the change",
        percent=value.nearly_percent, days=value.days,
    )


def _recommendations(value: v.RecommendationDates) -> str:
    given = [(v.Level.MUNICIPAL, value.municipal), (v.Level.PROVINCIAL, value.provincial),
             (v.Level.NATIONAL, value.national)]
    parts = [
        _("%(level)s by %(day)s", level=label(level), day=month_day(*(int(part) for part in text.split("-"))))
        for level, text in given if text
    ]
    return _sentence(parts) if parts else _("Not stated")


def _on_site(value: v.OnSiteShare) -> str:
    return _(
        "at least %(percent)s %% of the units, and in principle at least %(count)s",
        percent=value.percent, count=value.in_principle_at_least,
    )


def _exclusions(value: v.Exclusions) -> str:
    groups: dict[tuple[str, ...], list[str]] = {}
    kinds = ((v.UnitKind.FACTORY, value.factory), (v.UnitKind.PARK, value.park),
             (v.UnitKind.SUPPLY_CHAIN, value.supply_chain))
    for kind, grounds in kinds:
        groups.setdefault(grounds, []).append(label(kind))
    parts = [
        _("%(kinds)s: %(grounds)s", kinds=_listed(names), grounds=_sentence(_word(ground) for ground in grounds))
        for grounds, names in groups.items()
    ]
    return "\n".join([_("within the last %(years)s years:", years=value.years), *parts])


_SHAPES: dict[type, Callable[[Any], str]] = {
    v.LegalPerson: _legal_person, v.Premises: _premises, v.Specialties: _specialties, v.TrackRecord: _track_record,
    v.Cap: _cap, v.Due: _due, v.Consequence: _consequence, v.Quality: _quality, v.Receiver: _receiver, v.Span: _span,
    v.RecommendationDates: _recommendations, v.OnSiteShare: _on_site, v.Exclusions: _exclusions,
    v.HeadChange: _head_change,
}
