"""Words of the staff pages that no enum carries."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.values import Span
from assessor_hub.web.shared.words.allegations import ALLEGATIONS
from assessor_hub.web.shared.words.answers import FLAGS_SHARED, RIGHTS
from assessor_hub.web.shared.words.values import question, value_text

FLAGS = {
    "not_recorded": _l("The institution was not recorded for this level when it filed; the text's rule is assumed."),
    "work_before_recordal": _l("The work began before the recordal; the text's rule is assumed."),
    "conditions_unmet": _l("A basic condition of assessors was not met on the day of filing."),
    "head_changed_today": _l(
        "The legal representative changed on the day of filing: the use of the former one no longer counts here."
    ),
    **FLAGS_SHARED,
    "cap_needs_human": _l("The project is counted in a pool whose cap is assumed: whether it fits is yours to decide."),
}
STANDINGS = {
    "filed": lazy_pgettext("summary", "Filed"), "late": _l("Filed late"), "draft": _l("Draft, not filed"),
    "missing": _l("Not begun"), "overdue": _l("Overdue"),
}
WORK = {
    "review": _l("Review"), "assessment": _l("Assessment"), "research": _l("Research project"),
    "standard": _l("Standard"), "policy": _l("Policy"), "lead": _l("Led"), "part": _l("Took part"),
    "national": _l("National"), "provincial": _l("Provincial"), "municipal": _l("Municipal"),
    "industry": _l("Industry"),
}
INTERNAL_RULES = {
    "management": _l("Institution management"), "work_procedure": _l("Work procedure"),
    "staff": _l("Staff management"), "expert_review": _l("Expert review"),
}
OUT = {
    "not_full_time": _l("Not full-time"), "below_mid": _l("No title of mid-level or above"),
    "not_issued": _l("The title was issued later"), "uncovered": _l("No labour contract or no social insurance"),
    "draft": _l("Not handed in yet"),
    "unproven": _l("No proof: the title's certificate, with a contract or social insurance, is missing"),
    "elsewhere": _l("Another institution's claim on this person counts"),
}
ROUTES = {
    "text": _l("by the text"), "restated": _l("by the text"), "assumed": _l("assumed from MIIT's annex"),
    "silent": _l("the text is silent: by the product's reading"),
    "reference": _l("by a setting of the office"), "none": _l("no rules are in force there: to the province"),
}


def verdict_word(verdict: Verdict) -> str:
    """A verdict in one word."""
    if verdict.refusing:
        return _("Not met")
    return _("A person decides") if verdict.needs_human else _("Met")


def verdict_class(verdict: Verdict) -> str:
    """The outcome whose colour a verdict has."""
    if verdict.refusing:
        return "not_met"
    return "needs_human" if verdict.needs_human else "met"


def span_words(span: Span) -> str:
    """A length of time of the office's settings."""
    return value_text("reference.review", span)


IN_TEMPLATES: dict[str, Any] = {
    "flag_words": FLAGS, "standing_words": STANDINGS, "work_words": WORK, "internal_rule_words": INTERNAL_RULES,
    "right_words": RIGHTS,
    "allegation_words": ALLEGATIONS, "out_words": OUT, "route_words": ROUTES, "verdict_word": verdict_word,
    "verdict_class": verdict_class, "span_words": span_words, "question": question, "value_text": value_text,
}
