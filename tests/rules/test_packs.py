"""The packs that ship, value by value against a matrix written by hand, and what holds of them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from matrix_by_hand import CODES, MATRIX, Cell

from assessor_hub.rules.keys import ALL
from assessor_hub.rules.law import LawBook, Stated
from assessor_hub.rules.pack import ROOT, Entry, RulePack, Strength, Text, load_packs
from assessor_hub.rules.values import Exclusions, Level

FOLDER = Path(__file__).parents[2] / "config" / "jurisdictions"
PACKS = load_packs(FOLDER)
BOOK = LawBook(PACKS)
DAY = date(2026, 11, 21)
SHORT_OF = {pack.head.short: pack for pack in PACKS.values()}
TEXTS = [pack for pack in PACKS.values() if pack.sentences]
OWN = (Level.PROVINCIAL, Level.MUNICIPAL)


def stated(short: str, key: str, level: Level = Level.PROVINCIAL) -> Stated[Any]:
    return BOOK.read(CODES[short], DAY).get(ALL[key], level)


def cells() -> Iterator[Any]:
    for key, row in MATRIX.items():
        for short, cell in row.items():
            articles = [part for part in (cell.article, cell.through) if part]
            marks = [pytest.mark.article(f"{short} {article}") for article in articles]
            yield pytest.param(short, key, cell, id=f"{short}-{key}", marks=marks)


def test_the_matrix_asks_every_question_of_the_registry() -> None:
    assert set(MATRIX) == set(ALL)


@pytest.mark.parametrize(("short", "key", "cell"), list(cells()))
@pytest.mark.parametrize("level", list(Level))
def test_a_cell_of_the_matrix(short: str, key: str, cell: Cell, level: Level) -> None:
    answer, wanted = stated(short, key, level), cell.at(level)
    assert comparable(answer.value) == wanted.value
    assert (answer.strength, answer.through) == (wanted.strength, wanted.through)
    inherited = short != "CN" and wanted.strength not in {Strength.TEXT, Strength.SILENT}
    assert answer.inherited == inherited
    assert answer.code == (ROOT if inherited else CODES[short])
    if not inherited:
        assert answer.article == wanted.article
    if wanted.source:
        assert answer.restated_in + ((answer.known_from,) if answer.known_from else ()) == wanted.source


def comparable(value: Any) -> Any:
    """Grounds are a set: their order in a pack says nothing."""
    if not isinstance(value, Exclusions):
        return value
    lists = {kind: sorted(getattr(value, kind)) for kind in ("factory", "park", "supply_chain")}
    return Exclusions.model_validate({"years": value.years} | lists)


# -- The tree and the documents --


def test_the_tree() -> None:
    tree = {pack.head.short: (pack.code, pack.head.level, pack.head.parent) for pack in PACKS.values()}
    assert tree == {
        "CN": ("000000", "country", None),
        "JL": ("220000", "province", "000000"),
        "ZJ": ("330000", "province", "000000"),
        "FJ": ("350000", "province", "000000"),
        "SD": ("370000", "province", "000000"),
        "GD": ("440000", "province", "000000"),
        "HY": ("441600", "city", "440000"),
    }


@pytest.mark.parametrize(
    ("short", "status", "number", "first_day", "years"),
    [
        ("CN", "in_force", "工信部节〔2024〕13号", date(2024, 1, 19), None),
        pytest.param(
            "JL",
            "in_force",
            "吉工信资源规〔2024〕279号",
            date(2024, 11, 5),
            None,
            marks=pytest.mark.article("JL 31"),
        ),
        pytest.param(
            "ZJ",
            "in_force",
            "浙经信绿色〔2024〕105号",
            date(2024, 6, 27),
            None,
            marks=pytest.mark.article("ZJ 29"),
        ),
        pytest.param(
            "FJ",
            "unconfirmed",
            "闽工信规〔2025〕3号",
            date(2025, 2, 15),
            2,
            marks=pytest.mark.article("FJ 20"),
        ),
        pytest.param("HY", "pending", None, "pending", 5, marks=pytest.mark.article("HY 31")),
        pytest.param("SD", "pending", None, "pending", None, marks=pytest.mark.article("SD 30")),
        ("GD", "not_held", "粤工信规字〔2024〕4号", "pending", None),
    ],
)
def test_a_document(short: str, status: str, number: str | None, first_day: Any, years: int | None) -> None:
    document = SHORT_OF[short].document
    assert (document.status, document.number) == (status, number)
    assert (document.effective_from, document.valid_years) == (first_day, years)


@pytest.mark.parametrize("short", ["CN", "ZJ", "FJ", "HY", "SD", "GD"])
def test_a_date_that_is_a_reading_says_so(short: str) -> None:
    assert_both_languages(SHORT_OF[short].document.reading)


def test_guangdong_says_that_it_is_not_held_and_nothing_else() -> None:
    guangdong = SHORT_OF["GD"]
    assert not guangdong.entries
    assert not guangdong.sentences


# -- What may refuse, and on whose authority --


def answers() -> Iterator[Stated[Any]]:
    for code in CODES.values():
        rules = BOOK.read(code, DAY)
        for key in ALL.values():
            for level in Level:
                yield rules.get(key, level)


def test_a_refusal_cites_no_other_province() -> None:
    for answer in answers():
        if answer.may_refuse and answer.strength is Strength.TEXT:
            assert answer.code == answer.asked, answer
            assert answer.article, answer
        elif answer.may_refuse:
            assert answer.code == ROOT, answer
            assert answer.article is None, answer
            assert answer.through or answer.asked == ROOT, answer
            assert len(answer.restated_in) >= 2, answer


def test_assumed_silent_and_reference_never_refuse() -> None:
    weak = {Strength.ASSUMED, Strength.SILENT, Strength.REFERENCE}
    assert not [answer for answer in answers() if answer.strength in weak and answer.may_refuse]


def test_the_root_states_nothing_as_text() -> None:
    strengths = {answer.strength for answer in answers() if answer.asked == ROOT}
    assert strengths == {Strength.RESTATED, Strength.ASSUMED, Strength.SILENT, Strength.REFERENCE}


def test_what_is_restated_or_assumed_stands_so_in_the_texts_named() -> None:
    checked = 0
    for key, rows in PACKS[ROOT].entries.items():
        for row in rows:
            for citation in row.restated_in or ((row.known_from,) if row.known_from else ()):
                assert stands_in(key, row, citation), (key, citation)
                checked += 1
    assert checked > 10


def stands_in(key: str, row: Entry, citation: str) -> bool:
    short, article = citation.split(" ", 1)
    source = PACKS[CODES[short]].entries[key][0]
    if key == "lists.exclusions":  # the six grounds without Jilin's own addition
        return article == source.article and set(row.value.factory) < set(source.value.factory)
    return source.strength is Strength.TEXT and article in str(source.article) and source.value == row.value


def test_only_final_texts_restate() -> None:
    (cap,) = PACKS[ROOT].entries["caps.national"]
    assert {SHORT_OF[citation[:2]].document.status for citation in cap.restated_in} == {"in_force"}


# -- Readings --

READINGS = [
    ("CN", "caps.national", tuple(Level)),
    ("JL", "recordal.work_before", tuple(Level)),
    ("JL", "conduct.effect", tuple(Level)),
    ("JL", "sanctions.fraud", tuple(Level)),
    ("JL", "sanctions.concealment", tuple(Level)),
    ("JL", "sanctions.lacks_conditions", tuple(Level)),
    ("JL", "public_reports.receiver", tuple(Level)),
    ("JL", "public_reports.verified_against_assessor", tuple(Level)),
    ("ZJ", "caps.provincial", tuple(Level)),
    ("ZJ", "sanctions.lacks_conditions", tuple(Level)),
    ("ZJ", "lists.dynamic_form_due", tuple(Level)),
    ("FJ", "caps.national", tuple(Level)),
    ("FJ", "sanctions.lacks_conditions", tuple(Level)),
    ("FJ", "public_reports.subjects", tuple(Level)),
    ("FJ", "lists.on_site_share", tuple(Level)),
    ("HY", "recordal.required", tuple(Level)),
    ("HY", "caps.national", tuple(Level)),
    ("HY", "sanctions.fraud", tuple(Level)),
    ("HY", "sanctions.concealment", tuple(Level)),
    ("HY", "public_reports.subjects", tuple(Level)),
    ("HY", "public_reports.verified_against_assessor", tuple(Level)),
    ("SD", "conditions.contract_and_insurance", OWN),
    ("SD", "recordal.required", tuple(Level)),
    ("SD", "recordal.city_opinion", tuple(Level)),
    ("SD", "recordal.work_before", OWN),
    ("SD", "caps.national", tuple(Level)),
    ("SD", "summary.due", tuple(Level)),
    ("SD", "sanctions.concealment", tuple(Level)),
    ("SD", "sanctions.fraud", tuple(Level)),
    ("SD", "public_reports.receiver", tuple(Level)),
    ("SD", "public_reports.verified_against_assessor", tuple(Level)),
    *((short, "conditions.specialties", tuple(Level)) for short in CODES),
    *((short, key, tuple(Level)) for short in CODES for key in ALL if key.startswith("reference.")),
]


@pytest.mark.parametrize(("short", "key", "levels"), READINGS)
def test_a_reading_is_written_out(short: str, key: str, levels: tuple[Level, ...]) -> None:
    for level in levels:
        assert_both_languages(stated(short, key, level).reading)


def assert_both_languages(words: Text | None) -> None:
    assert words is not None
    assert re.search(r"[\u4e00-\u9fff]{4}", words.zh)
    assert re.search(r"[A-Za-z]{3}", words.en)


def test_a_setting_is_labelled_reference_in_both_languages() -> None:
    for answer in answers():
        if answer.strength is Strength.REFERENCE:
            assert answer.reading is not None
            assert answer.reading.zh.startswith("参照")
            assert answer.reading.en.startswith("Reference (参照)")


# -- Sentences: the way from the text to the pages --

ENDPOINTS = {
    "public.rules",
    "public.decisions",
    "institution.application",
    "institution.roster",
    "institution.projects",
    "institution.new_project",
    "institution.summary",
    "staff.application",
    "staff.project",
    "staff.summaries",
    "staff.decisions",
    "staff.public_reports",
    "intake.new_report",
}


def test_all_five_texts_are_walked() -> None:
    assert {pack.head.short for pack in TEXTS} == {"JL", "ZJ", "FJ", "HY", "SD"}


@pytest.mark.parametrize("pack", TEXTS, ids=lambda pack: pack.head.short)
def test_sentences_speak_both_languages_and_act_on_known_pages(pack: RulePack) -> None:
    for sentence in pack.sentences:
        assert_both_languages(sentence.gist)
        assert sentence.page is None or sentence.page in ENDPOINTS, sentence


@pytest.mark.parametrize("pack", TEXTS, ids=lambda pack: pack.head.short)
def test_every_article_that_a_value_cites_has_its_sentence(pack: RulePack) -> None:
    for key, rows in pack.entries.items():
        carried = {sentence.article for sentence in pack.sentences if key in sentence.keys}
        for citation in {part for row in rows for part in (row.article, row.through) if part}:
            for article in citation.split(", "):
                assert any(same_article(article, other) for other in carried), (key, article, carried)


def same_article(cited: str, walked: str) -> bool:
    """A citation of a whole article is met by a sentence of one of its paragraphs."""
    return walked == cited or re.split(r"[(-]", walked)[0] == cited


@pytest.mark.parametrize("short", ["JL", "ZJ", "SD", "HY"])
def test_the_duty_to_build_capacity_is_walked(short: str) -> None:
    article = {"JL": "23", "ZJ": "26", "SD": "28", "HY": "28"}[short]
    gists = [sentence.gist.zh for sentence in SHORT_OF[short].sentences if sentence.article == article]
    assert any("能力建设" in gist for gist in gists)
