"""A project that is begun, left, gone on with and filed: the form saves itself meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewStage
from tests.browser.filing import describe, filing_form
from tests.browser.stage import PHONE, Stage, fill, press


def test_a_draft_saves_itself_is_found_again_and_filed(stage: Stage) -> None:
    page = stage.page("jilin-a")
    form = filing_form(page)
    fill(form, unit_name="自动保存的工厂", level="provincial")
    expect(form.locator(".autosave")).to_have_text(re.compile(r"\d\d:\d\d"))
    stage.look(page, "saved-itself")
    page.goto("/institution/projects")
    stage.look(page, "drafts")
    press(page.get_by_role("link", name="自动保存的工厂"))
    form = page.locator('main form:has([name="request_key"])')
    expect(form.locator('[name="unit_name"]')).to_have_value("自动保存的工厂")
    expect(form.locator('[name="level"]')).to_have_value("provincial")
    describe(form, "自动保存的工厂", level="provincial")
    expect(form.locator(".autosave")).to_have_text(re.compile(r"\d\d:\d\d"))
    stage.look(page, "gone-on-with")
    press(form.locator(".actions .btn-primary"))
    expect(page.locator(".page-head .state-submitted")).to_be_visible()
    stage.look(page, "filed")
    page.goto("/institution/projects")
    expect(page.get_by_role("link", name="自动保存的工厂")).to_have_count(0)


def test_without_javascript_the_button_saves_a_draft(new_stage: NewStage) -> None:
    stage = new_stage("en", PHONE, script=False)
    page = stage.page("jilin-a")
    form = filing_form(page)
    fill(form, unit_name="只有名称的园区")
    press(form.locator('[name="save"]'))
    expect(page.locator('[name="unit_name"]')).to_have_value("只有名称的园区")
    stage.look(page, "draft-by-button")
    press(page.locator("main .notice form button"))
    expect(page.get_by_role("link", name="只有名称的园区")).to_have_count(0)
