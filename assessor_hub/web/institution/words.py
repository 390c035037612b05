"""Words of the institution's pages that no enum carries."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from assessor_hub.audit.tags import Tag
from assessor_hub.outbox.models import Message
from assessor_hub.rules.keys import REF_LITIGATION, REF_RECONSIDERATION
from assessor_hub.rules.values import ChangeKind, Span
from assessor_hub.web.shared.words.answers import FLAGS_SHARED
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.shared.words.refusals import day
from assessor_hub.web.shared.words.values import value_text

STEPS: dict[str, Any] = {
    "profile": _l("The institution"),
    "premises": _l("Premises and systems"),
    "roster": _l("Full-time staff"),
    "track_record": _l("Experience"),
    "commitments": _l("Rules and commitments"),
}
WORK: dict[str, Any] = {
    "review": _l("Review"), "assessment": _l("Assessment"), "research": _l("Research project"),
    "standard": _l("Standard"), "policy": _l("Policy"),
}
WORK_ROLES: dict[str, Any] = {"lead": _l("Led"), "part": _l("Took part")}
WORK_LEVELS: dict[str, Any] = {
    "national": _l("National"), "provincial": _l("Provincial"), "municipal": _l("Municipal"),
    "industry": _l("Industry"),
}
INTERNAL_RULES: dict[str, Any] = {
    "management": _l("Institution management"), "work_procedure": _l("Work procedure"),
    "staff": _l("Staff management"), "expert_review": _l("Expert review"),
}
FLAGS: dict[str, Any] = {
    "not_recorded": _l("The institution was not recorded for this level when it filed; the text's rule is assumed."),
    "work_before_recordal": _l("The work began before the recordal; the text's rule is assumed."),
    "conditions_unmet": _l("A basic condition of assessors was not met on the day of filing."),
    "head_changed_today": _l("A change of head on the day of filing: taken, and the department looks."),
    **FLAGS_SHARED,
    "cap_needs_human": _l("The cap is assumed: the project is counted, and the department decides whether it fits."),
}
SUMMARY_STATES: dict[str, Any] = {
    "filed": lazy_pgettext("summary", "Filed"), "late": _l("Filed late"), "draft": _l("Draft, not filed"),
    "missing": _l("Not begun"), "overdue": _l("Overdue"),
}
_MESSAGES: dict[str, Any] = {
    Tag.COMMISSION_CONFIRMED: _l("The unit says that it commissioned project %(number)s."),
    Tag.COMMISSION_DENIED: _l("The unit says that it did not commission project %(number)s."),
    Tag.APPLICATION_RETURNED: _l("The application in %(place)s was returned for correction."),
    Tag.APPLICATION_REFUSED: _l(
        "The application in %(place)s was refused. Against it: reconsideration within %(reconsideration)s, court "
        "within %(litigation)s (reference times, by analogy)."
    ),
    Tag.APPLICATION_SET_ASIDE: _l(
        "The decision on the application in %(place)s was set aside; it is under review again."
    ),
    Tag.APPLICATION_RECORDED: _l("The institution was recorded in %(place)s."),
    Tag.NOTICE_ISSUED: _l("The notice of recordal %(number)s was issued; it can be downloaded with the certificate."),
    Tag.CHANGE_NOTED: _l("%(place)s took note of a change: %(kind)s."),
    Tag.CHANGE_REVIEWED: _l("%(place)s reviews a change anew: %(kind)s."),
    Tag.CHANGE_ACCEPTED: _l("%(place)s accepted a change: %(kind)s."),
    Tag.CHANGE_OBJECTED: _l("%(place)s objects to a change: %(kind)s. The reason is with the change."),
    Tag.CONDITIONS_LACKING: _l("%(place)s: from %(since)s on the basic conditions are not met. See the overview."),
    Tag.CONDITIONS_MET: _l("%(place)s: the basic conditions are met again."),
    Tag.RECORDAL_ENDED: _l("The recordal %(number)s has ended."),
    Tag.PROJECT_RETURNED: _l("Project %(number)s was returned for correction."),
    Tag.PROJECT_DECLINED: _l("Project %(number)s was refused."),
    Tag.PROJECT_REGISTERED: _l("Project %(number)s was registered."),
    Tag.PROJECT_ACCEPTED: _l("The result of project %(number)s was accepted."),
    Tag.PROJECT_NOT_ACCEPTED: _l("The result of project %(number)s was not accepted."),
    Tag.PROJECT_STOPPED: _l("Project %(number)s was stopped."),
    Tag.PROJECT_LAPSED: _l("Project %(number)s lapsed: it was not corrected in time."),
    Tag.LIST_ASKED: _l(
        "The published list “%(title)s” names your institution for %(unit)s (%(year)s), and no project of yours is "
        "filed for it. File or declare it, or tell the department why the list is wrong."
    ),
    Tag.DECLARED_CONFIRMED: _l("The declared project of %(unit)s was confirmed; it counts as if filed on its day."),
    Tag.DECLARED_DECLINED: _l("The declared project of %(unit)s was declined; the reason is with it."),
    Tag.DECLARED_SET_ASIDE: _l("The confirmation of the declared project of %(unit)s was set aside."),
    Tag.TENURE_CORRECTED: _l(
        "The department corrected the time of a legal representative: %(name)s. What it changed in the use of the "
        "pools is shown under Projects."
    ),
    Tag.DECISION_MADE: _l("The non-acceptance decision %(number)s was recorded against the institution."),
    Tag.CLAIM_DECIDED: _l("The department decided a conflict of claims on a person of your roster; see Staff."),
    Tag.ROSTER_IMPORTED: _l(
        "The department of %(place)s entered a file into your roster: %(added)s added, %(updated)s updated; see Staff."
    ),
    Tag.DECISION_REVOKED: _l("The non-acceptance decision %(number)s was revoked; it is void from the start."),
}


def message_words(message: Message) -> str:
    """A message as a sentence; one whose words are not known points to the pages."""
    words = _MESSAGES.get(message.subject)
    if words is None:
        return _("Something has changed; see your applications and projects.")
    figures = dict(message.figures)
    if "jurisdiction" in figures:
        figures["place"] = place(str(figures["jurisdiction"]))
    for key in (REF_RECONSIDERATION, REF_LITIGATION):  # the remedies that a refusal names
        name = key.name.partition(".")[2]
        if name in figures:
            figures[name] = value_text(key.name, Span.model_validate(figures[name]))
    if message.subject.startswith("change:"):
        figures["kind"] = label(ChangeKind(figures["kind"]))
    if "since" in figures:
        figures["since"] = day(date.fromisoformat(figures["since"]))
    return str(words) % figures


def pairs(words: dict[str, Any]) -> list[tuple[str, str]]:
    """(value, label) for a select."""
    return [(value, str(text)) for value, text in words.items()]
