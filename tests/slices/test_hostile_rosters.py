"""Files that are no roster: every hostile one is answered by a sentence, and none fills the memory."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
from typing import Any

import pytest

from assessor_hub.spreadsheets.workbooks import PROVINCE, Unreadable
from assessor_hub.web.shared.words import rosters as said
from tests.slices.rostering import CLAIM, HEADING, LINE, TYPED, read, refused, sheet_of
from tests.slices.workbooks import FIRST, STRINGS, roster_xlsx, with_parts


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
        except Unreadable as fault:
            assert said.UNREADABLE[fault.code]


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
from tests.slices.rostering import HEADING, sheet_of
from assessor_hub.spreadsheets import workbooks
from assessor_hub.staffing.roster_files import open_roster
from assessor_hub.spreadsheets.workbooks import Limits, Unreadable
rows = {"deep": "<x>" * 10_000_000, "wide": "<row>" + '<c r="A1"><v>1</v></c>' * 1_500_000 + "</row>",
        "others": "<x/>" * 5_000_000}[sys.argv[1]]
content = sheet_of(HEADING + rows)
workbooks.MAX_RATIO = 10**9
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open_roster(content, Limits(10**9, 10**9, 10**6)) as sheet:
        sum(1 for _ in sheet.lines(date(2026, 6, 1)))
except Unreadable as fault:
    print(fault.code)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.full
@pytest.mark.parametrize("kind", ["deep", "wide", "others"])
def test_no_sheet_fills_the_memory(kind: str) -> None:
    done = subprocess.run([sys.executable, "-c", HOSTILE, kind], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) < 60  # MB beyond the file itself
