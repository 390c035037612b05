"""A filing from a browser in another time zone: the page shows and counts by Beijing's day and year, not by its own."""

from __future__ import annotations

import pytest

from assessor_hub.clock import beijing_day, now
from tests.browser import filing
from tests.browser.conftest import NewStage

pytestmark = pytest.mark.browser


def test_in_los_angeles_the_page_says_what_beijing_says(new_stage: NewStage) -> None:
    stage = new_stage(timezone="America/Los_Angeles")
    page = stage.page("zhejiang-a")
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "America/Los_Angeles"
    before = beijing_day(now())
    filing.filing_form(page)
    said = page.locator(".page-head .lead").inner_text()
    assert any(day.isoformat() in said for day in (before, beijing_day(now())))
    assert str(before.year) in said
    assert stage.words("Beijing time") in said or "北京时间" in said
    number = filing.files(stage, page, "杭州洛杉矶示例有限公司", city="330100")
    year = beijing_day(now()).year
    assert f"P{year}-" in number
    facts = page.locator("dl.facts div", has_text=stage.words("Counts in")).locator("dd")
    assert facts.inner_text() == str(year)
