"""Who corrects a tenure: a reviewer of a department that the institution has dealt with, and of no other institution."""

from __future__ import annotations

import pytest
from flask import Flask

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role, User
from assessor_hub.accounts.services import grant
from assessor_hub.institutions.models import Tenure
from tests.web.pages import opened
from tests.world import World


@pytest.mark.parametrize("here", ["reads", "sits"])
def test_a_reviewer_of_elsewhere_corrects_nothing_here(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    institution, _owner = world.recorded()
    reviewer = world.staff_user(Role.REVIEWER, "330000" if here == "reads" else "220000", "mixed@test.example")
    with world.write() as session:
        tenure = session.query(Tenure).filter_by(institution_id=institution).one().id
        user, role = session.get_one(User, reviewer.user_id), Role.AUDITOR if here == "reads" else Role.MEMBER
        where = {"jurisdiction": "220000"} if here == "reads" else {"institution_id": institution}
        grant(session, user, role, by=SYSTEM, now=world.now, **where)
    page = f"/staff/institutions/{institution}"
    client = opened(app, world, monkeypatch, "mixed@test.example")
    assert client.get(page).status_code == 200
    assert client.get(f"{page}/tenures/{tenure}").status_code == 404
    assert client.post(f"{page}/tenures/{tenure}", data={"reason": "x"}).status_code == 404
