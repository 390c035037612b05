"""What each text says of self-evaluation, of who answers for a report, of quality, and of reports by the public."""

from __future__ import annotations

import pytest
from rules_cast import BOOK, DAY, FJ, HY, JL, SD, ZJ, rules_of

from assessor_hub.rules import keys
from assessor_hub.rules.law import NoRulesInForce
from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import Effect

EVERYWHERE = [(JL, "12"), (ZJ, "12"), (FJ, "12(1)"), (HY, "12")]


@pytest.mark.article("JL 12", "ZJ 12", "FJ 12(1)", "HY 12", "SD 9")
@pytest.mark.parametrize(("code", "article"), [*EVERYWHERE, (SD, "9")])
def test_a_unit_may_evaluate_itself(code: str, article: str) -> None:
    stated = rules_of(code).get(keys.SELF_EVALUATION)
    assert (stated.value, stated.strength, stated.article) == (True, Strength.TEXT, article)


@pytest.mark.article("JL 12", "JL 22-1", "ZJ 12", "FJ 12(1)", "HY 12", "SD 14")
@pytest.mark.parametrize(("code", "article"), [(JL, "12, 22-1"), *EVERYWHERE[1:], (SD, "14")])
def test_the_assessor_answers_for_its_report(code: str, article: str) -> None:
    stated = rules_of(code).get(keys.REPORT_TRUTH)
    assert (stated.value, stated.strength, stated.article) == (True, Strength.TEXT, article)


@pytest.mark.article("ZJ 22-2", "HY 23", "SD 15")
@pytest.mark.parametrize(
    ("code", "kind", "by"),
    [
        (JL, "none", ()),
        (FJ, "none", ()),
        (ZJ, "published_from_time_to_time", ("province",)),
        (HY, "service_tracking", ("county", "city")),
        (SD, "yearly_assessment", ("province",)),
    ],
)
def test_who_watches_the_quality_of_assessors_work(code: str, kind: str, by: tuple[str, ...]) -> None:
    quality = rules_of(code).get(keys.QUALITY).value
    assert (quality.kind, quality.by) == (kind, by)


@pytest.mark.article("SD 16")
@pytest.mark.parametrize(("code", "asked"), [(SD, True), (JL, False), (ZJ, False), (FJ, False), (HY, False)])
def test_only_shandong_has_every_level_review_the_qualification(code: str, asked: bool) -> None:
    assert rules_of(code).get(keys.CITY_OPINION).value is asked


# -- Reports by the public --


@pytest.mark.article("JL 24", "ZJ 23", "SD 25", "HY 24")
@pytest.mark.parametrize(
    ("code", "assessors", "receiver"),
    [
        (JL, True, ("city_of_unit", "province")),
        (ZJ, True, ("city_of_unit",)),
        (SD, True, ("city_of_unit",)),
        (HY, False, ("city_bureau",)),  # a complaint about an assessor becomes a lead
    ],
)
def test_whom_a_report_may_concern_and_who_receives_it(code: str, assessors: bool, receiver: tuple[str, ...]) -> None:
    rules = rules_of(code)
    subjects = rules.get(keys.TIP_SUBJECTS)
    assert "listed_unit" in subjects.value
    assert ("assessor" in subjects.value) is assessors
    assert rules.get(keys.TIP_RECEIVER).value.order == receiver
    asked = rules.get(keys.TIP_REQUIREMENTS)
    assert (set(asked.value), asked.may_refuse) == ({"real_name", "evidence", "contact"}, True)


def test_fujian_has_no_article_on_reports_so_everything_is_a_lead() -> None:
    rules = rules_of(FJ)
    assert (rules.get(keys.TIP_SUBJECTS).value, rules.get(keys.TIP_REQUIREMENTS).value) == ((), ())
    assert rules.get(keys.TIP_RECEIVER).value.order == ("province",)
    assert not rules.get(keys.TIP_SUBJECTS).may_refuse


@pytest.mark.article("JL 24", "JL 22-3", "ZJ 23", "ZJ 22-1", "HY 23", "SD 25")
@pytest.mark.parametrize(
    ("code", "effect"),
    [
        (JL, Effect.SANCTION),
        (ZJ, Effect.REPORT_UP),
        (FJ, Effect.NONE),
        (HY, Effect.REPORT_UP),
        (SD, Effect.RECTIFY_THEN_LIST),
    ],
)
def test_what_follows_from_a_report_that_proves_true_of_an_assessor(code: str, effect: Effect) -> None:
    """None of these is itself a ban: Shandong's list has neither term nor effect, and Jilin leads on to its grounds."""
    consequence = rules_of(code).get(keys.TIP_VERIFIED).value
    assert (consequence.effect, consequence.years) == (effect, None)


# -- Before evaluating --


@pytest.mark.article("JL 21")
def test_jilin_refuses_work_begun_before_the_recordal() -> None:
    rules = rules_of(JL)
    recordal, order = rules.get(keys.RECORDAL), rules.get(keys.WORK_BEFORE_RECORDAL)
    assert (recordal.value, recordal.may_refuse, recordal.article) == (True, True, "21")
    assert (order.value, order.may_refuse, order.article) == ("refuse", True, "21")


@pytest.mark.article("ZJ 12", "FJ 12(1)", "HY 12")
@pytest.mark.parametrize("code", [ZJ, FJ, HY])
def test_where_the_recordal_is_only_assumed_it_is_asked_for_and_never_refuses(code: str) -> None:
    for key in (keys.RECORDAL, keys.WORK_BEFORE_RECORDAL, keys.PLATFORM_REGISTRATION):
        stated = rules_of(code).get(key)
        assert (bool(stated.value), stated.strength, stated.may_refuse) == (True, Strength.ASSUMED, False)


@pytest.mark.article("SD 16")
def test_shandongs_review_is_kept_as_a_recordal_and_names_no_order_of_days() -> None:
    rules = rules_of(SD)
    assert (rules.get(keys.RECORDAL).value, rules.get(keys.RECORDAL).article) == (True, "16")
    assert (rules.get(keys.WORK_BEFORE_RECORDAL).value, rules.get(keys.WORK_BEFORE_RECORDAL).may_refuse) == (
        "flag", False,
    )  # fmt: skip


def test_guangdongs_rules_are_not_held_so_there_is_no_recordal_there() -> None:
    with pytest.raises(NoRulesInForce):
        BOOK.on("440000", DAY)
