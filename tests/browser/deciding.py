"""The steps of the provincial department: the queue, returning, recording, and a non-acceptance decision."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from playwright.sync_api import Page, expect

from assessor_hub.clock import beijing_day, now
from tests.browser.made_up import Newcomer
from tests.browser.stage import Stage, fill, press

RETURNED_FOR = "请补充人员社保缴费证明后重新提交。"
RECORDED_FOR = "材料齐全，经核对符合条件，予以备案。"


def opens_from_queue(stage: Stage, page: Page, newcomer: Newcomer, *, others_wait: bool = True) -> None:
    """The approver finds the newest application at the end of the queue, which is oldest first, and opens it.

    ``others_wait`` is False where another walk may have answered whoever waited before: the order is seen elsewhere.
    """
    page.goto("/staff/")
    stage.look(page, "approver-home")
    press(page.locator('main a[href="/staff/applications"]'))
    rows = page.locator("main tbody tr")
    expect(rows.last).to_contain_text(newcomer.name)
    days = [_first_day(text) for text in rows.locator("td:nth-of-type(2)").all_inner_texts()]
    assert len(days) > 1 or not others_wait
    assert days == sorted(days)
    stage.look(page, "queue")
    press(rows.last.locator("th a"))
    expect(page.locator(".verdict .outcome").first).to_be_visible()
    stage.look(page, "application-under-review")


def _first_day(text: str) -> date:
    """The first day that a text names, in either language."""
    chinese = re.search(r"\d{4}年\d{1,2}月\d{1,2}日", text)
    english = re.search(r"\d{1,2} [A-Z][a-z]+ \d{4}", text)
    if chinese:
        return datetime.strptime(chinese[0], "%Y年%m月%d日").date()  # noqa: DTZ007 - a day, no instant
    assert english, text
    return datetime.strptime(english[0], "%d %B %Y").date()  # noqa: DTZ007


def returns(stage: Stage, page: Page) -> None:
    """Return the application on the page with a reason."""
    fill(page.locator("#decide form"), reason=RETURNED_FOR)
    press(page.locator('#decide button[value="return"]'))
    expect(page.locator(".page-head .state-returned")).to_have_text(stage.words("Returned for correction"))
    stage.look(page, "returned-by-department")


def marks(stage: Stage, page: Page, where: str, remark: str) -> None:
    """Mark a field of the application on the page for correction."""
    page.locator("#marks summary").click()
    fill(page.locator("#marks form:has([name=where])"), where=where, remark=remark)
    press(page.locator("#marks form:has([name=where]) button"))
    expect(page.locator("#marks")).to_contain_text(remark)
    stage.look(page, "marked")


def sees_change(stage: Stage, page: Page, *, before: str, after: str) -> None:
    """What changed since the version before, side by side; back to the application."""
    application = page.url.split("#")[0]
    press(page.locator('main a[href$="/versions"]').first)
    row = page.locator("table.changes tbody tr", has_text=after)
    expect(row.locator(".before")).to_have_text(before)
    expect(row.locator(".after")).to_have_text(after)
    stage.look(page, "side-by-side")
    page.goto(application)


def checks_every_line(stage: Stage, page: Page, decision: str = "") -> None:
    """Tick every line of the checklist; where a person must decide, write ``decision``. Back to the application."""
    application = page.url.split("#")[0]
    page.goto(f"{application}/checklist")
    for tick in page.locator('main [name^="checked-"]').all():
        tick.check()
    for remark in page.locator("main tr.outcome-needs_human textarea").all():
        remark.fill(decision)
    stage.look(page, "checklist")
    press(page.locator('main form[action$="/checklist"] button'))
    expect(page.locator('main [name^="checked-"]:not(:checked)')).to_have_count(0)
    page.goto(application)


def proposes(stage: Stage, page: Page, levels: tuple[str, ...]) -> None:
    """Where two persons decide: propose to record the application on the page."""
    form = page.locator("#decide form")
    for level in ("national", "provincial"):
        form.locator(f'[name="levels"][value="{level}"]').set_checked(level in levels)
    fill(form, reason=RECORDED_FOR)
    press(form.locator('button[value="record"]'))
    expect(page.locator("#proposal")).to_contain_text(RECORDED_FOR)
    stage.look(page, "proposed")


def records(stage: Stage, page: Page, levels: tuple[str, ...] = ("national", "provincial"), *, others_wait: bool = True) -> None:
    """Record the application on the page for the levels, and go on to whoever waits next."""
    form = page.locator("#decide form")
    for level in ("national", "provincial"):
        form.locator(f'[name="levels"][value="{level}"]').set_checked(level in levels)
    fill(form, reason=RECORDED_FOR)
    assert press(form.locator('button[value="record"]')).status == 200, page.locator("#refusal").inner_text()
    expect(page.locator(".page-head .state-recorded")).to_have_text(stage.words("Recorded"))
    stage.look(page, "recorded-by-department")
    if not others_wait:  # whether somebody is next depends on the other walks
        return
    recorded = page.url
    press(page.locator('.notice-done a[href^="/staff/applications/"]'))
    assert page.url != recorded
    expect(page.locator(".page-head .state-submitted")).to_be_visible()


def bans(stage: Stage, page: Page, newcomer: Newcomer) -> tuple[str, date]:
    """Record a non-acceptance decision for fraud, served today; its number and last day by the Civil Code."""
    today = beijing_day(now())
    number = f"吉工信绿评决〔{today.year}〕{newcomer.serial}号"
    last = today.replace(year=today.year + 3) if (today.month, today.day) != (2, 29) else date(today.year + 3, 2, 28)
    page.goto("/staff/decisions")
    press(page.locator('main a[href="/staff/decisions/new"]'))
    chosen = page.locator("#institution option", has_text=newcomer.uscc).get_attribute("value")
    page.locator("#institution").select_option(chosen)
    press(page.locator("main form button"))
    form = page.locator("main form")
    fill(
        form, ground="fraud", number=number, facts="经核实，评价报告引用的监测数据与原始记录不一致。",
        notice_on=str(today - timedelta(days=20)), decided_on=str(today - timedelta(days=2)), served_on=str(today),
    )
    press(form.locator('button[value="preview"]'))
    expect(page.locator("main form .notice-info")).to_contain_text(stage.words.day(last))
    stage.look(page, "decision-previewed")
    press(page.locator('main form button[value="record"]'))
    expect(page.locator("h1")).to_have_text(number)
    stage.look(page, "decision-recorded")
    return number, last


def banned_in_public(stage: Stage, newcomer: Newcomer, number: str, last: date) -> None:
    """Anybody sees on the public list whose results are not accepted, and until when."""
    page = stage.page()
    page.goto("/")
    press(page.locator('footer a[href="/decisions"]'))
    row = page.locator("main tbody tr", has_text=newcomer.uscc)
    expect(row).to_contain_text(number)
    expect(row).to_contain_text(stage.words.day(last))
    expect(row).to_contain_text(stage.words("art. %(number)s para. %(paragraph)s", number=22, paragraph=3))
    stage.look(page, "public-decisions")
