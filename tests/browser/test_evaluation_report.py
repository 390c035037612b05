"""An evaluation report on its way: issued and corrected without a script, verified by a stranger on a phone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from assessor_hub.demo.papers import paper
from tests.browser.conftest import NewStage
from tests.browser.stage import PHONE, Stage, fill, press

pytestmark = pytest.mark.browser
FIRST, SECOND = paper("a walk's first version"), paper("a walk's second version")


def _file(content: bytes) -> Mapping[str, object]:
    return {"name": "评价报告.pdf", "mimeType": "application/pdf", "buffer": content}


def _issue(stage: Stage, page: Page, content: bytes, **more: str) -> None:
    """From the project's page: choose the day, the signers of that day and the file."""
    press(page.locator('#evaluation-reports a[href$="/evaluation-report"]'))
    press(page.locator('main form[method="get"] button'))
    form = page.locator('main form[method="post"]')
    selects = form.locator('[name^="signer-"]')
    selects.nth(0).select_option("lead")
    selects.nth(1).select_option("reviewer")
    fill(form, file=_file(content), edition="2018", **more)
    stage.look(page, "issuing")
    assert press(form.locator(".actions button")).status == 200
    stage.look(page, "issued")


def _verify(stage: Stage, page: Page, number: str, code: str) -> None:
    """The way of somebody with the paper in hand: the footer's link, then the form."""
    page.goto("/")
    press(page.locator('footer a[href="/verify"]'))
    press(page.locator('main a[href="/verify/evaluation-report"]'))
    form = page.locator("main form")
    fill(form, number=number.lower(), code=code.replace("-", " "))
    press(form.locator("button"))
    stage.look(page, "verified")


def test_a_report_is_issued_corrected_and_verified_by_a_stranger_on_a_phone(new_stage: NewStage) -> None:
    plain, phone = new_stage(script=False), new_stage("en", PHONE)
    page = plain.page("jilin-b")
    page.goto("/institution/projects")
    press(page.locator("tr", has=page.locator(".state-registered")).last.locator("th a"))
    number = page.locator(".page-head .lead").inner_text()
    _issue(plain, page, FIRST)
    _issue(plain, page, SECOND, correction="附表二的单位有误")
    codes = re.findall(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", page.locator("#evaluation-reports").inner_text())
    assert len(codes) == 2
    press(page.locator('a[href$="/evaluation-reports/2/slip"]'))
    expect(page.locator(".paper")).to_contain_text(codes[0])
    plain.look(page, "slip")
    stranger = phone.page()
    _verify(phone, stranger, number, codes[1])
    expect(stranger.locator("h1")).to_have_text("Superseded")
    _verify(phone, stranger, number, codes[0])
    expect(stranger.locator("h1")).to_have_text("Genuine")
    for content, answer in ((FIRST, "Different"), (SECOND, "Same")):
        stranger.set_input_files("#file-in-hand", _file(content))  # type: ignore[arg-type]  # a payload
        expect(stranger.locator("#file-answer")).to_contain_text(answer)
    phone.look(stranger, "compared")
    _verify(phone, stranger, number, codes[0][:-1])
    expect(stranger.locator("[role=alert]")).to_be_visible()
