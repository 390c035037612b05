"""Nothing needs a script: signing in, a step of an application, filing a project."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import applying, filing
from tests.browser.conftest import NewStage
from tests.browser.made_up import Newcomer

pytestmark = pytest.mark.browser


def test_a_filing_works_without_scripts(new_stage: NewStage) -> None:
    stage = new_stage(script=False)
    page = stage.page("jilin-a")
    filing.files(stage, page, "无脚本示例有限公司", level="provincial")


@pytest.mark.full
def test_signing_up_and_applying_work_without_scripts(new_stage: NewStage) -> None:
    stage = new_stage(script=False)
    newcomer = Newcomer()
    page = applying.sign_up(stage, newcomer)
    overview = applying.apply(stage, page, newcomer)
    page.goto(overview)
    expect(page.locator(".steps li.done")).to_have_count(2)
