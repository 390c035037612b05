"""What a recorded institution's conditions rest on, warned about ahead of its end by the reference, or any span."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.registration.judging import expiring_proofs
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.expiry import Proof
from assessor_hub.rules.values import Level
from tests.world import World


def warned(world: World, institution_id: int, day: date, ahead: int | None = None) -> list[Proof]:
    with world.session() as session:
        recordal = session.scalars(select(Recordal).where(Recordal.institution_id == institution_id)).one()
        return [one.proof for one in expiring_proofs(session, world.law(session), recordal, day, ahead)]


@pytest.fixture
def shandong(world: World) -> int:
    world.trial("370000")
    return world.recorded("370000")[0]


def test_a_certificate_warns_three_months_ahead_and_goes_on_when_it_is_over(world: World, shandong: int) -> None:
    ends, early = date(2028, 5, 1), date(2028, 2, 1)
    assert world.today + timedelta(days=700) == ends  # the certificate of the tests' institution
    assert Proof.QUALITY_CERTIFICATE not in warned(world, shandong, early - timedelta(days=1))
    assert all(Proof.QUALITY_CERTIFICATE in warned(world, shandong, day) for day in (early, ends + timedelta(days=9)))


def test_old_proofs_of_insurance_come_first(world: World, shandong: int) -> None:
    """Of May 2026: fresh to the end of November."""
    assert warned(world, shandong, world.today) == []
    assert warned(world, shandong, date(2026, 9, 1)) == [Proof.INSURANCE]


def test_as_far_ahead_as_one_asks(world: World, shandong: int) -> None:
    everything = [Proof.INSURANCE, Proof.CLEAN_CHECK, Proof.QUALITY_CERTIFICATE, Proof.TRACK_RECORD]
    assert warned(world, shandong, world.today, ahead=60) == everything


def test_a_level_that_the_recordal_does_not_cover_warns_of_nothing(world: World) -> None:
    """Shandong's national work rests on MIIT's conditions: no certificate, no look-up, five years of work."""
    world.trial("370000")
    institution, owner = world.institution(registered="370100")
    approver = world.staff_user(Role.APPROVER, "370000")
    world.record(world.application(owner, "370000"), approver, levels=(Level.NATIONAL,))
    assert warned(world, institution, world.today, ahead=60) == [Proof.TRACK_RECORD]
    assert warned(world, institution, world.today, ahead=24) == []
