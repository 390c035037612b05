"""The steps of a recorded institution: filing projects, reading a refusal, the annual summary."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from assessor_hub.clock import beijing_day, now
from tests.browser.made_up import code
from tests.browser.stage import Stage, fill, press


def filing_form(page: Page) -> Locator:
    """The form of a project, found from the list of projects."""
    page.goto("/institution/projects")
    press(page.locator('main a[href="/institution/projects/new"]'))
    return page.locator('main form:has([name="request_key"])')


def describe(form: Locator, unit: str, *, level: str = "national", kind: str = "factory", city: str = "220100") -> str:
    """Fill in a project of a fresh unit that begins today; the unit's code."""
    unit_code = code(city)
    fill(
        form, level=level, unit_kind=kind, unit_name=unit, unit_uscc=unit_code, unit_city=city,
        work_from=beijing_day(now()).isoformat(),
    )
    return unit_code


def files(stage: Stage, page: Page, unit: str, **given: str) -> str:
    """File a project; its number."""
    form = filing_form(page)
    describe(form, unit, **given)
    stage.look(page, "filing")
    press(form.locator(".actions .btn-primary"))
    expect(page.locator("h1")).to_have_text(unit)
    expect(page.locator(".page-head .state-submitted")).to_be_visible()
    stage.look(page, "filed")
    return page.locator(".page-head .lead").inner_text()


def is_refused(stage: Stage, page: Page, unit: str, **given: str) -> Locator:
    """Try to file; the refusal's box. What was typed still stands in the form."""
    form = filing_form(page)
    unit_code = describe(form, unit, **given)
    assert press(form.locator(".actions .btn-primary")).status == 409
    expect(form.locator('[name="unit_uscc"]')).to_have_value(unit_code)
    stage.look(page, "refused")
    return page.locator("#refusal")


def sees_pool(stage: Stage, page: Page, *, used: int, left: int, limit: int = 15) -> None:
    """The national pool on the page of projects: used, left, and the article."""
    press(page.locator('nav a[href="/institution/projects"]').first)
    row = page.locator("main table", has=page.locator("progress")).first.locator("tbody tr").first
    expect(row).to_contain_text(stage.words("%(used)s of %(limit)s", used=used, limit=limit))
    expect(row.locator("td").nth(1)).to_have_text(str(left))
    expect(row).to_contain_text(stage.words("art. %(number)s para. %(paragraph)s", number=22, paragraph=2))
    stage.look(page, "pools")


def sums_up(stage: Stage, page: Page) -> None:
    """File this year's summary; the page says whether that was in time by the due day that it showed itself."""
    _, year = stage.words, beijing_day(now()).year
    press(page.locator('nav a[href="/institution/summaries"]').first)
    stage.look(page, "summaries")
    press(page.locator(f'main a[href="/institution/summaries/220000/{year}"]'))
    overdue = page.locator(".notice-info").inner_text()
    on_time = _("It is due by %(day)s, 24:00 Beijing time. Filed now, it is on time.", day="|").split("|")[0] in overdue
    form = page.locator('main form:has([name="narrative"])')
    fill(form, narrative="本年度开展绿色工厂评价，档案齐全。", difficulties="部分企业计量数据不完整。", plan="加强培训。")
    press(form.locator('button[value="file"]'))
    said = "On time: it was due by %(day)s." if on_time else "Late: it was due by %(day)s."
    expect(page.locator(".notice-done, .notice-info").filter(has_text=_(said, day="|").split("|")[0])).to_be_visible()
    stage.look(page, "summary-filed")
