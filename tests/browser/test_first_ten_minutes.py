"""The first ten minutes: what a stranger, an institution, a department and the public do, from the front page on."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from assessor_hub.clock import beijing_day, now
from tests.browser import applying, deciding, filing
from tests.browser.conftest import NewStage
from tests.browser.made_up import Newcomer, pdf, staff
from tests.browser.stage import DESKTOP, PHONE, Stage, fill, press

pytestmark = pytest.mark.browser
CAP_REACHED = (
    "The yearly cap is reached: %(used)s of %(limit)s are used by the legal representative in %(year)s, and this would "
    "be number %(next)s."
)


@pytest.fixture(
    params=[
        pytest.param(("zh", DESKTOP), id="Chinese"),
        pytest.param(("en", DESKTOP), id="English", marks=pytest.mark.full),
        pytest.param(("zh", PHONE), id="Chinese on a phone", marks=pytest.mark.full),
        pytest.param(("en", PHONE), id="English on a phone", marks=pytest.mark.full),
    ]
)
def stage(request: pytest.FixtureRequest, new_stage: NewStage) -> Stage:
    """The same steps in both languages, on a desktop and on a phone."""
    return new_stage(*request.param)


@pytest.mark.article("JL 20(3)")
def test_from_a_stranger_to_a_recorded_institution_and_its_ban(stage: Stage) -> None:
    newcomer = Newcomer()
    owner = applying.sign_up(stage, newcomer)
    overview = _applies(stage, owner, newcomer)
    approver = stage.page("jl-approver")
    deciding.opens_from_queue(stage, approver, newcomer)
    deciding.returns(stage, approver)
    _corrects(stage, owner, overview)
    deciding.opens_from_queue(stage, approver, newcomer)
    deciding.checks_every_line(stage, approver)
    deciding.records(stage, approver)
    _works(stage, owner)
    number, last = deciding.bans(stage, approver, newcomer)
    deciding.banned_in_public(stage, newcomer, number, last)
    _is_stopped(stage, owner, number, last)
    _is_in_the_register(stage, newcomer, last)


def _applies(stage: Stage, owner: Page, newcomer: Newcomer) -> str:
    """Ten people, one after another way; the verdict follows every change."""
    people = staff(titled=10, senior=5)
    overview = applying.apply(stage, owner, newcomer)
    stage.look(owner, "step-roster-empty")
    applying.sees_staff_verdict(stage, owner, titled=0, senior=0)
    for member in people[:2]:
        applying.type_member(stage, owner, member)
    applying.download_template(owner)
    applying.import_roster(stage, owner, people[2:9])
    applying.sees_staff_verdict(stage, owner, titled=9, senior=5)
    stage.look(owner, "nine-titled")
    applying.import_roster(stage, owner, people[2:10])
    applying.sees_staff_verdict(stage, owner, titled=10, senior=5)
    stage.look(owner, "ten-titled")
    applying.finish(stage, owner, overview)
    applying.hand_in(stage, owner)
    return overview


def _corrects(stage: Stage, owner: Page, overview: str) -> None:
    owner.goto("/institution/")
    expect(owner.locator("main")).to_contain_text(deciding.RETURNED_FOR)
    stage.look(owner, "told-of-the-return")
    press(owner.locator("main li", has_text=deciding.RETURNED_FOR).locator("a"))
    assert owner.url == overview
    applying.upload(owner, "社保缴费证明.pdf", "staff")
    applying.hand_in(stage, owner)


def _works(stage: Stage, owner: Page) -> None:
    """The recordal's number, a project, the pools, the annual summary."""
    owner.goto("/institution/")
    expect(owner.locator("main")).to_contain_text(f"JL-{beijing_day(now()).year}-")
    stage.look(owner, "recorded")
    expect(owner.locator('main a[href="/institution/projects/new"]')).to_be_visible()
    number = filing.files(stage, owner, "长春初晴示例制造有限公司")
    filing.sees_pool(stage, owner, used=1, left=14)
    expect(owner.locator("main")).to_contain_text(number)
    filing.sums_up(stage, owner)


def _is_stopped(stage: Stage, owner: Page, number: str, last: date) -> None:
    owner.goto("/institution/")
    expect(owner.locator(".notice-error")).to_contain_text(number)
    expect(owner.locator('main a[href="/institution/projects/new"]')).to_have_count(0)
    stage.look(owner, "banned")
    box = filing.is_refused(stage, owner, "长春第二示例有限公司")
    refusal = stage.words("Results of the institution are not accepted until %(last_day)s inclusive.", last_day="|")
    for text in (*refusal.split("|"), stage.words.day(last), number):
        expect(box).to_contain_text(text)


def _is_in_the_register(stage: Stage, newcomer: Newcomer, last: date) -> None:
    page = stage.page()
    page.goto("/register")
    fill(page.locator("main form"), q=newcomer.uscc)
    press(page.locator("main form button"))
    row = page.locator("main tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(newcomer.name)
    expect(row).to_contain_text(stage.words.day(last))
    stage.look(page, "register")
    press(row.locator("td a"))
    expect(page.locator("h1")).to_have_text(newcomer.name)
    stage.look(page, "certificate")


@pytest.mark.article("JL 22-2")
def test_the_sixteenth_project_of_one_legal_representative_is_refused(stage: Stage) -> None:
    _, page = stage.words, stage.page("jilin-b")
    box = filing.is_refused(stage, page, "吉林第十六示例有限公司")
    year = beijing_day(now()).year
    for text in (
        _(CAP_REACHED, used=15, limit=15, year=year, next=16),
        _("art. %(number)s para. %(paragraph)s", number=22, paragraph=2),
        _("Used %(used)s + this one 1 = %(next)s, and the cap is %(limit)s.", used=15, next=16, limit=15),
    ):
        expect(box).to_contain_text(text)
    table = page.locator("main table").filter(has_text=_("The filings that use the pool in %(year)s", year=year))
    lines = table.locator("tbody tr")
    expect(lines).to_have_count(15)
    masked = lines.filter(has_text=_("a filing of another institution of the same legal representative"))
    expect(masked).to_have_count(8)
    assert "吉林衡绿" not in page.content()


@pytest.mark.article("ZJ 22-3")
@pytest.mark.case("ZJ: 11th provincial factory / 11th provincial supply chain")
def test_the_eleventh_provincial_factory_is_refused_and_a_supply_chain_taken(stage: Stage) -> None:
    page = stage.page("zhejiang-a")
    box = filing.is_refused(stage, page, "杭州第十一示例有限公司", level="provincial", city="330100")
    expect(box).to_contain_text(stage.words("art. %(number)s para. %(paragraph)s", number=22, paragraph=3))
    expect(box).to_contain_text(stage.words(CAP_REACHED, used=10, limit=10, year=beijing_day(now()).year, next=11))
    filing.files(stage, page, "杭州示例供应链有限公司", level="provincial", kind="supply_chain", city="330100")


@pytest.mark.article("JL 24")
def test_a_public_report_reaches_its_handler_without_its_sender(stage: Stage) -> None:
    sender, contact = "真名举报人丙", "138-0000-0003"
    page = stage.page()
    page.goto("/")
    press(page.locator('main a[href="/report"]'))
    form = page.locator("main form")
    fill(
        form, subject="assessor", subject_name="长春北辰环境评估有限公司", city="220100", allegation="fraud",
        account="现场核查当日评价人员没有到厂。", files=pdf("现场记录.pdf", "site record"), name=sender, contact=contact,
    )
    stage.look(page, "report")
    assert press(form.locator(".actions button")).status == 201
    receipt = page.locator(".receipt-code").inner_text()
    number = page.locator(".receipt dd").first.inner_text()
    stage.look(page, "receipt")
    page.goto("/report/status")
    assert "".join(receipt.split()) not in "".join(page.content().split())
    _opens_with(stage, page, receipt, number)
    _is_handled_blind(stage, number, (sender, contact, "现场记录"))


def _opens_with(stage: Stage, page: Page, receipt: str, number: str) -> None:
    for typed, status in (("0000 0000 0000 0000", 404), (receipt, 200)):
        form = page.locator("main form")
        fill(form, code=typed)
        assert press(form.locator("button")).status == status
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main .state-received")).to_have_text(stage.words("Received"))
    stage.look(page, "status")


def _is_handled_blind(stage: Stage, number: str, secrets: tuple[str, ...]) -> None:
    page = stage.page("handler")
    page.goto("/staff/")
    stage.look(page, "handler-list")
    assert not any(secret in page.content() for secret in secrets)
    press(page.locator("main tbody a", has_text=number))
    expect(page.locator("main")).to_contain_text("评价人员没有到厂")
    assert not any(secret in page.content() for secret in secrets)
    stage.look(page, "handler-report")


@pytest.mark.article("JL 20(3)")
@pytest.mark.article("JL 22-2")
def test_the_rules_page_shows_values_with_articles_and_drafts_as_drafts(stage: Stage) -> None:
    _, page = stage.words, stage.page()
    page.goto("/rules")
    expect(page.locator("tr", has_text="370000").locator(".state")).to_have_text(_("Draft, applied as a trial"))
    stage.look(page, "rules-index")
    press(page.locator('main a[href="/rules/220000"]'))
    for key, value, cited in (
        ("conditions.titled_minimum", "10", _("art. %(number)s item %(item)s", number=20, item=3)),
        ("caps.national", "15", _("art. %(number)s para. %(paragraph)s", number=22, paragraph=2)),
    ):
        answer = page.locator(f'[id="{key}"]')
        expect(answer.locator(".value")).to_contain_text(value)
        expect(answer.locator(".basis")).to_contain_text(cited)
    stage.look(page, "rules-jilin")
    page.goto("/rules/370000")
    expect(page.locator("h1 .state")).to_have_text(_("Draft, applied as a trial"))
    expect(page.locator(".notice-info").first).to_contain_text(
        _("This is a draft, applied as a trial by a recorded act. What happens under it is labelled as a trial and has "
          "no legal effect.")
    )
    stage.look(page, "rules-shandong")
