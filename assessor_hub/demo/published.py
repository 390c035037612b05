"""A list that Jilin published, compared with the filings: every outcome, two names that a person explained, a question."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from assessor_hub.clock import beijing_day
from assessor_hub.documents.intake import Upload
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.filing import Filing, file_project
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.reconciliation import services
from assessor_hub.reconciliation.confirmations import Word, ask_institution, confirm_assessor
from assessor_hub.reconciliation.list_words import Whole
from assessor_hub.reconciliation.models import PublishedRow
from assessor_hub.reconciliation.queries import result_of
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level, UnitKind

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

JILIN = "220000"
TWIN = "长春同心精铸有限公司"  # two units of one name
HEADINGS = ("序号", "工厂名称", "统一社会信用代码", "类型", "地区", "第三方评价机构名称")
KINDS = {UnitKind.FACTORY: "绿色工厂", UnitKind.PARK: "绿色工业园区", UnitKind.SUPPLY_CHAIN: "绿色供应链管理企业"}
BRANCH = "吉林衡绿低碳评价技术有限公司长春分公司"
_Row = tuple[str, str, str, str, str]  # unit, code, kind, place, assessor


def publish_list(narrator: Narrator) -> None:
    """Import the list as a reviewer does, say what one name means, and ask one institution."""
    session, now, law, reviewer = narrator.session, narrator.now, narrator.law, narrator.staff["jl-reviewer"]
    vault, year = narrator.hub.vault, beijing_day(now).year
    source = services.Source(
        f"{year}年度吉林省绿色制造名单（演示）", f"吉工信绿色〔{year}〕0号", beijing_day(now) - timedelta(days=2),
        "https://gxt.jl.example/演示/名单",
    )
    whole = Whole(year=year, level=Level.NATIONAL, place=JILIN)
    upload = Upload("绿色制造名单.xlsx", _file(source.title, [*_filed_rows(session, year), *_other_rows()]))
    sent = services.send_list(session, vault, upload, source, whole, JILIN, by=reviewer, now=now)
    services.take_in(session, vault, sent, leave_out=True, by=reviewer, now=now)
    rows = {
        row.unit_name: row for row in session.scalars(select(PublishedRow).where(PublishedRow.list_id == sent.id))
    }
    said = Word(_institution(session, "松江绿能咨询（吉林）有限公司").uscc, "机构来函说明：名单漏写“咨询”二字。")
    confirm_assessor(session, result_of(session, law, rows["白城鑫源铸造有限公司"]), said, by=reviewer, now=now)
    asked = rows["长春乾安装备有限公司"]
    ask_institution(session, asked, result_of(session, law, asked), by=reviewer, now=now)


def _filed_rows(session: Session, year: int) -> list[_Row]:
    """What is filed: by its code, in another spelling, as another institution's, with one letter wrong."""
    wanted = select(Project).where(
        Project.jurisdiction == JILIN, Project.year == year, Project.level == Level.NATIONAL
    )
    projects = list(session.scalars(wanted.order_by(Project.id)))
    first = [one for one in projects if one.institution.name.startswith("吉林衡绿")]
    second = [one for one in projects if one.institution.name.startswith("松江绿能")]
    rows = [_row(one) for one in first]
    rows[1] = _row(first[1], unit=first[1].unit_name.replace("有限公司", " 有限责任公司"), code="",
                   assessor="吉林衡绿低碳评价技术〔有限责任公司〕")
    rows += [_row(one, assessor="松江绿能咨询(吉林)有限公司") for one in second]
    rows[-1] = _row(second[-1], assessor="辽源绿衡评价有限公司")
    rows[-2] = _row(second[-2], unit=second[-2].unit_name.replace("材料", "才料"), code="")
    return rows


def _row(project: Project, *, unit: str = "", code: str | None = None, assessor: str = "") -> _Row:
    return (
        unit or project.unit_name, project.unit_uscc if code is None else code, KINDS[project.unit_kind], "吉林省",
        assessor or project.institution.name,
    )


def _other_rows() -> list[_Row]:
    """What is not filed, whom nobody knows, what is not certain, and a row that cannot be taken."""
    factory, songjiang = KINDS[UnitKind.FACTORY], "松江绿能咨询（吉林）有限公司"
    return [
        ("长春乾安装备有限公司", "", factory, "长春市", "吉林衡绿低碳评价技术有限公司"),
        ("四平铁东轴承有限公司", "", factory, "四平市", songjiang),
        ("白城鑫源铸造有限公司", "", factory, "白城市", "松江绿能（吉林）有限公司"),
        ("通化二道江制药有限公司", "", factory, "通化市", BRANCH),
        ("松原宁江食品有限公司", "", factory, "松原市", "关东质量认证中心"),
        (TWIN, "", factory, "长春市", "吉林衡绿低碳评价技术有限公司"),
        ("辽源龙山纺织有限公司", "", factory, "辽源市", "/"),
    ]


def file_twins(narrator: Narrator) -> None:
    """Two institutions each file a unit of the same name."""
    session, law, at = narrator.session, narrator.law, next(narrator.days(narrator.ago(10), 1))
    for number, key in enumerate(("jilin-g", "jilin-h")):
        stem = f"91220100MA7TW000{number}"
        filing = Filing(
            level=Level.NATIONAL, unit_kind=UnitKind.FACTORY, unit_name=TWIN,
            unit_uscc=stem + uscc.calc_check_digit(stem), unit_city="220100", work_from=beijing_day(at),
            request_key=f"demo-twin-{number}",
        )
        made = file_project(session, law, filing, by=narrator.owner_of(key), now=at)
        project = session.get_one(Project, made.project_id)
        move(session, law, project, ProjectVerb.REGISTER, revision=project.revision, reason="",
             by=narrator.approver(JILIN), now=at)


def _file(title: str, rows: list[_Row]) -> bytes:
    """The file as a department publishes it: a title over all columns, the numbers of the rows, its own headings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("附件")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, title)
        sheet.write_row(1, 0, HEADINGS)
        for number, cells in enumerate(rows, 1):
            sheet.write_row(number + 1, 0, [str(number), *cells])
    return out.getvalue()


def _institution(session: Session, name: str) -> Institution:
    return session.scalars(select(Institution).where(Institution.name == name)).one()
