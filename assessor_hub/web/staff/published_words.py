"""The sentences about published lists: why a file is none, what a row was found to be, how alike two names are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.reconciliation.list_words import HEADINGS, Column
from assessor_hub.reconciliation.matching import Filed, Found, How
from assessor_hub.reconciliation.proposals import Proposer
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.names import Likeness
from assessor_hub.web.shared.context import actor
from assessor_hub.web.shared.guards import READERS
from assessor_hub.web.shared.words import lists, rosters
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.law import place

_UNREADABLE: dict[str, Any] = lists.UNREADABLE | {
    "columns_missing": _l("These columns are missing: %(columns)s. Add them; year, kind and level can also be chosen "
                          "above for all rows."),
}
_FAULTS: dict[str, Any] = rosters.FAULTS | {
    "bad_year": _l("“%(value)s” is no year from %(first)s to %(last)s."),
    "duplicate": _l("The same unit stands in row %(row)s already, of the same year, kind and level."),
}


def column_words(column: str) -> str:
    """The heading of a column, as it stands in the file that the language of the page suggests."""
    return lists.column_words(HEADINGS[Column(column)])


def unreadable_words(code: str, figures: Mapping[str, Any]) -> str:
    """Why a file is no list."""
    return rosters.unreadable_words(code, figures, _UNREADABLE, column_words)


def fault_words(code: str, figures: Mapping[str, Any]) -> str:
    """What is wrong with a cell."""
    return rosters.fault_words(code, figures, _FAULTS)


def found_words(found: Found, names: Mapping[int, str]) -> list[tuple[str, str | None]]:
    """What was found for a row, each sentence with the page of its project as far as the reader may see it.

    ``names`` are those of the institutions, by id.
    """
    rows = [(_("Filed as %(project)s"), one) for one in found.own]
    rows += [(_("%(institution)s filed it as %(project)s"), one) for one in found.others]
    rows += [(_("%(institution)s: %(project)s, %(state)s"), one) for one in found.not_live]
    rows += [(_("Filed otherwise: %(institution)s, %(project)s, %(year)s, %(level)s, %(kind)s"), one)
             for one in found.elsewhere]
    return [(text % _figures(one, names), _page(one)) for text, one in rows]


def _figures(one: Filed, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "project": one.number or _("a declared project"), "institution": names.get(one.institution_id, ""),
        "state": label(one.status), "year": one.year, "level": label(one.level), "kind": label(one.unit_kind),
    }


def _page(one: Filed) -> str | None:
    if one.number is None or not actor().may(READERS, one.jurisdiction):
        return None
    return url_for("staff.project", project_id=one.id)


def known_words(found: Found, names: Mapping[int, str]) -> str:
    """How the named institution is known, where that is more than its name says."""
    if found.institution_id is None:
        return _("Said to be none of the register") if found.assessor.how is How.CONFIRMED else ""
    name = names.get(found.institution_id, "")
    if name == found.row.assessor_name:
        return ""
    return _("Known as %(name)s, %(how)s", name=name, how=label(found.assessor.how or How.NAME))


def likeness_words(likeness: Likeness) -> str:
    """How alike two names are, and why."""
    reasons = _(", ").join(label(reason) for reason in likeness.reasons)
    return _("%(score)s of 100: %(reasons)s", score=likeness.score, reasons=reasons)


def proposed_words(found: Found, proposer: Proposer) -> list[str]:
    """What the row's names may mean, for a person to say."""
    assessors = [
        _("Perhaps %(name)s (%(alike)s)", name=one.name, alike=likeness_words(one.likeness))
        for one in proposer.assessors(found)
    ]
    units = [
        _("Perhaps the unit %(unit)s (%(alike)s)", unit=unit_words(one.project), alike=likeness_words(one.likeness))
        for one in proposer.units(found)
    ]
    return assessors + units


def unit_words(project: Filed) -> str:
    """The unit of a project, with its code."""
    return f"{project.unit_name} {project.unit_uscc}"


def pool_words(pool: Pool) -> str:
    """A pool: its level and whose it is."""
    return _("%(level)s, %(place)s", level=label(pool.level), place=place(pool.jurisdiction))
