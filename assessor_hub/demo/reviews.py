"""Reviews under way: two versions with marks between them, a checklist begun, a city's opinion, a proposal that waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assessor_hub.accounts.actor import Actor
from assessor_hub.registration import services as registration
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.checklist import checklist, fill_in
from assessor_hub.registration.desk import take
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.marks import mark
from assessor_hub.registration.models import Application
from assessor_hub.registration.opinions import give_opinion
from assessor_hub.registration.proposals import switch_four_eyes
from assessor_hub.registration.review import decide, propose
from assessor_hub.registration.review_models import Stance
from assessor_hub.registration.versions import Signer
from assessor_hub.rules.lifecycle import ApplicationVerb

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator

SIGNED = Signer("", "", is_head=True)
MARKS = {
    "jilin-c": (("roster", "", "一名高级职称人员的专业为会计，请补充相关专业高级职称人员。"),),
    "beijing-a": (
        ("premises", "address", "请写明楼层和房间号，与租赁合同一致。"),
        ("profile", "platform_account", "所填账号在国家管理平台查询不到，请核对。"),
    ),
}


def mark_for_return(narrator: Narrator, key: str, application: Application, at: datetime) -> None:
    """What the reviewer marks before the application goes back."""
    for step, field, remark in MARKS.get(key, ()):
        mark(narrator.session, application, step, field, remark, by=narrator.staff["jl-reviewer"], now=at)


def go_on(narrator: Narrator, key: str, application: Application, owner: Actor, at: datetime) -> None:
    """How the review of a submitted application went on from ``at``."""
    if key == "beijing-a":
        _corrected(narrator, application, owner, at)
    elif key == "shandong-c":
        _proposed(narrator, application, at)


def _corrected(narrator: Narrator, application: Application, owner: Actor, at: datetime) -> None:
    """Returned with marks, corrected and handed in again; a reviewer has it on the desk and began the checklist."""
    session, reviewer = narrator.session, narrator.staff["jl-reviewer"]
    take(session, application, by=reviewer, now=at)
    mark_for_return(narrator, "beijing-a", application, at)
    decide(
        session, narrator.law, application, ApplicationVerb.RETURN, revision=application.revision,
        reason="办公场所地址和平台账号需补正，见标注。", by=reviewer, now=at + timedelta(hours=2),
    )
    later = at + timedelta(days=4)
    answers = Answers.model_validate(application.answers)
    parts = {
        "profile": answers.profile.model_copy(update={"platform_account": "gm-beijing-a-2026"}),
        "premises": answers.premises.model_copy(update={"address": f"{answers.premises.address}503室"}),
    }
    for step, part in parts.items():
        registration.save_step(session, application, step, part, by=owner, now=later)
    registration.submit(session, narrator.law, application, SIGNED, by=owner, now=later + timedelta(hours=1))
    judged = verdicts(session, narrator.law, application, later.date())
    lines = checklist(session, application, judged)
    given = {line.name: (True, "") for line in lines[:4]}
    fill_in(session, application, lines, given, by=reviewer, now=later + timedelta(days=1))


def _proposed(narrator: Narrator, application: Application, at: datetime) -> None:
    """Two persons decide in the province; the city has spoken, and a refusal is proposed."""
    session, reviewer = narrator.session, narrator.staff["sd-reviewer"]
    switch_four_eyes(
        session, application.jurisdiction, True, "演示：备案决定实行双人审查。",
        by=narrator.approver(application.jurisdiction), now=at - timedelta(days=1),
    )
    give_opinion(
        session, application, Stance.OBJECT, "经现场了解，分支机构有一名专职人员未缴纳社会保险。",
        by=narrator.staff["jinan"], now=at + timedelta(days=2),
    )
    take(session, application, by=reviewer, now=at + timedelta(days=2))
    propose(
        session, narrator.law, application, ApplicationVerb.REFUSE, revision=application.revision,
        reason="一名专职人员未缴纳社会保险，建议不予备案。", by=reviewer, now=at + timedelta(days=3),
    )
