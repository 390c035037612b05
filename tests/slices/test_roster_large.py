"""A whole province's rosters: the memory stays bounded and every line arrives. HUB_TEST_ROWS sets how many lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from stdnum.cn import uscc

from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.models import Application
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.models import Counting, Employment
from assessor_hub.staffing.roster_template import roster_workbook
from tests.slices.workbooks import cells_of
from tests.world import World

ROWS = int(os.environ.get("HUB_TEST_ROWS", "5000"))
STAFF = 25  # of each institution
PEAK_MB = 300


@pytest.fixture(autouse=True)
def _books_agree() -> None:
    """The institutions of this import are written by SQL, without the history that the doctor replays."""


def province(world: World, count: int) -> list[str]:
    """So many institutions with an application handed in in Jilin; their codes."""
    _institution, owner = world.institution()
    world.application(owner, "220000")
    with world.write() as session:
        model = session.execute(select(Institution.__table__)).mappings().first()
        applied = session.execute(select(Application.__table__)).mappings().first()
        assert model is not None
        assert applied is not None
        stems = [f"91220100MA8R{number:05}" for number in range(count)]
        codes = [stem + uscc.calc_check_digit(stem) for stem in stems]
        rows = [{**model, "uscc": code, "name": f"机构{code}"} for code in codes]
        session.execute(insert(Institution), [{k: v for k, v in row.items() if k != "id"} for row in rows])
        ids = session.scalars(select(Institution.id).where(Institution.uscc.in_(codes))).all()
        session.execute(
            insert(Application.__table__),
            [{k: v for k, v in {**applied, "institution_id": one}.items() if k != "id"} for one in ids],
        )
    return codes


def lines(world: World, codes: list[str]) -> Iterator[list[str]]:
    model = world.claims(titled=1, senior=0)[0]
    for number in range(ROWS):
        person = world.person(f"职员{number}")
        cells = cells_of(model, uscc=codes[number % len(codes)], name=person.name, id_number=person.id_number)
        yield [str(cells[column]) for column in words.PROVINCE]


@pytest.mark.full
def test_a_provinces_rosters_are_taken_in_within_a_bounded_memory(
    world: World, database: str, tmp_path: Path
) -> None:
    codes = province(world, max(ROWS // STAFF, 1))
    world.staff_user(Role.REVIEWER, "220000", email="reviewer@test.example")
    file = tmp_path / "province.xlsx"
    file.write_bytes(roster_workbook(lines(world, codes), words.PROVINCE))
    with world.session() as session:
        before = session.scalars(select(func.count(Employment.id))).one()
    command = [sys.executable, "-m", "tests.slices.large_import", tmp_path, database, file]
    done = subprocess.run(
        [*map(str, command), "reviewer@test.example", "220000"], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    print(told)
    assert (told["added"], told["faulty"]) == (ROWS, 0)
    assert told["peak_mb"] < PEAK_MB
    with world.session() as session:
        assert session.scalars(select(func.count(Employment.id))).one() == before + ROWS
        counting = select(func.count(Counting.id)).join(Employment, Employment.id == Counting.employment_id)
        assert session.scalars(counting.where(Employment.name.startswith("职员"))).one() >= ROWS
