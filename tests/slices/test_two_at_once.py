"""Two people do the same at the same moment: the second is told so, and nothing breaks.

The other's row is written between the look and the write, where no look can see it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.errors import AccountRefused
from assessor_hub.accounts.models import Role, User
from assessor_hub.accounts.services import grant
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import change_tenure, person_for
from assessor_hub.registration.queries import recordal_on
from assessor_hub.summaries.errors import SummaryRefused
from assessor_hub.summaries.services import save, set_due_date
from tests.slices.acts import days_pass
from tests.world import World


def quicker(session: Session, statement: str, **values: Any) -> None:
    """Somebody else's statement, run just before the session's next write."""
    event.listen(
        session, "before_flush", lambda *_: session.connection().execute(text(statement), values), once=True
    )


def test_a_role_is_given_once(world: World) -> None:
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    with world.session() as session, pytest.raises(AccountRefused, match="already_granted"):
        user = session.get_one(User, reviewer.user_id)
        grant(session, user, Role.REVIEWER, by=SYSTEM, now=world.now, jurisdiction="220000")


def test_a_summary_is_begun_once(world: World) -> None:
    institution, _owner = world.recorded()
    with world.session() as session:
        recordal = recordal_on(session, institution, "220000", world.today)
        assert recordal is not None
        law = world.law(session)
        quicker(
            session, "INSERT INTO summaries (institution_id, jurisdiction, year, narrative, difficulties, plan,"
            " saved_at) VALUES (:id, '220000', 2026, '', '', '', :at)", id=institution, at=world.now,
        )
        with pytest.raises(SummaryRefused, match="changed_meanwhile"):
            save(session, law, recordal, 2026, narrative="总结", difficulties="", plan="", file=False, by=SYSTEM,
                 now=world.now)


def test_a_due_date_is_set_once(world: World) -> None:
    world.trial("370000")
    with world.session() as session:
        law = world.law(session)
        quicker(
            session, "INSERT INTO summary_dates (jurisdiction, year, due_on, source, set_at)"
            " VALUES ('370000', 2026, '2026-12-20', '通知', :at)", at=world.now,
        )
        with pytest.raises(SummaryRefused, match="changed_meanwhile"):
            set_due_date(session, law, "370000", 2026, date(2026, 12, 20), "通知", by=SYSTEM, now=world.now)


def test_one_change_of_head_a_moment(world: World) -> None:
    institution, _owner = world.institution()
    first, second = world.person(), world.person()
    with world.write() as session:
        other = person_for(session, world.hub.vault, first, world.now).id
        person_for(session, world.hub.vault, second, world.now)
    days_pass(world, 60)
    with world.session() as session:
        row = session.get_one(Institution, institution)
        quicker(
            session, "INSERT INTO tenures (institution_id, person_id, name, first_day, last_day)"
            " VALUES (:id, :person, '测试人', '2026-07-01', '2026-08-30')", id=institution, person=other,
        )
        with pytest.raises(InstitutionRefused, match="changed_meanwhile"):
            change_tenure(session, world.hub.vault, row, second, world.today, by=SYSTEM, now=world.now)
