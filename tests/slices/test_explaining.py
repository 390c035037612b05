"""The ledger explained: the same charges as the definition counts, each with why; and as of any past instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.projects.explaining import Line, entered_later, ledger, pools_in, years_of
from assessor_hub.projects.ledger import Account, use
from assessor_hub.registration.heads import head_for, heads_for
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.limits import basis_of, periods
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.acts import NATIONWIDE, days_pass, file_many, head_of, move, new_head
from tests.slices.declaring import corrected
from tests.world import World


def lines_of(world: World, person: int, at: datetime | None = None, year: int = 2026) -> list[Line]:
    """The lines, after a look that the counted ones are what the definition in SQL counts."""
    account = Account(person, NATIONWIDE, year)
    with world.session() as session:
        found = ledger(session, account, at=at)
        if at is None:
            assert sorted(line.charge_id for line in found if line.counted) == sorted(session.scalars(use(account)))
        return found


def test_each_line_says_by_which_half_it_counts(world: World) -> None:
    """A heads I (2) and J (1); I goes to B, who files 1: A keeps 3, B has I's 3, of which 2 came with it."""
    a = world.person("甲")
    (i, owner_i), (_j, owner_j) = world.recorded(head=a), world.recorded(head=a)
    file_many(world, owner_i, 2)
    world.file(owner_j)
    days_pass(world)
    old, new = new_head(world, i, world.person("乙"))
    world.file(owner_i)
    today = world.today
    assert [(line.headed, line.heads_since is not None) for line in lines_of(world, old)] == [
        (True, False), (True, False), (True, True),
    ]
    assert [(line.headed, line.heads_since) for line in lines_of(world, new)] == [
        (False, today), (False, today), (True, today),
    ]


def test_what_was_given_back_stays_in_the_list_and_is_not_counted(world: World) -> None:
    institution, owner = world.recorded()
    kept, freed = file_many(world, owner, 2)
    days_pass(world)
    move(world, freed, ProjectVerb.WITHDRAW)
    lines = lines_of(world, head_of(world, institution))
    assert [(line.project_id, line.counted, line.release_reason) for line in lines] == [
        (kept, True, None), (freed, False, "withdraw"),
    ]
    assert lines[1].released_at == world.now


def test_as_of_an_instant_it_is_what_was_charged_and_not_given_back_then(world: World) -> None:
    institution, owner = world.recorded()
    world.file(owner)
    freed = world.file(owner)
    before = world.now
    days_pass(world)
    move(world, freed, ProjectVerb.WITHDRAW)
    days_pass(world)
    world.file(owner)
    head = head_of(world, institution)
    assert [line.counted for line in lines_of(world, head, before)] == [True, True]
    assert [line.counted for line in lines_of(world, head, before + timedelta(days=1))] == [True, False]
    assert [line.counted for line in lines_of(world, head)] == [True, False, True]
    assert lines_of(world, head, before - timedelta(seconds=1)) == []


def test_a_change_that_was_entered_later_is_named_where_the_list_has_it_already(world: World) -> None:
    institution, owner = world.recorded()
    world.file(owner)
    first_day = world.today + timedelta(days=2)
    days_pass(world, 5)
    looked_at = world.now
    days_pass(world, 5)
    old, new = new_head(world, institution, world.person("乙"), first_day)
    with world.session() as session:
        for person in (old, new):
            account = Account(person, NATIONWIDE, 2026)
            assert [row.detail["first_day"] for row in entered_later(session, account, looked_at)] == [str(first_day)]
            assert entered_later(session, account, looked_at - timedelta(days=4)) == []
            assert entered_later(session, account, world.now) == []
    assert [line.counted for line in lines_of(world, new, looked_at)] == [True]


def test_a_correction_that_was_entered_later_is_named_to_both_persons(world: World) -> None:
    institution, owner = world.recorded()
    world.file(owner)
    wrong, looked_at = head_of(world, institution), world.now
    days_pass(world, 5)
    corrected(world, institution, world.person("丙"))
    with world.session() as session:
        for person in (wrong, head_of(world, institution)):
            account = Account(person, NATIONWIDE, 2026)
            assert [row.tag for row in entered_later(session, account, looked_at)] == [Tag.TENURE_CORRECTED]
            assert entered_later(session, account, looked_at - timedelta(days=1)) == []


def test_the_years_and_pools_that_are_offered_tell_nothing_of_another_institution(world: World) -> None:
    a = world.person("甲")
    (i, owner_i), (j, owner_j) = world.recorded(head=a), world.recorded("330000", head=a)
    world.file(owner_i)
    world.file(owner_j, unit_city="330100", level=Level.PROVINCIAL)
    head = head_of(world, i)
    with world.session() as session:
        assert pools_in(session, head, 2026) == [NATIONWIDE, Pool(Level.PROVINCIAL, "330000")]
        assert pools_in(session, head, 2026, only=i) == [NATIONWIDE]
        assert years_of(session, head, only=j) == years_of(session, head) == [2026]


@pytest.mark.parametrize(("code", "sees"), [("220000", True), ("330000", False)])
def test_staff_find_the_heads_of_institutions_within_their_reach_only(world: World, code: str, sees: bool) -> None:
    institution, _owner = world.recorded(head=world.person("沈一%"))
    head = head_of(world, institution)
    staff = world.staff_user(Role.REVIEWER, code)
    days_pass(world)
    new_head(world, institution, world.person("乙"))
    with world.session() as session:
        assert (head_for(session, staff, head) is not None) is sees
        for text in ("沈一", "一%", "测试评价机构"):
            found = [person.id for person, _tenures in heads_for(session, staff, text)]
            assert (head in found) is sees, text
        assert heads_for(session, staff, "沈二%") == []


def test_the_periods_of_a_year_follow_the_text(world: World) -> None:
    """A text that begins to bind within a year shows it; one without the pool has no period."""
    with world.session() as session:
        law: LawBook = world.law(session)
    begins = law.packs["330000"].document.effective_from
    assert isinstance(begins, date)
    found = periods(law, "330000", Pool(Level.PROVINCIAL, "330000"), begins.year)
    assert [one.first_day for one in found] == [date(begins.year, 1, 1), begins]
    assert [(one.standing.value, one.cap.value.limit if one.cap else None) for one in found][-1] == ("in_force", 10)
    assert periods(law, "220000", Pool(Level.PROVINCIAL, "330000"), begins.year) == []
    assert periods(law, "110000", NATIONWIDE, begins.year) == []
    cap = basis_of(law, "330000", Level.PROVINCIAL, UnitKind.FACTORY, begins)
    assert cap is not None
    assert (cap.article, cap.value.limit) == ("22-3", 10)
    assert basis_of(law, "330000", Level.PROVINCIAL, UnitKind.SUPPLY_CHAIN, begins) is None
