"""Roster files: what is read, which mistake stands where, and every hostile file answered by a sentence."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_files import Line, open_roster
from assessor_hub.staffing.roster_template import template
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import Claim
from assessor_hub.staffing.workbooks import ONE_ROSTER, PROVINCE, Limits, RosterUnreadable
from assessor_hub.web.shared.words import rosters as said
from tests.slices.workbooks import FIRST, STRINGS, cells_of, roster_xlsx, with_parts

TODAY = date(2026, 6, 1)
CLAIM = Claim(
    person=PersonName("张三", IdKind.RESIDENT_ID, "220000198001010014"), title_level=TitleLevel.MID,
    specialty=Specialty.ENERGY, certificate="ZC001", full_time=True, contract=True, insured_month="2026-05",
    first_day=date(2020, 3, 1), series=TitleSeries.ENGINEERING, issuer="吉林省人社厅", issued_on=date(2018, 12, 20),
    foreign_title=True,
)
LINE = cells_of(CLAIM)


def read(content: bytes, limits: Limits = ONE_ROSTER, wanted: Any = words.OWN) -> list[Line]:
    with open_roster(content, limits, wanted) as sheet:
        return list(sheet.lines(TODAY))


def refused(content: bytes, limits: Limits = ONE_ROSTER) -> RosterUnreadable:
    with pytest.raises(RosterUnreadable) as caught:
        read(content, limits)
    assert said._UNREADABLE[caught.value.code]  # each has its sentence
    return caught.value


def faults(**given: Any) -> list[tuple[str, str]]:
    [line] = read(roster_xlsx([cells_of(CLAIM, **given)]))
    assert all(said._FAULTS.get(fault.code) or fault.code == "identifier" for fault in line.faults)
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


# -- files that are no roster ------------------------------------------------------------------------------------------


def test_merged_cells_are_named() -> None:
    fault = refused(roster_xlsx([LINE] * 1, more=lambda _book, sheet: sheet.merge_range("A4:A6", "合并")))
    assert (fault.code, fault.figures) == ("merged", {"cells": "A4:A6"})


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file_empty"),
    (OLE, "old_format"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ("姓名,证件号码\n张三,1\n".encode(), "text_file"),
    ("姓名,证件号码\n张三,1\n".encode("gb18030") * 400, "text_file"),
    (b"<html><table>", "text_file"),
    (b"\x89PNG\r\n\x1a\n\0\0", "not_xlsx"),
    (b"PK\x03\x04" + b"\0" * 100, "not_xlsx"),
], ids=["empty", "xls", "password", "csv", "csv-gb", "html", "picture", "no-zip"])
def test_what_is_no_xlsx_is_told_by_its_content(content: bytes, code: str) -> None:
    assert refused(content).code == code


@pytest.mark.parametrize(("part", "code"), [
    ("xl/vbaProject.bin", "macros"), ("xl/macrosheets/sheet1.xml", "macros"),
])
def test_macros_are_refused(part: str, code: str) -> None:
    assert refused(with_parts(roster_xlsx([LINE]), {part: b"x"})).code == code


@pytest.mark.parametrize(("parts", "code"), [
    ({"xl/workbook.xml": None, "xl/workbook.bin": b"x"}, "other_spreadsheet"),
    ({"xl/workbook.xml": None, "content.xml": b"x"}, "other_spreadsheet"),
    ({"xl/workbook.xml": None}, "not_xlsx"),
    ({"xl/workbook.xml": b"<workbook"}, "not_xlsx"),
    ({"xl/workbook.xml": b"<workbook/>"}, "no_rows"),
    ({"xl/_rels/workbook.xml.rels": b"<r/>"}, "not_xlsx"),
    ({STRINGS: None}, "not_xlsx"),
    ({FIRST: b""}, "not_xlsx"),
    ({FIRST: None}, "not_xlsx"),
])
def test_a_package_that_lacks_a_part_is_refused(parts: dict[str, Any], code: str) -> None:
    assert refused(with_parts(roster_xlsx([LINE]), parts)).code == code


def test_a_file_cut_off_or_changed_anywhere_is_a_sentence_or_read() -> None:
    whole = roster_xlsx([LINE])
    for size in range(0, len(whole), 97):
        assert refused(whole[:size]).code in {"file_empty", "not_xlsx", "text_file"}
    for at in range(0, len(whole), 61):
        spoilt = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            read(spoilt)
        except RosterUnreadable as fault:
            assert said._UNREADABLE[fault.code]


def test_a_part_under_a_password_is_refused() -> None:
    whole = bytearray(roster_xlsx([LINE]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption in every header
        start = whole.find(mark)
        while start >= 0:
            whole[start + at] |= 1
            start = whole.find(mark, start + 4)
    assert refused(bytes(whole)).code == "encrypted"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [FIRST, STRINGS, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_are_declared(part: str, encoding: str) -> None:
    def laugh(old: bytes) -> bytes:
        body = old.split(b"?>", 1)[1]
        return (LAUGHS + body).decode().encode(encoding)

    assert refused(with_parts(roster_xlsx([LINE]), {part: laugh})).code == "entities"


def test_an_entity_of_a_file_outside_is_never_fetched() -> None:
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
    assert refused(with_parts(roster_xlsx([LINE]), {FIRST: outside})).code == "entities"


def bomb(size: int) -> bytes:
    return with_parts(roster_xlsx([LINE]), {"xl/media/zeros.bin": b"\0" * size})


def test_a_bomb_is_told_by_its_ratio_before_anything_is_unpacked() -> None:
    assert refused(bomb(8 * 1024 * 1024)).code == "bomb"


def test_a_file_that_is_large_inside_is_refused_by_what_its_directory_states() -> None:
    noise = bytes(range(256)) * 8
    parts = {f"xl/media/{n}.bin": b"".join(noise[n % 7 :] + bytes([n % 251]) * 9 for n in range(1000)) for n in range(15)}
    assert refused(with_parts(roster_xlsx([LINE]), parts)).code == "too_large_inside"


def test_a_directory_that_lies_about_a_size_gains_nothing() -> None:
    """The stated size is what is unpacked at most; the rest is a damaged file."""
    whole = bytearray(roster_xlsx([LINE]))
    start = whole.find(b"PK\x01\x02")
    while start >= 0:
        struct.pack_into("<I", whole, start + 24, 10)  # "ten bytes unpacked", of each part
        start = whole.find(b"PK\x01\x02", start + 4)
    assert refused(bytes(whole)).code == "not_xlsx"


def test_thousands_of_parts_are_refused() -> None:
    assert refused(with_parts(roster_xlsx([LINE]), {f"xl/x{n}.xml": b"" for n in range(600)})).code == "too_many_parts"


def test_a_file_of_200_mb_is_refused_by_its_size_alone() -> None:
    began = time.perf_counter()
    assert refused(bytes(200 * 1024 * 1024)).figures == {"limit_mb": 5}
    assert refused(bytes(200 * 1024 * 1024), PROVINCE).figures == {"limit_mb": 20}
    assert time.perf_counter() - began < 5


def sheet_of(rows: str) -> bytes:
    body = f'<?xml version="1.0"?><worksheet><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(roster_xlsx([LINE]), {FIRST: body.encode()})


HEADING = "<row>" + "".join(f'<c t="inlineStr"><is><t>{words.HEADERS[one]}</t></is></c>' for one in words.OWN) + "</row>"
TYPED = "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in LINE.values()) + "</row>"


def test_cells_without_addresses_and_texts_in_place_are_read() -> None:
    [line] = read(sheet_of(HEADING + TYPED))
    assert (line.row, line.claim) == (2, CLAIM)


def test_a_prefix_of_the_whole_sheet_is_understood() -> None:
    body = f'<worksheet xmlns="x"><sheetData>{HEADING}{TYPED}</sheetData></worksheet>'
    body = body.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace('xmlns="x"', 'xmlns:x="x"')
    [line] = read(with_parts(roster_xlsx([LINE]), {FIRST: body.encode()}))
    assert line.claim == CLAIM


@pytest.mark.parametrize(("rows", "code"), [
    (HEADING + '<row r="1048577"><c><v>1</v></c></row>', "not_xlsx"),
    (HEADING + '<row r="1"><c><v>1</v></c></row>', "not_xlsx"),
    (HEADING + '<row r="９"><c><v>1</v></c></row>', "not_xlsx"),
    (HEADING + '<row><c r="XFD3"><v>1</v></c></row>', "too_spread"),
    (HEADING + '<row><c r="AAAA3"><v>1</v></c></row>', "not_xlsx"),
    (HEADING + '<row><c t="s"><v>999999</v></c></row>', "not_xlsx"),
    (HEADING + '<row><c t="s"><v>-1</v></c></row>', "not_xlsx"),
    (HEADING + "<row><c><v>eins</v></c></row>", "not_xlsx"),
    (HEADING + f'<row><c t="str"><v>{"x" * 40_000}</v></c></row>', "not_xlsx"),
    (HEADING + "<x>" * 100 + "</x>" * 100, "not_xlsx"),
    (HEADING + f'<x y="{"".join(map(str, range(500_000)))}"/>', "not_xlsx"),
    (HEADING + "<row/>" * 100_001, "too_many_empty_rows"),
    (HEADING + TYPED * 2_001, "too_many_rows"),
    (HEADING + "<row>" + "<c/>" * 300 + "</row>", "no_rows"),
    ("", "no_rows"),
])
def test_a_sheet_that_no_program_writes_is_a_sentence(rows: str, code: str) -> None:
    assert refused(sheet_of(rows)).code == code


HOSTILE = """
import resource, sys
from datetime import date
from tests.slices.test_roster_files import HEADING, TYPED, sheet_of
from assessor_hub.staffing import workbooks
from assessor_hub.staffing.roster_files import open_roster
from assessor_hub.staffing.workbooks import Limits, RosterUnreadable
rows = {"deep": "<x>" * 10_000_000, "wide": "<row>" + '<c r="A1"><v>1</v></c>' * 1_500_000 + "</row>",
        "others": "<x/>" * 5_000_000}[sys.argv[1]]
content = sheet_of(HEADING + rows)
workbooks.MAX_RATIO = 10**9
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_roster(content, Limits(10**9, 10**9, 10**6)) as sheet:
        sum(1 for _ in sheet.lines(date(2026, 6, 1)))
except RosterUnreadable as fault:
    print(fault.code)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.full
@pytest.mark.parametrize("kind", ["deep", "wide", "others"])
def test_no_sheet_fills_the_memory(kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", HOSTILE, kind], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) < 60  # MB beyond the file itself
