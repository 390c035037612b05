"""A file of projects that an institution sent and has not confirmed: rows that can be filed, and two with faults."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from stdnum.cn import uscc

from assessor_hub.clock import beijing_day
from assessor_hub.documents.intake import Upload
from assessor_hub.projects.batch_files import LAYOUT
from assessor_hub.projects.batches import send_batch
from assessor_hub.spreadsheets.sheets_out import workbook

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

_UNITS = (
    ("国家级", "绿色工厂", "长春净月精密机械有限公司", "吉林省长春市"),
    ("国家级", "绿色供应链管理企业", "吉林松江汽车零部件有限公司", "吉林市"),
    ("国家级", "绿色工厂", "四平平东换热设备有限公司", "四平市"),
    ("省级", "绿色工厂", "通化长白葡萄酒有限公司", "吉林省通化市"),
    ("省级", "绿色工业园区", "松原石化产业园区管理委员会", "吉林"),
    ("国家级", "绿色工厂", "杭州钱塘新材料有限公司", "杭州市"),
)


def send_projects(narrator: Narrator) -> None:
    """Send the file as the owner of the first institution does; one code is mistyped, one city is only a province."""
    day = (beijing_day(narrator.now) + timedelta(days=7)).isoformat()
    rows = []
    for place, (level, kind, name, city) in enumerate(_UNITS):
        stem = f"91220100MA0DEM{place:03}"
        code = stem + uscc.calc_check_digit(stem)
        rows.append(((level, kind, name, code if place != 2 else code[:-1], city, day), ()))
    upload = Upload("评价项目.xlsx", workbook(LAYOUT, rows, ()))
    send_batch(narrator.session, upload, by=narrator.owner_of("jilin-a"), now=narrator.now)
