"""The words of a published list: its columns, and what may stand in a cell, in Chinese and English."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from assessor_hub.places import cities, provinces
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.spreadsheets.cells import plain

__all__ = ["COLUMN_OF", "HEADINGS", "KINDS", "LEVELS", "Column", "Whole", "place_of", "plain"]


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
HEADINGS: Final[dict[Column, tuple[str, ...]]] = {
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
COLUMN_OF: Final = {plain(word): column for column, headings in HEADINGS.items() for word in headings}
KINDS: Final[dict[UnitKind, tuple[str, ...]]] = {
    UnitKind.FACTORY: ("绿色工厂", "工厂", "企业", "Green factory", "Factory"),
    UnitKind.PARK: ("绿色工业园区", "绿色园区", "工业园区", "园区", "Green industrial park", "Green park", "Park"),
    UnitKind.SUPPLY_CHAIN: (
        "绿色供应链管理企业", "绿色供应链管理示范企业", "绿色供应链企业", "绿色供应链", "供应链",
        "Green supply-chain enterprise", "Green supply chain", "Supply chain",
    ),
}
LEVELS: Final[dict[Level, tuple[str, ...]]] = {
    Level.NATIONAL: ("国家级", "国家", "部级", "National", "National level"),
    Level.PROVINCIAL: ("省级", "省", "自治区级", "Provincial", "Provincial level"),
    Level.MUNICIPAL: ("市级", "市", "地市级", "Municipal", "Municipal level"),
}
EXAMPLE_MARK: Final = "示例"  # a unit whose name begins so marks the template's example row
NOBODY: Final = frozenset({"", "无", "—", "–", "-", "/", "\\"})
_PROVINCE_ENDS = re.compile("(壮族|回族|维吾尔)?自治区$|[省市]$")
_CORPS = "新疆生产建设兵团"  # a region of its own in national lists; its places are those of the province around it


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


def _by_word(words: dict[Any, tuple[str, ...]]) -> dict[str, Any]:
    return {plain(word): value for value, spellings in words.items() for word in spellings}


KIND_OF: Final[dict[str, UnitKind]] = _by_word(KINDS)
LEVEL_OF: Final[dict[str, Level]] = _by_word(LEVELS)


def place_of(text: str) -> str | None:
    """The GB/T 2260 code of a province or city as it is written, or None where nobody knows it."""
    return _places().get(plain(text))


@functools.cache
def _places() -> dict[str, str]:
    """Every way to write a place: a province before a city of its name, a city in short only where no other is so."""
    found: dict[str, str] = {}
    for code, name in cities().items():
        province = provinces()[f"{code[:2]}0000"]
        _add(found, code, (code, name, f"{province}{name}", f"{_short(province)}{name}"))
    shorts = Counter(name.removesuffix("市") for name in cities().values())
    for code, name in cities().items():
        if shorts[name.removesuffix("市")] == 1:
            _add(found, code, (name.removesuffix("市"),))
    for code, name in provinces().items():
        found.update(dict.fromkeys(map(plain, (code, name, _short(name))), code))
        if name.startswith(_CORPS[:2]):
            found[_CORPS] = code
    return found


def _add(found: dict[str, str], code: str, words: Iterable[str]) -> None:
    for word in words:
        found.setdefault(plain(word), code)


def _short(province: str) -> str:
    return _PROVINCE_ENDS.sub("", province)
