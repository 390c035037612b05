"""The public verification page: valid, ended or unknown; a ban, a trial; and nothing for guessing."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event, select

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.extensions import db, limiter
from assessor_hub.registration.codes import grouped, new_code
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.recordals import end_recordal
from tests.slices.acts import ban, days_pass
from tests.world import World

VALID, ENDED, UNKNOWN, MISTYPED = "备案有效", "备案已终止", "未查到", "请核对字符"


@pytest.fixture(autouse=True)
def _fresh_limits(app: Flask) -> None:
    with app.app_context():
        limiter.reset()


@pytest.fixture(autouse=True)
def _today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessor_hub.clock.now", lambda: world.now)


def _recordal(world: World) -> Recordal:
    with world.session() as session:
        row = session.scalars(select(Recordal)).one()
        session.expunge_all()
        return row


def _text(app: Flask, path: str, status: int = 200) -> str:
    answer = app.test_client().get(path)
    assert answer.status_code == status
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    main: str = answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return main


def test_a_valid_certificate_is_told_by_link_and_by_form(app: Flask, world: World) -> None:
    world.recorded()
    row = _recordal(world)
    for path in (f"/verify/{grouped(row.certificate_code)}", f"/verify?code={row.certificate_code.lower()}"):
        page = _text(app, path)
        assert VALID in page
        for told in (row.number, row.institution.name, "国家级、省级", "绿色工厂、绿色工业园区", "2026年6月1日"):
            assert told in page
        assert ENDED not in page
        assert "试行" not in page


def test_an_ended_one_says_since_when_and_not_why(app: Flask, world: World) -> None:
    world.recorded()
    with world.write() as session:
        end_recordal(session, session.scalars(select(Recordal)).one(), world.today, "内部原因", kind=EndKind.EXIT, by=SYSTEM, now=world.now)
    page = _text(app, f"/verify/{_recordal(world).certificate_code}")
    assert ENDED in page
    assert "2026年6月1日" in page
    assert "内部原因" not in page
    assert VALID not in page


def test_a_renewed_one_names_its_successor(app: Flask, world: World) -> None:
    _institution, owner = world.recorded()
    old = _recordal(world)
    days_pass(world, 30)
    world.record(world.application(owner, claims=[]), SYSTEM)
    page = _text(app, f"/verify/{old.certificate_code}")
    assert ENDED in page
    assert "JL-2026-2" in page
    with world.session() as session:
        new = session.scalars(select(Recordal).where(Recordal.renews_id == old.id)).one()
        code = new.certificate_code
    assert code != old.certificate_code
    assert VALID in _text(app, f"/verify/{code}")


def test_a_ban_is_told_with_its_last_day(app: Flask, world: World) -> None:
    institution, _owner = world.recorded()
    ban(world, institution)
    page = _text(app, f"/verify/{_recordal(world).certificate_code}")
    assert VALID in page
    assert "不予采信" in page
    assert re.search(r"2029年\d+月\d+日", page)


def test_a_trial_is_labelled(app: Flask, world: World) -> None:
    world.trial("350000")
    world.recorded("350000")
    assert "试行" in _text(app, f"/verify/{_recordal(world).certificate_code}")


def test_unknown_and_mistyped_differ_by_the_advice_alone(app: Flask, world: World) -> None:
    world.recorded()
    number = _recordal(world).number
    code = new_code()
    wrong = code[:-1] + next(sign for sign in "23456789" if sign != code[-1])
    unknown, mistyped = (_text(app, f"/verify?code={one}", 404) for one in (code, wrong))
    assert UNKNOWN in unknown
    assert MISTYPED not in unknown
    assert MISTYPED in mistyped
    assert unknown.replace(code, "")[:400] == mistyped.replace(wrong, "")[:400]
    assert f'value="{wrong}"' in mistyped
    for opens_nothing in (number, "1", "JL-2026-1", "%00", "<b>", "x" * 3000):
        assert UNKNOWN in _text(app, f"/verify/{opens_nothing}", 404)


def test_a_mistyped_code_asks_the_database_as_an_unknown_one_does(app: Flask, world: World) -> None:
    world.recorded()
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for code in (new_code(), "x", "2" * 24):
        asked.clear()
        _text(app, f"/verify/{code}", 404)
        counts.append([one for one in asked if "FROM recordals" in one])
    assert len(counts[0]) == 1
    assert counts[0] == counts[1] == counts[2]


def test_tries_are_counted_and_opening_the_form_is_none(app: Flask) -> None:
    client = app.test_client()
    allowed = int(app.extensions["hub"].settings.verify_limit.split()[0])
    seen = [client.get(f"/verify/{new_code()}").status_code for _ in range(allowed - 1)]
    seen.append(client.get(f"/verify?code={new_code()}").status_code)
    assert set(seen) == {404}
    assert client.get(f"/verify?code={new_code()}").status_code == 429
    assert client.get("/verify").status_code == 200
