"""Names of organisations: what is one name in two spellings, what is only alike, and what is never taken for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_hub.rules.names import Reason, Shelf, form, liken, taken_apart

COMPANY = "松江绿能咨询（吉林）有限公司"
WRITTEN = st.text(st.sampled_from("吉林松江绿能(（〔）)〕有限责任股份公司集团分 　A1ａ·\u200b"), max_size=24)


@pytest.mark.parametrize("written", [
    "松江绿能咨询(吉林)有限公司", "松江绿能咨询〔吉林〕有限责任公司", "松江绿能咨询【吉林】有限公司", "松江绿能咨询 吉林 有限公司",
    "　松江绿能咨询（吉林）有限公司\u200b", "松江绿能咨询「吉林」有限公司\n",
])
def test_spellings_of_one_name_share_its_normal_form(written: str) -> None:
    assert form(written) == form(COMPANY)
    assert liken(written, COMPANY).score == 100
    assert liken(written, COMPANY).reasons == (Reason.SPELLING,)


def test_full_width_letters_and_case_are_no_difference() -> None:
    assert form("ＡＢＣ绿色（Tech）股份有限公司") == form("abc绿色tech股份公司")


@pytest.mark.parametrize(("other", "reason"), [
    ("松江绿能咨询（吉林）股份有限公司", Reason.LEGAL_FORM),
    ("松江绿能咨询（吉林）集团有限公司", Reason.GROUP),
    ("松江绿能咨询（吉林）有限公司长春分公司", Reason.BRANCH),
    ("松江绿能咨询（吉林省）有限公司", Reason.PLACE),
    ("吉林松江绿能咨询有限公司", Reason.ORDER),
    ("松江绿能咨询有限公司", Reason.PART),
    ("松江绿能谘询（吉林）有限公司", Reason.LETTERS),
])
def test_what_is_only_alike_says_in_what_it_differs(other: str, reason: Reason) -> None:
    likeness = liken(COMPANY, other)
    assert form(other) != form(COMPANY)
    assert likeness.reasons == (reason,)
    assert 75 <= likeness.score < 100


@pytest.mark.parametrize("branch", [
    "松江绿能咨询（吉林）有限公司长春分公司", "松江绿能咨询（吉林）有限公司分公司", "松江绿能咨询(吉林)有限责任公司四平办事处",
])
def test_a_branch_is_never_its_parent(branch: str) -> None:
    assert taken_apart(branch).core == taken_apart(COMPANY).core
    assert taken_apart(branch).branch
    assert form(branch) != form(COMPANY)
    assert Reason.BRANCH in liken(branch, COMPANY).reasons


def test_two_branches_of_one_parent_are_two() -> None:
    one, other = (f"{COMPANY}{city}分公司" for city in ("长春", "四平"))
    assert liken(one, other).reasons == (Reason.BRANCH,)


def test_a_branch_of_a_group_or_an_institute_is_known_too() -> None:
    assert taken_apart("中绿认证集团吉林分公司").branch == "吉林分公司"
    assert taken_apart("中绿认证集团有限公司吉林分公司").core == "中绿认证"
    assert taken_apart("北方绿色研究院长春分院").branch == "长春分院"


def test_another_company_is_not_alike() -> None:
    assert liken(COMPANY, "长春北辰环境评估有限公司").score < 40


def test_a_name_of_an_end_alone_is_still_a_name() -> None:
    assert taken_apart("集团公司").core
    assert taken_apart("").core == ""
    assert liken("", "").score == 100


@given(WRITTEN)
def test_a_normal_form_is_its_own(written: str) -> None:
    assert form(form(written)) == form(written)


@given(WRITTEN, WRITTEN)
def test_likeness_is_the_same_both_ways_and_full_only_for_one_name(one: str, other: str) -> None:
    likeness = liken(one, other)
    assert likeness == liken(other, one)
    assert 0 <= likeness.score <= 100
    assert (likeness.score == 100) == (form(one) == form(other))
    assert likeness.reasons


@given(st.text("吉林松江绿能环保科技", min_size=1, max_size=8), st.sampled_from(["（{}）", "〔{}〕", " {} ", "【{}】", "{}"]))
def test_how_a_place_is_set_off_is_no_difference(core: str, how: str) -> None:
    assert form(core + how.format("长春") + "有限责任公司") == form(f"{core}长春有限公司")


def test_the_closest_come_first_each_once_and_none_that_is_not_alike() -> None:
    names = [(1, COMPANY), (1, "松江绿能咨询有限公司"), (2, "松江绿能谘询（吉林）有限公司"), (3, "长春北辰环境评估有限公司")]
    found = Shelf(names).closest("松江绿能咨询(吉林)有限公司", at_least=70, most=3)
    assert (found[0][0], found[0][2].score) == (1, 100)
    assert [key for key, _name, _likeness in found] == [1, 2]
    assert len(Shelf(names).closest(COMPANY, at_least=70, most=1)) == 1
    assert Shelf(names).closest("完全不同", at_least=70, most=3) == []


def test_common_pieces_hide_nobody() -> None:
    """Names of one town and trade share most of their letters; the one that is meant is still found."""
    many = [(number, f"吉林绿色科技{number:04}有限公司") for number in range(3000)]
    found = Shelf([*many, (-1, "吉林衡绿绿色科技有限公司")]).closest("吉林衡绿绿色科技股份有限公司", at_least=70, most=1)
    assert found[0][0] == -1
