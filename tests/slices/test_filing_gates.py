"""What stands before a filing: recordal, ban, conditions, rules in force. What may not refuse raises a flag."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.sanctions.models import Decision
from tests.slices.acts import ban, days_pass, flags_of, head_of, hire, move, new_head, refusal, resign, use_of
from tests.world import World

ZHEJIANG = {"unit_city": "330100"}
SHANDONG = {"unit_city": "370100"}


@pytest.mark.article("JL 21")
def test_jilin_refuses_work_begun_before_the_recordal(world: World) -> None:
    _institution, owner = world.recorded()
    refused = refusal(world, owner, work_from=world.today - timedelta(days=1))
    assert (refused.code, refused.stated.article) == ("work_before_recordal", "21")
    assert refused.figures["recorded_on"] == world.today
    world.file(owner, work_from=world.today)


def test_elsewhere_work_begun_before_the_recordal_is_flagged(world: World) -> None:
    _institution, owner = world.recorded("330000")
    project = world.file(owner, **ZHEJIANG, work_from=world.today - timedelta(days=1))
    assert flags_of(world, project) == {"work_before_recordal"}


@pytest.mark.article("JL 21")
def test_jilin_refuses_who_is_not_recorded(world: World) -> None:
    _institution, owner = world.institution()
    refused = refusal(world, owner)
    assert (refused.code, refused.stated.article, refused.figures["code"]) == ("not_recorded", "21", "220000")


def test_zhejiang_flags_who_is_not_recorded(world: World) -> None:
    _institution, owner = world.recorded()
    assert flags_of(world, world.file(owner, **ZHEJIANG)) == {"not_recorded"}


def test_a_recordal_covers_the_levels_that_it_names(world: World) -> None:
    _institution, owner = world.institution()
    world.record(world.application(owner), world.staff_user(Role.APPROVER, "220000"), levels=(Level.PROVINCIAL,))
    refused = refusal(world, owner)
    assert (refused.code, refused.figures["level"]) == ("level_not_recorded", "national")
    world.file(owner, level=Level.PROVINCIAL)


@pytest.mark.article("JL 22-3")
def test_under_a_ban_nothing_is_filed_in_that_jurisdiction(world: World) -> None:
    institution, owner = world.recorded()
    decision = ban(world, institution)
    refused = refusal(world, owner)
    with world.session() as session:
        row = session.get_one(Decision, decision)
        assert refused.code == "under_ban"
        assert (refused.figures["number"], refused.figures["last_day"]) == (row.number, row.last_day)
        assert refused.figures["article"] == "22-3"
    world.file(owner, **ZHEJIANG)


@pytest.mark.article("JL 20(3)")
def test_jilin_blocks_new_filings_while_the_conditions_are_unmet_and_only_so_long(world: World) -> None:
    institution, owner = world.recorded()
    resign(world, institution)
    world.file(owner)  # the last day of work still counts
    days_pass(world)
    refused = refusal(world, owner)
    assert (refused.code, refused.figures["condition"]) == ("conditions_unmet", "titled_minimum")
    assert (refused.stated.article, refused.stated.value) == ("20(3)", 10)
    hire(world, institution, world.claims(titled=1, senior=0))
    world.file(owner)


def test_zhejiang_tells_staff_while_the_conditions_are_unmet(world: World) -> None:
    """Its values are assumed, so they refuse nothing by themselves."""
    institution, owner = world.recorded("330000")
    assert flags_of(world, world.file(owner, **ZHEJIANG)) == set()
    resign(world, institution)
    days_pass(world)
    assert flags_of(world, world.file(owner, **ZHEJIANG)) == {"conditions_unmet"}


@pytest.mark.article("SD 16")
def test_shandong_takes_filings_but_accepts_nothing_while_the_conditions_are_unmet(world: World) -> None:
    world.trial("370000")
    institution, owner = world.recorded("370000")
    provincial = SHANDONG | {"level": Level.PROVINCIAL}
    resign(world, institution, 3)
    days_pass(world)
    project = world.file(owner, **provincial)
    assert flags_of(world, project) == {"conditions_unmet"}
    move(world, project, ProjectVerb.REGISTER)
    move(world, project, ProjectVerb.REPORT)
    with pytest.raises(FilingRefused, match="conditions_unmet") as refused:
        move(world, project, ProjectVerb.ACCEPT)
    assert refused.value.stated.article == "13(3)"
    hire(world, institution, world.claims(titled=1, senior=0))
    move(world, project, ProjectVerb.ACCEPT)


@pytest.mark.parametrize(("city", "code", "standing"), [
    ("440300", "440000", "not_held"), ("110100", "110000", "not_held"), ("441600", "441600", "pending"),
    ("370100", "370000", "pending"), ("350100", "350000", "pending"),
])
def test_where_no_rules_are_in_force_nothing_is_filed(world: World, city: str, code: str, standing: str) -> None:
    _institution, owner = world.recorded()
    refused = refusal(world, owner, unit_city=city)
    assert (refused.code, refused.figures) == ("no_rules_in_force", {"code": code, "standing": standing})


@pytest.mark.article("JL 20(5)", "ZJ 12")
@pytest.mark.parametrize(("jurisdiction", "city"), [("220000", "220100"), ("330000", "330100")])
def test_a_field_that_the_recordal_does_not_cover(world: World, jurisdiction: str, city: str) -> None:
    """Jilin's own text asks for all three fields and refuses; where that is assumed the project is flagged."""
    institution, owner = world.recorded(jurisdiction)
    with world.write() as session:
        row = session.scalars(select(Recordal).where(Recordal.institution_id == institution)).one()
        assert row.kinds == tuple(UnitKind)
        row.fields = [UnitKind.FACTORY.value]
    assert flags_of(world, world.file(owner, unit_city=city)) == set()
    if jurisdiction == "330000":
        assert flags_of(world, world.file(owner, unit_city=city, unit_kind=UnitKind.PARK)) == {"field_not_recorded"}
        return
    refused = refusal(world, owner, unit_city=city, unit_kind=UnitKind.PARK)
    assert (refused.code, refused.stated.article) == ("field_not_recorded", "20(5)")


@pytest.mark.article("SD 13(1)")
def test_the_head_of_a_branch_is_not_the_legal_representative_and_uses_no_cap(world: World) -> None:
    """Whoever heads an institution elsewhere may head a branch: nothing of the branch's moves their use."""
    branch_head = world.person("安知行")
    other, _owner_of_other = world.institution(head=branch_head)
    world.trial("370000")
    institution, owner = world.institution(registered="310100")
    answers = world.answers("370100")
    answers.profile.branch_code, answers.profile.branch_head = "370100", "安知行"
    answers.profile.branch_address, answers.profile.branch_since = "示范街8号", world.today
    world.record(
        world.application(owner, "370000", answers=answers), world.staff_user(Role.APPROVER, "370000"),
        levels=(Level.NATIONAL,),
    )
    world.file(owner, unit_city="370100")
    assert (use_of(world, head_of(world, institution)), use_of(world, head_of(world, other))) == (1, 0)


def test_a_filing_that_waited_over_midnight_while_the_head_changed_is_asked_again(world: World) -> None:
    """It came on the old head's last day, but the new one is entered already: it is of neither's use alone."""
    institution, owner = world.recorded()
    old = head_of(world, institution)
    days_pass(world)
    _old, new = new_head(world, institution, world.person())
    world.now -= timedelta(days=1)
    with pytest.raises(FilingRefused, match="changed_meanwhile"):
        world.file(owner)
    world.now += timedelta(days=1)
    world.file(owner)
    assert (use_of(world, old), use_of(world, new)) == (0, 1)
