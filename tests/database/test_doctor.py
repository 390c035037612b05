"""The doctor: each difference that somebody with the database in hand can make is named, by just so many sentences."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assessor_hub.institutions.models import Tenure
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.rules.lifecycle import DeclaredVerb, ProjectVerb
from assessor_hub.rules.values import Level
from tests.slices.acts import days_pass, head_of, moves, new_head
from tests.slices.declaring import confirmed, decided, declared, person_of
from tests.world import World

POOL = "national pool of 000000"
HELD_NONE = f"but it holds no unit of the {POOL}"
ENTERED = "what was entered is person {a} from 2026-06-01, person {b} from 2026-06-06"
STEPS = {
    "released": "released_at = charged_at, release_reason = 'withdraw'",
    "unreleased": "released_at = NULL, release_reason = NULL",
}
COUNTERS = {
    "UPDATE allowances SET used = 5 WHERE person_id = {b}": [f"person {{b}}, {POOL}, 2026: counter 5, use 4"],
    "UPDATE allowances SET used = 3 WHERE person_id = {b}": [f"person {{b}}, {POOL}, 2026: counter 3, use 4"],
    "DELETE FROM allowances WHERE person_id = {a}": [f"person {{a}}, {POOL}, 2026: counter 0, use 1"],
    "INSERT INTO allowances VALUES ({c}, 'national', '000000', 2026, 1)": [
        f"person {{c}}, {POOL}, 2026: counter 1, use 0"
    ],
}
LOST, KEPT = f"person {{b}}, {POOL}, 2026: counter 4, use 3", f"person {{b}}, {POOL}, 2026: counter 4, use 5"
CHARGES = {
    "DELETE FROM charges WHERE project_id = {live}": [LOST, f"project {{live}}: submitted, {HELD_NONE}"],
    "UPDATE charges SET {released} WHERE project_id = {live}": [LOST, f"project {{live}}: submitted, {HELD_NONE}"],
    "UPDATE charges SET {released} WHERE project_id = {late}": [LOST, f"project {{late}}: withdrawn, {HELD_NONE}"],
    "UPDATE charges SET {unreleased} WHERE project_id = {refused}": [
        KEPT, "project {refused}: refused, but its unit is not released"
    ],
    "UPDATE charges SET {unreleased} WHERE project_id = {withdrawn}": [
        KEPT, "project {withdrawn}: withdrawn, but its unit is not released"
    ],
    "DELETE FROM charges WHERE project_id = {refused}": [
        "project {refused}: refused, but no charge tells of the unit that it gave back"
    ],
    "UPDATE projects SET status = 'submitted' WHERE id = {refused}": [f"project {{refused}}: submitted, {HELD_NONE}"],
    "UPDATE charges SET project_id = {free} WHERE project_id = {live}": [
        f"project {{live}}: submitted, {HELD_NONE}",
        "project {free}: charged, but the law of its day counts it in no pool",
    ],
    "DELETE FROM projects WHERE id = {old}": ["charge {charge}: the project for which it stands is gone"],
}
COLUMNS = {
    "UPDATE charges SET person_id = {c} WHERE project_id = {live}": [
        f"person {{c}}, {POOL}, 2026: counter 0, use 1",
        "project {live}: its charge says person_id {c}, which is {b}",
    ],
    "UPDATE charges SET institution_id = {k} WHERE project_id = {live}": [
        f"person {{c}}, {POOL}, 2026: counter 0, use 1",
        "project {live}: its charge says institution_id {k}, which is {i}",
    ],
    "UPDATE charges SET year = 2025 WHERE project_id = {live}": [
        f"person {{b}}, {POOL}, 2025: counter 0, use 1", LOST, "project {live}: its charge says year 2025, which is 2026"
    ],
    "UPDATE charges SET day = '2026-06-07' WHERE project_id = {live}": [
        "project {live}: its charge says day 2026-06-07, which is 2026-06-06"
    ],
    "UPDATE charges SET day = '2026-06-07' WHERE project_id = {refused}": [
        "project {refused}: its charge says day 2026-06-07, which is 2026-06-06"
    ],
    "UPDATE charges SET pool_level = 'provincial' WHERE project_id = {live}": [
        LOST, "person {b}, provincial pool of 000000, 2026: counter 0, use 1",
        "project {live}: its charge says pool_level provincial, which is national",
    ],
    "UPDATE charges SET pool_code = '220000' WHERE project_id = {live}": [
        LOST, "person {b}, national pool of 220000, 2026: counter 0, use 1",
        "project {live}: its charge says pool_code 220000, which is 000000",
    ],
    "UPDATE projects SET head_id = {c} WHERE id = {live}": [
        "project {live}: of person {c}, but person {b} headed its institution on 2026-06-06"
    ],
    "UPDATE projects SET year = 2025 WHERE id = {live}": [
        "project {live}: of the year 2025, but submitted on 2026-06-06"
    ],
    "UPDATE projects SET report_sha256 = 'another' WHERE id = {late}": [
        "project {late}: points at another evaluation report than its version 1"
    ],
}
DECLARED = {
    "DELETE FROM charges WHERE declared_id = {yes}": [
        LOST, f"person {{d}}, {POOL}, 2026: counter 1, use 0", f"declared project {{yes}}: confirmed, {HELD_NONE}"
    ],
    "UPDATE charges SET declared_id = {no} WHERE declared_id = {yes}": [
        f"declared project {{yes}}: confirmed, {HELD_NONE}",
        "declared project {no}: declined, but it is charged and never was to be",
    ],
    "UPDATE charges SET {unreleased} WHERE declared_id = {back}": [
        KEPT, f"person {{d}}, {POOL}, 2026: counter 1, use 2",
        "declared project {back}: set_aside, but its unit is not released",
    ],
    "DELETE FROM charges WHERE declared_id = {back}": [
        "declared project {back}: set_aside, but no charge tells of the unit that it gave back"
    ],
    "UPDATE charges SET person_id = {c} WHERE declared_id = {yes}": [
        f"person {{c}}, {POOL}, 2026: counter 0, use 1", f"person {{d}}, {POOL}, 2026: counter 1, use 0",
        "declared project {yes}: its charge says person_id {c}, which is {d}",
    ],
    "UPDATE declared_projects SET person_id = {c} WHERE id = {yes}": [
        "declared project {yes}: its charge says person_id {d}, which is {c}"
    ],
    "UPDATE declared_projects SET year = 2025 WHERE id = {no}": [
        "declared project {no}: of the year 2025, but filed on 2026-05-07"
    ],
}
TENURES = {
    "UPDATE tenures SET first_day = '2026-05-20' WHERE id = {first}": [
        "institution {i}: tenures person {a} from 2026-05-20, person {b} from 2026-06-06, but " + ENTERED
    ],
    "UPDATE tenures SET last_day = '2026-06-04' WHERE id = {first}": [
        "institution {i}: nobody heads it between 2026-06-04 and 2026-06-06"
    ],
    "UPDATE tenures SET person_id = {c} WHERE id = {first}": [
        "project {old}: of person {a}, but person {c} headed its institution on 2026-06-01",
        "project {old}: its charge says person_id {a}, which is {c}",
        "institution {i}: tenures person {c} from 2026-06-01, person {b} from 2026-06-06, but " + ENTERED,
    ],
    "INSERT INTO tenures (institution_id, person_id, name, first_day, last_day) "
    "VALUES ({i}, {c}, '丙', '2026-05-20', '2026-05-31')": [
        "institution {i}: tenures person {c} from 2026-05-20, person {a} from 2026-06-01, person {b} from 2026-06-06, "
        "but " + ENTERED
    ],
    "UPDATE tenures SET last_day = '2026-06-30' WHERE institution_id = {k}": ["institution {k}: nobody heads it now"],
    "DELETE FROM tenures WHERE institution_id = {k}": [
        "institution {k}: tenures none, but what was entered is person {c} from 2026-06-01",
        "institution {k}: nobody heads it now",
    ],
    "DELETE FROM audit_entries WHERE subject = 'institutions' AND subject_id = {i} AND tag = 'institution:head_changed'": [
        "institution {i}: tenures person {a} from 2026-06-01, person {b} from 2026-06-06, but what was entered is "
        "person {a} from 2026-06-01"
    ],
}


@pytest.fixture
def names(world: World) -> dict[str, int]:
    """A clean book, its rows by name: I was headed by A and is headed by B, K is headed by C; D is only named.

    Under A ``old`` was filed, all else under B: ``late`` was withdrawn after its report, ``free`` uses no pool.
    """
    i, owner = world.recorded()
    k, _owner = world.recorded()
    made = {"i": i, "k": k, "c": head_of(world, k), "old": world.file(owner)}
    days_pass(world, 5)
    made["a"], made["b"] = new_head(world, i, world.person("乙"))
    made |= {name: world.file(owner) for name in ("live", "refused", "withdrawn", "late")}
    made["free"] = world.file(owner, level=Level.PROVINCIAL)
    moves(world, made["refused"], [ProjectVerb.REFUSE])
    moves(world, made["withdrawn"], [ProjectVerb.WITHDRAW])
    moves(world, made["late"], [ProjectVerb.REGISTER, ProjectVerb.REPORT, ProjectVerb.WITHDRAW])
    named = {"head": world.person("丁"), "filed_on": date(2026, 5, 7)}
    made |= {"yes": confirmed(world, owner, **named), "back": confirmed(world, owner, **named)}
    made |= {"no": declared(world, owner, **named), "d": person_of(world, named["head"])}
    decided(world, made["back"], DeclaredVerb.SET_ASIDE)
    decided(world, made["no"], DeclaredVerb.DECLINE)
    with world.session() as session:
        made["charge"] = session.scalars(select(Charge.id).where(Charge.project_id == made["old"])).one()
        made["first"] = session.scalars(select(Tenure.id).where(Tenure.person_id == made["a"])).one()
    return made


def guards_aside(session: Session) -> None:
    """What the database refuses by triggers and foreign keys, until the transaction is undone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for trigger in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {trigger}"))


def test_each_difference_is_named_and_a_clean_book_by_nothing(world: World, names: dict[str, int]) -> None:
    """One book, tampered with in one way after the other, each undone before the next."""
    cases = COUNTERS | CHARGES | COLUMNS | DECLARED | TENURES
    wanted = {sql: sorted(line.format(**names) for line in lines) for sql, lines in cases.items()}
    found = {}
    with world.session() as session:
        law = world.law(session)
        for sql in cases:
            assert examine(session, law) == []
            guards_aside(session)
            session.execute(text(sql.format(**names, **STEPS)))
            found[sql] = sorted(examine(session, law))
            session.rollback()
    assert found == wanted
