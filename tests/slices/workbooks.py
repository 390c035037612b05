"""Spreadsheets for tests: a roster of given lines, and files taken apart and put together wrongly."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_template import SHEET
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import Claim

FIRST = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def cells_of(claim: Claim, **given: Any) -> dict[Column, Any]:
    """A line as it is typed."""
    typed = {
        Column.NAME: claim.person.name,
        Column.ID_KIND: words.ID_KINDS[claim.person.id_kind][0],
        Column.ID_NUMBER: claim.person.id_number,
        Column.SERIES: words.SERIES[claim.series][0],
        Column.TITLE: words.TITLES[claim.title_level][0],
        Column.SPECIALTY: words.SPECIALTIES[claim.specialty][0],
        Column.ISSUER: claim.issuer,
        Column.ISSUED_ON: claim.issued_on.isoformat() if claim.issued_on else "",
        Column.CERTIFICATE: claim.certificate,
        Column.FOREIGN: words.YES_NO[claim.foreign_title][0],
        Column.FULL_TIME: words.YES_NO[claim.full_time][0],
        Column.CONTRACT: words.YES_NO[claim.contract][0],
        Column.INSURED_MONTH: claim.insured_month or "",
        Column.FIRST_DAY: claim.first_day.isoformat(),
    }
    return typed | {Column(name): value for name, value in given.items()}


def roster_xlsx(
    lines: Iterable[dict[Column, Any]], wanted: Sequence[Column] = words.OWN,
    more: Callable[[xlsxwriter.Workbook, Any], None] | None = None,
) -> bytes:
    """A roster; a value that is no text is written as the kind that it is. ``more`` adds to the book at the end."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, [words.HEADERS[column] for column in wanted])
        for row, line in enumerate(lines, 1):
            for at, column in enumerate(wanted):
                value = line.get(column, "")
                sheet.write_string(row, at, value) if isinstance(value, str) else sheet.write(row, at, value)
        if more is not None:
            more(book, sheet)
    return out.getvalue()


def with_parts(content: bytes, parts: dict[str, Any]) -> bytes:
    """The same package with ``parts`` replaced, added, left out (None), or changed by a function of the old."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()}
        for name, value in parts.items():
            kept[name] = value(kept[name]) if callable(value) else value
        for name, data in kept.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()
