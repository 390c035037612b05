"""What becomes of a file before somebody gets it: scanned, cleaned, or waiting while the scanner says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.app import create_app
from assessor_hub.audit.tags import Tag
from assessor_hub.demo.papers import paper
from assessor_hub.documents.clamd import Clamd
from assessor_hub.documents.cleaning.apart import clean_apart
from assessor_hub.documents.cleaning.clean import clean
from assessor_hub.documents.errors import DocumentWithheld
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind, ScanState
from assessor_hub.documents.preparing import FIRST_WAIT, LONGEST_WAIT, prepare_waiting, rescan
from assessor_hub.documents.services import content_of, store_documents, withdraw_document, withheld
from assessor_hub.extensions import db
from tests.conftest import settings_for
from tests.slices.acts import entries
from tests.slices.scanning import EICAR, LIMIT, daemon
from tests.slices.telling import locked_pdf
from tests.world import World


def put(world: World, *contents: bytes, scanned: bool = True) -> list[int]:
    """Store files as an installation with a scanner does, or one without."""
    store = replace(world.hub.store, scanned=scanned)
    with world.write() as session:
        rows = store_documents(
            session, world.hub.vault, store, [Upload("a.pdf", content) for content in contents],
            owner_kind=OwnerKind.APPLICATION, owner_id=7, kind=DocumentKind.STAFF, by=SYSTEM, now=world.now,
        )
        return [row.id for row in rows]


def prepare(world: World, scanner: Clamd | None, *, apart: bool = False) -> int:
    """A round of the timetable; in this process, which is quicker, unless ``apart``."""
    with world.session() as session:
        return prepare_waiting(session, world.hub.store, scanner, world.now, clean_apart if apart else clean)


def row(world: World, document_id: int) -> Document:
    with world.session() as session:
        found = session.get_one(Document, document_id)
        session.expunge(found)
        return found


def reason(document: Document, *, original: bool = False) -> str | None:
    why_not = withheld(document, original=original)
    return why_not.code if why_not else None


def test_without_a_scanner_a_file_is_ready_after_a_round(world: World) -> None:
    [waiting] = put(world, paper("x"), scanned=False)
    assert reason(row(world, waiting)) == "file_cleaning"
    assert reason(row(world, waiting), original=True) is None
    assert prepare(world, None, apart=True) == 1
    document = row(world, waiting)
    assert (document.scan, document.cleaning, document.next_try_at) == (
        ScanState.NOT_SCANNED, CleaningState.CLEANED, None
    )
    assert document.clean_size == len(content_of(world.hub.store, document)) > 0
    assert prepare(world, None) == 0


def test_nobody_gets_a_file_before_it_was_scanned(world: World) -> None:
    [document] = put(world, paper("x"))
    for original in (False, True):
        assert reason(row(world, document), original=original) == "file_scan_pending"
        with pytest.raises(DocumentWithheld, match="file_scan_pending"):
            content_of(world.hub.store, row(world, document), original=original)
    with daemon() as address:
        assert prepare(world, Clamd(address)) == 1
    scanned = row(world, document)
    assert (scanned.scan, scanned.scanned_at, scanned.cleaning) == (ScanState.CLEAN, world.now, CleaningState.CLEANED)
    assert content_of(world.hub.store, scanned, original=True) == paper("x")


def test_an_infected_file_is_named_audited_and_given_to_nobody(world: World) -> None:
    bad, good = put(world, paper("x") + EICAR, paper("x"))
    with daemon() as address:
        assert prepare(world, Clamd(address)) == 2
        assert prepare(world, Clamd(address)) == 0
    infected = row(world, bad)
    assert (infected.scan, infected.signature, infected.cleaning) == (
        ScanState.INFECTED, "Win.Test.EICAR_HDB-1", CleaningState.PENDING
    )
    for original in (False, True):
        with pytest.raises(DocumentWithheld, match="file_infected") as caught:
            content_of(world.hub.store, infected, original=original)
        assert caught.value.figures == {"signature": "Win.Test.EICAR_HDB-1"}
    assert reason(row(world, good)) is None
    [written] = entries(world, Tag.DOCUMENT_INFECTED)
    assert (written.subject_id, written.detail["signature"]) == (bad, "Win.Test.EICAR_HDB-1")


def test_while_the_scanner_is_away_files_wait_and_are_tried_every_round(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = put(world, paper("1"), paper("2"))
    with daemon() as address:
        pass
    for _ in range(2):
        assert prepare(world, Clamd(address)) == 0
    assert capsys.readouterr().out.count("scanner away") == 2  # once a round, not once a file
    assert [row(world, one).scan for one in documents] == [ScanState.PENDING] * 2
    with daemon() as address:
        assert prepare(world, Clamd(address)) == 2


def test_a_file_without_a_verdict_waits_longer_each_time_and_stops_no_other(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    large, small = put(world, paper("x") + bytes(LIMIT), paper("x"))
    with daemon() as address:
        assert prepare(world, Clamd(address)) == 1
        assert "StreamMaxLength" in capsys.readouterr().out
        waits = []
        for _ in range(12):
            due = row(world, large).next_try_at
            assert due is not None
            waits.append(due - world.now)
            world.now = due - timedelta(seconds=1)
            assert prepare(world, Clamd(address)) == 0
            world.now = due
            assert prepare(world, Clamd(address)) == 0
    assert waits == [min(FIRST_WAIT * 2**n, LONGEST_WAIT) for n in range(12)]
    assert reason(row(world, small)) is None
    assert reason(row(world, large)) == "file_scan_pending"


def test_a_scanner_that_was_taken_away_leaves_its_files_waiting(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    [document] = put(world, paper("x"))
    assert prepare(world, None) == 0
    assert "HUB_CLAMD" in capsys.readouterr().out
    assert reason(row(world, document)) == "file_scan_pending"


def test_a_file_that_cannot_be_cleaned_says_so_and_only_its_original_is_there(world: World) -> None:
    damaged, printable = put(world, paper("x")[:100], locked_pdf(), scanned=False)
    assert prepare(world, None, apart=True) == 2
    assert reason(row(world, printable)) is None  # a password for printing only is no obstacle
    with pytest.raises(DocumentWithheld, match="no_copy_damaged"):
        content_of(world.hub.store, row(world, damaged))
    assert content_of(world.hub.store, row(world, damaged), original=True) == paper("x")[:100]


def test_what_happens_to_a_row_while_its_copy_is_made_is_not_undone(world: World) -> None:
    [document] = put(world, paper("x"), scanned=False)

    def clean_meanwhile(content: bytes, _media_type: str) -> bytes:
        with world.write() as session:
            withdraw_document(session, session.get_one(Document, document), by=SYSTEM, now=world.now)
        return content

    with world.session() as session:
        assert prepare_waiting(session, world.hub.store, None, world.now, clean_meanwhile) == 1
    assert row(world, document).withdrawn_at == world.now
    assert row(world, document).cleaning is CleaningState.CLEANED


def test_a_file_that_the_store_lost_is_tried_again_later(world: World) -> None:
    lost, good = put(world, paper("1"), paper("2"), scanned=False)
    store = world.hub.store
    content: Any = store.get(row(world, lost).ref)
    store.drop(row(world, lost).ref)
    assert prepare(world, None) == 1
    assert reason(row(world, good)) is None
    store.put(row(world, lost).ref, content)
    world.now += FIRST_WAIT
    assert prepare(world, None) == 1
    assert reason(row(world, lost)) is None


def test_what_came_before_the_scanner_is_scanned_on_demand_and_withheld_until_then(world: World) -> None:
    before, bad = put(world, paper("1"), paper("2") + EICAR, scanned=False)
    assert prepare(world, None) == 2
    with world.session() as session:
        assert rescan(session, world.now) == 2
        assert rescan(session, world.now) == 0
    assert reason(row(world, before), original=True) == "file_scan_pending"
    copy = world.hub.store.get(row(world, before).clean_ref)
    with daemon() as address:
        assert prepare(world, Clamd(address)) == 2
    assert (reason(row(world, before)), reason(row(world, bad))) == (None, "file_infected")
    assert world.hub.store.get(row(world, before).clean_ref) == copy


def test_the_command_wants_a_scanner(world: World, tmp_path: Path, database: str) -> None:
    put(world, paper("1"), scanned=False)
    refused = world.app.test_cli_runner().invoke(args=["documents", "scan"])
    assert (refused.exit_code, "HUB_CLAMD is not set" in refused.output) == (1, True)
    app = create_app(settings_for(tmp_path, database, HUB_CLAMD="/run/clamd.sock"))
    assert app.test_cli_runner().invoke(args=["documents", "scan"]).output == "1 documents wait for the scanner\n"
    with app.app_context():
        db.engine.dispose()
