"""What the public reported in the demonstration: a real-name report, one under way, and a lead."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from assessor_hub.demo.papers import paper, photograph
from assessor_hub.documents.intake import Upload
from assessor_hub.rules.lifecycle import TipVerb
from assessor_hub.whistleblowing.models import Tip, TipSubject
from assessor_hub.whistleblowing.services import Report, move, receive

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

_REPORTS = (
    Report(
        subject=TipSubject.ASSESSOR, subject_name="长春北辰环境评估有限公司", project_number="", city="220100",
        allegation="fraud", account="评价报告中的现场核查照片并非本厂拍摄，现场核查当日评价人员没有到厂。",
        name="演示举报人甲", contact="000-0000-0001", uploads=[Upload("现场记录.pdf", paper("site record")), Upload("现场照片.jpg", photograph())],
    ),
    Report(
        subject=TipSubject.ASSESSOR, subject_name="松江绿能咨询（吉林）有限公司", project_number="", city="220100",
        allegation="conduct", account="签约时承诺“保过”，并要求同时购买体系认证服务。",
        name="演示举报人乙", contact="000-0000-0002", uploads=[Upload("合同节选.pdf", paper("contract extract"))],
    ),
    Report(
        subject=TipSubject.LISTED_UNIT, subject_name="长春示例制造有限公司", project_number="", city="220100",
        allegation="concealment", account="停产多月仍按满负荷数据填报。", name="", contact="", lead_agreed=True,
    ),
)


def send_tips(narrator: Narrator) -> None:
    """Send the reports; the second one has been accepted for verification."""
    hub, law = narrator.hub, narrator.law
    for place, report in enumerate(_REPORTS):
        at = narrator.ago(12 - 4 * place)
        receipt = receive(narrator.session, hub.vault, hub.store, law, report, now=at)
        if place == 1:
            tip = narrator.session.scalars(select(Tip).where(Tip.number == receipt.number)).one()
            move(
                narrator.session, tip, TipVerb.ACCEPT, "材料齐全，已受理，正在向有关机构调取合同核实。",
                by=narrator.staff["handler"], now=at + timedelta(days=3),
            )
