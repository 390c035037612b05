"""Handing in: it freezes a version, names who signs, and two versions are compared field by field."""

from __future__ import annotations

from dataclasses import replace

from assessor_hub.accounts.actor import Actor
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.registration import services as registration
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.models import Application
from assessor_hub.registration.versions import Change, Signer, changes, names_of, versions_of
from assessor_hub.rules.lifecycle import ApplicationVerb
from assessor_hub.web.shared.words.particulars import FIELDS
from tests.slices.acts import hire, resign
from tests.slices.reviewing import change, decide, refused
from tests.world import SIGNED_BY_HEAD, World

CLERK = Signer("经办人甲", "评价部负责人")


def hand_in(world: World, application: int, owner: Actor, signer: Signer = SIGNED_BY_HEAD) -> None:
    change(world, application, lambda session, row: registration.submit(
        session, world.law(session), row, signer, by=owner, now=world.now
    ))


def letter(world: World, application: int, owner: Actor) -> None:
    with world.write() as session:
        store_documents(
            session, world.hub.vault, world.hub.store, [Upload("授权委托书.pdf", paper("letter"))],
            owner_kind=OwnerKind.APPLICATION, owner_id=application, kind=DocumentKind.AUTHORISATION, by=owner,
            now=world.now,
        )


def test_a_version_is_what_was_handed_in_and_stays(world: World) -> None:
    institution, owner = world.institution()
    application = world.application(owner)
    resign(world, institution, 3)
    with world.session() as session:
        [version] = versions_of(session, application)
        assert (version.number, len(version.roster), version.answers["premises"]["address"]) == (1, 10, "示范路1号")
        assert [row["kind"] for row in version.documents] == ["finance_rules"]
        assert version.signer_is_head
        assert not any("id_number" in line or "id_sealed" in line for line in version.roster)


def test_what_changed_is_told_field_by_field(world: World) -> None:
    institution, owner = world.institution()
    application = world.application(owner)
    decide(world, application, ApplicationVerb.RETURN)

    def correct(session: object, row: Application) -> None:
        part = Answers.model_validate(row.answers).premises.model_copy(update={"address": "示范路1号5层"})
        registration.save_step(session, row, "premises", part, by=owner, now=world.now)  # type: ignore[arg-type]

    change(world, application, correct)
    hire(world, institution, world.claims(titled=1, senior=0))
    letter(world, application, owner)
    hand_in(world, application, owner, CLERK)
    with world.session() as session:
        told = changes(*versions_of(session, application))
    assert Change("premises", "address", "示范路1号", "示范路1号5层") in told
    assert [(one.step, one.before) for one in told if one.step in {"roster", "documents"}] == [
        ("roster", None), ("documents", None)
    ]
    assert {one.field for one in told if one.step == "signer"} == {"name", "office", "is_head"}
    assert {one.step for one in told} == {"premises", "roster", "documents", "signer"}


def test_who_signs_for_the_legal_representative_has_a_letter_on_file(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner, submit=False)
    assert refused(lambda: hand_in(world, application, owner, Signer("经办人甲", " "))).code == "signer_missing"
    assert refused(lambda: hand_in(world, application, owner, CLERK)).code == "authorisation_missing"
    letter(world, application, owner)
    hand_in(world, application, owner, CLERK)
    with world.session() as session:
        [version] = versions_of(session, application)
        assert (version.signer_name, version.signer_office, version.signer_is_head) == ("经办人甲", "评价部负责人", False)


def test_every_answer_has_its_words() -> None:
    named = {
        f"{step}.{field}" for step, part in Answers.model_fields.items() if step != "track_record"
        for field in part.annotation.model_fields
    }
    assert named <= set(FIELDS)


def test_a_save_that_changes_nothing_is_none(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner, submit=False)

    def again(session: object, row: Application) -> tuple[int, int]:
        before = row.revision
        part = Answers.model_validate(row.answers).premises
        registration.save_step(session, row, "premises", part, by=owner, now=world.now)  # type: ignore[arg-type]
        return before, row.revision

    before, after = change(world, application, again)
    assert before == after


def test_a_person_is_named_as_the_institution_typed_and_not_as_the_first_one_did(world: World) -> None:
    claim = world.claims(titled=1, senior=1)[0]
    world.application(world.institution()[1], claims=[replace(claim, person=replace(claim.person, name="别家所写"))])
    application = world.application(world.institution()[1], claims=[claim])
    with world.session() as session:
        [version] = versions_of(session, application)
        assert list(names_of(version).values()) == [claim.person.name]
