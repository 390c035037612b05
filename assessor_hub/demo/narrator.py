"""The narrator: turns stories into acts, each at the instant and by the person that it would have had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor, actor_of
from assessor_hub.accounts.models import Role, User
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.clock import BEIJING, beijing_day
from assessor_hub.demo.after import befall
from assessor_hub.demo.answers import PAPERS, full_answers
from assessor_hub.demo.batches import send_projects
from assessor_hub.demo.declared import declare_one
from assessor_hub.demo.declared_list import declare_many
from assessor_hub.demo.papers import paper
from assessor_hub.demo.parties import ask_units
from assessor_hub.demo.people import People
from assessor_hub.demo.projects import declare_tie, file_all, leave_draft, try_beyond
from assessor_hub.demo.published import file_twins, publish_list
from assessor_hub.demo.reviews import go_on, mark_for_return
from assessor_hub.demo.stories import PASSWORD, STAFF, STORIES, Story
from assessor_hub.demo.tips import send_tips
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.installation import DEMO_MAIL
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import PersonName, SignUp, sign_up
from assessor_hub.jurisdictions.models import CommencementKind
from assessor_hub.jurisdictions.services import commence, standing_law
from assessor_hub.places import place_name
from assessor_hub.registration import services as registration
from assessor_hub.registration.certificates import issue_notice
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.models import Application
from assessor_hub.registration.queries import recordal_on
from assessor_hub.registration.review import decide
from assessor_hub.registration.versions import Signer
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.values import Ground
from assessor_hub.sanctions.services import Ruling
from assessor_hub.sanctions.services import decide as decide_ban
from assessor_hub.staffing.services import Claim, put_member
from assessor_hub.summaries.services import save as save_summary

RECORDED_DAYS_AGO = 240
REASONS = {
    ApplicationVerb.RETURN: "一名高级职称人员的专业为会计，不属于相关专业；请补充能源、环境等相关专业高级职称人员的证明材料后重新提交。",
    ApplicationVerb.REFUSE: "经核实，中级职称以上专职人员为9人，不足10人，不符合吉林省实施细则第二十条第（三）项。",
    ApplicationVerb.RECORD: "材料齐全，经核对职称、劳动合同及社保证明，符合条件，予以备案。",
}


class Narrator:
    """Tells all stories in one session, as of ``now``."""

    def __init__(self, session: Session, hub: Any, now: datetime) -> None:
        self.session, self.hub, self.now = session, hub, now
        self.people = People()
        self.heads: dict[str, PersonName] = {}
        self.rosters: dict[str, list[Claim]] = {}
        self.staff: dict[str, Actor] = {}

    @property
    def law(self) -> LawBook:
        """The packs under the acts recorded so far."""
        return standing_law(self.session, self.hub.packs)

    def ago(self, days: int) -> datetime:
        """Ten in the morning, Beijing, so many days ago."""
        return datetime.combine(beijing_day(self.now) - timedelta(days=days), time(10), BEIJING)

    def tell(self) -> None:
        """Staff and packs first, then each institution, then what the public reports."""
        self.set_the_scene()
        for place, story in enumerate(STORIES):
            self.tell_of(story, place)
        file_twins(self)
        for story in STORIES[:2]:  # two institutions of one head, whose cap is reached
            try_beyond(self, story)
        declare_many(self, "jilin-a")
        declare_one(self, "jilin-a")
        befall(self)
        ask_units(self, STORIES[0].name, self.owner_of(STORIES[0].key))
        leave_draft(self)
        send_tips(self)
        publish_list(self)
        send_projects(self)

    def set_the_scene(self) -> None:
        """The staff of the departments, and the packs in force or on trial."""
        self._staff()
        self._packs()

    def _staff(self) -> None:
        for key, name, role, code in STAFF:
            at = self.ago(RECORDED_DAYS_AGO + 90)
            user = create_user(
                self.session, email=f"{key}@{DEMO_MAIL}", name=name, password=PASSWORD, by=SYSTEM, now=at
            )
            grant(self.session, user, Role(role), by=SYSTEM, now=at, jurisdiction=code)
            if key == "handler":
                grant(self.session, user, Role.REPORT_HANDLER, by=SYSTEM, now=at, jurisdiction="220000")
            self.session.refresh(user)
            self.staff[key] = actor_of(user)

    def _packs(self) -> None:
        """Drafts go into a labelled trial; the unconfirmed text is confirmed from its repost's date while it lasts."""
        administrator, at = self.staff["administrator"], self.ago(RECORDED_DAYS_AGO + 80)
        for code, pack in self.hub.packs.packs.items():
            if pack.document.status == "unconfirmed" and pack.document.effective_from < beijing_day(at):
                kind, first = CommencementKind.IN_FORCE, pack.document.effective_from
            elif pack.document.status in {"pending", "unconfirmed"}:
                kind, first = CommencementKind.TRIAL, beijing_day(at)
            else:
                continue
            commence(
                self.session, self.hub.packs, code, kind, first, number=pack.document.number or "演示试行",
                source="演示环境：管理员确认" if kind is CommencementKind.IN_FORCE else "演示环境：征求意见稿标注试行",
                by=administrator, now=at,
            )

    def tell_of(self, story: Story, place: int) -> None:
        """One institution, from its sign-up on; ``place`` moves its days a little."""
        began = self.ago(RECORDED_DAYS_AGO + 20 - place if story.ending == "recorded" else 30 - place)
        institution, owner = self._sign_up(story, began)
        application = self._apply(story, owner, began)
        if story.ending != "draft":
            self._hand_in(story, application, owner, began + timedelta(days=2))
        if story.ending != "recorded":
            return
        declare_tie(self, story, institution, owner, began + timedelta(days=29))
        file_all(self, story, owner, began + timedelta(days=30))
        if story.summary:
            self._summarise(story, institution, owner)
        if story.ban:
            self._ban(story, institution)

    def _sign_up(self, story: Story, at: datetime) -> tuple[Institution, Actor]:
        head = self.heads.setdefault(story.head, self.people.person(story.head))
        form = SignUp(
            uscc=story.uscc, name=story.name, kind=story.kind, registered_code=story.registered,
            address=f"{place_name(story.registered)}示范路{100 + len(self.heads)}号",
            phone=story.phone or f"0431-{60000100 + len(self.heads)}",
            head=head, email=f"{story.key}@{DEMO_MAIL}", contact=f"{story.head}（{story.key}）", password=PASSWORD,
        )
        institution, owner = sign_up(self.session, self.hub.vault, form, now=at)
        self.session.refresh(owner)
        return institution, actor_of(owner)

    def _apply(self, story: Story, owner: Actor, at: datetime) -> Application:
        application = registration.open_application(self.session, self.law, story.jurisdiction, by=owner, now=at)
        claims = self.people.staff(
            titled=story.titled, senior=story.senior, unrelated_senior=story.unrelated_senior,
            uncovered=story.uncovered, since=beijing_day(at) - timedelta(days=400),
            insured=beijing_day(self.now) - timedelta(days=40),
        )
        self.rosters[story.key] = claims
        if story.shares:
            claims = [*claims, self.rosters[story.shares][-2]]
        for claim in claims:
            put_member(self.session, self.hub.vault, application.institution, claim, by=owner, now=at)
        self._fill_in(story, application, owner, at)
        return application

    def renew(self, key: str, at: datetime) -> None:
        """Apply for renewal beside the live recordal, with the works of today; it is recorded."""
        story = next(one for one in STORIES if one.key == key)
        owner = self.owner_of(key)
        application = registration.open_application(self.session, self.law, story.jurisdiction, by=owner, now=at)
        self._fill_in(story, application, owner, at)
        self._hand_in(story, application, owner, at + timedelta(days=2))

    def _fill_in(self, story: Story, application: Application, owner: Actor, at: datetime) -> None:
        papers = self._papers(story, application, owner, at)
        answers = full_answers(story, beijing_day(at), papers)
        for step in ("profile", "premises", "track_record", "commitments"):
            part = getattr(answers, step)
            registration.save_step(self.session, application, step, part, by=owner, now=at)

    def _papers(self, story: Story, application: Application, owner: Actor, at: datetime) -> dict[DocumentKind, int]:
        """One document of each kind, by its kind."""
        stored = {}
        for kind, title in PAPERS.items():
            [row] = store_documents(
                self.session, self.hub.vault, self.hub.store, [Upload(title, paper(f"{story.key} {kind}"))],
                owner_kind=OwnerKind.APPLICATION, owner_id=application.id, kind=kind, by=owner, now=at,
            )
            stored[kind] = row.id
        return stored

    def _hand_in(self, story: Story, application: Application, owner: Actor, at: datetime) -> None:
        registration.submit(self.session, self.law, application, Signer("", "", is_head=True), by=owner, now=at)
        verb = {
            "returned": ApplicationVerb.RETURN, "refused": ApplicationVerb.REFUSE, "recorded": ApplicationVerb.RECORD,
        }.get(story.ending)
        if verb is ApplicationVerb.RETURN:
            mark_for_return(self, story.key, application, at + timedelta(days=4))
        if verb is not None:
            self._decide(story, application, verb, at + timedelta(days=5))
        elif story.ending == "submitted":
            go_on(self, story.key, application, owner, at + timedelta(days=5))
        elif story.ending == "withdrawn":
            registration.withdraw(self.session, application, by=owner, now=at + timedelta(days=3))

    def _decide(self, story: Story, application: Application, verb: ApplicationVerb, at: datetime) -> None:
        law = self.law
        judged = verdicts(self.session, law, application, beijing_day(at))
        sure = tuple(level for level, verdict in judged.items() if verdict.met)
        recordal = decide(
            self.session, law, application, verb, revision=application.revision, reason=REASONS[verb],
            by=self.approver(story.jurisdiction), now=at, levels=sure if verb is ApplicationVerb.RECORD else (),
            although_unchecked=True,
        )
        office = self.hub.settings.notices.get(story.jurisdiction)
        if recordal is not None and office is not None:
            issue_notice(
                self.session, recordal, office.symbol, by=self.approver(story.jurisdiction), now=at + timedelta(days=1)
            )

    def approver(self, jurisdiction: str) -> Actor:
        """Who decides in a jurisdiction."""
        return next(
            actor for actor in self.staff.values() if (Role.APPROVER, jurisdiction) in actor.scopes
        )

    def _summarise(self, story: Story, institution: Institution, owner: Actor) -> None:
        recordal = recordal_on(
            self.session, institution.id, story.jurisdiction, beijing_day(self.now)
        )
        assert recordal is not None  # a summary's story ends recorded
        save_summary(
            self.session, self.law, recordal, beijing_day(self.now).year, file=story.summary == "filed",
            narrative="本年度按照《绿色制造第三方评价工作要求》开展评价，项目档案齐全，未发生投诉。", difficulties="部分企业计量数据不完整。",
            plan="下一年度加强生命周期评价人员培养。", by=owner, now=self.now - timedelta(minutes=30),
        )

    def _ban(self, story: Story, institution: Institution) -> None:
        year = beijing_day(self.now).year
        served = max(beijing_day(self.now) - timedelta(days=40), date(year, 1, 1))
        ruling = Ruling(
            ground=Ground(story.ban), number=f"演示绿评决〔{served.year}〕{len(story.key)}号",
            facts="演示案例：经核实，评价报告引用的监测数据与企业原始记录不一致，机构未如实说明。" if story.ban == "fraud"
            else "演示案例：年度评价质量评估结果为差，抽查的评价报告关键指标计算错误。",
            notice_on=served - timedelta(days=25), decided_on=served - timedelta(days=3), served_on=served,
        )
        decide_ban(
            self.session, self.law, institution, story.jurisdiction, ruling,
            by=self.approver(story.jurisdiction), now=self.now,
        )

    def owner_of(self, key: str) -> Actor:
        """The owner of a story's institution."""
        user = self.session.scalars(select(User).where(User.email == f"{key}@{DEMO_MAIL}")).one()
        return actor_of(user)

    def days(self, first: datetime, count: int) -> Iterator[datetime]:
        """``count`` instants of this Beijing year from ``first`` on, in order, none in the future."""
        new_year = datetime.combine(date(beijing_day(self.now).year, 1, 1), time(0, 30), BEIJING)
        begin = max(first, new_year)
        step = (self.now - timedelta(minutes=40) - begin) / max(count, 1) / 3
        for place in range(count):
            yield begin + step * place
