"""What a story's institution answers: complete, with the documents that show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from assessor_hub.demo.stories import Story
from assessor_hub.documents.models import DocumentKind
from assessor_hub.places import place_name
from assessor_hub.registration.answers import Answers, Commitments, Experience, Premises, Profile
from assessor_hub.rules.values import UnitKind

PAPERS = {
    DocumentKind.LEGAL_PERSON: "营业执照.pdf",
    DocumentKind.PREMISES: "办公场所租赁合同.pdf",
    DocumentKind.FINANCE_RULES: "财务管理制度.pdf",
    DocumentKind.QUALITY_SYSTEM: "质量管理体系认证证书.pdf",
    DocumentKind.INTERNAL_RULES: "内部管理制度汇编.pdf",
    DocumentKind.CREDIT_RECORD: "信用记录查询结果.pdf",
    DocumentKind.STAFF: "人员证明汇编.pdf",
    DocumentKind.TRACK_RECORD: "业绩合同及验收材料.pdf",
}


def full_answers(story: Story, day: date, papers: Mapping[DocumentKind, int]) -> Answers:
    """The answers of ``day``; ``papers`` are the ids of the documents by kind."""
    return Answers(
        profile=_profile(story, day), premises=_premises(story, day), track_record=_works(day, papers),
        commitments=_commitments(day, papers),
    )


def _profile(story: Story, day: date) -> Profile:
    branch: dict[str, Any] = {
        "branch_code": story.branch, "branch_address": f"{place_name(story.branch)}示范街8号", "branch_head": "安知行",
        "branch_since": day - timedelta(days=900),
    } if story.branch else {}
    return Profile(
        legal_person=True, platform_account=f"gm-{story.key}", fields=list(UnitKind),
        ability_factory="能源、环境专业评价人员6名，近三年完成绿色工厂评价12项。",
        ability_park="园区规划与环境专业评价人员4名，近三年完成绿色工业园区评价3项。",
        ability_supply_chain="生命周期评价与供应链管理人员3名，近三年完成绿色供应链评价4项。", **branch,
    )


def _premises(story: Story, day: date) -> Premises:
    place = story.branch or story.registered
    return Premises(
        code=place, address=f"{place_name(place)}示范路18号5层", right="leased", until=day + timedelta(days=1000),
        office=True, finance_rules=True, quality_system=True, quality_standard="GB/T 19001-2016",
        quality_certificate="QMS-0000-2026", quality_issuer="示范认证中心有限公司", quality_until=day + timedelta(days=300),
    )


def _works(day: date, papers: Mapping[DocumentKind, int]) -> list[Experience]:
    proof = papers[DocumentKind.TRACK_RECORD]
    return [
        Experience(
            kind="assessment", title="绿色工厂第三方评价项目", role="lead", level="provincial",
            done_on=day - timedelta(days=300), document=proof,
        ),
        Experience(
            kind="standard", title="绿色供应链管理评价要求行业标准", role="lead", level="industry",
            done_on=day - timedelta(days=700), document=proof,
        ),
    ]


def _commitments(day: date, papers: Mapping[DocumentKind, int]) -> Commitments:
    rules = papers[DocumentKind.INTERNAL_RULES]
    return Commitments(
        internal_rules=["management", "work_procedure", "staff", "expert_review"], document_management=rules,
        document_work_procedure=rules, document_staff=rules, document_expert_review=rules, clean_record=True,
        clean_checked_on=day, conduct=True, truthful=True,
    )
