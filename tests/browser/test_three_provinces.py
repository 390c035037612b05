"""An institution of Jilin, of Zhejiang and of Shandong, from its application to its recovery, as people do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from assessor_hub.clock import beijing_day, now
from tests.browser import applying, deciding, filing
from tests.browser.conftest import NewStage
from tests.browser.made_up import Member, Newcomer, code, staff
from tests.browser.stage import DESKTOP, PHONE, Stage, press

pytestmark = pytest.mark.browser
MARKED = "办公场所地址请写明楼层和房号。"
DECIDED = "文本未列明本省数值，经逐项核对材料，认为符合国家要求。"


@dataclass(frozen=True)
class Province:
    """Where the institution works: the fewest people its text allows, the levels it can be recorded for, and what follows.

    ``stops_filing`` is whether a lack of conditions refuses a new filing; elsewhere it is filed and staff are told.
    ``effect`` is what that is called; ``assumed`` whether its figures are MIIT's and not confirmed.
    ``proposer`` is who proposes first, where the demonstration lets two persons decide.
    """

    name: str
    jurisdiction: str
    city: str
    short: str
    titled: int
    senior: int
    levels: tuple[str, ...]
    stops_filing: bool
    effect: str
    assumed: bool = False
    proposer: str = ""

    def newcomer(self) -> Newcomer:
        """An institution that nobody knows yet."""
        return Newcomer(code(self.city), jurisdiction=self.jurisdiction, city=self.city)

    @property
    def approver(self) -> str:
        """Who decides there, in the demonstration."""
        return f"{self.short.lower()}-approver"


BOTH = ("national", "provincial")
PROVINCES = (
    Province("Jilin", "220000", "220100", "JL", 10, 5, BOTH, True, "No new projects"),
    Province("Zhejiang", "330000", "330100", "ZJ", 10, 5, BOTH, False, "Shown to staff", assumed=True),
    Province(
        "Shandong", "370000", "370100", "SD", 8, 4, ("provincial",), False,
        "Reports and results not accepted while it lasts", proposer="sd-reviewer",
    ),
)


@pytest.fixture(
    params=[
        pytest.param(("zh", DESKTOP), id="Chinese"),
        pytest.param(("en", DESKTOP), id="English", marks=pytest.mark.full),
        pytest.param(("zh", PHONE), id="Chinese on a phone", marks=pytest.mark.full),
    ]
)
def stage(request: pytest.FixtureRequest, new_stage: NewStage) -> Stage:
    """The same steps in both languages, on a desktop and on a phone."""
    return new_stage(*request.param)


@pytest.mark.full
@pytest.mark.article("JL 20(3)")
@pytest.mark.article("SD 13(3)")
@pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.name)
def test_from_the_application_to_the_recovery(stage: Stage, province: Province) -> None:
    newcomer, people = province.newcomer(), staff(province.titled, province.senior)
    owner = applying.sign_up(stage, newcomer)
    overview = applying.apply(stage, owner, newcomer)
    applying.import_roster(stage, owner, people)
    applying.sees_staff(stage, owner, titled=(province.titled, province.titled), senior=(province.senior, province.senior))
    applying.finish(stage, owner, overview)
    applying.hand_in(stage, owner)

    approver = stage.page(province.approver)
    deciding.opens_from_queue(stage, approver, newcomer, others_wait=False)
    review = approver.url
    deciding.marks(stage, approver, "premises.address", MARKED)
    deciding.returns(stage, approver)

    applying.corrects(stage, owner, overview, newcomer, MARKED)
    approver.goto(review)
    deciding.sees_change(stage, approver, before=f"{newcomer.address}3层", after=f"{newcomer.address}3层301室")
    deciding.checks_every_line(stage, approver, DECIDED)
    if province.proposer:
        reviewer = stage.page(province.proposer)
        reviewer.goto(review)
        deciding.proposes(stage, reviewer, province.levels)
        approver.goto(review)
    deciding.records(stage, approver, province.levels, others_wait=False)

    number = _is_recorded(stage, owner, province)
    _is_on_the_register(stage, newcomer, number)
    _loses_one(stage, owner, province, people[-1])
    _staff_see_the_lack(stage, approver, newcomer, province)
    _finds_another(stage, owner, province)
    approver.goto("/staff/institutions/lacking")
    expect(approver.locator("main", has_text=newcomer.name)).to_have_count(0)


def _is_recorded(stage: Stage, owner: Page, province: Province) -> str:
    """The number of the recordal, on the institution's own page and on its certificate."""
    owner.goto("/institution/")
    number = owner.locator("main li strong", has_text=f"{province.short}-{beijing_day(now()).year}-").first.inner_text()
    stage.look(owner, "recorded")
    press(owner.locator("main li", has_text=number).locator('a[href*="certificate"]'))
    expect(owner.locator("main")).to_contain_text(number)
    stage.look(owner, "certificate")
    return number


def _is_on_the_register(stage: Stage, newcomer: Newcomer, number: str) -> None:
    page = stage.page()
    page.goto(f"/register/{number}")
    expect(page.locator("h1")).to_have_text(newcomer.name)
    expect(page.locator(".certificate .state-recorded")).to_have_text(stage.words("Valid"))


def _loses_one(stage: Stage, owner: Page, province: Province, leaver: Member) -> None:
    """Somebody's last day was yesterday: the roster says at once what is missing, and what follows acts."""
    applying.lets_go(stage, owner, leaver, beijing_day(now()) - timedelta(days=1))
    applying.sees_staff(
        stage, owner, titled=(province.titled - 1, province.titled), senior=(province.senior, province.senior),
        assumed=province.assumed,
    )
    stage.look(owner, "below-the-minimum")
    owner.goto("/institution/")
    missing = stage.words("%(found)s of at least %(required)s", found=province.titled - 1, required=province.titled)
    for text in (missing, stage.words(province.effect), stage.words.day(beijing_day(now()))):
        expect(owner.locator(".notice-error")).to_contain_text(text)
    stage.look(owner, "told-what-is-missing")
    unit = f"{province.name}缺员示例有限公司"
    if not province.stops_filing:
        filing.files(stage, owner, unit, level="provincial", city=province.city)
        return
    box = filing.is_refused(stage, owner, unit, level="provincial", city=province.city)
    refusal = stage.words(
        "The institution does not meet the conditions of assessors today, so this waits until it does."
    )
    expect(box).to_contain_text(refusal)
    expect(box).to_contain_text(stage.words("art. %(number)s item %(item)s", number=20, item=3))


def _staff_see_the_lack(stage: Stage, approver: Page, newcomer: Newcomer, province: Province) -> None:
    """The department finds it on its list of those that lack conditions, with what is missing and what follows."""
    approver.goto("/staff/institutions/lacking")
    row = approver.locator("main tbody tr", has_text=newcomer.name)
    missing = stage.words("%(found)s of at least %(required)s", found=province.titled - 1, required=province.titled)
    for text in (missing, stage.words(province.effect)):
        expect(row).to_contain_text(text)
    stage.look(approver, "department-sees-the-lack")
    press(row.locator("th a"))
    expect(approver.locator(".notice-error")).to_contain_text(missing)


def _finds_another(stage: Stage, owner: Page, province: Province) -> None:
    """With one more person every condition is met again, and projects are filed without more ado."""
    owner.goto("/institution/roster")
    (successor,) = staff(1, 0)
    applying.type_member(stage, owner, successor)
    applying.sees_staff(
        stage, owner, titled=(province.titled, province.titled), senior=(province.senior, province.senior)
    )
    filing.files(stage, owner, f"{province.name}恢复示例有限公司", level="provincial", city=province.city)
    owner.goto("/institution/")
    expect(owner.locator(".notice-error")).to_have_count(0)
    stage.look(owner, "recovered")
