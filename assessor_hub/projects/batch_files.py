"""Files of projects to be filed: the columns, what a row says, and which of its cells are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Final

from assessor_hub.spreadsheets.cells import any_day, text_line, text_of, uscc_of
from assessor_hub.spreadsheets.lists import EXAMPLE_MARK, Line, Reader, Shape, open_list
from assessor_hub.spreadsheets.sheets import Cell
from assessor_hub.spreadsheets.sheets_out import Layout
from assessor_hub.spreadsheets.units import KINDS, LEVELS, city_in, kind_of, level_of, offered
from assessor_hub.spreadsheets.workbooks import Limits

# Rows: a cap is 15 or 10 a head, a level without one has seen some dozens a year; and what is filed while somebody
# waits stays within seconds (docs/benchmarks.md says how long a filing takes).
LIMITS: Final = Limits(bytes=2 * 1024 * 1024, inside=20 * 1024 * 1024, rows=300)
_LONGEST = 120  # letters of a name


class Column(StrEnum):
    """The columns, in the order of the template; they are called like the columns of a row in the database."""

    LEVEL = "level"
    KIND = "unit_kind"
    UNIT = "unit_name"
    USCC = "unit_uscc"
    CITY = "unit_city"
    WORK_FROM = "work_from"


# The first of each line is what the template writes.
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    Column.LEVEL: ("级别", "等级", "层级", "评价级别", "Level"),
    Column.KIND: ("单位类型", "类型", "类别", "创建类型", "Kind of unit", "Kind", "Type"),
    Column.UNIT: (
        "被评价单位", "被评价单位名称", "单位名称", "企业名称", "工厂名称", "园区名称", "名称", "Evaluated unit",
        "Unit", "Company",
    ),
    Column.USCC: (
        "统一社会信用代码", "社会信用代码", "信用代码", "Unified social credit code", "USCC", "Social credit code",
    ),
    Column.CITY: ("单位所在城市", "所在城市", "城市", "所在市", "所在地", "地区", "City of the unit", "City"),
    Column.WORK_FROM: (
        "评价起始日期", "评价工作起始日", "工作起始日", "开始日期", "起始日期", "评价开始日期", "First day of work",
        "Work from",
    ),
}


def _name(cell: Cell, _context: Any) -> str:
    text_line(cell, _LONGEST)
    return " ".join(text_of(cell).split())


def _uscc(cell: Cell, _context: Any) -> str:
    return uscc_of(cell)


def _day(cell: Cell, _context: Any) -> date:
    return any_day(cell)


_READERS: dict[str, Reader] = {
    Column.LEVEL: level_of, Column.KIND: kind_of, Column.UNIT: _name, Column.USCC: _uscc, Column.CITY: city_in,
    Column.WORK_FROM: _day,
}
SHAPE = Shape(HEADINGS, _READERS, (Column.UNIT, Column.USCC), LIMITS)
LAYOUT = Layout(
    sheet="评价项目",
    headings={column: HEADINGS[column][0] for column in Column},
    wide=frozenset({Column.UNIT, Column.USCC, Column.KIND}),
    offered={Column.LEVEL: offered(LEVELS), Column.KIND: offered(KINDS)},
    example={
        Column.LEVEL: "国家级", Column.KIND: "绿色工厂", Column.UNIT: f"{EXAMPLE_MARK}：长岭精铸有限公司",
        Column.USCC: "91220101MA0TE5T16T", Column.CITY: "吉林省松原市", Column.WORK_FROM: "2026-03-01",
    },
    notes=(
        "一个项目一行，从第三行起填写；第二行是示例，导入时自动忽略。",
        "行的先后就是登记的先后：额度用完时，先排的先得。把最要紧的项目排在前面。",
        "每一行单独受理：一行被退回，不影响其他各行。",
        "级别填“国家级”“省级”或“市级”；单位类型按下拉选项填写。",
        "单位所在城市填省和市，如“吉林省长春市”，也可填行政区划代码，如 220100；项目适用单位所在省的规定。",
        "评价起始日期填 2026-03-01 的格式，可以晚于今天。",
        "同一单位、同一级别、同一类型在一份文件中只填一行。",
        "只填内容，不用公式。可以增加备注等其他列，导入时不读取。",
        "上传后先显示核对结果，确认后才登记；全部结果可以下载为表格。",
    ),
)


def lines_of(content: bytes) -> list[Line]:
    """Every row of a file; a unit that an earlier row has at its level is a fault. Raises Unreadable."""
    with open_list(content, SHAPE) as sheet:
        return list(_without_repeats(sheet.lines(None)))


def _without_repeats(lines: Iterator[Line]) -> Iterator[Line]:
    seen: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if line.said is None:
            yield line
            continue
        unit = tuple(line.said[column] for column in (Column.USCC, Column.KIND, Column.LEVEL))
        first = seen.setdefault(unit, line.number)
        yield line if first == line.number else line.wrong(Column.USCC, "duplicate", row=first)
