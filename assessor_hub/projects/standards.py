"""The standards that the texts name for each kind of unit (JL 10; ZJ 15 names the same).

They are offered and never asked for: an industry of MIIT's list is evaluated by its own standard, which is typed in.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessor_hub.rules.values import UnitKind

NAMED: Mapping[UnitKind, str] = {
    UnitKind.FACTORY: "GB/T 36132《绿色工厂评价通则》",
    UnitKind.PARK: "《绿色工业园区评价要求》",
    UnitKind.SUPPLY_CHAIN: "《绿色供应链管理企业评价要求》",
}
