"""Which rules hold where on a day: standing, recorded acts, confirmations, superseded values."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from rules_cast import confirming, with_entries

from assessor_hub.rules import keys
from assessor_hub.rules.law import Commencement, LawBook, NoRulesInForce, Standing
from assessor_hub.rules.pack import Strength, load_packs
from assessor_hub.rules.values import Level

FOLDER = Path(__file__).parents[2] / "config" / "jurisdictions"
BOOK = LawBook(load_packs(FOLDER))
DAY = date(2026, 11, 21)
CN, JL, ZJ, FJ, SD, GD, HY = "000000", "220000", "330000", "350000", "370000", "440000", "441600"


def with_acts(*acts: Commencement) -> LawBook:
    return BOOK.with_records(acts, frozenset())


# -- Texts in force by themselves --


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        pytest.param(JL, date(2024, 11, 4), Standing.NOT_YET, marks=pytest.mark.article("JL 31")),
        pytest.param(JL, date(2024, 11, 5), Standing.IN_FORCE, marks=pytest.mark.article("JL 31")),
        pytest.param(ZJ, date(2024, 6, 26), Standing.NOT_YET, marks=pytest.mark.article("ZJ 29")),
        pytest.param(ZJ, date(2024, 6, 27), Standing.IN_FORCE, marks=pytest.mark.article("ZJ 29")),
        (ZJ, date(2060, 1, 1), Standing.IN_FORCE),
        (FJ, DAY, Standing.PENDING),
        (HY, DAY, Standing.PENDING),
        (SD, DAY, Standing.PENDING),
        (GD, DAY, Standing.NOT_HELD),
    ],
)
def test_standing_without_any_recorded_act(code: str, day: date, standing: Standing) -> None:
    assert BOOK.standing(code, day) is standing


@pytest.mark.parametrize(
    ("code", "day"), [(JL, date(2024, 11, 4)), (ZJ, date(2024, 6, 26)), (FJ, DAY), (HY, DAY), (SD, DAY), (GD, DAY)]
)
def test_rules_not_in_force_are_an_error_that_says_why(code: str, day: date) -> None:
    with pytest.raises(NoRulesInForce) as caught:
        BOOK.on(code, day)
    assert (caught.value.code, caught.value.day) == (code, day)
    assert caught.value.standing is BOOK.standing(code, day)
    assert str(caught.value.standing) in str(caught.value)


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        BOOK.on("110000", DAY)


# -- Fujian: a date that an administrator confirms --

FJ_ACT = Commencement(FJ, "in_force", date(2025, 2, 15), number="闽工信规〔2025〕3号", source="fujian.gov.cn")


@pytest.mark.article("FJ 20")
@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2025, 2, 14), Standing.NOT_YET),
        (date(2025, 2, 15), Standing.IN_FORCE),
        (date(2027, 2, 15), Standing.IN_FORCE),
        (date(2027, 2, 16), Standing.EXPIRED),
    ],
)
def test_fujian_stands_two_years_from_its_confirmed_day(day: date, standing: Standing) -> None:
    assert with_acts(FJ_ACT).standing(FJ, day) is standing


@pytest.mark.article("FJ 20")
def test_the_last_day_follows_the_confirmed_first_day() -> None:
    later = Commencement(FJ, "in_force", date(2025, 3, 1))
    assert BOOK.last_day(FJ) == date(2027, 2, 15)
    assert with_acts(later).last_day(FJ) == date(2027, 3, 1)
    assert BOOK.last_day(JL) == date.max


def test_fujian_expired_binds_nobody_and_can_still_be_read() -> None:
    book, day = with_acts(FJ_ACT), date(2027, 2, 16)
    with pytest.raises(NoRulesInForce) as caught:
        book.on(FJ, day)
    assert caught.value.standing is Standing.EXPIRED
    assert book.read(FJ, day).standing is Standing.EXPIRED


# -- Drafts: trial, commencement, reading --


@pytest.mark.parametrize("code", [HY, SD])
@pytest.mark.parametrize(("kind", "standing"), [("trial", Standing.TRIAL), ("in_force", Standing.IN_FORCE)])
def test_a_draft_stands_by_its_act_only(code: str, kind: str, standing: Standing) -> None:
    first = date(2026, 1, 1)
    act = Commencement(code, kind, first)  # type: ignore[arg-type]
    book = with_acts(act)
    assert book.standing(code, first) is standing
    assert book.on(code, first).standing is standing
    assert book.standing({HY: SD, SD: HY}[code], first) is Standing.PENDING


def test_after_a_trial_a_draft_is_a_draft_again() -> None:
    book = with_acts(Commencement(SD, "trial", date(2026, 1, 1), date(2026, 6, 30)))
    assert book.standing(SD, date(2025, 12, 31)) is Standing.PENDING
    assert book.standing(SD, date(2026, 6, 30)) is Standing.TRIAL
    assert book.standing(SD, date(2026, 7, 1)) is Standing.PENDING


def test_a_commencement_prevails_over_a_trial_of_the_same_day() -> None:
    first = date(2026, 1, 1)
    book = with_acts(Commencement(SD, "trial", first), Commencement(SD, "in_force", date(2026, 5, 1)))
    assert book.standing(SD, date(2026, 4, 30)) is Standing.TRIAL
    assert book.standing(SD, date(2026, 5, 1)) is Standing.IN_FORCE


@pytest.mark.article("HY 31")
def test_heyuan_stands_five_years() -> None:
    book = with_acts(Commencement(HY, "in_force", date(2026, 1, 1)))
    assert book.standing(HY, date(2031, 1, 1)) is Standing.IN_FORCE
    assert book.standing(HY, date(2031, 1, 2)) is Standing.EXPIRED


def test_a_draft_can_be_read_but_says_that_it_is_pending() -> None:
    rules = BOOK.read(SD, DAY)
    assert rules.standing is Standing.PENDING
    assert rules.get(keys.TITLED_MINIMUM).value == 8


def test_guangdong_cannot_even_be_read() -> None:
    with pytest.raises(NoRulesInForce) as caught:
        BOOK.read(GD, DAY)
    assert caught.value.standing is Standing.NOT_HELD


# -- Levels and lineage --


@pytest.mark.article("SD 17")
@pytest.mark.case("9 titled, 6 senior related, all covered")
def test_shandong_asks_eight_for_its_own_work_and_assumes_ten_for_national() -> None:
    rules = BOOK.read(SD, DAY)
    own, national = rules.get(keys.TITLED_MINIMUM), rules.get(keys.TITLED_MINIMUM, Level.NATIONAL)
    assert (own.value, own.article, own.may_refuse, own.inherited) == (8, "13(3)", True, False)
    assert (national.value, national.through, national.may_refuse, national.inherited) == (10, "17", False, True)


def test_lineage_and_places() -> None:
    assert BOOK.lineage(HY) == (HY, GD, CN)
    assert BOOK.lineage(CN) == (CN,)
    assert BOOK.province_of("220100") == JL
    assert BOOK.province_of(CN) == CN
    assert BOOK.jurisdiction_for("220100") == JL
    assert BOOK.jurisdiction_for(HY) == HY


def test_all_answers_every_question_once_for_each_level() -> None:
    rows = BOOK.read(SD, DAY).all()
    asked = [(answer.key, level) for answer, levels in rows for level in levels]
    assert len(asked) == len(set(asked))
    assert set(asked) == {(name, level) for name in keys.ALL for level in Level}
    split = [levels for answer, levels in rows if answer.key == "conditions.titled_minimum"]
    assert split == [(Level.NATIONAL,), (Level.PROVINCIAL, Level.MUNICIPAL)]


# -- Confirmed values --


@pytest.mark.case("Zhejiang institution with 9 staff")
def test_an_assumed_value_needs_a_human_until_it_is_confirmed() -> None:
    before = BOOK.on(ZJ, DAY).get(keys.TITLED_MINIMUM)
    after = confirming((ZJ, "conditions.titled_minimum")).on(ZJ, DAY).get(keys.TITLED_MINIMUM)
    assert (before.strength, before.may_refuse, before.confirmed) == (Strength.ASSUMED, False, False)
    assert (after.strength, after.may_refuse, after.confirmed) == (Strength.TEXT, True, True)
    assert (before.value, after.value) == (10, 10)


def test_a_confirmation_reaches_no_other_province_and_no_other_value() -> None:
    book = confirming((ZJ, "conditions.titled_minimum"))
    assert book.read(FJ, DAY).get(keys.TITLED_MINIMUM).strength is Strength.ASSUMED
    assert book.on(ZJ, DAY).get(keys.SENIOR_MINIMUM).strength is Strength.ASSUMED


def test_a_value_confirmed_at_the_root_is_confirmed_for_all_who_take_it_over() -> None:
    book = confirming((CN, "summary.due"))
    assert all(book.read(code, DAY).get(keys.SUMMARY_DUE).may_refuse for code in (CN, ZJ, FJ, HY))


def test_a_confirmation_lifts_nothing_but_an_assumption() -> None:
    book = confirming((JL, "reference.review"), (CN, "caps.national"), (JL, "sanctions.lacks_conditions"))
    assert book.on(JL, DAY).get(keys.REF_REVIEW).strength is Strength.REFERENCE
    assert book.read(FJ, DAY).get(keys.CAP_NATIONAL).strength is Strength.RESTATED
    assert book.on(JL, DAY).get(keys.SANCTION_LACKS_CONDITIONS).strength is Strength.SILENT


def test_a_value_that_is_changed_after_its_confirmation_is_assumed_again() -> None:
    confirmed = confirming((ZJ, "conditions.titled_minimum"))
    rows = tuple(row.model_copy(update={"value": 12}) for row in BOOK.packs[CN].entries["conditions.titled_minimum"])
    changed = with_entries(CN, "conditions.titled_minimum", rows, confirmed).on(ZJ, DAY).get(keys.TITLED_MINIMUM)
    assert (changed.value, changed.strength, changed.may_refuse) == (12, Strength.ASSUMED, False)
    again = with_entries(CN, "conditions.titled_minimum", BOOK.packs[CN].entries["conditions.titled_minimum"], confirmed)
    assert again.on(ZJ, DAY).get(keys.TITLED_MINIMUM).confirmed


# -- Superseded values and versions --

TURN = date(2027, 1, 1)
ROW = '[[conditions.titled_minimum]]\nvalue = {}\nstrength = "assumed"\nknown_from = "JL 20(3)"\n'
OLD = ROW.format(10)
NEW = f"{OLD}effective_to = {TURN - timedelta(days=1)}\n\n{ROW.format(12)}effective_from = {TURN}\n"


@pytest.fixture
def superseded(tmp_path: Path) -> LawBook:
    """MIIT's assumed ten becomes twelve from the turn of the year."""
    folder = tmp_path / "jurisdictions"
    shutil.copytree(FOLDER, folder)
    root = folder / "000000-miit.toml"
    words = root.read_text(encoding="utf-8")
    assert OLD in words
    root.write_text(words.replace(OLD, NEW), encoding="utf-8")
    return LawBook(load_packs(folder))


@pytest.mark.article("FJ 19")
def test_a_superseded_value_holds_to_its_last_day_and_the_new_one_from_its_first(superseded: LawBook) -> None:
    for code, level in ((ZJ, Level.PROVINCIAL), (FJ, Level.PROVINCIAL), (SD, Level.NATIONAL)):
        before = superseded.read(code, TURN - timedelta(days=1)).get(keys.TITLED_MINIMUM, level)
        after = superseded.read(code, TURN).get(keys.TITLED_MINIMUM, level)
        assert (before.value, after.value) == (10, 12)
        assert (before.effective_to, after.effective_from) == (TURN - timedelta(days=1), TURN)


def test_what_a_province_states_itself_is_untouched(superseded: LawBook) -> None:
    assert superseded.on(JL, TURN).get(keys.TITLED_MINIMUM).value == 10
    assert superseded.read(SD, TURN).get(keys.TITLED_MINIMUM).value == 8


def test_a_version_names_the_content_of_the_pack_and_its_ancestors(superseded: LawBook) -> None:
    assert [part.split(":")[0] for part in BOOK.version(HY).split("+")] == ["HY", "GD", "CN"]
    assert BOOK.on(JL, DAY).version == BOOK.version(JL)
    mine, mine_later = BOOK.version(JL).split("+"), superseded.version(JL).split("+")
    assert mine[0] == mine_later[0]
    assert mine[1] != mine_later[1]
