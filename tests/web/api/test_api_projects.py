"""The API's projects: filed once, read, moved on; refused with the words, the article and the figures of the pages."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import func, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level
from tests.slices.acts import entries, move
from tests.web.api.calling import Caller, token_of, unit
from tests.world import World


def books(world: World) -> tuple[int, int]:
    """How many projects and charges there are; and the books agree."""
    with world.session() as session:
        assert examine(session, world.law(session)) == []
        return tuple(session.scalars(select(func.count()).select_from(table)).one() for table in (Project, Charge))


def id_of(world: World, number: str) -> int:
    with world.session() as session:
        return session.scalars(select(Project.id).where(Project.number == number)).one()


def test_a_project_is_filed_and_read(world: World, api: Caller) -> None:
    filed = api.file(unit_name="  示例工厂一号 ")
    assert (filed.status_code, filed.headers["Location"]) == (201, "/api/v1/projects/JL-P2026-1")
    assert filed.json["unit_name"] == "示例工厂一号"
    assert filed.json["charge"] == {
        "level": "national", "jurisdiction": "000000", "year": 2026, "released_at": None, "release_reason": None,
    }
    assert api.get("/projects/JL-P2026-1") == filed.json
    assert api.seen[-1].headers["ETag"] == '"1"'
    assert api.get("/projects?year=2026") == {"projects": [filed.json], "next": None}
    assert api.get("/projects?year=2025") == {"projects": [], "next": None}
    assert books(world) == (1, 1)
    [entry] = entries(world, Tag.PROJECT_FILED)
    assert entry.actor_name != "system"


def test_a_repeated_request_files_once(world: World, api: Caller) -> None:
    first, second = api.file(), api.file(unit_name=" 示例工厂1 ")
    assert (first.status_code, second.status_code) == (201, 200)
    assert ("Idempotent-Replayed" in first.headers, second.headers["Idempotent-Replayed"]) == (False, "true")
    assert first.json == second.json
    assert books(world) == (1, 1)


def test_a_key_that_was_used_for_something_else_is_refused(world: World, api: Caller) -> None:
    api.file()
    answer = api.file(number=2)
    assert (answer.status_code, answer.json["code"], answer.json["project"]) == (422, "key_reused", "JL-P2026-1")
    assert answer.json["next"]
    assert books(world) == (1, 1)


def test_the_key_of_another_institution_is_another_key(world: World, api: Caller) -> None:
    other = Caller(world.app, token_of(world, world.recorded()[1]))
    assert [api.file().status_code, other.file(number=2).status_code, other.file(number=2).status_code] == [201, 201, 200]
    assert other.get("/projects")["projects"][0]["unit_name"] == "示例工厂2"
    assert books(world) == (2, 2)


def test_nobody_can_take_the_key_that_another_institution_will_send(world: World, api: Caller, owner: Actor) -> None:
    """A form's key is free text: what a program's key becomes must not be to be worked out from outside."""
    worked_out = hashlib.sha256(f"{owner.institution_id}\0k1".encode()).hexdigest()[:40]
    _attacker, other = world.recorded()
    world.file(other, request_key=worked_out)
    assert api.file().status_code == 201


def test_a_refused_key_may_be_tried_again(world: World, api: Caller) -> None:
    for place in range(15):
        assert api.file(f"key {place}", number=place).status_code == 201
    assert api.file("late", number=99).json["code"] == "cap_reached"
    first = api.get("/projects?after=JL-P2026-2")["projects"][0]["number"]
    api.call("POST", f"/projects/{first}/withdraw", json={"reason": "委托方取消"}, If_Match='"1"')
    assert api.file("late", number=99).status_code == 201


@pytest.mark.article("JL 22-2")
def test_a_refusal_explains_itself_in_both_languages(world: World, api: Caller, owner: Actor) -> None:
    for _place in range(15):
        world.file(owner)
    refused = api.file()
    assert (refused.status_code, refused.mimetype) == (409, "application/problem+json")
    said = refused.json
    assert (said["code"], said["status"], said["type"]) == ("cap_reached", 409, "urn:assessor-hub:problem:cap_reached")
    assert "15 of 15 are used" in said["detail"]
    assert (said["rule"]["article"], said["rule"]["jurisdiction"]) == ("22-2", "220000")
    assert said["basis"] == "Jilin, art. 22 para. 2"
    assert said["figures"] == {"limit": 15, "year": 2026, "used": 15, "next": 16}
    assert said["next"].startswith("A project withdrawn before its report is issued")
    assert [line["own"] for line in said["filings"]] == [True] * 15
    api.language = "zh-CN,en;q=0.5"
    chinese = api.file().json
    assert "22条第2款" in chinese["basis"].replace(" ", "")
    assert api.seen[-1].headers["Content-Language"] == "zh"
    assert len(entries(world, Tag.PROJECT_REFUSED)) == 2


def test_filings_of_another_institution_stay_masked(world: World, at_now: None) -> None:
    head = world.person("陈一")
    (_i, a), (_j, b) = world.recorded(head=head), world.recorded(head=head)
    for _place in range(15):
        world.file(a)
    refused = Caller(world.app, token_of(world, b)).file().json
    assert refused["filings"] == [{"own": False}] * 15


def test_a_page_of_projects_leads_to_the_next(world: World, api: Caller, owner: Actor) -> None:
    for _place in range(53):
        world.file(owner, level=Level.MUNICIPAL)
    page = api.get("/projects")
    assert len(page["projects"]) == 50
    rest = api.get(page["next"].removeprefix("/api/v1"))
    numbers = [row["number"] for row in page["projects"] + rest["projects"]]
    assert (len(set(numbers)), rest["next"]) == (53, None)
    assert numbers[-1] == "JL-P2026-1"


def test_a_project_is_withdrawn_once_by_who_saw_it_last(world: World, api: Caller) -> None:
    api.file()
    path, body = "/projects/JL-P2026-1/withdraw", {"reason": "委托方取消"}
    assert api.call("POST", path, json=body).json["code"] == "revision_missing"
    assert api.seen[-1].status_code == 428
    for stale in ('"2"', "*", '"x"', '"1", "2"'):
        assert api.call("POST", path, json=body, If_Match=stale).status_code == 412, stale
    assert api.call("POST", path, json={"reason": " "}, If_Match='"1"').status_code == 422
    done = api.call("POST", path, json=body, If_Match='"1"')
    assert (done.status_code, done.json["status"], done.headers["ETag"]) == (200, "withdrawn", '"2"')
    assert done.json["charge"]["release_reason"] == "withdraw"
    again = api.call("POST", path, json=body, If_Match='"1"')
    assert (again.status_code, again.json["code"]) == (412, "changed_meanwhile")
    late = api.call("POST", path, json=body, If_Match='"2"')
    assert (late.status_code, late.json["code"]) == (409, "wrong_state")
    assert books(world) == (1, 1)


def test_a_returned_project_is_handed_in_again(world: World, api: Caller) -> None:
    api.file()
    path, body = "/projects/JL-P2026-1/resubmit", {"note": "已补充"}
    assert api.call("POST", path, json=body, If_Match='"1"').json["code"] == "wrong_state"
    move(world, id_of(world, "JL-P2026-1"), ProjectVerb.RETURN)
    back = api.call("POST", path, json=body, If_Match='"2"')
    assert (back.status_code, back.json["status"], back.json["revision"]) == (200, "submitted", 3)


def test_me_and_the_pools(world: World, api: Caller) -> None:
    me = api.get("/me")
    assert (me["role"], me["token"]["name"]) == ("owner", "程序")
    api.file()
    [there] = api.get("/pools")["jurisdictions"]
    [pool] = there["pools"]
    assert (there["jurisdiction"], pool["level"], pool["nationwide"]) == ("220000", "national", True)
    assert (pool["used"], pool["limit"], pool["left"], pool["rule"]["article"]) == (1, 15, 14, "22-2")


def test_what_is_sent_by_the_form_and_the_api_is_the_same(world: World, api: Caller, owner: Actor) -> None:
    """The unit is the same however it comes: the second is refused, and names the project that stands in the way."""
    api.file()
    again = api.file("another key")
    assert (again.status_code, again.json["code"], again.json["project"]) == (409, "unit_already_filed", "JL-P2026-1")
    assert unit()["unit_uscc"] == api.get("/projects")["projects"][0]["unit_uscc"]
