"""What people do wrong, or twice, or at the same moment."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import filing
from tests.browser.conftest import NewStage
from tests.browser.made_up import PASSWORD, code, identity_number
from tests.browser.stage import Stage, fill, press

pytestmark = pytest.mark.browser


def test_a_wrong_check_digit_is_said_at_the_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    page = stage.page()
    page.goto("/institution/sign-up")
    right = code()
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    typed = {
        "uscc": wrong, "name": "长春错码示例有限公司", "kind": "association", "registered_code": "220100",
        "address": "长春市示范路1号", "phone": "0431-0000002", "head_name": "某某", "id_kind": "resident_id",
        "id_number": identity_number(), "contact": "经办人", "email": "wrong@test.example",
    }
    form = page.locator("main form")
    fill(form, **typed, password=PASSWORD, again=PASSWORD)
    assert press(form.locator(".actions button")).status == 422
    field = page.locator(".field-wrong:has(#uscc)")
    expect(field).to_contain_text(stage.words("The check digit does not fit: a digit is mistyped."))
    expect(page.locator("#uscc")).to_be_focused()
    expect(page.locator("#uscc")).to_have_attribute("aria-invalid", "true")
    for name, value in typed.items():
        expect(form.locator(f'[name="{name}"]')).to_have_value(value)
    expect(page.locator(".field-wrong")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_files_one_project(new_stage: NewStage, script: bool) -> None:
    stage = new_stage(script=script)
    page, unit = stage.page("jilin-a"), f"吉林双击示例有限公司{script}"
    form = filing.filing_form(page)
    filing.describe(form, unit, level="provincial")
    form.locator(".actions .btn-primary").dblclick()
    # without scripts the second sending cuts the first one's answer off: where the page ends up is what counts
    expect(page).to_have_url(re.compile(r"/institution/projects/\d+$"), timeout=30_000)
    expect(page.locator("h1")).to_have_text(unit)
    assert _filed(page, unit) == 1


def _filed(page: Page, unit: str) -> int:
    page.goto("/institution/projects")
    rows = page.locator("main tbody tr", has_text=unit)
    return rows.filter(has_text=re.compile(r"-P\d{4}-\d+")).count()  # a refused try may stay as a draft, without a number


def test_going_back_after_a_filing_does_not_file_again(stage: Stage) -> None:
    page, unit = stage.page("jilin-a"), "吉林返回示例有限公司"
    form = filing.filing_form(page)
    unit_code = filing.describe(form, unit, level="provincial")
    press(form.locator(".actions .btn-primary"))
    page.go_back()
    fill(form, level="provincial", unit_kind="factory", unit_name=unit, unit_uscc=unit_code, unit_city="220100",
         work_from=page.evaluate("new Date().toLocaleDateString('sv')"))
    press(form.locator(".actions .btn-primary"))
    filed = page.url.rsplit("/", 1)[-1]
    if not filed.isdecimal():  # the form was made anew, so it was a second filing, and its unit is filed already
        press(page.locator('#refusal a[href^="/institution/projects/"]'))
    expect(page.locator("h1")).to_have_text(unit)
    assert _filed(page, unit) == 1


def test_of_two_reviewers_the_second_is_told_what_the_first_did(stage: Stage) -> None:
    first, second = stage.page("zj-approver"), stage.page("zj-approver")
    for page in (first, second):
        page.goto("/staff/applications")
        press(page.locator("main tbody tr", has_text="宁波甬绿评价服务有限公司").locator("a"))
    fill(first.locator("#decide form"), reason="请补充一名中级职称人员。")
    press(first.locator('#decide button[value="return"]'))
    fill(second.locator("#decide form"), reason="情况属实，不予备案。")
    assert press(second.locator('#decide button[value="refuse"]')).status == 409
    told = second.locator("#refusal")
    for text in (
        stage.words("Somebody else has changed this since you opened the page. What holds now is shown below; nothing "
                    "of yours was applied."),
        stage.words("Returned for correction"), "浙江审批人", "请补充一名中级职称人员。",
    ):
        expect(told).to_contain_text(text)
    expect(second.locator("main")).to_contain_text("情况属实，不予备案。")
    stage.look(second, "second-reviewer")
