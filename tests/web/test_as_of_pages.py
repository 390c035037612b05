"""As of a day, and independence, in the browser: what is shown, what wrong input says, who finds nothing."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessor_hub.accounts.models import Role
from assessor_hub.rules.values import Level
from tests.slices.acts import days_pass, resign
from tests.web.test_condition_steps import signed_in
from tests.world import World


@pytest.fixture
def owner(app: Flask, world: World) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    world.recorded(email="owner@test.example")
    return signed_in(app, "owner@test.example")


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


def test_the_institution_sees_the_answer_of_a_day_with_its_working(world: World, owner: FlaskClient) -> None:
    day = world.today
    page = words(owner.get(f"/institution/as-of?jurisdiction=220000&day={day}"))
    assert "Qualified: recorded, and every condition met" in page
    assert "Version 1, handed in on" in page
    assert "10 of at least 10" in page
    assert world.hub.packs.version("220000") in page
    before = words(owner.get(f"/institution/as-of?jurisdiction=220000&day={day - timedelta(days=1)}"))
    assert "Nothing had been handed in to" in before
    ahead = words(owner.get(f"/institution/as-of?day={day.year + 6}-01-01"))
    assert "The day lies ahead" in ahead
    assert "Not qualified: recorded, but a condition was not met" in ahead


@pytest.mark.parametrize("typed", ["2026-02-30", "yesterday", "0001-01-01", "<b>"])
def test_what_is_no_day_is_said_in_place(owner: FlaskClient, typed: str) -> None:
    answer = owner.get("/institution/as-of", query_string={"day": typed})
    assert answer.status_code == 422
    assert "is no day that the register could know" in words(answer)
    assert f'value="{html.escape(typed)}"' in answer.get_data(as_text=True)


def test_staff_see_it_within_their_reach_and_others_find_nothing(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    institution, _owner = world.recorded()
    recorded_on = world.today
    days_pass(world, 5)
    resign(world, institution, 1, world.today - timedelta(days=1))
    for role, code in ((Role.REVIEWER, "220000"), (Role.REVIEWER, "330000")):
        world.staff_user(role, code, f"{code}@test.example")
    jilin, zhejiang = (signed_in(app, f"{code}@test.example") for code in ("220000", "330000"))
    url = f"/staff/institutions/{institution}/as-of"
    assert "Qualified: recorded" in words(jilin.get(f"{url}?day={recorded_on}"))
    today = words(jilin.get(url))
    assert "Not qualified: recorded, but a condition was not met" in today
    assert "9 of at least 10; missing: 1" in today
    assert "Nothing that the conditions rest on ends soon." in words(jilin.get(f"/staff/institutions/{institution}"))
    assert zhejiang.get(url).status_code == 404


def test_a_finding_leads_to_its_evidence_and_to_what_a_person_decided(app: Flask, world: World) -> None:
    """Nine titled by an assumed ten: recorded by a written decision, which staff read and the institution knows of."""
    app.config["WTF_CSRF_ENABLED"] = False
    approver = world.staff_user(Role.APPROVER, "330000", "approver@test.example")
    institution, owner = world.institution(registered="330100", email="owner@test.example")
    application = world.application(owner, "330000", world.claims(titled=9, senior=5))
    world.record(application, approver, levels=(Level.PROVINCIAL,))
    staff, own = (signed_in(app, f"{who}@test.example") for who in ("approver", "owner"))
    page = staff.get(f"/staff/institutions/{institution}/as-of?day={world.today}")
    assert words(page).count("经核实，可以认定") == 1  # national work was not decided upon
    for seen in (page, staff.get(f"/staff/institutions/{institution}")):
        assert f"/staff/applications/{application}#answers-premises" in seen.get_data(as_text=True)
        assert "证明.pdf" in words(seen)
    seen = own.get("/institution/as-of")
    assert words(seen).count("Decided in writing on") == 1
    assert "经核实，可以认定" not in words(seen)
    assert f"/institution/applications/{application}/premises" in seen.get_data(as_text=True)
    assert "证明.pdf" in words(seen)


def test_a_conflict_is_declared_and_ended_in_the_browser(world: World, owner: FlaskClient) -> None:
    unit = {"unit_uscc": "91370101MA0TE5T40N", "unit_name": "岱岳", "kind": "shareholding", "first_day": "2026-01-05"}
    wrong = owner.post("/institution/independence", data=unit | {"unit_uscc": "91370101MA0TE5T40X"})
    assert wrong.status_code == 422
    assert "The check digit does not fit" in words(wrong)
    assert "岱岳" in wrong.get_data(as_text=True)
    backwards = owner.post("/institution/independence", data=unit | {"last_day": "2026-01-04"})
    assert backwards.status_code == 409
    assert "lies before the first" in words(backwards)
    assert owner.post("/institution/independence", data=unit).status_code == 302
    assert owner.post("/institution/independence", data=unit).status_code == 409
    page = owner.get("/institution/independence").get_data(as_text=True)
    [end] = re.findall(r"/institution/independence/(\d+)/end", page)
    url = f"/institution/independence/{end}/end"
    assert owner.post(url, data={f"end{end}-last_day": "2026-01-01"}).status_code == 409
    assert owner.post(url, data={f"end{end}-last_day": "never"}).status_code == 422
    assert owner.post(url, data={f"end{end}-last_day": str(world.today)}).status_code == 302
    assert owner.post("/institution/independence/999/end").status_code == 404
