"""The spreadsheet that an institution fills in: headings, choices in the cells, one example, and how to fill it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_files import MAX_ROWS
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.workbooks import MAX_BYTES

_CHOICES: dict[Column, Mapping[Any, tuple[str, ...]]] = {
    Column.ID_KIND: words.ID_KINDS,
    Column.TITLE: words.TITLES,
    Column.SPECIALTY: words.SPECIALTIES,
    Column.FULL_TIME: {value: spellings[:1] for value, spellings in words.YES_NO.items()},
    Column.CONTRACT: {value: spellings[:1] for value, spellings in words.YES_NO.items()},
}
_EXAMPLE = {
    Column.NAME: f"{words.EXAMPLE_MARK}：张三",
    Column.ID_KIND: words.ID_KINDS[IdKind.RESIDENT_ID][0],
    Column.ID_NUMBER: "220000198001010014",
    Column.TITLE: words.TITLES[TitleLevel.DEPUTY_SENIOR][0],
    Column.SPECIALTY: words.SPECIALTIES[Specialty.ENERGY][0],
    Column.CERTIFICATE: "GCS2018001",
    Column.FULL_TIME: words.YES_NO[True][0],
    Column.CONTRACT: words.YES_NO[True][0],
    Column.INSURED_MONTH: "2026-01",
    Column.FIRST_DAY: "2020-03-01",
}
_NOTES = (
    "填写说明",
    "一人一行，从第三行起填写；第二行是示例，导入时自动忽略。",
    "不要改动第一行的列名。可以增加备注等其他列，导入时不读取。",
    "证件号码一列已设为文本格式；从别处粘贴时请粘贴为文本，否则末几位数字会丢失。",
    "职称级别填职称，不填技能等级；技师、高级技师不是职称。高级工程师选“副高级”，正高级工程师选“正高级”。",
    "职称专业选最接近的一项；都不符合的选“其他”，由主管部门人工确认。",
    "社保缴纳月份填最近一个有缴费证明的月份，如 2026-01；没有的留空。",
    "入职日期格式为 2020-03-01。",
    "再次导入时按证件号码更新已有人员，不会重复添加；表中没有的人员保持不变。",
    f"每个文件不超过 {MAX_ROWS} 行、{MAX_BYTES // 1024 // 1024} MB。",
)


def template() -> bytes:
    """The file, as .xlsx bytes. Text is never taken for a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _fill(book, book.add_worksheet("人员名单"))
        notes = book.add_worksheet("填写说明")
        notes.set_column(0, 0, 100)
        for row, line in enumerate(_NOTES):
            notes.write_string(row, 0, line)
    return out.getvalue()


def _fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1, "text_wrap": True})
    as_text = book.add_format({"num_format": "@"})  # an identity number kept as a figure would lose its last digits
    example = book.add_format({"num_format": "@", "italic": True, "font_color": "#767676"})
    for at, column in enumerate(Column):
        sheet.set_column(at, at, 24 if column is Column.ID_NUMBER else 16, as_text)
        sheet.write_string(0, at, words.HEADERS[column], heading)
        sheet.write_string(1, at, _EXAMPLE[column], example)
        if column in _CHOICES:
            offered = [spellings[0] for spellings in _CHOICES[column].values()]
            sheet.data_validation(1, at, MAX_ROWS + 1, at, {"validate": "list", "source": offered})
    sheet.freeze_panes(1, 0)
