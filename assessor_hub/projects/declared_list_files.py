"""Files of declared projects: the columns, what a row says, and which of its cells are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from assessor_hub.institutions.services import PersonName
from assessor_hub.projects.batch_files import HEADINGS as FILED
from assessor_hub.projects.batch_files import LIMITS
from assessor_hub.projects.batch_files import Column as Filed
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.spreadsheets.cells import (
    Wrong,
    day_of,
    meaning_of,
    meanings,
    person_number,
    text_line,
    text_of,
    uscc_of,
)
from assessor_hub.spreadsheets.lists import EXAMPLE_MARK, Line, Reader, Shape, open_list
from assessor_hub.spreadsheets.sheets import Cell
from assessor_hub.spreadsheets.sheets_out import Layout
from assessor_hub.spreadsheets.units import KINDS, LEVELS, city_in, kind_of, level_of, offered
from assessor_hub.staffing.roster_words import ID_KINDS


class Column(StrEnum):
    """The columns, in the order of the template."""

    LEVEL = "level"
    KIND = "unit_kind"
    UNIT = "unit_name"
    USCC = "unit_uscc"
    CITY = "unit_city"
    FILED_ON = "filed_on"
    FILED_WHERE = "filed_where"
    NUMBER = "number"
    HEAD = "head_name"
    HEAD_KIND = "head_kind"
    HEAD_NUMBER = "head_number"


_OPTIONAL = (Column.NUMBER, Column.HEAD, Column.HEAD_KIND, Column.HEAD_NUMBER)
# The first of each line is what the template writes.
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    **{one.value: FILED[one] for one in (Filed.LEVEL, Filed.KIND, Filed.UNIT, Filed.USCC, Filed.CITY)},
    Column.FILED_ON: ("登记日期", "首次登记日期", "备案日期", "提交日期", "Filed on"),
    Column.FILED_WHERE: ("登记部门或系统", "登记部门", "登记系统", "登记机关", "登记处", "Filed where"),
    Column.NUMBER: ("登记编号", "项目编号", "编号", "Number there", "Number"),
    Column.HEAD: ("当日法定代表人", "法定代表人", "法人代表", "Legal representative on that day"),
    Column.HEAD_KIND: ("证件类型", "法定代表人证件类型", "Kind of identity document", "ID type"),
    Column.HEAD_NUMBER: ("证件号码", "法定代表人证件号码", "身份证号", "Number of the document", "ID number"),
}
_ID_KIND_OF: Final = meanings(ID_KINDS)
_LENGTHS: Final = {
    Column.UNIT: 120, Column.FILED_WHERE: 120, Column.NUMBER: 60, Column.HEAD: 80, Column.HEAD_NUMBER: 40,
}


def _text(column: Column) -> Reader:
    def read(cell: Cell, _today: date) -> str:
        text_line(cell, _LENGTHS[column], needed=column not in _OPTIONAL)
        return " ".join(text_of(cell).split())

    return read


def _id_kind(cell: Cell, _today: date) -> IdKind:
    """The kind of document; most are resident identity cards, so that an empty cell means one."""
    return meaning_of(cell, _ID_KIND_OF, offered(ID_KINDS)) if text_of(cell) else IdKind.RESIDENT_ID


_READERS: dict[str, Reader] = {
    **{column: _text(column) for column in _LENGTHS}, Column.LEVEL: level_of, Column.KIND: kind_of,
    Column.USCC: lambda cell, _today: uscc_of(cell), Column.CITY: city_in, Column.FILED_ON: day_of,
    Column.HEAD_KIND: _id_kind,
}
SHAPE = Shape(HEADINGS, _READERS, (Column.UNIT, Column.USCC), LIMITS)
_UNGIVEN: Final[dict[str, Any]] = {**dict.fromkeys(_OPTIONAL, ""), Column.HEAD_KIND: IdKind.RESIDENT_ID}
LAYOUT = Layout(
    sheet="补登项目",
    headings={column: HEADINGS[column][0] for column in Column},
    wide=frozenset({Column.UNIT, Column.USCC, Column.KIND, Column.FILED_WHERE, Column.NUMBER, Column.HEAD_NUMBER}),
    offered={Column.LEVEL: offered(LEVELS), Column.KIND: offered(KINDS), Column.HEAD_KIND: offered(ID_KINDS)},
    example={
        Column.LEVEL: "国家级", Column.KIND: "绿色工厂", Column.UNIT: f"{EXAMPLE_MARK}：长岭精铸有限公司",
        Column.USCC: "91220101MA0TE5T16T", Column.CITY: "北京市", Column.FILED_ON: "2026-03-01",
        Column.FILED_WHERE: "北京市经济和信息化局", Column.NUMBER: "BJ-2026-12", Column.HEAD: "示例姓名",
        Column.HEAD_KIND: "居民身份证", Column.HEAD_NUMBER: "示例号码",
    },
    notes=(
        "一个项目一行，从第三行起填写；第二行是示例，导入时自动忽略。",
        "一份文件由同一个主管部门确认，附同一份证明材料；确认部门和证明材料在上传和提交时选择。",
        "登记日期填首次登记的日期，如 2026-03-01；项目计入这一天所在的年度。",
        "级别填“国家级”“省级”或“市级”；单位类型按下拉选项填写；单位所在城市填省和市，如“吉林省长春市”。",
        "登记编号没有的，可以不填。",
        "登记当日的法定代表人在本系统已有任期记录的，法定代表人、证件类型、证件号码三列可以不填；没有记录的必须填写。",
        "证件号码只在核对期间加密保存，全部行处理完毕后随文件一并删除。",
        "同一单位、同一级别、同一类型、同一年度在一份文件中只填一行。",
        "只填内容，不用公式。可以增加备注等其他列，导入时不读取。",
        "上传后先显示核对结果，提交后才补登；每一行单独受理，主管部门确认后才计入额度。",
    ),
)


def lines_of(content: bytes, today: date) -> list[Line]:
    """Every row of a file; who is named in part, and a unit that an earlier row has, is a fault. Raises Unreadable."""
    with open_list(content, SHAPE, _UNGIVEN) as sheet:
        return list(_without_repeats(_head_checked(line) for line in sheet.lines(today)))


def _head_checked(line: Line) -> Line:
    """A name and a number belong together, and the number is judged by the kind of document."""
    if line.said is None or not (line.said[Column.HEAD] or line.said[Column.HEAD_NUMBER]):
        return line
    if not line.said[Column.HEAD]:
        return line.wrong(Column.HEAD, "missing")
    try:
        number = person_number(line.said[Column.HEAD_NUMBER], line.said[Column.HEAD_KIND])
    except Wrong as wrong:
        return line.wrong(Column.HEAD_NUMBER, wrong.code, **wrong.figures)
    return replace(line, said={**line.said, Column.HEAD_NUMBER: number})


def _without_repeats(lines: Iterator[Line]) -> Iterator[Line]:
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if line.said is None:
            yield line
            continue
        unit = *(line.said[one] for one in (Column.USCC, Column.KIND, Column.LEVEL)), line.said[Column.FILED_ON].year
        first = seen.setdefault(unit, line.number)
        yield line if first == line.number else line.wrong(Column.USCC, "duplicate", row=first)


def head_of(line: Line) -> PersonName | None:
    """Who headed the institution on that day, where a row without faults names somebody."""
    said = line.said or {}
    if not said.get(Column.HEAD):
        return None
    return PersonName(said[Column.HEAD], said[Column.HEAD_KIND], said[Column.HEAD_NUMBER])
