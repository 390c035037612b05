"""What every template may say: labels, citations, refusals, days, the navigation of who is looking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _

from assessor_hub.accounts.models import Role
from assessor_hub.documents.services import withheld
from assessor_hub.places import place_name
from assessor_hub.web.shared import guards
from assessor_hub.web.shared.context import actor, now, today
from assessor_hub.web.shared.demo import is_demo
from assessor_hub.web.shared.language import LANGUAGES, chosen_language
from assessor_hub.web.shared.words import findings, gates, labels, law, ledger, particulars, refusals, values

#: What stands under a tab though its address does not: the address's part after the face, and the tab's.
UNDER = dict.fromkeys(
    ("allowance", "declared", "ledger", "published-lists", "refusals", "units", "what-if"), "projects"
)
UNDER |= {"changes": "particulars", "tokens": "particulars"}


def register(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.globals.update(
        label=labels.label, both=law.both, place=law.place, document=law.document, article=law.article,
        citation=law.citation, refusal=refusals.refusal, basis=refusals.basis, day=refusals.day, moment=moment,
        condition=findings.condition, outcome=findings.outcome, figures=findings.figures,
        verdict_line=findings.verdict_line, city=place_name, language=chosen_language,
        languages=LANGUAGES, actor=actor, now=now, today=today, demo=is_demo, navigation=navigation, here=here,
        field_attrs=field_attrs,
        question=values.question, value_text=values.value_text, step_word=particulars.step_word,
        field_word=particulars.field_word, may=may, withheld=withheld, Role=Role, colon=colon, comma=comma, stop=stop,
        refusal_name=gates.refusal_name, gate_name=gates.gate_name, gate_words=gates.gate_words,
        outlook_words=gates.outlook_words, origin=ledger.origin, whose=ledger.whose,
        release_reason=ledger.release_reason,
    )
    app.add_template_filter(size)


def moment(instant: datetime) -> str:
    """An instant in Beijing time, to the minute."""
    return str(format_datetime(instant, "yyyy-MM-dd HH:mm"))


def colon() -> str:
    """The mark between a name and what it holds."""
    return "：" if chosen_language() == "zh" else ": "


def comma() -> str:
    """The mark between two statements on one line."""
    return "，" if chosen_language() == "zh" else ", "


def stop() -> str:
    """The mark between items that hold commas themselves."""
    return "；" if chosen_language() == "zh" else "; "


def size(octets: int) -> str:
    """A file's size, in units that read alike in both languages."""
    for unit, one in (("MB", 1_000_000), ("kB", 1000)):
        if octets >= one:
            return f"{octets / one:.1f} {unit}"
    return f"{octets} B"


def may(group: str) -> bool:
    """Whether the actor has a role of a group of ``guards``, for showing or hiding a button."""
    return bool(actor().roles & getattr(guards, group))


def navigation() -> list[tuple[str, str]]:
    """(endpoint, text) of the tabs for who is looking."""
    who = actor()
    tabs: list[tuple[str, str]] = []
    if who.roles & guards.INSTITUTION:
        tabs += [
            ("institution.home", _("Overview")), ("institution.applications", _("Recordal")),
            ("institution.roster", _("Staff")), ("institution.projects", _("Projects")),
            ("institution.summaries", _("Annual summary")), ("institution.particulars", _("Particulars")),
        ]
    if who.roles & guards.READERS:
        tabs += [
            ("staff.home", _("Overview")),
            ("staff.applications", _("Applications")), ("staff.changes", _("Changes")),
            ("staff.institutions", _("Institutions")),
            ("staff.projects", _("Projects")), ("staff.summaries", _("Annual summaries")),
            ("staff.decisions", _("Decisions")), ("staff.leads", _("Leads")),
        ]
    if Role.AUDITOR in who.roles:
        tabs.append(("staff.audit", _("Audit")))
    if who.roles & guards.HANDLERS:
        tabs.append(("staff.public_reports", _("Public reports")))
    if who.roles & guards.ADMINISTRATORS:
        tabs += [("staff.packs", _("Packs")), ("staff.users", _("Users"))]
    return tabs or [
        ("public.home", _("Home")), ("public.register", _("Register")), ("public.rules_index", _("Rules")),
        ("public.decisions", _("Decisions")), ("intake.new_report", _("Report")),
    ]


def here() -> str:
    """The address of the tab that the page stands under, else "": its own, UNDER's, or the longest one above it."""
    addresses = [url_for(endpoint) for endpoint, _text in navigation()]
    face, *parts = request.path.removeprefix("/").split("/")
    under = f"/{face}/{UNDER.get(parts[0], '')}" if parts else ""
    below = [one for one in addresses if request.path == one or request.path.startswith(f"{one}/") or under == one]
    return max(below, key=len, default="")


def field_attrs(field: Any, hint: str) -> dict[str, Any]:
    """ARIA attributes that tie a field to its hint and its error."""
    ids = []
    if hint or field.description:
        ids.append(f"{field.id}-hint")
    attrs: dict[str, Any] = {}
    if field.errors:
        ids.append(f"{field.id}-error")
        attrs["aria-invalid"] = "true"
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    return attrs
