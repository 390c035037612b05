"""Building blocks of a small world: institutions with staff, staff of departments, recordals, filings."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric, uscc

from assessor_hub.accounts.actor import SYSTEM, Actor, actor_of
from assessor_hub.accounts.models import Role, User
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.clock import beijing_day
from assessor_hub.db import transaction
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.extensions import db
from assessor_hub.institutions.models import InstitutionKind
from assessor_hub.institutions.services import PersonName, SignUp, sign_up
from assessor_hub.jurisdictions.models import CommencementKind
from assessor_hub.jurisdictions.services import commence, standing_law
from assessor_hub.projects.filing import Filing, file_project
from assessor_hub.registration import services as registration
from assessor_hub.registration.answers import Answers, Commitments, Experience, Premises, Profile
from assessor_hub.registration.checklist import checklist, fill_in
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.models import Application
from assessor_hub.registration.review import decide
from assessor_hub.registration.versions import Signer
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.rules.staffing import TitleLevel
from assessor_hub.rules.values import Level, Specialty, UnitKind
from assessor_hub.staffing.services import Claim, put_member

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)  # ten in the morning, Beijing
SIGNED_BY_HEAD = Signer("", "", is_head=True)
PASSWORD = "correct horse battery"


@dataclass
class World:
    """An application's database with what a test puts into it. ``now`` moves only when a test moves it."""

    app: Flask
    now: datetime = NOW
    serial: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def hub(self) -> Any:
        return self.app.extensions["hub"]

    @property
    def today(self) -> date:
        return beijing_day(self.now)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for set-up and asserts, closed before the next request."""
        with self.app.app_context():
            yield db.session()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction for set-up."""
        with self.session() as session, transaction(session):
            yield session

    def law(self, session: Session) -> LawBook:
        return standing_law(session, self.hub.packs)

    def person(self, name: str = "测试人") -> PersonName:
        number = next(self.serial)
        head = f"220000{1950 + number // 900}0101{number % 900 + 1:03}"
        return PersonName(name, IdKind.RESIDENT_ID, head + ric.calc_check_digit(head + "0"))


    def code(self) -> str:
        stem = f"9122{next(self.serial):04}MA0TE5T0"[:17].ljust(17, "0")
        return stem + uscc.calc_check_digit(stem)

    def staff_user(self, role: Role, jurisdiction: str, email: str | None = None) -> Actor:
        with self.write() as session:
            user = create_user(
                session, email=email or f"{role.value}-{jurisdiction}-{next(self.serial)}@test.example",
                name=f"{role.value} {jurisdiction}", password=PASSWORD, by=SYSTEM, now=self.now,
            )
            grant(session, user, role, by=SYSTEM, now=self.now, jurisdiction=jurisdiction)
            session.refresh(user)
            return actor_of(user)

    def institution(
        self, head: PersonName | None = None, registered: str = "220100", email: str | None = None
    ) -> tuple[int, Actor]:
        """An institution with its owner; returns (id, actor)."""
        with self.write() as session:
            form = SignUp(
                uscc=self.code(), name=f"测试评价机构{next(self.serial)}", kind=InstitutionKind.ENTERPRISE,
                registered_code=registered, address="示范路1号", phone="0431-0000", head=head or self.person(),
                email=email or f"owner-{next(self.serial)}@test.example", contact="经办人", password=PASSWORD,
            )
            institution, owner = sign_up(session, self.hub.vault, form, now=self.now)
            session.refresh(owner)
            return institution.id, actor_of(owner)

    def claims(
        self, titled: int = 10, senior: int = 5, specialty: Specialty = Specialty.ENERGY, covered: bool = True
    ) -> list[Claim]:
        levels = [TitleLevel.DEPUTY_SENIOR] * senior + [TitleLevel.MID] * (titled - senior)
        return [
            Claim(
                person=self.person(f"职员{place}"), title_level=level, specialty=specialty, certificate=f"C{place:04}",
                full_time=True, contract=True, insured_month="2026-05" if covered else None,
                first_day=self.today - timedelta(days=300),
            )
            for place, level in enumerate(levels)
        ]

    def application(
        self, owner: Actor, jurisdiction: str = "220000", claims: list[Claim] | None = None,
        answers: Answers | None = None, submit: bool = True,
    ) -> int:
        """A filled-in application, handed in unless ``submit`` is off; returns its id."""
        with self.write() as session:
            law = self.law(session)
            application = registration.open_application(session, law, jurisdiction, by=owner, now=self.now)
            for claim in self.claims() if claims is None else claims:
                put_member(session, self.hub.vault, application.institution, claim, by=owner, now=self.now)
            # of the kind that shows the financial rules; what else asks for a document is answered with it too
            proof, *_ = store_documents(
                session, self.hub.vault, self.hub.store, [Upload("证明.pdf", paper(f"proof {application.id}"))],
                owner_kind=OwnerKind.APPLICATION, owner_id=application.id, kind=DocumentKind.FINANCE_RULES, by=owner,
                now=self.now,
            )
            full = answers or self.answers(application.institution.registered_code, proof.id)
            for step in ("profile", "premises", "track_record", "commitments"):
                registration.save_step(session, application, step, getattr(full, step), by=owner, now=self.now)
            if submit:
                registration.submit(session, law, application, SIGNED_BY_HEAD, by=owner, now=self.now)
            return application.id

    def answers(self, place: str, proof: int | None = None) -> Answers:
        """Answers that meet every condition of every text for an institution of ``place``, shown by a document."""
        return Answers(
            profile=Profile(
                legal_person=True, platform_account="gm", fields=list(UnitKind), ability_factory="能源审计人员4名",
                ability_park="园区规划人员3名", ability_supply_chain="供应链管理人员3名",
            ),
            premises=Premises(
                code=place, address="示范路1号", right="owned", office=True, finance_rules=True, quality_system=True,
                quality_standard="GB/T 19001", quality_certificate="Q1", quality_issuer="认证机构",
                quality_until=self.today + timedelta(days=700),
            ),
            track_record=[
                Experience(
                    kind="assessment", title="评价", role="lead", level="national",
                    done_on=self.today - timedelta(days=90), document=proof,
                )
            ],
            commitments=Commitments(
                internal_rules=["management", "work_procedure", "staff", "expert_review"], clean_record=True,
                document_management=proof, document_work_procedure=proof, document_staff=proof,
                document_expert_review=proof, clean_checked_on=self.today - timedelta(days=20), conduct=True,
                truthful=True,
            ),
        )

    def record(
        self, application_id: int, by: Actor, levels: tuple[Level, ...] = (Level.NATIONAL, Level.PROVINCIAL)
    ) -> int:
        """Record an application; returns the recordal's id."""
        with self.write() as session:
            application = session.get_one(Application, application_id)
            self.check_all(session, application, by)
            recordal = decide(
                session, self.law(session), application, ApplicationVerb.RECORD, revision=application.revision,
                reason="符合条件", by=by, now=self.now, levels=levels,
            )
            assert recordal is not None
            return recordal.id

    def check_all(self, session: Session, application: Application, by: Actor) -> None:
        """Tick every line of the checklist, and decide in writing what needs a human."""
        judged = verdicts(session, self.law(session), application, self.today)
        lines = checklist(session, application, judged)
        needs_human = {line.name: line.finding is not None and line.finding.needs_human for line in lines}
        given = {name: (True, "经核实，可以认定" if human else "") for name, human in needs_human.items()}
        fill_in(session, application, lines, given, by=by, now=self.now)

    def recorded(
        self, jurisdiction: str = "220000", head: PersonName | None = None, registered: str | None = None,
        email: str | None = None, claims: list[Claim] | None = None,
    ) -> tuple[int, Actor]:
        """A recorded institution; returns (id, owner)."""
        approver = self.staff_user(Role.APPROVER, jurisdiction)
        institution, owner = self.institution(head, registered or self._city_of(jurisdiction), email)
        self.record(self.application(owner, jurisdiction, claims), approver)
        return institution, owner

    @staticmethod
    def _city_of(jurisdiction: str) -> str:
        return jurisdiction if not jurisdiction.endswith("0000") else f"{jurisdiction[:2]}0100"

    def trial(self, code: str) -> None:
        """Put a draft into a labelled trial from a year ago."""
        with self.write() as session:
            commence(
                session, self.hub.packs, code, CommencementKind.TRIAL, self.today - timedelta(days=365), number="试",
                source="测试", by=SYSTEM, now=self.now,
            )

    def filing(self, **given: Any) -> Filing:
        """A filing of a fresh unit in Changchun, from today on, unless told otherwise."""
        number = next(self.serial)
        stem = f"91220100MA7T{number:05}"
        defaults: dict[str, Any] = {
            "level": Level.NATIONAL, "unit_kind": UnitKind.FACTORY, "unit_name": f"测试工厂{number}",
            "unit_uscc": stem + uscc.calc_check_digit(stem), "unit_city": "220100", "work_from": self.today,
            "request_key": f"key-{number}",
        }
        return Filing(**(defaults | given))

    def file(self, owner: Actor, **given: Any) -> int:
        """File a project; returns its id. Raises FilingRefused."""
        with self.write() as session:
            return file_project(session, self.law(session), self.filing(**given), by=owner, now=self.now).project_id

    def actor(self, email: str) -> Actor:
        """The actor of a user as of now."""
        with self.session() as session:
            return actor_of(session.scalars(select(User).where(User.email == email)).one())

