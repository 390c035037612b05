"""The sentences about a file of projects: why it is none, what is wrong in a cell, what a row was answered."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.projects.batch_files import HEADINGS, Column
from assessor_hub.projects.batch_models import FilingBatchRow
from assessor_hub.projects.refusals import kept_in
from assessor_hub.web.shared.filing import Explained, in_short
from assessor_hub.web.shared.wording import colon, moment
from assessor_hub.web.shared.words import lists, rosters
from assessor_hub.web.shared.words.findings import condition, figures
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.refusals import basis, refusal

UNREADABLE: dict[str, Any] = lists.UNREADABLE | {
    "columns_missing": _l("These columns are missing: %(columns)s. Start from the template."),
}
FAULTS: dict[str, Any] = rosters.FAULTS | {
    "no_city": _l("“%(value)s” is no city that is known here, or one of several of that name. Write province and city, "
                  "such as 吉林省长春市, or the code, such as 220100."),
    "only_province": _l("“%(value)s” names a province. Name the city too, such as 吉林省长春市."),
    "duplicate": _l("The same unit stands in row %(row)s already, of the same level and kind."),
}


def column_words(column: str) -> str:
    """The heading of a column."""
    return lists.column_words(HEADINGS[Column(column)])


def unreadable_words(code: str, figures: Mapping[str, Any]) -> str:
    """Why a file is no list of projects."""
    return rosters.unreadable_words(code, figures, UNREADABLE, column_words)


def fault_words(row: FilingBatchRow) -> list[tuple[str, str]]:
    """What is wrong with a row: the column and the sentence of each fault."""
    return [
        (column_words(column), rosters.fault_words(code, given, FAULTS)) for column, code, given in row.faults
    ]


def typed(row: FilingBatchRow, column: str) -> str:
    """What stands in a cell of a row."""
    return row.cells[list(Column).index(Column(column))]


def lines_words(numbers: Iterable[int]) -> str:
    """Rows by their numbers: 3–5, 9."""
    runs = itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    spans = [[number for _place, number in run] for _distance, run in runs]
    return _(", ").join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def why(row: FilingBatchRow) -> Explained | None:
    """The refusal of a row as it was kept, in short."""
    return in_short(kept_in(row.refusal)) if row.refusal is not None else None


def arithmetic(explained: Explained) -> str:
    """The figures of a refusal as a sentence; empty where its own sentence has them all."""
    if explained.unmet is not None:
        return f"{condition(explained.unmet)}{colon()}{figures(explained.unmet)}"
    if explained.refused.code != "cap_reached":
        return ""
    counted = {name: explained.refused.figures[name] for name in ("used", "next", "limit")}
    return _("Used %(used)s + this one 1 = %(next)s, and the cap is %(limit)s.", **counted)


def result_headings() -> list[str]:
    """The columns of the result file behind those of the file that was sent."""
    return [
        _("Row"), _("What became of it"), _("Project number"), _("Answered (Beijing time)"), _("Counts in"),
        _("Reason"), _("Basis"), _("Figures"), _("What next"), _("Refusal number"),
    ]


def result_texts(row: FilingBatchRow) -> list[str]:
    """What became of a row, in the order of :func:`result_headings`."""
    texts = [str(row.line), label(row.state)]
    answered = moment(row.answered_at) if row.answered_at else ""
    if row.project is not None:
        return [*texts, row.project.number, answered, str(row.project.year)]
    explained = why(row)
    if explained is None or row.refusal is None:
        return [*texts, "", "", "", " ".join(f"{column}{colon()}{sentence}" for column, sentence in fault_words(row))]
    refused = explained.refused
    return [
        *texts, "", answered, "", refusal(refused), basis(refused), arithmetic(explained), str(explained.next),
        row.refusal.number,
    ]
