"""What stands before the later steps of a project: a resubmission, a registration, a stop, an acceptance."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import revoke
from tests.slices import acts
from tests.slices.acts import ban, books, days_pass, flags_of, move, moves, resign
from tests.world import World

V = ProjectVerb
ZHEJIANG = {"unit_city": "330100"}


def refused(world: World, project: int, verb: ProjectVerb) -> FilingRefused:
    """The refusal of a step, which must have changed nothing."""
    before = books(world)
    with pytest.raises(FilingRefused) as caught:
        move(world, project, verb)
    assert books(world) == before
    return caught.value


@pytest.mark.article("JL 22-3")
@pytest.mark.parametrize(
    ("before", "verb"), [((V.RETURN,), V.RESUBMIT), ((), V.REGISTER), ((V.REGISTER, V.REPORT), V.ACCEPT)],
    ids=["resubmit", "register", "accept"],
)
def test_under_a_ban_the_project_waits_and_goes_on_when_the_ban_is_revoked(
    world: World, before: tuple[ProjectVerb, ...], verb: ProjectVerb
) -> None:
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), before)
    decision = ban(world, institution)
    found = refused(world, project, verb)
    assert (found.code, found.figures["article"]) == ("under_ban", "22-3")
    with world.write() as session:
        revoke(session, session.get_one(Decision, decision), "撤销", by=owner, now=world.now)
    move(world, project, verb)


def test_a_ban_of_another_province_holds_nothing_up_here(world: World) -> None:
    institution, owner = world.recorded()
    project = moves(world, world.file(owner, **ZHEJIANG), (V.RETURN,))
    ban(world, institution)
    moves(world, project, (V.RESUBMIT, V.REGISTER))


@pytest.mark.parametrize("before", [(), (V.RETURN,), (V.REGISTER,), (V.REGISTER, V.REPORT)])
def test_a_report_may_be_issued_and_a_project_be_returned_refused_or_withdrawn_under_a_ban(
    world: World, before: tuple[ProjectVerb, ...]
) -> None:
    institution, owner = world.recorded()
    verbs = {V.RETURN, V.REFUSE, V.WITHDRAW, V.REPORT, V.NOT_ACCEPT, V.STOP}
    for verb in sorted(verbs):
        project = moves(world, world.file(owner), before)
        decision = ban(world, institution)
        if (acts.state_of(world, project), verb) in acts.PROJECT:
            move(world, project, verb)
        with world.write() as session:
            revoke(session, session.get_one(Decision, decision), "撤销", by=owner, now=world.now)


def test_a_stop_rests_on_a_ban(world: World) -> None:
    _institution, owner = world.recorded()
    project = world.file(owner)
    approver = world.staff_user(Role.APPROVER, "220000")
    with pytest.raises(FilingRefused, match="no_ban"), world.write() as session:
        acts.take(world, session, project, V.STOP, by=approver)


@pytest.mark.article("JL 21")
def test_a_returned_project_is_asked_for_its_recordal_again(world: World) -> None:
    """Its recordal has ended meanwhile: Jilin's text lets nobody work without one; elsewhere staff look."""
    for jurisdiction, given in (("220000", {}), ("330000", ZHEJIANG)):
        institution, owner = world.recorded(jurisdiction)
        project = moves(world, world.file(owner, **given), (V.RETURN,))
        days_pass(world, 2)
        with world.write() as session:
            row = session.scalars(select(Recordal).where(Recordal.institution_id == institution)).one()
            row.ended_on, row.end_kind, row.end_reason = world.today - timedelta(days=1), EndKind.EXIT, "退出"
        if jurisdiction == "220000":
            found = refused(world, project, V.RESUBMIT)
            assert (found.code, found.stated.article) == ("not_recorded", "21")
        else:
            move(world, project, V.RESUBMIT)
            assert flags_of(world, project) == {"not_recorded"}


@pytest.mark.article("JL 20(3)")
def test_unmet_conditions_block_a_new_filing_and_not_one_that_was_filed(world: World) -> None:
    """Reading: a returned project isn't a new one, it keeps its unit and its year; staff see the flag."""
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), (V.RETURN,))
    resign(world, institution)
    days_pass(world)
    assert acts.refusal(world, owner).code == "conditions_unmet"
    move(world, project, V.RESUBMIT)
    assert flags_of(world, project) == {"conditions_unmet"}


def test_what_was_to_look_at_on_the_day_of_filing_is_judged_anew_and_the_rest_stays(world: World) -> None:
    institution, owner = world.recorded("330000")
    before = world.today - timedelta(days=1)
    days_pass(world)
    acts.new_head(world, institution, world.person("乙"))
    project = moves(world, world.file(owner, **ZHEJIANG, work_from=before), (V.RETURN,))
    assert flags_of(world, project) == {"work_before_recordal", "head_changed_today"}
    resign(world, institution)
    days_pass(world)
    move(world, project, V.RESUBMIT)
    assert flags_of(world, project) == {"work_before_recordal", "conditions_unmet", "head_changed_today"}


def test_a_municipal_project_uses_no_pool_and_no_recordal_but_no_ban_stands_over_it(world: World) -> None:
    institution, owner = world.institution()
    project = world.file(owner, level=Level.MUNICIPAL)
    assert flags_of(world, project) == set()
    assert acts.use_of(world, acts.head_of(world, institution)) == 0
    ban(world, institution)
    assert acts.refusal(world, owner, level=Level.MUNICIPAL).code == "under_ban"
    assert refused(world, project, V.REGISTER).code == "under_ban"


def test_heyuan_s_recordal_is_asked_for_a_unit_of_the_city_or_of_its_counties(world: World) -> None:
    """Guangdong's own rules are not held: a recordal declared to the city stands in its place (reading)."""
    world.trial("441600")
    _institution, owner = world.recorded("441600")
    for city in ("441600", "441621"):
        project = world.file(owner, unit_city=city)
        assert flags_of(world, project) == set()
        move(world, project, V.REGISTER)
    stranger = world.institution()[1]
    assert flags_of(world, world.file(stranger, unit_city="441600")) == {"not_recorded"}
    assert acts.refusal(world, owner, unit_city="440300").code == "no_rules_in_force"
