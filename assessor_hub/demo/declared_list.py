"""A list of projects that were filed elsewhere last year, with one proof: they wait for Jilin's staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stdnum.cn import uscc

from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.projects.declared_list_files import LAYOUT
from assessor_hub.projects.declared_lists import declare_next, lines_in, send_list, take_in
from assessor_hub.spreadsheets.sheets_out import workbook

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

_UNITS = (
    ("国家级", "绿色工厂", "示范天津滨海轴承有限公司", "天津市", "03-18"),
    ("国家级", "绿色供应链管理企业", "示范沈阳铁西机床有限公司", "沈阳市", "05-06"),
    ("省级", "绿色工厂", "示范大连金州轴瓦有限公司", "大连市", "06-20"),
    ("国家级", "绿色工厂", "示范天津滨海轴承有限公司", "天津市", "09-01"),  # a second time in its year: a fault
)


def declare_many(narrator: Narrator, key: str) -> None:
    """Send the list, give its proof, and declare its rows, two days ago."""
    session, vault, owner, at = narrator.session, narrator.hub.vault, narrator.owner_of(key), narrator.ago(2)
    rows = []
    for place, (level, kind, name, city, day) in enumerate(_UNITS):
        stem = f"91120116MA7LKT{place % 3:03}"
        code = stem + uscc.calc_check_digit(stem)
        filed = (f"{at.year - 1}-{day}", "所在地工业和信息化主管部门", f"示范{place + 1}号")
        head = ("周前任", "居民身份证", "220000198001010030")
        rows.append(((level, kind, name, code, city, *filed, *head), ()))
    upload = Upload("外省项目.xlsx", workbook(LAYOUT, rows, ()))
    sent = send_list(session, vault, upload, "220000", opening=False, by=owner, now=at)
    lines = lines_in(vault, sent, at)
    take_in(session, vault, narrator.hub.store, sent, [Upload("各地登记回执.pdf", paper("receipts"))], by=owner, now=at)
    while declare_next(session, narrator.law, vault, sent, lines, by=owner, now=at):
        pass
