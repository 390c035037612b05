"""Reading published lists: what departments really publish is taken, and what is none is refused in a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor_hub.reconciliation.list_files import FIRST_YEAR, LIMITS, Fault, Line, Listed, lines_of, listed, published
from assessor_hub.reconciliation.list_sheets import LAYOUT
from assessor_hub.reconciliation.list_words import Column, Whole
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.spreadsheets.sheets import Unreadable
from assessor_hub.spreadsheets.sheets_out import template, workbook
from assessor_hub.spreadsheets.units import place_of
from assessor_hub.web.staff import published_words as said
from tests.slices.publishing import cells, list_csv, list_xlsx
from tests.slices.workbooks import FIRST, with_parts

ALL = Whole(2026, UnitKind.FACTORY, Level.NATIONAL, "220000")


def read(content: bytes, whole: Whole | None = None) -> list[Line]:
    with published(content, whole or Whole()) as sheet:
        return list(lines_of(sheet, 2026))


def said_by(line: Line) -> Listed:
    row = listed(line)
    assert row is not None, line.faults
    return row


def refused(content: bytes, whole: Whole | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(content, whole)
    assert said._UNREADABLE[caught.value.code]  # each has its sentence
    return caught.value


def faults(**given: Any) -> list[Fault]:
    [line] = read(list_xlsx([cells(**given)]))
    assert all(said._FAULTS.get(fault.code) or fault.code == "identifier" for fault in line.faults)
    return list(line.faults)


def test_a_list_as_it_is_published_is_read() -> None:
    """A title merged over all columns, headings of its own, a column of numbers, in any order."""
    order = (Column.PLACE, Column.ASSESSOR, Column.UNIT, Column.KIND, Column.YEAR, Column.LEVEL, Column.USCC)
    content = list_xlsx([cells(unit=" 长岭\n精铸 ", year=2026, kind="绿色供应链", place="吉林省长春市")], order, title="附件1")
    [line] = read(content)
    assert line.number == 3
    row = said_by(line)
    assert (row.unit, row.kind, row.place) == ("长岭 精铸", UnitKind.SUPPLY_CHAIN, "220100")


def test_merged_cells_in_the_list_itself_are_refused() -> None:
    content = list_xlsx([cells(unit="甲"), cells(unit="乙")])
    merged = with_parts(content, {FIRST: lambda xml: xml.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="F2:F3"/></mergeCells>')})
    assert refused(merged).figures == {"cells": "F2:F3"}


def test_english_headings_and_words_do_as_well() -> None:
    row = cells(kind="Green factory", level="National", place="Jilin")
    [line] = read(list_xlsx([row], english=True))
    assert [fault.code for fault in line.faults] == ["unknown"]  # places are Chinese, or codes
    [line] = read(list_xlsx([row | {Column.PLACE: "220000"}], english=True))
    assert said_by(line).place == "220000"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_in_the_encodings_of_offices(encoding: str, separator: str) -> None:
    [line] = read(list_csv([cells(unit="“长岭”精铸")], separator=separator).encode(encoding))
    assert (line.number, said_by(line).unit) == (2, "“长岭”精铸")


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file_empty"), (b"x" * (LIMITS.bytes + 1), "file_too_large"), (b"%PDF-1.7\x00\x01\x02", "not_xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_format"), (b"PK\x03\x04 broken", "not_xlsx"),
    (b"<html><table></table></html>", "columns_missing"), ("名称\n".encode(), "columns_missing"),
    (b"a," * 300, "too_spread"), (b'"' + b"x" * 40_000, "not_delimited"), (b'"' + b"x" * 200_000, "not_delimited"),
    (b"a\n" + b"\n" * 100_002, "too_many_empty_rows"),
])
def test_what_is_no_list_is_refused(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_a_bomb_and_entities_are_refused_as_in_a_roster() -> None:
    content = list_xlsx([cells()])
    assert refused(with_parts(content, {FIRST: b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"})).code == "entities"
    assert refused(with_parts(content, {FIRST: b" " * 60_000_000})).code in {"bomb", "too_large_inside"}


def test_no_row_and_too_many_rows_are_refused() -> None:
    assert refused(template(LAYOUT, LIMITS)).code == "no_rows"
    many = list_csv([cells(unit=f"厂{number}") for number in range(LIMITS.rows + 1)])
    assert refused(many.encode()).figures == {"limit": LIMITS.rows}


def test_missing_columns_are_named_unless_something_holds_for_all_rows() -> None:
    content = list_xlsx([cells()], (Column.UNIT, Column.ASSESSOR))
    assert refused(content).figures["columns"] == [Column.YEAR, Column.KIND, Column.LEVEL, Column.PLACE]
    assert said_by(read(content, ALL)[0]).year == 2026
    assert "columns" in refused(list_xlsx([cells()], (Column.UNIT, Column.YEAR))).figures


def test_a_column_that_stands_there_twice_is_named() -> None:
    assert refused(list_xlsx([cells()], (*Column, Column.YEAR))).figures == {"columns": [Column.YEAR]}


@pytest.mark.parametrize(("given", "column", "code"), [
    ({"unit": ""}, Column.UNIT, "missing"), ({"assessor": "无"}, Column.ASSESSOR, "missing"),
    ({"unit": "厂" * 121}, Column.UNIT, "too_long"), ({"year": "二〇二六"}, Column.YEAR, "bad_year"),
    ({"year": 2027}, Column.YEAR, "bad_year"), ({"year": FIRST_YEAR - 1}, Column.YEAR, "bad_year"),
    ({"uscc": "91220101MA0TE5T16X"}, Column.USCC, "identifier"), ({"kind": "绿色矿山"}, Column.KIND, "unknown"),
    ({"level": "县级"}, Column.LEVEL, "unknown"), ({"place": "某地"}, Column.PLACE, "unknown"),
    ({"place": ""}, Column.PLACE, "missing"),
])
def test_each_mistake_is_named_by_row_and_column(given: dict[str, Any], column: Column, code: str) -> None:
    [fault] = faults(**given)
    assert (fault.line, fault.column, fault.code) == (2, column, code)


def test_a_unit_twice_is_a_fault_but_not_at_another_level_or_in_another_province() -> None:
    lines = read(list_xlsx([
        cells(unit="长岭精铸有限公司"), cells(unit="长岭精铸 有限责任公司"), cells(unit="长岭精铸有限公司", level="省级"),
        cells(unit="长岭精铸有限公司", place="浙江"),
    ]))
    assert [[fault.code for fault in line.faults] for line in lines] == [[], ["duplicate"], [], []]
    assert lines[1].faults[0].figures == {"row": 2}


def test_a_formula_is_not_taken_for_what_somebody_typed() -> None:
    content = with_parts(list_xlsx([cells()]), {FIRST: lambda xml: xml.replace(
        b'<c r="G2" t="s">', b'<c r="G2" t="s"><f>1+1</f>')})
    assert [fault.code for fault in read(content)[0].faults] == ["formula"]


def test_places_are_known_as_people_write_them() -> None:
    assert [place_of(text) for text in ("吉林", "吉林市", "吉林省 长春市", "内蒙古", "大连", "新疆生产建设兵团", "北京市")] == [
        "220000", "220200", "220100", "150000", "210200", "650000", "110000",
    ]
    assert place_of("某省") is None


def test_what_was_exported_is_a_list_again_and_holds_no_formula() -> None:
    row = ["2026", "=HYPERLINK(1)", "", "绿色工厂", "国家级", "吉林省", "@某公司"]
    [line] = read(workbook(LAYOUT, [(row, ["未登记", "+1"])], ["比对结果", "情况"]))
    assert (said_by(line).unit, said_by(line).assessor) == ("=HYPERLINK(1)", "@某公司")


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused_and_nothing_else(content: bytes) -> None:
    try:
        read(content, ALL)
    except Unreadable as fault:
        assert said._UNREADABLE[fault.code]
