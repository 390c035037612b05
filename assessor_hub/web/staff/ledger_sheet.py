"""A person's use of a pool as a spreadsheet: the lines of the page, one row each. No cell is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter
from flask_babel import gettext as _

from assessor_hub.web.shared.ledger import LedgerView, Shown
from assessor_hub.web.shared.wording import moment
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.law import citation, place
from assessor_hub.web.shared.words.ledger import origin, release_reason, whose


def ledger_sheet(view: LedgerView, name: str) -> bytes:
    """The workbook: whose use of what as of which day, then a header, then a row a line."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_("Allowance"))
        pool = view.account.pool
        about = (
            name, label(pool.level), place(pool.jurisdiction), str(view.account.year),
            _("as of %(day)s", day=view.day.isoformat()), _("%(used)s counted", used=view.used),
        )
        for number, row in enumerate([about, _header(), *_rows(view)]):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
        sheet.set_column(0, len(_header()) - 1, 22)
    return out.getvalue()


def _header() -> tuple[str, ...]:
    return (
        _("No."), _("Number"), _("Evaluated unit"), _("Unified social credit code"), _("Kind of unit"),
        _("Institution"), _("Filed"), _("Charged at"), _("Origin"), _("Why it stands in this use"), _("Basis"),
        _("Strength"), _("Pack version"), _("Given back"), _("Why given back"),
    )


def _rows(view: LedgerView) -> Iterator[tuple[str, ...]]:
    return (_row(row) for row in view.rows)


def _row(row: Shown) -> tuple[str, ...]:
    line = row.line
    return (
        str(row.place or ""), line.number or "", line.unit_name, line.unit_uscc, label(line.unit_kind),
        line.institution_name, line.day.isoformat(), moment(line.charged_at), origin(line), whose(line),
        citation(row.cap) if row.cap else "", label(row.cap.strength) if row.cap else "", line.pack_version or "",
        moment(line.released_at) if line.released_at else "", release_reason(line),
    )
