"""What an institution reads of recounts: its own whole, of another's acts only what they do to its head's use."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from assessor_hub.projects.ledger_models import Recount
from assessor_hub.projects.models import Project
from assessor_hub.projects.recount_queries import recounts_about
from tests.slices.acts import days_pass, file_many, new_head
from tests.slices.declaring import corrected
from tests.world import World


def test_another_institution_s_correction_is_only_counted(world: World) -> None:
    head = world.person()
    (own, _own), (other, owner) = world.recorded(head=head), world.recorded()
    theirs = file_many(world, owner, 2)
    days_pass(world)
    corrected(world, other, head)
    with world.write() as session:
        for row in session.scalars(select(Recount)):
            row.over = theirs
    with world.session() as session:
        (line,) = recounts_about(session, own, masked=True)
        assert (line.row.was, line.row.used, len(line.row.joined)) == (0, 2, 2)
        assert (line.at, line.reason, line.joined, line.over) == (None, "", [], [])
        assert [(one.at, one.reason) for one in recounts_about(session, own)] == [(world.now, "登记时填错")]
        whole = [(one.at, one.reason, len(one.over)) for one in recounts_about(session, other, masked=True)]
        assert whole == [(world.now, "登记时填错", 2)] * 2


def test_of_projects_above_the_cap_an_institution_reads_its_own(world: World) -> None:
    head = world.person()
    (own, mine), (_other, owner) = world.recorded(head=head), world.recorded(head=head)
    over = [*file_many(world, mine, 1), *file_many(world, owner, 1)]
    days_pass(world)
    corrected(world, own, world.person())
    with world.write() as session:
        for row in session.scalars(select(Recount)):
            row.over = over
    with world.session() as session:
        shown = recounts_about(session, own, masked=True)
        assert shown
        assert {project.institution_id for one in shown for project in one.over} == {own}
        assert session.get_one(Project, over[1]).institution_id != own


def test_a_number_typed_for_a_new_head_tells_nobodys_name(world: World) -> None:
    stranger = world.person("真名")
    world.recorded(head=stranger)
    institution, owner = world.recorded()
    file_many(world, owner, 1)
    days_pass(world)
    new_head(world, institution, replace(stranger, name="随便写的"))
    with world.session() as session:
        assert "真名" in {one.person for one in recounts_about(session, institution)}
        assert "真名" not in {one.person for one in recounts_about(session, institution, masked=True)}
