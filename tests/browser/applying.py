"""The steps of an institution up to its recordal: signing up, applying, the roster, handing in."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from assessor_hub.clock import beijing_day, now
from assessor_hub.staffing.roster_words import HEADERS, OWN
from tests.browser.made_up import PASSWORD, Member, Newcomer, identity_number, pdf, roster_file
from tests.browser.stage import Stage, fill, press

INTERNAL_RULES = ("management", "work_procedure", "staff", "expert_review")
# what is shown by a document, and of which kind it is
PAPERS = (
    ("营业执照.pdf", "legal_person"), ("房产证.pdf", "premises"), ("财务制度.pdf", "finance_rules"),
    ("质量管理体系认证证书.pdf", "quality_system"), ("内部制度汇编.pdf", "internal_rules"), ("信用报告.pdf", "credit_record"),
    ("人员证明汇编.pdf", "staff"), ("业绩证明.pdf", "track_record"),
)


def sign_up(stage: Stage, newcomer: Newcomer) -> Page:
    """A stranger finds the form from the front page and registers the institution; the owner's page."""
    page = stage.page()
    page.goto("/")
    stage.look(page, "front-page")
    press(page.locator('main a[href="/institution/sign-up"]'))
    form = page.locator("main form")
    fill(
        form, uscc=newcomer.uscc, name=newcomer.name, kind="enterprise", registered_code=newcomer.city,
        address=newcomer.address, phone="0431-0000001", head_name="林初晴", id_kind="resident_id",
        id_number=identity_number(), contact="经办人", email=newcomer.email, password=PASSWORD, again=PASSWORD,
    )
    stage.look(page, "sign-up")
    press(form.locator(".actions button"))
    said = stage.words("The institution has been registered. Next, apply for recordal where you want to work.")
    expect(page.locator(".notice-done")).to_have_text(said)
    expect(page.locator("h1")).to_have_text(newcomer.name)
    stage.look(page, "owner-home")
    return page


def apply(stage: Stage, page: Page, newcomer: Newcomer) -> str:
    """Open an application, show the papers and fill in the first two steps; the path of its overview."""
    press(page.locator('main a[href="/institution/applications"]'))
    stage.look(page, "where-to-apply")
    press(page.locator(f'form:has(input[name=jurisdiction][value="{newcomer.jurisdiction}"]) button'))
    overview = page.url
    stage.look(page, "application-begun")
    for name, kind in PAPERS:
        upload(page, name, kind)
    stage.look(page, "papers")
    press(page.locator(".steps a").first)
    form = page.locator('main form:has([name="platform_account"])')
    fill(
        form, legal_person=True, platform_account="gm-newcomer", fields=["factory", "park", "supply_chain"],
        **{f"ability_{kind}": "专职人员五名，近三年评价十项。" for kind in ("factory", "park", "supply_chain")},
    )
    stage.look(page, "step-profile")
    press(form.locator(".actions button"))
    form = page.locator('main form:has([name="finance_rules"])')
    fill(
        form, code=newcomer.city, address=f"{newcomer.address}3层", right="owned", office=True, finance_rules=True,
        quality_system=True, quality_standard="GB/T 19001-2016", quality_certificate="QMS-0001",
        quality_issuer="示例认证中心", quality_until=(beijing_day(now()) + timedelta(days=700)).isoformat(),
    )
    stage.look(page, "step-premises")
    press(form.locator(".actions button"))
    return overview


def type_member(stage: Stage, page: Page, member: Member) -> None:
    """Add one person by the form; the page is the roster before and after."""
    press(page.locator('main a[href^="/institution/roster/new"]'))
    form = page.locator('main form:has([name="id_number"])')
    fill(
        form, name=member.name, id_kind="resident_id", id_number=member.number,
        title_level="deputy_senior" if member.senior else "mid", specialty="energy", certificate="ZC-0001",
        series="engineering", issuer="省人力资源和社会保障厅", issued_on="2018-06-01",
        full_time=True, contract=True, insured_month="2026-01", first_day="2021-03-01",
    )
    stage.look(page, "member")
    press(form.locator(".actions button"))
    expect(page.locator("main table").first).to_contain_text(member.name)


def download_template(page: Page) -> None:
    """The spreadsheet to fill in has the headings that the import knows."""
    with page.expect_download() as coming:
        page.locator('main a[href$="/roster/template"]').click()
    content = Path(coming.value.path()).read_bytes()
    assert coming.value.suggested_filename.endswith(".xlsx")
    first = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    assert {HEADERS[column] for column in OWN} <= {str(cell).strip() for cell in first}


def import_roster(stage: Stage, page: Page, members: list[Member]) -> None:
    """Upload a filled-in template; the page is the roster before and after."""
    press(page.locator('main a[href^="/institution/roster/import"]'))
    form = page.locator('main form:has([name="file"])')
    fill(form, file=roster_file(members))
    stage.look(page, "import")
    press(form.locator(".actions button"))
    stage.look(page, "import-preview")
    press(page.locator('main form[action$="/confirm"] button.btn-primary'))
    expect(page.locator("main table").first).to_contain_text(members[-1].name)


def sees_staff(
    stage: Stage, page: Page, *, titled: tuple[int, int], senior: tuple[int, int], assumed: bool = False
) -> None:
    """The roster's verdict on the spot: both conditions with (found, required) and the outcome.

    A value that is ``assumed`` leaves it to a person.
    """
    _ = stage.words
    unmet = _("Not met, a person decides") if assumed else _("Not met")
    rows = page.locator("table.verdict").last.locator("tbody tr")
    for row, (found, required) in ((rows.nth(0), titled), (rows.nth(1), senior)):
        expect(row).to_contain_text(_("%(found)s of at least %(required)s", found=found, required=required))
        expect(row.locator(".outcome")).to_have_text(_("Met") if found >= required else unmet)


def sees_staff_verdict(stage: Stage, page: Page, *, titled: int, senior: int) -> None:
    """The same by Jilin's text, with its article."""
    sees_staff(stage, page, titled=(titled, 10), senior=(senior, 5))
    for row in page.locator("table.verdict").last.locator("tbody tr").all()[:2]:
        expect(row).to_contain_text(stage.words("art. %(number)s item %(item)s", number=20, item=3))


def finish(stage: Stage, page: Page, overview: str) -> None:
    """The last two steps; the page ends on the overview."""
    press(page.locator('main a.btn[href$="/track_record"]'))
    form = page.locator('main form:has([name="title"])')
    done_on = (beijing_day(now()) - timedelta(days=200)).isoformat()
    fill(
        form, kind="assessment", title="绿色工厂第三方评价", role="lead", level="provincial", done_on=done_on,
        document="业绩证明.pdf",
    )
    stage.look(page, "step-track-record")
    press(form.locator(".actions button"))
    press(page.locator('main a[href$="/commitments"].btn'))
    form = page.locator('main form:has([name="truthful"])')
    fill(
        form, internal_rules=list(INTERNAL_RULES), clean_record=True, clean_checked_on=beijing_day(now()).isoformat(),
        conduct=True, truthful=True, **{f"document_{rule}": "内部制度汇编.pdf" for rule in INTERNAL_RULES},
    )
    stage.look(page, "step-commitments")
    press(form.locator(".actions button"))
    assert page.url == overview
    stage.look(page, "application-filled")


def upload(page: Page, name: str, kind: str) -> None:
    """Add a document to the application on the page."""
    form = page.locator('form:has([name="files"])')
    fill(form, document_kind=kind, files=pdf(name, f"{kind} {page.url}"))
    press(form.locator(".actions button"))
    expect(page.locator("#documents")).to_contain_text(name)


def hand_in(stage: Stage, page: Page) -> None:
    """Hand the application on the page in."""
    press(page.locator('form[action$="/submit"] button'))
    expect(page.locator(".state-submitted")).to_have_text(stage.words("Submitted"))
    stage.look(page, "handed-in")


def corrects(stage: Stage, page: Page, overview: str, newcomer: Newcomer, remark: str) -> None:
    """Told of the return from the front page, correct the marked field and hand in again."""
    page.goto("/institution/")
    stage.look(page, "told-of-the-return")
    press(page.locator(f'main li a[href="{urlsplit(overview).path}"]').first)
    expect(page.locator("main")).to_contain_text(remark)
    stage.look(page, "marked-for-correction")
    press(page.locator('.steps a[href$="/premises"]'))
    form = page.locator('main form:has([name="finance_rules"])')
    expect(form).to_contain_text(remark)
    fill(form, address=f"{newcomer.address}3层301室")
    stage.look(page, "marked-field")
    press(form.locator(".actions button"))
    page.goto(overview)
    hand_in(stage, page)


def lets_go(stage: Stage, page: Page, member: Member, last_day: date) -> None:
    """Take somebody off the roster with a last day; the page is the roster after."""
    page.goto("/institution/roster")
    press(page.locator("main tbody tr", has_text=member.name).locator(".row-action a"))
    form = page.locator('main form[action$="/end"]')
    fill(form, last_day=last_day.isoformat())
    stage.look(page, "letting-go")
    press(form.locator("button"))
    expect(page.locator(".notice-done")).to_be_visible()
