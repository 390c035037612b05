"""The words of a published list: its columns, and what may stand in a cell, in Chinese and English."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from assessor_hub.rules.values import Level, UnitKind


class Column(StrEnum):
    """The columns of a published list, in the order of the template."""

    YEAR = "year"
    UNIT = "unit"
    USCC = "uscc"
    KIND = "kind"
    LEVEL = "level"
    PLACE = "place"
    ASSESSOR = "assessor"


NEEDED: Final = (Column.UNIT, Column.ASSESSOR)
FOR_ALL: Final = (Column.YEAR, Column.KIND, Column.LEVEL, Column.PLACE)  # a list may say these in its title
# The first of each line is what the template and the export write; the others are what published lists call it.
HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    Column.YEAR: ("年度", "年份", "评价年度", "公布年度", "Year"),
    Column.UNIT: (
        "单位名称", "企业名称", "工厂名称", "园区名称", "被评价单位", "被评价单位名称", "申报单位", "名称",
        "绿色工厂名称", "Unit", "Evaluated unit", "Company",
    ),
    Column.USCC: ("统一社会信用代码", "社会信用代码", "信用代码", "Unified social credit code", "USCC"),
    Column.KIND: ("类型", "类别", "单位类型", "创建类型", "Kind", "Type"),
    Column.LEVEL: ("级别", "等级", "层级", "Level"),
    Column.PLACE: (
        "省份", "省(区、市)", "地区", "省市", "所在地", "所属地区", "所在省份", "Province", "Place", "Region",
    ),
    Column.ASSESSOR: (
        "第三方评价机构", "第三方评价机构名称", "第三方机构", "第三方机构名称", "评价机构", "评价机构名称", "Assessor",
        "Assessor name", "Assessor institution",
    ),
}
NOBODY: Final = frozenset({"", "无", "—", "–", "-", "/", "\\"})

@dataclass(frozen=True)
class Whole:
    """What holds for every row whose column the file lacks; None where nothing was said."""

    year: int | None = None
    kind: UnitKind | None = None
    level: Level | None = None
    place: str | None = None

    def of(self, column: Column) -> Any:
        """The value for a column; None where nothing was said."""
        return getattr(self, column.value, None)

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, kept: dict[str, Any]) -> Whole:
        """What :meth:`plain` made."""
        kind, level = kept["kind"], kept["level"]
        return cls(kept["year"], kind and UnitKind(kind), level and Level(level), kept["place"])
