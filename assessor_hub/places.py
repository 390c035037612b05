"""Provinces and cities of China by GB/T 2260 code, from the table that python-stdnum carries."""

from __future__ import annotations

import functools
import re

from stdnum import numdb

_SPAN = re.compile(r"\[(\d*)-(\d*)\]")
_CATCH_ALL = {"", "林区"} | {f"{place}直辖县级行政{kind}" for place in ("省", "自治区") for kind in ("区划", "单位")}
_MUNICIPALITIES = {"11", "12", "31", "50"}  # 直辖市: their "city" is the municipality itself


@functools.cache
def provinces() -> dict[str, str]:
    """Code of six digits to name, in the order of the codes; mainland provinces and municipalities."""
    table = numdb.get("cn/loc")
    found = {}
    for number in range(11, 66):
        parts = table.info(f"{number}0000")
        if parts and "province" in parts[0][1]:
            found[f"{number}0000"] = str(parts[0][1]["province"])
    return found


@functools.cache
def cities() -> dict[str, str]:
    """Code to name of every city that exists now: prefectures, and the municipalities as cities of their own."""
    table, found = numdb.get("cn/loc"), {}
    for province, province_name in provinces().items():
        if province[:2] in _MUNICIPALITIES:
            found[f"{province[:2]}0100"] = province_name
            continue
        codes = [f"{province[:2]}{number:02}00" for number in range(1, 100)]
        codes += [f"{province[:2]}90{number:02}" for number in range(1, 100)]  # 省直辖县级: cities of no prefecture
        for code in codes:
            name = _present_name(table, code)
            if name is not None and name not in found.values():  # 429001 is 随州市 before it became 421300
                found[code] = name
    return found


def _present_name(table: numdb.NumDB, code: str) -> str | None:
    """The name that a code has today, or None where it was given up or is a catch-all."""
    parts = table.info(code)
    if len(parts) < 2 or "county" not in parts[1][1]:
        return None
    for entry in str(parts[1][1]["county"]).split(","):
        span = _SPAN.search(entry)
        name = _SPAN.sub("", entry).strip()
        if (span is None or not span.group(2)) and name not in _CATCH_ALL:
            return name
    return None


@functools.cache
def city_codes(prefixes: tuple[str, ...] = ()) -> frozenset[str]:
    """The codes of all cities, or of those under the given prefixes."""
    return frozenset(code for code in cities() if not prefixes or code.startswith(prefixes))


def grouped_cities(prefixes: tuple[str, ...] = ()) -> dict[str, list[tuple[str, str]]]:
    """Cities by the name of their province, for a select; only under the given prefixes where any are given."""
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in provinces().values()}
    for code, name in cities().items():
        if not prefixes or code.startswith(prefixes):
            groups[provinces()[f"{code[:2]}0000"]].append((code, name))
    return {name: rows for name, rows in groups.items() if rows}


def place_name(code: str) -> str:
    """Province and city of a code; the code itself where the table does not know it."""
    province = provinces().get(f"{code[:2]}0000")
    if province is None:
        return code
    city = cities().get(code) or cities().get(f"{code[:4]}00")
    return province if city is None or city == province else f"{province}{city}"
