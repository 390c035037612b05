"""Applications and recordals: who may apply, what a decision needs, what a recordal is."""

from __future__ import annotations

from datetime import date

import pytest

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration import review
from assessor_hub.registration import services as registration
from assessor_hub.registration.answers import Commitments, Profile
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.queries import application_for, own_applications, recorded_institutions
from assessor_hub.rules.lifecycle import APPLICATION, ApplicationState, ApplicationVerb, BadTransition
from assessor_hub.rules.values import Level, Specialty
from tests.slices.acts import entries
from tests.world import SIGNED_BY_HEAD, World

A, V = ApplicationState, ApplicationVerb
BOTH = (Level.NATIONAL, Level.PROVINCIAL)


def decide(
    world: World, application: int, verb: ApplicationVerb, *, by: Actor = SYSTEM, reason: str = "理由",
    levels: tuple[Level, ...] = BOTH, revision: int | None = None, banned_until: date | None = None,
) -> int | None:
    with world.write() as session:
        row = session.get_one(Application, application)
        if verb is V.RECORD and row.status is A.SUBMITTED:
            world.check_all(session, row, by)
        made = review.decide(
            session, world.law(session), row, verb, revision=revision or row.revision, reason=reason, by=by,
            now=world.now, levels=levels, banned_until=banned_until,
        )
        return made.id if made else None


def refused(world: World, application: int, verb: ApplicationVerb = V.RECORD, **given: object) -> RegistrationRefused:
    before = state(world, application)
    with pytest.raises(RegistrationRefused) as caught:
        decide(world, application, verb, **given)  # type: ignore[arg-type]  # the keywords of decide
    assert state(world, application) == before
    return caught.value


def state(world: World, application: int) -> tuple[object, ...]:
    with world.session() as session:
        row = session.get_one(Application, application)
        recordals = [recordal.number for recordal in session.query(Recordal)]
        return row.status, row.revision, row.reason, recordals


@pytest.mark.article("JL 20(3)")
@pytest.mark.case("10 titled staff, 5 of them 副高 in energy and environment")
def test_ten_titled_with_five_seniors_are_recorded_at_both_levels(world: World) -> None:
    _institution, owner = world.institution()
    approver = world.staff_user(Role.APPROVER, "220000")
    application = world.application(owner)
    made = decide(world, application, V.RECORD, by=approver)
    with world.session() as session:
        recordal, row = session.get_one(Recordal, made), session.get_one(Application, application)
        assert (recordal.number, recordal.levels) == ("JL-2026-1", ["national", "provincial"])
        assert (recordal.recorded_on, recordal.trial) == (world.today, False)
        assert (row.status, row.decided_by, row.reason) == (A.RECORDED, approver.user_id, "理由")
        assert row.verdict is not None
        findings = {found["code"]: found for found in row.verdict[0]["findings"]}
        assert (findings["titled_minimum"]["figures"]["found"], findings["titled_minimum"]["article"]) == (10, "20(3)")
    [written] = entries(world, Tag.APPLICATION_RECORDED, application)
    assert (written.actor_id, written.reason, written.detail) == (
        approver.user_id, "理由", {"levels": ["national", "provincial"]}
    )


@pytest.mark.article("JL 20(3)")
@pytest.mark.case("9 titled, 6 senior related, all covered")
def test_nine_titled_are_refused_by_jilin(world: World) -> None:
    _institution, owner = world.institution()
    answer = refused(world, world.application(owner, claims=world.claims(titled=9, senior=6)))
    assert (answer.code, answer.figures["condition"]) == ("level_refused", "titled_minimum")
    assert (answer.stated.value, answer.stated.article) == (10, "20(3)")


@pytest.mark.article("SD 13(3)")
def test_nine_titled_are_recorded_by_shandong_for_provincial_work(world: World) -> None:
    world.trial("370000")
    _institution, owner = world.institution(registered="370100")
    application = world.application(owner, "370000", world.claims(titled=9, senior=6))
    made = decide(world, application, V.RECORD, levels=(Level.PROVINCIAL,))
    with world.session() as session:
        assert session.get_one(Recordal, made).trial
        judged = verdicts(
            session, world.law(session), session.get_one(Application, application), world.today
        )
        assert judged[Level.PROVINCIAL].met
        assert [found.code for found in judged[Level.NATIONAL].needs_human] == ["titled_minimum"]


@pytest.mark.article("SD 13(6)")
@pytest.mark.case("SD: 9 titled, one without social insurance")
def test_one_uncovered_person_fails_shandongs_duty_though_the_count_is_met(world: World) -> None:
    world.trial("370000")
    _institution, owner = world.institution(registered="370100")
    claims = [*world.claims(titled=8, senior=5), *world.claims(titled=1, senior=0, covered=False)]
    answer = refused(world, world.application(owner, "370000", claims), levels=(Level.PROVINCIAL,))
    assert (answer.figures["condition"], answer.stated.article) == ("contract_and_insurance", "13(6)")


@pytest.mark.case("10 titled with 5 seniors, one a senior accountant")
def test_a_senior_accountant_leaves_jilins_seniors_to_a_human(world: World) -> None:
    _institution, owner = world.institution()
    claims = [*world.claims(titled=9, senior=4), *world.claims(titled=1, senior=1, specialty=Specialty.OTHER)]
    application = world.application(owner, claims=claims)
    with world.session() as session:
        row = session.get_one(Application, application)
        judged = verdicts(session, world.law(session), row, world.today)[Level.NATIONAL]
        assert not judged.met
        assert [(found.code, found.figures["found"]) for found in judged.needs_human] == [("senior_minimum", 4)]


@pytest.mark.case("Zhejiang institution with 9 staff")
def test_zhejiangs_nine_are_recorded_by_a_humans_decision_with_a_reason(world: World) -> None:
    _institution, owner = world.institution(registered="330100")
    application = world.application(owner, "330000", world.claims(titled=9, senior=5))
    assert refused(world, application, reason="  ").code == "reason_missing"
    assert decide(world, application, V.RECORD, reason="附件未在手，经核实能力充分") is not None


@pytest.mark.parametrize(("verb", "after", "tag"), [
    (V.RETURN, A.RETURNED, Tag.APPLICATION_RETURNED), (V.REFUSE, A.REFUSED, Tag.APPLICATION_REFUSED),
    (V.RECORD, A.RECORDED, Tag.APPLICATION_RECORDED),
])
def test_a_decision_needs_a_reason_leaves_an_entry_and_is_made_once(
    world: World, verb: ApplicationVerb, after: ApplicationState, tag: Tag
) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    assert refused(world, application, verb, reason=" ").code == "reason_missing"
    assert refused(world, application, verb, revision=1).code == "changed_meanwhile"
    decide(world, application, verb)
    assert state(world, application)[0] is after
    assert len(entries(world, tag, application)) == 1
    again = refused(world, application, verb)
    assert (again.code, again.figures["status"]) == ("changed_meanwhile", after.value)


def test_a_recordal_names_a_level_and_is_not_given_under_a_ban(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    assert refused(world, application, levels=()).code == "no_level"
    assert refused(world, application, banned_until=date(2027, 1, 1)).figures == {"last_day": date(2027, 1, 1)}


def test_what_was_returned_is_corrected_and_handed_in_again(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    decide(world, application, V.RETURN)
    with world.write() as session:
        row = session.get_one(Application, application)
        registration.save_step(
            session, row, "profile", Profile(legal_person=True, platform_account="new"), by=owner, now=world.now
        )
        registration.submit(session, world.law(session), row, SIGNED_BY_HEAD, by=owner, now=world.now)
    with world.session() as session:
        row = session.get_one(Application, application)
        assert (row.status, row.answers["profile"]["platform_account"]) == (A.SUBMITTED, "new")
        assert row.answers["commitments"]["truthful"] is True


def test_what_is_handed_in_cannot_be_changed(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    with pytest.raises(RegistrationRefused, match="not_editable"), world.write() as session:
        registration.save_step(
            session, session.get_one(Application, application), "profile", Profile(), by=owner, now=world.now
        )


def test_an_untrue_or_empty_application_is_not_taken(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner, claims=[], submit=False)
    with world.write() as session, pytest.raises(RegistrationRefused, match="empty_roster"):
        row = session.get_one(Application, application)
        registration.submit(session, world.law(session), row, SIGNED_BY_HEAD, by=owner, now=world.now)
    with world.write() as session:
        row = session.get_one(Application, application)
        registration.save_step(session, row, "commitments", Commitments(), by=owner, now=world.now)
        with pytest.raises(RegistrationRefused, match="not_truthful"):
            registration.submit(session, world.law(session), row, SIGNED_BY_HEAD, by=owner, now=world.now)


def test_one_application_is_open_at_a_time(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    with pytest.raises(RegistrationRefused, match="already_open"):
        world.application(owner, claims=[])
    decide(world, application, V.RECORD)
    world.application(owner, claims=[], submit=False)  # a renewal, see test_renewal.py
    with pytest.raises(RegistrationRefused, match="already_open"):
        world.application(owner, claims=[], submit=False)


def test_a_second_province_starts_from_the_answers_of_the_first(world: World) -> None:
    _institution, owner = world.recorded()
    with world.write() as session:
        row = registration.open_application(session, world.law(session), "330000", by=owner, now=world.now)
        assert row.answers["profile"]["platform_account"] == "gm"


@pytest.mark.parametrize(("code", "standing"), [("370000", "pending"), ("440000", "not_held"), ("350000", "pending")])
def test_nobody_applies_where_no_rules_are_in_force(world: World, code: str, standing: str) -> None:
    _institution, owner = world.institution()
    with world.write() as session, pytest.raises(RegistrationRefused) as caught:
        registration.open_application(session, world.law(session), code, by=owner, now=world.now)
    assert (caught.value.code, caught.value.figures["standing"]) == ("no_rules_in_force", standing)


def test_what_is_withdrawn_is_over(world: World) -> None:
    _institution, owner = world.institution()
    application = world.application(owner)
    with world.write() as session:
        registration.withdraw(session, session.get_one(Application, application), by=owner, now=world.now)
    assert state(world, application)[0] is A.WITHDRAWN
    assert len(entries(world, Tag.APPLICATION_WITHDRAWN, application)) == 1
    with world.write() as session, pytest.raises(BadTransition):
        registration.withdraw(session, session.get_one(Application, application), by=owner, now=world.now)
    world.application(owner, claims=[])  # a new one may be opened


def test_every_step_of_an_application_is_in_its_table() -> None:
    assert {state for state, _verb in APPLICATION} == set(A) - {A.WITHDRAWN}
    assert set(APPLICATION.values()) == set(A) - {A.DRAFT}


def test_fetching_is_authorising(world: World) -> None:
    _institution, owner = world.institution()
    draft = world.application(owner, submit=False)
    _other, outsider = world.institution()
    reviewer, elsewhere = world.staff_user(Role.REVIEWER, "220000"), world.staff_user(Role.REVIEWER, "330000")
    auditor, handler = world.staff_user(Role.AUDITOR, "000000"), world.staff_user(Role.REPORT_HANDLER, "220000")
    with world.session() as session:
        assert application_for(session, owner, draft) is not None
        assert [application_for(session, who, draft) for who in (outsider, reviewer, auditor)] == [None] * 3
    with world.write() as session:
        registration.submit(
            session, world.law(session), session.get_one(Application, draft), SIGNED_BY_HEAD, by=owner,
            now=world.now,
        )
    with world.session() as session:
        seen = {who: application_for(session, who, draft) is not None
                for who in (owner, outsider, reviewer, elsewhere, auditor, handler)}
        assert [seen[who] for who in (owner, outsider, reviewer, elsewhere, auditor, handler)] == [
            True, False, True, False, True, False,
        ]
        assert own_applications(session, outsider) == []
        assert recorded_institutions(session, handler, world.today) == []
