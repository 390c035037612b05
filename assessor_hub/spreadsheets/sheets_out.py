"""Lists that leave the house as .xlsx: the template of a kind of list, and its rows with whatever is said of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from assessor_hub.spreadsheets.workbooks import Limits

NOTES = "填写说明"
_NARROW, _WIDE = 12, 30  # letters


@dataclass(frozen=True)
class Layout:
    """How a kind of list is laid out: its sheet, the headings by column in their order, and which columns are wide.

    ``example`` is the template's first row, ``offered`` the words to choose from, ``notes`` how it is filled in.
    """

    sheet: str
    headings: Mapping[str, str]
    example: Mapping[str, str]
    notes: Sequence[str]
    wide: frozenset[str] = frozenset()
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)


def template(layout: Layout, limits: Limits) -> bytes:
    """The file to fill in, as .xlsx bytes: drop-downs in the cells, one example, and how to fill it."""
    out = io.BytesIO()
    with _book(out) as book:
        sheet = _sheet(book, layout)
        italic = book.add_format({"num_format": "@", "italic": True, "font_color": "#767676"})
        for at, column in enumerate(layout.headings):
            sheet.write_string(1, at, layout.example[column], italic)
            if column in layout.offered:
                source = list(layout.offered[column])
                sheet.data_validation(1, at, limits.rows + 1, at, {"validate": "list", "source": source})
        beside = book.add_worksheet(NOTES)
        beside.set_column(0, 0, 100)
        for row, line in enumerate((*layout.notes, f"每个文件不超过 {limits.rows} 行、{limits.mb} MB。")):
            beside.write_string(row, 0, line)
    return out.getvalue()


def workbook(layout: Layout, rows: Iterable[tuple[Sequence[str], Sequence[str]]], more: Sequence[str]) -> bytes:
    """Rows of a list, each as its own texts and those of the columns ``more`` behind them. No text is a formula."""
    out = io.BytesIO()
    with _book(out) as book:
        sheet = _sheet(book, layout, more)
        for number, (own, behind) in enumerate(rows, 1):
            for at, text in enumerate((*own, *behind)):
                if text:
                    sheet.write_string(number, at, text)
    return out.getvalue()


def _book(out: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def _sheet(book: Any, layout: Layout, more: Sequence[str] = ()) -> Any:
    """An empty list whose columns hold text: a code kept as a figure would lose its last digits."""
    sheet = book.add_worksheet(layout.sheet)
    as_text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1, "text_wrap": True})
    widths = [_WIDE if column in layout.wide else _NARROW for column in layout.headings]
    for at, text in enumerate((*layout.headings.values(), *more)):
        sheet.set_column(at, at, widths[at] if at < len(widths) else _WIDE, as_text)
        sheet.write_string(0, at, text, bold)
    sheet.freeze_panes(1, 0)
    return sheet
