"""Roster files: what is read, and which mistake stands where."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from assessor_hub.spreadsheets.workbooks import ONE_ROSTER
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_files import open_roster
from assessor_hub.staffing.roster_template import template
from assessor_hub.staffing.roster_words import Column
from assessor_hub.web.shared.words import rosters as said
from tests.slices.rostering import CLAIM, LINE, TODAY, read, refused
from tests.slices.workbooks import FIRST, cells_of, roster_xlsx


def faults(**given: Any) -> list[tuple[str, str]]:
    [line] = read(roster_xlsx([cells_of(CLAIM, **given)]))
    assert all(said.FAULTS.get(fault.code) or fault.code == "identifier" for fault in line.faults)
    return [(fault.column.value, fault.code) for fault in line.faults]


def test_a_line_is_read_as_it_was_typed() -> None:
    [line] = read(roster_xlsx([LINE]))
    assert (line.row, line.claim, line.faults, line.uscc) == (2, CLAIM, (), None)


def test_the_template_itself_holds_nobody_but_an_example() -> None:
    assert refused(template()).code == "no_rows"


def test_the_template_offers_the_words_and_says_how_in_chinese() -> None:
    with zipfile.ZipFile(io.BytesIO(template())) as parts:
        sheet, strings = parts.read(FIRST).decode(), b"".join(
            parts.read(name) for name in parts.namelist() if name.startswith("xl/")
        ).decode()
    assert sheet.count("<dataValidation ") == len(words.CHOICES)
    assert "居民身份证" in sheet
    assert "技师、高级技师不是职称" in strings
    assert "<f>" not in sheet


@pytest.mark.parametrize(("given", "expected"), [
    ({"name": ""}, ("name", "missing")),
    ({"name": "长" * 81}, ("name", "too_long")),
    ({"id_number": "220000198001010015"}, ("id_number", "identifier")),
    ({"id_number": 220000198001010014}, ("id_number", "figure")),
    ({"title": "高级技师"}, ("title", "skill_grade")),
    ({"series": "职业技能等级"}, ("series", "skill_grade")),
    ({"issuer": "人社厅（技师）"}, ("issuer", "skill_grade")),
    ({"certificate": "高级工123"}, ("certificate", "skill_grade")),
    ({"issuer": "长" * 121}, ("issuer", "too_long")),
    ({"issued_on": "2027-01-01"}, ("issued_on", "day_ahead")),
    ({"foreign": "也许"}, ("foreign", "unknown")),
    ({"title": "大师"}, ("title", "unknown")),
    ({"full_time": "也许"}, ("full_time", "unknown")),
    ({"insured_month": "2026-13"}, ("insured_month", "bad_month")),
    ({"insured_month": "2026-07"}, ("insured_month", "month_ahead")),
    ({"first_day": "2020-02-30"}, ("first_day", "bad_day")),
    ({"first_day": "2026-06-02"}, ("first_day", "day_ahead")),
])
def test_each_mistake_is_named_by_row_and_column(given: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(**given) == [expected]


@pytest.mark.parametrize(("given", "value"), [
    ("2020.3.1", date(2020, 3, 1)), ("2020年3月1日", date(2020, 3, 1)), ("20200301", date(2020, 3, 1)),
    (20200301, date(2020, 3, 1)), (43891, date(2020, 3, 1)), ("2020-03-01 00:00:00", date(2020, 3, 1)),
])
def test_a_day_is_read_however_it_is_kept(given: Any, value: date) -> None:
    [line] = read(roster_xlsx([cells_of(CLAIM, first_day=given)]))
    assert line.claim is not None
    assert line.claim.first_day == value


def test_what_may_be_left_out_is_left_out() -> None:
    given = {"series": "", "issuer": "", "issued_on": "", "certificate": "", "foreign": "", "insured_month": ""}
    [line] = read(roster_xlsx([cells_of(CLAIM, **given)]))
    assert line.claim == replace(
        CLAIM, series=None, issuer="", issued_on=None, certificate="", foreign_title=False, insured_month=None
    )


def test_a_cell_that_is_a_date_is_read() -> None:
    def dated(book: xlsxwriter.Workbook, sheet: Any) -> None:
        kind = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_datetime(1, words.OWN.index(Column.FIRST_DAY), datetime(2021, 5, 6), kind)  # noqa: DTZ001
        sheet.write_datetime(1, words.OWN.index(Column.INSURED_MONTH), datetime(2026, 4, 1), kind)  # noqa: DTZ001

    [line] = read(roster_xlsx([LINE], more=dated))
    assert line.claim == replace(CLAIM, first_day=date(2021, 5, 6), insured_month="2026-04")


def test_a_person_stands_in_a_file_once() -> None:
    [first, second] = read(roster_xlsx([LINE, cells_of(CLAIM, id_number="２２００００ 19800101 0014", name="李四")]))
    assert first.claim is not None
    assert [(fault.row, fault.code, fault.figures) for fault in second.faults] == [(3, "duplicate", {"row": 2})]


def test_a_cell_with_a_formula_is_refused_by_its_place_and_its_last_result_is_not_taken() -> None:
    def formula(_book: xlsxwriter.Workbook, sheet: Any) -> None:
        sheet.write_formula(1, 0, '="张"&"三"', None, "张三")
        sheet.write_formula(1, 20, "=1+1", None, 2)  # in a column of remarks, which nobody reads

    [line] = read(roster_xlsx([LINE], more=formula))
    assert [(fault.row, fault.column, fault.code) for fault in line.faults] == [(2, Column.NAME, "formula")]


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    wanted = (Column.FIRST_DAY, *[column for column in words.OWN if column is not Column.FIRST_DAY])
    [line] = read(roster_xlsx([LINE], wanted))
    assert line.claim == CLAIM


def test_a_missing_or_doubled_column_is_named() -> None:
    fault = refused(roster_xlsx([LINE], words.OWN[1:]))
    assert (fault.code, fault.figures["columns"]) == ("columns_missing", [Column.NAME])
    fault = refused(roster_xlsx([LINE], (*words.OWN, Column.NAME)))
    assert (fault.code, fault.figures["columns"]) == ("columns_twice", [Column.NAME])


def test_the_list_is_found_on_any_sheet_and_two_lists_are_refused() -> None:
    def second(lines: int) -> Any:
        def add(book: xlsxwriter.Workbook, _sheet: Any) -> None:
            other = book.add_worksheet("另一张")
            for row in range(lines):
                other.write_row(row, 0, [words.HEADERS[column] for column in words.OWN] if not row else LINE.values())

        return add

    with open_roster(roster_xlsx([LINE], more=second(1)), ONE_ROSTER) as sheet:
        assert (sheet.name, sheet.others) == ("人员名单", ("另一张",))
        assert len(list(sheet.lines(TODAY))) == 1
    fault = refused(roster_xlsx([LINE], more=second(2)))
    assert (fault.code, fault.figures["sheets"]) == ("two_lists", ["人员名单", "另一张"])
