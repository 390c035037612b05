"""Two acts that want the same rows: the one waits for the other, and nobody is thrown out of a circle."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.projects import declared as declaring
from assessor_hub.projects import ledger
from assessor_hub.projects.declared import decide_declared, declare
from assessor_hub.projects.declared_queries import declared_for
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.filing import file_project
from assessor_hub.projects.moving import move
from assessor_hub.projects.queries import project_for
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import DeclaredVerb, ProjectVerb
from assessor_hub.rules.values import Ground
from assessor_hub.sanctions.queries import decision_for
from assessor_hub.sanctions.services import Ruling, decide, revoke
from tests.database.racing import Outcome, Runner, together
from tests.slices.acts import ban as banned
from tests.slices.declaring import STAFF, declaration, declared
from tests.world import World

PAUSE = 0.4  # seconds: long enough for the other process to come in between


@pytest.fixture
def run(database: str, tmp_path: Path) -> Any:
    return lambda *runners: together(database, tmp_path, runners)


def codes(outcomes: list[Outcome]) -> dict[str, str]:
    return {one.name: one.code for one in outcomes}


def test_a_unit_is_filed_anew_while_its_project_is_withdrawn(world: World, run: Any) -> None:
    _institution, owner = world.recorded()
    filing = world.filing()
    first = world.file(owner, unit_uscc=filing.unit_uscc)

    def withdraw(session: Session, law: LawBook) -> None:
        heads_now = ledger.heads_now

        def slowly(*given: Any) -> list[int]:
            time.sleep(PAUSE)
            return heads_now(*given)

        ledger.heads_now = slowly  # this process only: it was forked for one race
        row = project_for(session, owner, first, lock=True)
        assert row is not None
        move(session, law, row, ProjectVerb.WITHDRAW, revision=1, reason="撤回", by=owner, now=world.now)

    def file(session: Session, law: LawBook) -> None:
        file_project(session, law, filing, by=owner, now=world.now)

    found = codes(run(Runner("withdraw", (withdraw,)), Runner("file", (file,), pause=PAUSE / 2)))

    assert found["withdraw"] == "done"
    assert found["file"] in {"done", "unit_already_filed"}
    with world.session() as session:
        assert examine(session, world.law(session)) == []


def test_a_unit_is_declared_again_while_staff_confirm_it(world: World, run: Any) -> None:
    _institution, owner = world.recorded()
    again = declaration(world, head=world.person())
    first = declared(world, owner, head=world.person(), unit_uscc=again.unit_uscc)

    def confirm(session: Session, law: LawBook) -> None:
        row = declared_for(session, STAFF, first, lock=True)
        assert row is not None
        decide_declared(session, law, row, DeclaredVerb.CONFIRM, revision=1, reason="", by=STAFF, now=world.now)

    def declare_again(session: Session, law: LawBook) -> None:
        confirming_places = declaring.confirming_places

        def slowly(*given: Any) -> list[str]:
            time.sleep(PAUSE)
            return confirming_places(*given)

        declaring.confirming_places = slowly  # this process only
        declare(session, law, world.hub.vault, again, by=owner, now=world.now)

    found = codes(run(Runner("confirm", (confirm,), pause=PAUSE / 2), Runner("declare", (declare_again,))))

    assert found == {"confirm": "done", "declare": "unit_already_declared"}
    with world.session() as session:
        assert examine(session, world.law(session)) == []


@pytest.mark.article("JL 22-3")
def test_a_step_waits_for_a_ban_that_is_being_decided(world: World, run: Any) -> None:
    institution, owner = world.recorded()
    approver = world.staff_user(Role.APPROVER, "220000")
    project = world.file(owner)
    ruling = Ruling(
        ground=Ground.FRAUD, number="吉工信决〔2026〕1号", facts="经查实，数据与原始记录不一致。",
        notice_on=world.today, decided_on=world.today, served_on=world.today,
    )

    def ban(session: Session, law: LawBook) -> None:
        decide(session, law, session.get_one(Institution, institution), "220000", ruling, by=approver, now=world.now)
        time.sleep(PAUSE)

    def register(session: Session, law: LawBook) -> None:
        row = project_for(session, approver, project, lock=True)
        assert row is not None
        move(session, law, row, ProjectVerb.REGISTER, revision=1, reason="", by=approver, now=world.now)

    found = codes(run(Runner("ban", (ban,)), Runner("register", (register,), pause=PAUSE / 2)))

    assert found == {"ban": "done", "register": "under_ban"}


def test_a_stop_waits_for_the_revocation_of_the_ban_that_it_rests_on(world: World, run: Any) -> None:
    institution, owner = world.recorded()
    approver = world.staff_user(Role.APPROVER, "220000")
    project = world.file(owner)
    decision = banned(world, institution, by=approver)

    def void(session: Session, law: LawBook) -> None:
        row = decision_for(session, approver, decision, lock=True)
        assert row is not None
        revoke(session, row, "复核后撤销", by=approver, now=world.now)
        time.sleep(PAUSE)

    def stop(session: Session, law: LawBook) -> None:
        row = project_for(session, approver, project, lock=True)
        assert row is not None
        move(session, law, row, ProjectVerb.STOP, revision=1, reason="停止", by=approver, now=world.now)

    found = codes(run(Runner("revoke", (void,)), Runner("stop", (stop,), pause=PAUSE / 2)))

    assert found == {"revoke": "done", "stop": "no_ban"}
