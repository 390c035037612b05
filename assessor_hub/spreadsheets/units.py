"""How lists write what is evaluated: its kind, its level and its place, in the spellings that offices use."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from assessor_hub.places import cities, provinces
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.spreadsheets.cells import Wrong, meaning_of, meanings, plain, text_of
from assessor_hub.spreadsheets.sheets import Cell

# The first of each line is what templates and exports write; the others are what published lists call it.
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
_PROVINCE_ENDS = re.compile("(壮族|回族|维吾尔)?自治区$|[省市]$")
_CORPS = "新疆生产建设兵团"  # a region of its own in national lists; its places are those of the province around it
_KIND_OF: Final = meanings(KINDS)
_LEVEL_OF: Final = meanings(LEVELS)


def offered(spellings: Mapping[Any, tuple[str, ...]]) -> list[str]:
    """The words that templates offer: the first of each line."""
    return [words[0] for words in spellings.values()]


def kind_of(cell: Cell, _context: Any) -> UnitKind:
    """The kind of unit that a cell names."""
    kind: UnitKind = meaning_of(cell, _KIND_OF, offered(KINDS))
    return kind


def level_of(cell: Cell, _context: Any) -> Level:
    """The level that a cell names."""
    level: Level = meaning_of(cell, _LEVEL_OF, offered(LEVELS))
    return level


def place_in(cell: Cell, _context: Any) -> str:
    """The GB/T 2260 code of the province or city that a cell names."""
    text = text_of(cell)
    if not text:
        raise Wrong("missing")
    code = place_of(text)
    if code is None:
        raise Wrong("unknown", value=text[:40], allowed=list(provinces().values()))
    return code


def city_in(cell: Cell, _context: Any) -> str:
    """The GB/T 2260 code of the city that a cell names; a municipality (直辖市) is a city, another province is none."""
    text = text_of(cell)
    if not text:
        raise Wrong("missing")
    code = place_of(text)
    if code is None:
        raise Wrong("no_city", value=text[:40])
    if not code.endswith("0000"):
        return code
    city = f"{code[:2]}0100"
    if cities().get(city) != provinces()[code]:
        raise Wrong("only_province", value=text[:40])
    return city


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
