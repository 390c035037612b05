"""A pool from its first free unit to its last: filled, refused, understood, given one back, filed again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from assessor_hub.clock import beijing_day, now
from tests.browser import filing
from tests.browser.stage import Stage, fill, press

CITY = "350100"
LIMIT = 15  # restated in JL 22-2 and ZJ 22-3


def used(stage: Stage, page: Page) -> int:
    """How many units of the national pool the page of projects says are used."""
    page.goto("/institution/projects")
    row = page.locator("main table", has=page.locator("progress")).first.locator("tbody tr").first
    expect(row).to_contain_text(stage.words("National level"))
    pattern = re.escape(stage.words("%(used)s of %(limit)s", used="N", limit=LIMIT)).replace("N", r"(\d+)")
    found = re.search(pattern, row.inner_text())
    assert found is not None
    return int(found[1])


def lines_of_the_pool(stage: Stage, page: Page) -> Locator:
    """The filings that a refusal names."""
    caption = stage.words("The filings that use the pool in %(year)s", year=beijing_day(now()).year)
    return page.locator("main table").filter(has_text=caption).locator("tbody tr")


def test_a_pool_is_filled_refuses_gives_one_back_and_takes_one_again(stage: Stage) -> None:
    _, page = stage.words, stage.page("fujian-a")
    free = LIMIT - used(stage, page)
    numbers = [filing.files(stage, page, f"福州第{place}示例有限公司", city=CITY) for place in range(free)]
    assert used(stage, page) == LIMIT

    box = filing.is_refused(stage, page, "福州不再示例有限公司", city=CITY)
    sum_of_it = "Used %(used)s + this one 1 = %(next)s, and the cap is %(limit)s."
    expect(box).to_contain_text(_(sum_of_it, used=LIMIT, next=LIMIT + 1, limit=LIMIT))
    lines = lines_of_the_pool(stage, page)
    expect(lines).to_have_count(LIMIT)
    expect(lines.filter(has_text=numbers[-1])).to_have_count(1)
    stage.look(page, "full")

    page.goto("/institution/projects")
    press(page.get_by_role("link", name=numbers[-1], exact=True))
    form = page.locator('main form[action$="/withdraw"]')
    fill(form, reason="委托方调整计划，双方终止合同。")
    press(form.locator(".actions button"))
    assert used(stage, page) == LIMIT - 1

    filing.files(stage, page, "福州再次示例有限公司", city=CITY)
    assert used(stage, page) == LIMIT
    again = filing.is_refused(stage, page, "福州又一示例有限公司", city=CITY)
    expect(again).to_contain_text(_(sum_of_it, used=LIMIT, next=LIMIT + 1, limit=LIMIT))
    expect(lines_of_the_pool(stage, page).filter(has_text=numbers[-1])).to_have_count(0)
