"""The notice of recordal (备案通知) as a .docx: its words, always Chinese, in the layout of GB/T 9704."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from flask_babel import force_locale
from jinja2.sandbox import SandboxedEnvironment

from assessor_hub.registration.certificates import has_ended
from assessor_hub.registration.codes import grouped
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.keys import RECORDAL
from assessor_hub.rules.values import Level
from assessor_hub.settings import NoticeHead
from assessor_hub.web.shared.context import hub, law, today
from assessor_hub.web.shared.demo import is_demo
from assessor_hub.web.shared.notice_layout import template
from assessor_hub.web.shared.verification import qr_png, verification_url
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.law import article

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURE = Mm(35)
OPENING = "你单位提交的绿色制造第三方评价机构备案申请收悉。依据{basis}，经审核，现予备案。有关事项通知如下："
CLOSING = "备案是否有效，以登记系统核验的结果为准，核验方式见附件。"
ANNEX = "备案核验信息"
DEMONSTRATION = "（演示环境：机构为虚构，本通知不具法律效力）"
TRIAL = "（标注试行：所依据的文本尚未生效，本通知不具法律效力）"


def notice_docx(recordal: Recordal) -> bytes:
    """The notice of a recordal whose notice is issued."""
    filled = DocxTemplate(io.BytesIO(template()))
    picture = InlineImage(filled, io.BytesIO(qr_png(verification_url(recordal))), width=PICTURE)
    with force_locale("zh"):  # the language of the document, whatever the page's is
        words = {**_words(recordal), **_lines(recordal), "picture": picture}
    filled.render(words, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    made = io.BytesIO()
    filled.save(made)
    return made.getvalue()


def _words(recordal: Recordal) -> dict[str, Any]:
    assert recordal.notice_on is not None  # the caller hands in an issued notice
    name, head = plain(recordal.notice_addressee or ""), law().packs[recordal.jurisdiction].head
    ended = has_ended(recordal, today()) and recordal.ended_on
    return {
        "red_head": plain(hub().settings.notices.get(recordal.jurisdiction, NoticeHead()).red_head or ""),
        "number": recordal.notice_number, "no_effect": _no_effect(recordal),
        "ended": f"（该备案已终止，自{official_day(ended)}起无效）" if ended else "",
        "title": f"关于{name}绿色制造第三方评价机构备案的通知", "addressee": name,
        "opening": OPENING.format(basis=_basis(recordal)), "closing": CLOSING, "annex": ANNEX,
        "department": head.department.zh, "date": official_day(recordal.notice_on),
    }


def _no_effect(recordal: Recordal) -> str:
    return DEMONSTRATION if is_demo() else TRIAL if recordal.trial else ""


def _lines(recordal: Recordal) -> dict[str, list[str]]:
    levels = "、".join(label(Level(level)) for level in recordal.levels)
    fields = "、".join(label(kind) for kind in recordal.kinds)
    number, name = f"备案编号：{recordal.number}", plain(recordal.notice_addressee or "")
    return {
        "lines": [
            f"一、{number}。", f"二、统一社会信用代码：{recordal.institution.uscc}。", f"三、备案级别：{levels}。",
            f"四、评价领域：{fields}。", f"五、备案日期：{official_day(recordal.recorded_on)}。",
        ],
        "annex_lines": [
            f"机构名称：{name}", number, f"核验码：{grouped(recordal.certificate_code)}",
            f"核验网址：{verification_url(recordal)}", "扫描下方二维码，或者在核验网页录入核验码，可查询备案是否有效。",
        ],
    }


def _basis(recordal: Recordal) -> str:
    """The text by its title and number, with the clause of its own that asks for the recordal or takes it over."""
    document = law().packs[recordal.jurisdiction].document
    stated = law().read(recordal.jurisdiction, recordal.recorded_on).get(RECORDAL)
    clause = stated.through if stated.inherited else stated.article
    number = f"（{document.number}）" if document.number else ""
    return f"《{document.title.zh}》{number}{article(clause) if clause else ''}"


def official_day(day: date) -> str:
    """A day as GB/T 9704 writes it, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain(text: str) -> str:
    """Words on one line, without what XML cannot hold."""
    kept = "".join(sign if unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"} else " " for sign in text)
    return " ".join(kept.split())
