"""Published lists as they leave the house: how they are laid out, and a row as the import takes it."""

from __future__ import annotations

from assessor_hub.reconciliation import list_words as words
from assessor_hub.reconciliation.list_words import Column
from assessor_hub.reconciliation.matching import Printed
from assessor_hub.spreadsheets.lists import EXAMPLE_MARK
from assessor_hub.spreadsheets.sheets_out import Layout
from assessor_hub.spreadsheets.units import KINDS, LEVELS, offered

LAYOUT = Layout(
    sheet="名单",
    headings={column: words.HEADINGS[column][0] for column in Column},
    wide=frozenset({Column.UNIT, Column.USCC, Column.ASSESSOR}),
    offered={Column.KIND: offered(KINDS), Column.LEVEL: offered(LEVELS)},
    example={
        Column.YEAR: "2026", Column.UNIT: f"{EXAMPLE_MARK}：长岭精铸有限公司", Column.USCC: "91220101MA0TE5T16T",
        Column.KIND: "绿色工厂", Column.LEVEL: "省级", Column.PLACE: "吉林省",
        Column.ASSESSOR: "吉林某某评价技术有限公司",
    },
    notes=(
        "一个单位一行，从第三行起填写；第二行是示例，导入时自动忽略。",
        "列的顺序不限，可以增加其他列，导入时不读取。列名也可用公布名单常用的写法，如“地区”“工厂名称”“第三方机构”。",
        "整份名单相同的年度、类型、级别、省份可以不设列，导入时在页面上选择。",
        "统一社会信用代码没有的留空；有的，按代码查找单位，比名称可靠。",
        "省份可填省，也可填市，如“吉林省”“长春市”。",
        "未由第三方评价的单位（评价机构为空）导入时列为问题行，可以略去。",
        "导入前会先显示核对结果，确认后才写入。",
    ),
)


def texts_of(row: Printed, place: str) -> list[str]:
    """A row as the import takes it, in the order of the columns; ``place`` is the name of its place."""
    return [
        str(row.year), row.unit_name, row.unit_uscc or "", KINDS[row.unit_kind][0], LEVELS[row.level][0],
        place, row.assessor_name,
    ]
