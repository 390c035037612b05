"""The projects of a story: filed in this year, each brought as far as the story says."""

from __future__ import annotations

import itertools
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from stdnum.cn import uscc

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import beijing_day
from assessor_hub.demo.evaluation_reports import issue
from assessor_hub.demo.stories import UNITS, Filed, Story
from assessor_hub.institutions.independence import Conflict, declare
from assessor_hub.institutions.models import ConflictKind, Institution
from assessor_hub.places import cities
from assessor_hub.projects.drafts import save_draft
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.filing import Filing, file_project
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.projects.refusals import note_refusal
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import UnitKind

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

_SUFFIX = {UnitKind.FACTORY: "有限公司", UnitKind.PARK: "工业园区管理委员会", UnitKind.SUPPLY_CHAIN: "集团有限公司"}
_PATHS: dict[str, tuple[ProjectVerb, ...]] = {
    "submitted": (),
    "returned": (ProjectVerb.RETURN,),
    "refused": (ProjectVerb.REFUSE,),
    "withdrawn": (ProjectVerb.REGISTER, ProjectVerb.WITHDRAW),
    "registered": (ProjectVerb.REGISTER,),
    "reported": (ProjectVerb.REGISTER, ProjectVerb.REPORT),
    "accepted": (ProjectVerb.REGISTER, ProjectVerb.REPORT, ProjectVerb.ACCEPT),
    "not_accepted": (ProjectVerb.REGISTER, ProjectVerb.REPORT, ProjectVerb.NOT_ACCEPT),
}
_REASONS = {
    ProjectVerb.RETURN: "请补充被评价单位所在园区名称后重新提交。",
    ProjectVerb.REFUSE: "该单位本年度已由其他机构登记同级评价项目，经核实系重复登记。",
    ProjectVerb.WITHDRAW: "委托方调整申报计划，双方协商终止合同。",
    ProjectVerb.ACCEPT: "报告内容完整，数据核对一致。",
    ProjectVerb.NOT_ACCEPT: "能耗边界划分与标准不符，评价结论不予采信。",
}


def file_all(narrator: Narrator, story: Story, owner: Actor, first: datetime) -> None:
    """File every batch of a story, in order, and bring each project on its way."""
    batches = [batch for batch in story.filed for _ in range(batch.count)]
    instants = narrator.days(first, len(batches))
    for place, (batch, instant) in enumerate(zip(batches, instants, strict=True)):
        waiting = batch.reach in {"submitted", "returned"}  # what waits for somebody is recent, or it would have lapsed
        at = max(instant, narrator.now - timedelta(days=3)) + timedelta(minutes=place) if waiting else instant
        filed = file_project(narrator.session, narrator.law, _filing(story, batch, place, at), by=owner, now=at)
        project = narrator.session.get_one(Project, filed.project_id)
        for step, verb in enumerate(_PATHS[batch.reach], 1):
            _step(narrator, story, project, verb, owner, at + timedelta(minutes=5 * step))
        if batch.reach == "reported" and place % 2:
            issue(narrator, project, owner, at + timedelta(minutes=30), "附表三的综合能耗按更正后的折标系数重新计算。")


def try_beyond(narrator: Narrator, story: Story) -> None:
    """File one more in the institution's own city for a head whose cap is reached: nothing but the refusal is kept."""
    owner, filed = narrator.owner_of(story.key), sum(batch.count for batch in story.filed)
    nexts = (_filing(story, story.filed[0], place, narrator.now) for place in itertools.count(filed))
    filing = next(one for one in nexts if one.unit_city == story.registered)
    try:
        with narrator.session.begin_nested():
            file_project(narrator.session, narrator.law, filing, by=owner, now=narrator.now)
    except FilingRefused as refused:
        note_refusal(narrator.session, refused, by=owner, now=narrator.now, filing=filing)


def _filing(story: Story, batch: Filed, place: int, at: datetime) -> Filing:
    city = [code for code in cities() if code[:2] == story.jurisdiction[:2]]
    where = story.jurisdiction if story.jurisdiction[2:] != "0000" else city[place % len(city)]
    number = sum(map(ord, story.key)) % 500 + place
    stem = f"91{where}MA7UN{number:04}"
    name = f"{cities()[where].removesuffix('市')}{UNITS[number % len(UNITS)]}{_SUFFIX[batch.kind]}"
    return Filing(
        level=batch.level, unit_kind=batch.kind, unit_name=name, unit_uscc=stem + uscc.calc_check_digit(stem),
        unit_city=where, work_from=beijing_day(at), request_key=f"demo-{story.key}-{place}",
    )


def leave_draft(narrator: Narrator) -> None:
    """A project that somebody began to write yesterday and has not filed."""
    answers = {"level": "national", "unit_kind": "park", "unit_name": "长春示范循环经济园区", "unit_city": "220100"}
    save_draft(
        narrator.session, answers, request_key=secrets.token_urlsafe(24), revision=0, by=narrator.owner_of("jilin-a"),
        now=narrator.ago(1),
    )


def declare_tie(narrator: Narrator, story: Story, institution: Institution, owner: Actor, at: datetime) -> None:
    """Declare the conflict of interest that the story tells of, before its unit is filed."""
    batches = [batch for batch in story.filed for _ in range(batch.count)]
    if story.tied_to is None:
        return
    unit = _filing(story, batches[story.tied_to], story.tied_to, at)
    tie = Conflict(
        unit.unit_uscc, unit.unit_name, ConflictKind.SELF_EVALUATION, beijing_day(at) - timedelta(days=60), None,
        "曾协助该单位编制自评价报告。",
    )
    declare(narrator.session, institution, tie, by=owner, now=at)


def _step(
    narrator: Narrator, story: Story, project: Project, verb: ProjectVerb, owner: Actor, at: datetime
) -> None:
    if verb is ProjectVerb.REPORT:
        issue(narrator, project, owner, at)
        return
    who = owner if verb is ProjectVerb.WITHDRAW else narrator.approver(story.jurisdiction)
    move(
        narrator.session, narrator.law, project, verb, revision=project.revision, reason=_REASONS.get(verb, ""),
        by=who, now=at,
    )
