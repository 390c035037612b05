"""The pages of an import: a preview that waits through a lost session, a choice that is explicit, a file that returns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub import clock
from assessor_hub.accounts.models import Role, SignIn
from assessor_hub.institutions.models import Institution
from assessor_hub.jobs.runner import run_job
from assessor_hub.jobs.timetable import TIMETABLE
from assessor_hub.rosters.models import RosterImport
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, PROVINCE
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.models import Employment
from assessor_hub.staffing.roster_files import open_roster
from assessor_hub.staffing.services import Claim
from tests.slices.acts import hire
from tests.slices.workbooks import cells_of, roster_xlsx
from tests.world import PASSWORD, World

UPLOAD = "/institution/roster/import"


@pytest.fixture(autouse=True)
def _now(world: World, app: Flask) -> None:
    """The world lives in the pages' time; the form's token has tests of its own."""
    world.now = clock.now()
    app.config["WTF_CSRF_ENABLED"] = False


def signed_in(world: World, email: str) -> FlaskClient:
    client = world.app.test_client()
    client.set_cookie("hub_language", "en")
    assert sign_in(client, email).status_code == 302
    return client


def sign_in(client: FlaskClient, email: str, url: str = "/account/sign-in") -> Any:
    return client.post(url, data={"email": email, "password": PASSWORD})


@pytest.fixture
def owner(world: World) -> tuple[int, FlaskClient]:
    institution, _actor = world.institution(email="owner@test.example")
    return institution, signed_in(world, "owner@test.example")


def upload(client: FlaskClient, content: bytes, url: str = UPLOAD, **more: str) -> Any:
    """Send the form; put together by hand, for the client would keep a large one in a file that it leaves open."""
    heads = [(f'name="{name}"', value.encode()) for name, value in more.items()]
    parts = [*heads, ('name="file"; filename="roster.xlsx"', content)]
    body = b"".join(f"--x\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n" for head, data in parts)
    return client.post(url, data=body + b"--x--\r\n", content_type="multipart/form-data; boundary=x")


def sent(client: FlaskClient, content: bytes, url: str = UPLOAD, **more: str) -> str:
    """The address of the preview."""
    answer = upload(client, content, url, **more)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def text(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(plain.split())


def file_of(claims: list[Claim], **first: Any) -> bytes:
    return roster_xlsx([cells_of(claims[0], **first), *(cells_of(claim) for claim in claims[1:])])


def size(world: World, institution: int) -> int:
    with world.session() as session:
        return len(session.scalars(select(Employment.id).where(Employment.institution_id == institution)).all())


def test_a_file_is_previewed_then_taken_in_and_a_second_click_changes_nothing(
    world: World, owner: tuple[int, FlaskClient]
) -> None:
    institution, client = owner
    preview = sent(client, file_of(world.claims(titled=3, senior=0)))
    page = client.get(preview)
    assert "Nothing has been written yet." in text(page)
    assert "Take in 3 rows" in text(page)
    assert size(world, institution) == 0
    assert client.post(f"{preview}/confirm").headers["Location"] == "/institution/roster"
    assert size(world, institution) == 3
    again = client.post(f"{preview}/confirm")
    assert again.status_code == 303
    assert size(world, institution) == 3
    assert "Done: 3 added" in text(client.get(preview))


def test_a_lost_session_loses_nothing(world: World, owner: tuple[int, FlaskClient]) -> None:
    institution, client = owner
    preview = sent(client, file_of(world.claims(titled=1, senior=0)))
    with world.write() as session:
        for row in session.scalars(select(SignIn)):
            row.revoked_at = world.now
    answer = client.post(f"{preview}/confirm")
    assert "/account/sign-in" in answer.headers["Location"]
    answer = sign_in(client, "owner@test.example", answer.headers["Location"])
    page = client.get(answer.headers["Location"], follow_redirects=True)
    assert page.request.path == preview
    assert "Take in 1 rows" in text(page)
    assert "waits for your confirmation" in text(client.get(UPLOAD))
    client.post(f"{preview}/confirm")
    assert size(world, institution) == 1


def test_faults_stand_by_row_and_column_and_good_rows_go_in_by_choice(
    world: World, owner: tuple[int, FlaskClient]
) -> None:
    institution, client = owner
    claims = world.claims(titled=2, senior=0)
    preview = sent(client, file_of(claims, title="高级技师", first_day=""))
    shown = text(client.get(preview))
    assert "2 职称级别 (Title level) “高级技师” is a skill grade, not a professional title." in shown
    assert "2 入职日期 (First day of work) This cell is empty and must not be." in shown
    refused = client.post(f"{preview}/confirm")
    assert refused.status_code == 409
    assert "1 rows have faults" in text(refused)
    assert size(world, institution) == 0
    assert client.post(f"{preview}/confirm", data={"leave_out": "yes"}).status_code == 303
    assert size(world, institution) == 1
    assert "1 rows were left out." in text(client.get(preview))


def test_the_faulty_rows_come_back_as_a_file_that_can_be_corrected(
    world: World, owner: tuple[int, FlaskClient]
) -> None:
    _institution, client = owner
    claims = world.claims(titled=2, senior=0)
    preview = sent(client, file_of(claims, title="高级技师", name="=1+1"))
    content = client.get(f"{preview}/faulty").data
    with open_roster(content, ONE_ROSTER) as sheet:
        [line] = sheet.lines(world.today)
    assert [(fault.column.value, fault.code) for fault in line.faults] == [("title", "skill_grade")]
    assert line.cells[0] == "=1+1"  # a text, and no formula


@pytest.mark.parametrize(("content", "said"), [
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old .xls format"),
    ("姓名,证件号码\n".encode(), "text file or web page"),
    (b"", "The file is empty."),
    (bytes(ONE_ROSTER.bytes + 1), "larger than 5 MB"),
])
def test_a_file_that_is_no_roster_is_a_sentence_in_place(
    owner: tuple[int, FlaskClient], content: bytes, said: str
) -> None:
    _institution, client = owner
    answer = upload(client, content)
    assert answer.status_code == 422
    assert said in text(answer)


def test_200_mb_are_answered_without_being_read(
    owner: tuple[int, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    _institution, client = owner
    monkeypatch.setattr("assessor_hub.documents.intake.Upload.__init__", lambda *_given: pytest.fail("it was read"))
    answer = upload(client, bytes(200 * 1024 * 1024))
    assert (answer.status_code, "larger than 5 MB" in text(answer)) == (422, True)


def test_more_than_a_request_may_hold_is_a_page_of_its_own(
    owner: tuple[int, FlaskClient], world: World
) -> None:
    _institution, client = owner
    world.app.config["MAX_CONTENT_LENGTH"] = 1024
    answer = upload(client, bytes(4096))
    assert (answer.status_code, "Too large" in text(answer)) == (413, True)


def test_the_own_export_changes_nothing_when_it_comes_back(world: World, owner: tuple[int, FlaskClient]) -> None:
    institution, client = owner
    odd = replace(world.claims(titled=1, senior=1)[0], insured_month=None, full_time=False, certificate="")
    hire(world, institution, [odd, *world.claims(titled=4, senior=2)])
    preview = sent(client, client.get("/institution/roster/export").data)
    shown = text(client.get(preview))
    assert "Unchanged 5 With faults 0" in shown
    assert "No row adds or changes anything." in shown


# -- departments -------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewer(world: World) -> FlaskClient:
    world.staff_user(Role.REVIEWER, "220000", email="reviewer@test.example")
    return signed_in(world, "reviewer@test.example")


def run_jobs(world: World) -> None:
    [job] = [one for one in TIMETABLE if one.name == "import_rosters"]
    with world.session() as session:
        run_job(session, world.hub.packs, world.hub.settings, job)


def province_file(world: World, institution: int, claims: list[Claim]) -> bytes:
    with world.session() as session:
        uscc = session.get_one(Institution, institution).uscc
    return roster_xlsx([cells_of(claim, uscc=uscc) for claim in claims], words.PROVINCE)


def test_a_departments_import_is_read_and_written_in_the_background(world: World, reviewer: FlaskClient) -> None:
    institution, _owner = world.recorded("220000")
    before = size(world, institution)
    content = province_file(world, institution, world.claims(titled=3, senior=0))
    page = sent(reviewer, content, "/staff/roster-imports", jurisdiction="220000")
    waits = reviewer.get(page)
    assert '<meta http-equiv="refresh"' in waits.get_data(as_text=True)
    early = reviewer.post(f"{page}/confirm")
    assert (early.status_code, "still being read" in text(early)) == (409, True)
    run_jobs(world)
    shown = reviewer.get(page)
    assert "http-equiv" not in shown.get_data(as_text=True)
    assert "Take in 3 rows" in text(shown)
    assert reviewer.post(f"{page}/confirm").status_code == 303
    assert reviewer.post(f"{page}/confirm").status_code == 303
    assert size(world, institution) == before
    assert "The rows are being written." in text(reviewer.get(page))
    run_jobs(world)
    assert size(world, institution) == before + 3
    assert "Done: 3 added" in text(reviewer.get(page))
    assert "Done" in text(reviewer.get("/staff/roster-imports"))


def test_a_departments_import_is_cancelled(world: World, reviewer: FlaskClient) -> None:
    institution, _owner = world.recorded("220000")
    content = province_file(world, institution, world.claims(titled=1, senior=0))
    page = sent(reviewer, content, "/staff/roster-imports", jurisdiction="220000")
    assert reviewer.post(f"{page}/cancel").status_code == 303
    run_jobs(world)
    assert "Cancelled. Nothing was written." in text(reviewer.get(page))
    ended = reviewer.post(f"{page}/confirm")
    assert (ended.status_code, "This import has ended." in text(ended)) == (409, True)


def test_a_department_imports_for_itself_only(world: World, reviewer: FlaskClient) -> None:
    answer = upload(reviewer, b"x", "/staff/roster-imports", jurisdiction="330000")
    assert answer.status_code == 422
    with world.session() as session:
        assert session.query(RosterImport).count() == 0


def test_what_a_department_exports_is_masked_and_says_that_it_cannot_come_back(
    world: World, reviewer: FlaskClient
) -> None:
    claims = world.claims()
    institution, _owner = world.recorded("220000", claims=claims)
    for url in (f"/staff/institutions/{institution}/roster.xlsx", "/staff/roster-imports/export/220000"):
        content = reviewer.get(url).data
        with open_roster(content, PROVINCE, words.PROVINCE) as sheet:
            lines = list(sheet.lines(world.today))
            said = [cells for _row, cells in sheet.book.rows("填写说明")]
        assert {claim.person.id_number for claim in claims}.isdisjoint(cell for line in lines for cell in line.cells)
        assert [[fault.code for fault in line.faults] for line in lines] == [["identifier"]] * len(claims)
        assert "不能再次导入" in str(said[0][0])
    assert reviewer.get("/staff/roster-imports/export/330000").status_code == 404
