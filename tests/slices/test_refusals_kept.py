"""A refused filing is kept whole: it says years later what it said at its moment, whatever happened since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.explaining import shown
from assessor_hub.projects.filing import file_project
from assessor_hub.projects.refusal_models import FilingRefusal
from assessor_hub.projects.refusals import Kept, note_refusal, own_refusals, refusal_for, refusals_for
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import Level
from tests.slices.acts import ban, days_pass, file_many, head_of, move, new_head, resign
from tests.world import World


def refuse(world: World, owner: Actor, **given: Any) -> tuple[FilingRefused, int]:
    """File what is refused, and keep the refusal, as a face does; the refusal and the kept row's id."""
    filing = world.filing(**given)
    with pytest.raises(FilingRefused) as caught, world.write() as session:
        file_project(session, world.law(session), filing, by=owner, now=world.now)
    with world.write() as session:
        return caught.value, note_refusal(session, caught.value, by=owner, now=world.now, filing=filing).id


def kept_by(world: World, owner: Actor, refusal_id: int) -> Kept:
    with world.session() as session:
        found = refusal_for(session, owner, refusal_id)
        assert found is not None
        return found


def test_what_was_counted_stays_whatever_is_withdrawn_or_changed_since(world: World) -> None:
    head = world.person("陈一")
    (i, owner), (_j, other) = world.recorded(head=head), world.recorded(head=head)
    projects = file_many(world, owner, 8) + file_many(world, other, 7)
    refused, refusal_id = refuse(world, owner)
    before = kept_by(world, owner, refusal_id)
    days_pass(world)
    move(world, projects[0], ProjectVerb.WITHDRAW)
    new_head(world, i, world.person("乙"))
    now = kept_by(world, owner, refusal_id)
    assert now.lines == before.lines
    assert [line.project_id for line in now.lines] == projects
    assert (now.row.used, now.row.cap_limit, now.row.person_id) == (15, 15, before.row.person_id)
    assert (now.row.head_name, now.refused.figures["next"], now.row.year) == ("陈一", 16, 2026)
    assert (now.refused.stated.article, now.refused.stated.strength) == ("22-2", Strength.TEXT)
    assert now.refused.stated.code == refused.stated.code == "220000"
    assert (now.row.pack_version or "").startswith("JL:")
    assert now.row.number == "JL-R2026-1"


def test_of_another_institution_only_that_it_is_one_is_shown_and_last(world: World) -> None:
    head = world.person("陈一")
    (_i, owner), (_j, other) = world.recorded(head=head), world.recorded(head=head)
    for _ in range(7):
        world.file(other)
        world.file(owner)
    world.file(other)
    _refused, refusal_id = refuse(world, owner)
    lines = kept_by(world, owner, refusal_id).lines
    seen = shown(lines, owner)
    assert [line.masked for line in seen] == [False] * 7 + [True] * 8
    assert {(line.number, line.unit_name, line.institution_name, line.submitted_on) for line in seen[7:]} == {(None,) * 4}
    assert not any(line.masked for line in shown(lines, owner, open_to_all=True))


@pytest.mark.parametrize("code", ["under_ban", "conditions_unmet", "work_before_recordal", "unit_already_filed"])
def test_every_refusal_comes_back_with_its_figures_and_rule(world: World, code: str) -> None:
    institution, owner = world.recorded()
    given: dict[str, Any] = {}
    if code == "under_ban":
        ban(world, institution)
    elif code == "conditions_unmet":
        resign(world, institution)
        days_pass(world)
    elif code == "work_before_recordal":
        given["work_from"] = world.today - timedelta(days=3)
    else:
        given["unit_uscc"] = world.filing().unit_uscc
        world.file(owner, **given)
    refused, refusal_id = refuse(world, owner, **given)
    kept = kept_by(world, owner, refusal_id)
    assert (kept.refused.code, refused.code) == (code, code)
    for name, value in refused.figures.items():
        assert kept.refused.figures[name] == value, name
    if refused.stated is not None:
        for name in ("key", "strength", "article", "code", "asked", "reading", "effective_from", "effective_to"):
            assert getattr(kept.refused.stated, name) == getattr(refused.stated, name), name
    assert kept.row.used == (1 if code == "unit_already_filed" else 0)


def test_where_no_rules_are_held_it_is_kept_without_a_version(world: World) -> None:
    _institution, owner = world.recorded()
    _refused, refusal_id = refuse(world, owner, unit_city="110100")
    kept = kept_by(world, owner, refusal_id)
    assert (kept.row.number, kept.row.pack_version, kept.account) == ("110000-R2026-1", None, None)
    assert kept.refused.figures == {"code": "110000", "standing": "not_held"}


def test_who_sees_it(world: World) -> None:
    _institution, owner = world.recorded()
    _refused, refusal_id = refuse(world, owner, work_from=world.today - timedelta(days=3))
    _other, outsider = world.recorded()
    jilin, zhejiang = world.staff_user(Role.REVIEWER, "220000"), world.staff_user(Role.REVIEWER, "330000")
    changchun = world.staff_user(Role.CITY_STAFF, "220100")
    with world.session() as session:
        seen = {name: refusal_for(session, who, refusal_id) is not None for name, who in {
            "owner": owner, "outsider": outsider, "jilin": jilin, "zhejiang": zhejiang, "changchun": changchun,
        }.items()}
        assert seen == {"owner": True, "outsider": False, "jilin": True, "zhejiang": False, "changchun": True}
        assert [row.id for row in refusals_for(session, jilin)] == [refusal_id]
        assert refusals_for(session, zhejiang) == []
        assert (own_refusals(session, outsider), own_refusals(session, owner)[1]) == (([], 0), 1)


def test_a_reached_cap_cannot_be_kept_without_its_figures(world: World) -> None:
    institution, owner = world.recorded()
    _refused, refusal_id = refuse(world, owner, work_from=world.today - timedelta(days=3))
    with pytest.raises(IntegrityError), world.write() as session:
        row = session.get_one(FilingRefusal, refusal_id)
        row.code, row.pool_level, row.pool_code = "cap_reached", None, None
    with pytest.raises(IntegrityError), world.write() as session:
        session.get_one(FilingRefusal, refusal_id).used = None
    assert head_of(world, institution) == kept_by(world, owner, refusal_id).row.person_id


def test_a_field_not_recorded_keeps_the_kinds_that_the_text_asks_for(world: World) -> None:
    institution, owner = world.recorded()
    with world.write() as session:
        session.scalars(select(Recordal).where(Recordal.institution_id == institution)).one().fields = ["park"]
    _refused, refusal_id = refuse(world, owner, level=Level.PROVINCIAL)
    assert kept_by(world, owner, refusal_id).refused.stated.article == "20(5)"
