"""What a claim said before it was corrected stays on the person's page, with when; the number stays masked."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from assessor_hub.accounts.models import Role
from assessor_hub.staffing.models import Employment
from tests.slices.importing import file_of, take_in
from tests.web.test_as_of_pages import words
from tests.web.test_condition_steps import signed_in
from tests.world import World


def test_an_auditor_can_follow_what_was_corrected(app: Flask, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    claim = world.claims(1, 0)[0]
    institution, owner = world.recorded(claims=[claim, *world.claims(10, 5)])
    for certificate in ("MISTYPED", "CORRECTED"):  # twice on one day: the second takes the first one's place
        take_in(world, owner, file_of([replace(claim, certificate=certificate)]), institution_id=institution)
    with world.session() as session:
        person = session.scalars(select(Employment.person_id).order_by(Employment.id)).first()
    for role, code in ((Role.AUDITOR, "220000"), (Role.REVIEWER, "330000")):
        world.staff_user(role, code, f"{code}@test.example")
    auditor, outsider = (signed_in(app, f"{code}@test.example") for code in ("220000", "330000"))
    page = words(auditor.get(f"/staff/people/{person}"))
    assert page.count("superseded") == 1
    assert page.index("CORRECTED") < page.index("superseded") < page.index("MISTYPED")
    assert claim.person.id_number not in page
    assert outsider.get(f"/staff/people/{person}").status_code == 404
