"""The table of pools where a text changes in the middle of the year: what ended or changed is shown with its days."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from flask import Flask

from assessor_hub.rules.values import Level
from tests.slices.acts import days_pass, file_many
from tests.slices.dated_packs import edit
from tests.slices.test_pools_by_date import FROM, OF_JILIN, SILENT, UNTIL, national
from tests.web.pages import opened
from tests.world import World

ENDED, BEGUN = "2026年1月1日至2026年6月10日", "2026年6月11日至2026年12月31日"
NATIONAL, PROVINCIAL = "国家级 全国，绿色工厂、绿色工业园区、绿色供应链管理企业", "省级 吉林省，绿色工厂"


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        (national(3, 5), [f"{NATIONAL} {ENDED} 2/3 0", f"{NATIONAL} {BEGUN} 3/5 2"]),
        ((SILENT, f"{OF_JILIN}{UNTIL}\n{SILENT}{FROM}"), [f"{NATIONAL} 3/15 12", f"{PROVINCIAL} {ENDED} 1/2 0"]),
        ((SILENT, f"{SILENT}{UNTIL}\n{OF_JILIN}{FROM}"), [f"{NATIONAL} 3/15 12", f"{PROVINCIAL} {BEGUN} 0/2 2"]),
    ],
    ids=["a number changes", "a pool ends", "a pool begins"],
)
def test_each_number_stands_with_its_days(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: tuple[str, str],
    rows: list[str],
) -> None:
    edit(app, tmp_path / "edited", {}, {"220000-jilin.toml": change})
    _institution, owner = world.recorded(email="owner@test.example")
    file_many(world, owner, 2)
    world.file(owner, level=Level.PROVINCIAL)
    days_pass(world, 10)
    world.file(owner)
    page = opened(app, world, monkeypatch, "owner@test.example").get("/institution/projects").get_data(as_text=True)
    shown = re.findall(r'<th scope="row" data-label="额度">(.*?)<td data-label="依据"', html.unescape(page), re.DOTALL)
    assert [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in shown] == rows
