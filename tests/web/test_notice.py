"""The notice of recordal: issued once by an approver, numbered without gaps, laid out by GB/T 9704, safe to fill in."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from flask import Flask
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.db import transaction
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.numbering import Series
from assessor_hub.outbox.models import Message
from assessor_hub.registration.certificates import issue_notice
from assessor_hub.registration.codes import grouped
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.queries import recordal_for
from assessor_hub.registration.recordals import end_recordal
from assessor_hub.settings import NoticeHead
from assessor_hub.web.shared.notices import notice_docx
from tests.slices.acts import days_pass, entries
from tests.world import World

SYMBOL = "测工信备"


@pytest.fixture(autouse=True)
def _today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessor_hub.clock.now", lambda: world.now)


def _issue(world: World, symbol: str | None = SYMBOL, number: int = 0) -> Recordal:
    wanted = select(Recordal).order_by(Recordal.id).offset(number).limit(1)
    with world.write() as session:
        issue_notice(session, session.scalars(wanted).one(), symbol, by=SYSTEM, now=world.now)
    with world.session() as session:
        row = session.scalars(wanted).one()
        session.expunge_all()
        return row


def _document(app: Flask, world: World, language: str = "zh", number: int = 0) -> Any:
    with app.test_request_context("/", base_url="https://hub.example", headers={"Cookie": f"hub_language={language}"}):
        row = db.session.scalars(select(Recordal).order_by(Recordal.id).offset(number)).first()
        assert row is not None
        return Document(io.BytesIO(notice_docx(row)))


def _words(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]


def test_numbers_run_on_in_hexagonal_brackets_without_zeros_and_begin_anew_each_year(world: World) -> None:
    for _ in range(3):
        world.recorded()
    numbers = [_issue(world, number=0).notice_number, _issue(world, number=1).notice_number]
    days_pass(world, 365)
    numbers.append(_issue(world, number=2).notice_number)
    assert numbers == [f"{SYMBOL}〔2026〕1号", f"{SYMBOL}〔2026〕2号", f"{SYMBOL}〔2027〕1号"]


def test_without_a_symbol_the_notice_goes_by_the_recordals_number(world: World) -> None:
    world.recorded()
    row = _issue(world, None)
    assert row.notice_number == row.number


def test_a_notice_is_issued_once_is_on_record_and_the_institution_is_told(world: World) -> None:
    world.recorded()
    row = _issue(world)
    with pytest.raises(RegistrationRefused, match="notice_issued"):
        _issue(world)
    assert [entry.detail for entry in entries(world, Tag.NOTICE_ISSUED, row.id)] == [{"number": row.notice_number}]
    with world.session() as session:
        told = session.scalars(select(Message).where(Message.subject == Tag.NOTICE_ISSUED.value)).all()
        assert [message.figures for message in told] == [{"number": row.notice_number}]


def test_two_approvers_at_once_issue_one_notice_with_one_number(app: Flask, world: World) -> None:
    world.recorded()
    approver, together = world.staff_user(Role.APPROVER, "220000"), threading.Barrier(2)

    def issue(_: int) -> str:
        with app.app_context():
            together.wait(timeout=30)
            try:
                with transaction(db.session()):
                    held = recordal_for(db.session(), approver, recordal, lock=True)
                    assert held is not None
                    issue_notice(db.session(), held, SYMBOL, by=approver, now=world.now)
            except RegistrationRefused as refused:
                return refused.code
            return "issued"

    with world.session() as session:
        recordal = session.scalars(select(Recordal.id)).one()
    with ThreadPoolExecutor(2) as approvers:
        assert sorted(approvers.map(issue, range(2))) == ["issued", "notice_issued"]
    with world.session() as session:
        assert session.get_one(Series, f"notice/{SYMBOL}/2026").last == 1


def test_a_notice_stays_as_issued_when_the_institution_is_renamed(app: Flask, world: World) -> None:
    institution, _owner = world.recorded()
    row = _issue(world)
    with world.write() as session:
        session.get_one(Institution, institution).name = "更名后的机构"
    words = _words(_document(app, world))
    assert f"{row.institution.name}：" in words
    assert f"机构名称：{row.institution.name}" in words
    assert "更名" not in "".join(words)


def test_no_notice_of_a_recordal_that_has_ended(world: World) -> None:
    world.recorded()
    with world.write() as session:
        row = session.scalars(select(Recordal)).one()
        end_recordal(session, row, world.today, "退出", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    with pytest.raises(RegistrationRefused, match="notice_of_ended"):
        _issue(world)


def test_the_page_has_the_measures_of_the_standard(app: Flask, world: World) -> None:
    world.recorded()
    _issue(world)
    document = _document(app, world)
    page = document.sections[0]
    measures = (page.page_width, page.page_height, page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(measure.mm) for measure in measures] == [210, 297, 37, 35, 28, 26]
    width, height = Mm(210 - 28 - 26).pt, Mm(297 - 37 - 35).pt
    grid = page._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert int(width / (16 + int(grid.get(qn("w:charSpace"))) / 4096)) == 28
    assert int(height / (int(grid.get(qn("w:linePitch"))) / 20)) == 22
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((page.footer, WD_ALIGN_PARAGRAPH.RIGHT), (page.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        assert footer.paragraphs[0].alignment is side
        assert "PAGE" in footer.paragraphs[0]._p.xml


def test_fonts_and_sizes_are_those_of_the_standard(app: Flask, world: World) -> None:
    world.recorded()
    _issue(world)
    document = _document(app, world)
    normal = document.styles["Normal"]
    assert normal.font.size == Pt(16)
    assert {normal.element.rPr.rFonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia")} == {"仿宋"}
    title = next(line for line in document.paragraphs if line.text.startswith("关于"))
    assert title.alignment is WD_ALIGN_PARAGRAPH.CENTER
    assert (title.runs[0].font.size, title.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia"))) == (Pt(22), "方正小标宋简体")
    opening = next(line for line in document.paragraphs if line.text.startswith("你单位"))
    assert opening._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert opening.runs[0].font.size is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_are_official_chinese_in_either_language_of_the_pages(app: Flask, world: World, language: str) -> None:
    world.recorded()
    row = _issue(world)
    words = _words(_document(app, world, language))
    name = next(line for line in words if line.startswith("关于")).removeprefix("关于").partition("绿色制造")[0]
    assert words[0] == f"{SYMBOL}〔2026〕1号"
    assert words[2] == f"{name}："
    assert "《吉林省绿色制造梯度培育及管理实施细则》（吉工信资源规〔2024〕279号）第21条" in words[3]
    assert words[4] == f"一、备案编号：{row.number}。"
    assert "三、备案级别：国家级、省级。" in words
    assert "四、评价领域：绿色工厂、绿色工业园区、绿色供应链管理企业。" in words
    assert "五、备案日期：2026年6月1日。" in words
    assert words.index("吉林省工业和信息化厅") + 1 == words.index("2026年6月1日")
    assert f"核验码：{grouped(row.certificate_code)}" in words
    assert f"核验网址：https://hub.example/verify/{grouped(row.certificate_code)}" in words
    assert not re.search(r"[A-Za-z]{6,}", "".join(word for word in words if "核验" not in word))


def test_the_notice_carries_the_qr_code_as_a_picture(app: Flask, world: World) -> None:
    world.recorded()
    _issue(world)
    document = _document(app, world)
    assert len(document.inline_shapes) == 1
    assert round(document.inline_shapes[0].width.mm) == 35
    picture = next(part for part in document.part.package.iter_parts() if part.partname.endswith(".png"))
    assert picture.blob.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name", ["{{7*7}}评价公司", "<b>粗</b>&amp;“公司”&", "{% for x in y %}公司", "甲\n乙\t丙\r公司", "{{ department }}{# 公司 #}"]
)
def test_a_hostile_name_comes_out_as_it_is_written(app: Flask, world: World, name: str) -> None:
    institution, _owner = world.recorded()
    with world.write() as session:
        session.get_one(Institution, institution).name = name
    _issue(world)
    literal = " ".join(name.split())
    words = _words(_document(app, world))
    assert f"{literal}：" in words
    assert f"关于{literal}绿色制造第三方评价机构备案的通知" in words
    assert f"机构名称：{literal}" in words


def test_a_red_head_stands_only_where_the_office_has_set_one(app: Flask, world: World) -> None:
    world.recorded()
    _issue(world)
    assert "w:pBdr" not in _document(app, world).element.xml
    hub = app.extensions["hub"]
    heads = {"220000": NoticeHead(SYMBOL, "测试省工业和信息化厅文件")}
    app.extensions["hub"] = replace(hub, settings=replace(hub.settings, notices=heads))
    document = _document(app, world)
    head = next(line for line in document.paragraphs if line.text == "测试省工业和信息化厅文件")
    assert str(head.runs[0].font.color.rgb) == "FF0000"
    number = next(line for line in document.paragraphs if line.text.startswith(SYMBOL))
    assert number._p.pPr.find(qn("w:pBdr")) is not None
    assert sum(line.text.startswith(SYMBOL) for line in document.paragraphs) == 1


def test_a_trial_and_an_end_are_said_at_the_head(app: Flask, world: World) -> None:
    world.trial("370000")
    world.recorded("370000")
    _issue(world, None)
    assert any("标注试行" in line and "不具法律效力" in line for line in _words(_document(app, world))[:2])
    days_pass(world, 5)
    with world.write() as session:
        row = session.scalars(select(Recordal)).one()
        end_recordal(session, row, world.today, "退出", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    assert "（该备案已终止，自2026年6月6日起无效）" in _words(_document(app, world))


def test_nothing_of_the_template_is_left_and_no_macro_is_in_it(app: Flask, world: World) -> None:
    world.recorded()
    _issue(world)
    kept = io.BytesIO()
    _document(app, world).save(kept)
    with zipfile.ZipFile(kept) as parts:
        assert not any("vba" in name for name in parts.namelist())
        assert not re.search(r"\{\{|\{%", parts.read("word/document.xml").decode())
