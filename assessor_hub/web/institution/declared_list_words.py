"""The sentences about a list of declared projects: why it is none, what is wrong in a cell, what a row was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from assessor_hub.projects.declared_list_files import HEADINGS, Column
from assessor_hub.projects.declared_list_models import DeclaredListRow
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.spreadsheets.lists import Line
from assessor_hub.spreadsheets.sheets_out import Layout
from assessor_hub.web.institution.batch_words import FAULTS, UNREADABLE
from assessor_hub.web.shared.wording import moment
from assessor_hub.web.shared.words import lists, rosters
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.refusals import refusal

_OF_DECLARED: dict[str, Any] = FAULTS | {
    "duplicate": _l("The same unit stands in row %(row)s already, of the same level, kind and year."),
}


def column_words(column: str) -> str:
    """The heading of a column."""
    return lists.column_words(HEADINGS[Column(column)])


def unreadable_words(code: str, figures: Mapping[str, Any]) -> str:
    """Why a file is no list of declared projects."""
    return rosters.unreadable_words(code, figures, UNREADABLE, column_words)


def fault_words(line: Line) -> list[tuple[str, str]]:
    """What is wrong with a row: the column and the sentence of each fault."""
    return [
        (column_words(fault.column), rosters.fault_words(fault.code, fault.figures, _OF_DECLARED))
        for fault in line.faults
    ]


def typed(line: Line, column: str) -> str:
    """What stands in a cell of a row."""
    return line.cells[list(Column).index(Column(column))]


def refused(row: DeclaredListRow) -> str:
    """Why a row was refused; empty where it was declared."""
    return str(refusal(FilingRefused(row.code, **row.figures))) if row.code else ""


def result_layout() -> Layout:
    """The columns of the result file; it names no person."""
    headings = [
        _("Row"), _("Evaluated unit"), _("Unified social credit code of the unit"), _("What became of it"), _("State"),
        _("Answered (Beijing time)"), _("Reason"),
    ]
    wide = frozenset({headings[1], headings[2], headings[6]})
    return Layout(sheet=_("Result"), headings={one: one for one in headings}, example={}, notes=(), wide=wide)


def result_texts(row: DeclaredListRow) -> Sequence[str]:
    """What became of a row, in the order of :func:`result_layout`."""
    answer = pgettext("declared", "Declared") if row.declared else pgettext("declared", "Refused")
    return (
        str(row.line), row.unit_name, row.unit_uscc, answer,
        str(label(row.declared.status)) if row.declared else "", moment(row.answered_at), refused(row),
    )
