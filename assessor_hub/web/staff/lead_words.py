"""The evidence of a lead in sentences, and where each row of it can be looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.leads.evidence import Row, Shows
from assessor_hub.leads.models import LeadKind
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.law import place
from assessor_hub.web.shared.words.refusals import day
from assessor_hub.web.staff.pages import PAGES

# What each kind means, and why it is no verdict.
MEANINGS: dict[LeadKind, Any] = {
    LeadKind.SAME_PHONE: _l("These institutions gave the same phone number."),
    LeadKind.SAME_ADDRESS: _l("These institutions are registered, or have their premises, at the same address."),
    LeadKind.SAME_DOCUMENT: _l("These institutions handed in the very same file."),
    LeadKind.SHARED_STAFF: _l("These institutions name the same people on their rosters for the same days."),
    LeadKind.SHARED_HEAD: _l(
        "One person is or was the legal representative of these institutions at the same time. That is allowed; "
        "they share one cap."
    ),
    LeadKind.HEAD_ON_STAFF: _l("The legal representative of one institution is on the roster of the other."),
    LeadKind.BANNED_HEAD: _l(
        "The legal representative heads or headed another institution whose results are not accepted. No text carries "
        "the ban over to this institution."
    ),
    LeadKind.HEAD_CHANGED: _l(
        "The legal representative changed around the time when the former one's pool was full or nearly so. The rules "
        "allow the change."
    ),
    LeadKind.UNIT_IS_ASSESSOR: _l("The evaluated unit has the code of a registered assessor."),
}
# What may be said of an institution outside the reader's reach.
OUTSIDE: dict[Shows, Any] = {
    Shows.PHONE: _l("gave the same number"),
    Shows.ADDRESS: _l("is registered at the same address"),
    Shows.PREMISES: _l("has its premises at the same address"),
    Shows.DOCUMENT: _l("handed in the same file"),
    Shows.HEADS: _l("has or had this legal representative"),
    Shows.STAFF: _l("has or had this person on its roster on the same days"),
    Shows.BAN: _l("is under a non-acceptance decision"),
    Shows.CHANGE: _l("changed its legal representative"),
    Shows.POOL: _l("shares the pool"),
    Shows.UNIT: _l("filed the project"),
    Shows.CODE: _l("has the code of the evaluated unit"),
}


def sentence(row: Row) -> str:
    """A row of an institution within reach, in words with its figures."""
    return _SENTENCES[row.shows](row.figures)


def outside(row: Row) -> str:
    """A row of another institution: that it is so, without figures; a decision is public."""
    return sentence(row) if row.shows is Shows.BAN else str(OUTSIDE[row.shows])


def target(row: Row) -> str | None:
    """The page on which a row of an institution within reach can be looked at."""
    table, _colon, row_id = row.source.partition(":")
    if row.shows is Shows.DOCUMENT:
        table, row_id = f"{row.figures['owner_kind']}s", str(row.figures["owner_id"])
    page = PAGES.get(table)
    return page(int(row_id)) if page else None


def _days(first: date, last: date | None) -> str:
    if last is None:
        return _("since %(first)s", first=day(first))
    return _("from %(first)s to %(last)s", first=day(first), last=day(last))


def _heads(figures: Any) -> str:
    days = _days(figures["first_day"], figures["last_day"])
    return _("%(name)s is the legal representative %(days)s", name=figures["name"], days=days)


def _staff(figures: Any) -> str:
    said = {"name": figures["name"], "days": _days(figures["first_day"], figures["last_day"])}
    if figures["full_time"]:
        return _("%(name)s is on the roster full-time %(days)s", **said)
    return _("%(name)s is on the roster part-time %(days)s", **said)


def _ban(figures: Any) -> str:
    return _(
        "decision %(number)s: results are not accepted from %(first)s to %(last)s inclusive",
        number=figures["number"], first=day(figures["first_day"]), last=day(figures["last_day"]),
    )


def _change(figures: Any) -> str:
    return _(
        "%(new)s followed %(old)s as legal representative on %(day)s",
        new=figures["new"], old=figures["old"], day=day(figures["first_day"]),
    )


def _pool(figures: Any) -> str:
    pool, setting = figures["pool"], figures["setting"]
    return _(
        "%(level)s, %(place)s, %(year)s: without the change the former one's use would have been %(used)s of %(limit)s "
        "by %(days)s days after it; it reached %(nearly)s on %(reached)s (reference setting, not law: %(percent)s %% "
        "within %(days)s days)",
        level=label(pool.level), place=place(pool.jurisdiction), year=figures["year"], used=figures["used"],
        limit=figures["limit"], nearly=figures["nearly"], reached=day(figures["reached"]), days=setting.days,
        percent=setting.nearly_percent,
    )


def _unit(figures: Any) -> str:
    return _("project %(number)s evaluates %(unit)s", number=figures["number"], unit=figures["unit"])


def _document(figures: Any) -> str:
    return _("%(kind)s, handed in on %(day)s", kind=label(figures["kind"]), day=day(figures["day"]))


_SENTENCES: dict[Shows, Callable[[Any], str]] = {
    Shows.PHONE: lambda figures: _("phone as given: %(given)s", given=figures["given"]),
    Shows.ADDRESS: lambda figures: _("registered address as given: %(given)s", given=figures["given"]),
    Shows.PREMISES: lambda figures: _("premises as given in its application: %(given)s", given=figures["given"]),
    Shows.DOCUMENT: _document, Shows.HEADS: _heads, Shows.STAFF: _staff, Shows.BAN: _ban, Shows.CHANGE: _change,
    Shows.POOL: _pool, Shows.UNIT: _unit,
    Shows.CODE: lambda figures: _("has the code %(uscc)s of the evaluated unit", uscc=figures["uscc"]),
}
