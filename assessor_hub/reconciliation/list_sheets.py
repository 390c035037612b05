"""The spreadsheets that leave the house: the template of a list, and the rows of one with whatever was found."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from assessor_hub.reconciliation import list_words as words
from assessor_hub.reconciliation.list_files import LIMITS
from assessor_hub.reconciliation.list_words import Column
from assessor_hub.reconciliation.matching import Printed
from assessor_hub.spreadsheets.lists import EXAMPLE_MARK
from assessor_hub.spreadsheets.units import KINDS, LEVELS

SHEET, NOTES = "名单", "填写说明"
_WIDE = frozenset({Column.UNIT, Column.USCC, Column.ASSESSOR})
_EXAMPLE = {
    Column.YEAR: "2026", Column.UNIT: f"{EXAMPLE_MARK}：长岭精铸有限公司", Column.USCC: "91220101MA0TE5T16T",
    Column.KIND: "绿色工厂", Column.LEVEL: "省级", Column.PLACE: "吉林省", Column.ASSESSOR: "吉林某某评价技术有限公司",
}
_NOTES = (
    "一个单位一行，从第三行起填写；第二行是示例，导入时自动忽略。",
    "列的顺序不限，可以增加其他列，导入时不读取。列名也可用公布名单常用的写法，如“地区”“工厂名称”“第三方机构”。",
    "整份名单相同的年度、类型、级别、省份可以不设列，导入时在页面上选择。",
    "统一社会信用代码没有的留空；有的，按代码查找单位，比名称可靠。",
    "省份可填省，也可填市，如“吉林省”“长春市”。",
    "未由第三方评价的单位（评价机构为空）导入时列为问题行，可以略去。",
    "导入前会先显示核对结果，确认后才写入。",
)


def template() -> bytes:
    """The file to fill in, as .xlsx bytes: drop-downs in the cells, one example, and how to fill it."""
    out = io.BytesIO()
    with _book(out) as book:
        sheet = _sheet(book, [words.HEADINGS[column][0] for column in Column])
        italic = book.add_format({"num_format": "@", "italic": True, "font_color": "#767676"})
        for at, column in enumerate(Column):
            sheet.write_string(1, at, _EXAMPLE[column], italic)
        for column, offered in ((Column.KIND, KINDS), (Column.LEVEL, LEVELS)):
            at = list(Column).index(column)
            source = [spellings[0] for spellings in offered.values()]
            sheet.data_validation(1, at, LIMITS.rows, at, {"validate": "list", "source": source})
        beside = book.add_worksheet(NOTES)
        beside.set_column(0, 0, 100)
        for row, line in enumerate((*_NOTES, f"每个文件不超过 {LIMITS.rows} 行、{LIMITS.mb} MB。")):
            beside.write_string(row, 0, line)
    return out.getvalue()


def workbook(rows: Iterable[tuple[Sequence[str], Sequence[str]]], more: Sequence[str]) -> bytes:
    """Rows of a list, each as its own texts and those of the columns ``more`` behind them. No text is a formula."""
    out = io.BytesIO()
    with _book(out) as book:
        sheet = _sheet(book, [*(words.HEADINGS[column][0] for column in Column), *more])
        for number, (own, behind) in enumerate(rows, 1):
            for at, text in enumerate((*own, *behind)):
                if text:
                    sheet.write_string(number, at, text)
    return out.getvalue()


def texts_of(row: Printed, place: str) -> list[str]:
    """A row as the import takes it, in the order of the columns; ``place`` is the name of its place."""
    return [
        str(row.year), row.unit_name, row.unit_uscc or "", KINDS[row.unit_kind][0], LEVELS[row.level][0],
        place, row.assessor_name,
    ]


def _book(out: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def _sheet(book: Any, headings: Sequence[str]) -> Any:
    """An empty list whose columns hold text."""
    sheet = book.add_worksheet(SHEET)
    as_text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1, "text_wrap": True})
    columns = list(Column)
    for at, text in enumerate(headings):
        wide = at >= len(columns) or columns[at] in _WIDE
        sheet.set_column(at, at, 30 if wide else 12, as_text)
        sheet.write_string(0, at, text, bold)
    sheet.freeze_panes(1, 0)
    return sheet
