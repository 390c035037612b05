"""Files of a failed form: sealed, one sender's only, gone after an hour; and a form is sent once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessor_hub.crypto import KeyRing
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.staging import KEPT, MAX_FILES, Staging

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PHOTO = Upload("../photo 张.png", b"a photo")


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path, KeyRing({"k1": b"k" * 32}))


def test_what_was_kept_comes_back_under_its_clean_name(staging: Staging) -> None:
    (ref,) = staging.keep("token", [PHOTO], NOW)
    assert staging.kept("token", NOW) == {ref: Upload("photo 张.png", b"a photo")}


def test_another_token_opens_nothing(staging: Staging) -> None:
    staging.keep("token", [PHOTO], NOW)
    assert staging.kept("other", NOW) == {}


def test_neither_token_nor_content_nor_name_lies_open_on_the_disk(staging: Staging) -> None:
    staging.keep("token", [PHOTO], NOW)
    for path in staging.folder.rglob("*"):
        assert "token" not in path.name
        if path.is_file():
            assert b"photo" not in path.read_bytes()


def test_an_hour_is_kept_and_no_longer(staging: Staging) -> None:
    staging.keep("token", [PHOTO], NOW)
    assert staging.kept("token", NOW + KEPT) != {}
    assert staging.kept("token", NOW + KEPT + timedelta(seconds=1)) == {}


def test_purge_takes_what_is_over_and_leaves_the_rest(staging: Staging) -> None:
    staging.keep("old", [PHOTO], NOW - KEPT - timedelta(minutes=1))
    staging.claim("old form", NOW - KEPT - timedelta(minutes=1))
    staging.keep("new", [PHOTO], NOW)
    assert staging.purge(NOW) == 2
    assert staging.purge(NOW) == 0
    assert len([path for path in staging.folder.rglob("*") if path.is_file()]) == 1
    assert staging.kept("new", NOW)


def test_dropping_one_keeps_the_others(staging: Staging) -> None:
    first, second = staging.keep("token", [PHOTO, Upload("b.pdf", b"b")], NOW)
    staging.drop("token", {first})
    assert list(staging.kept("token", NOW)) == [second]
    staging.drop("token")
    assert staging.kept("token", NOW) == {}


def test_the_same_file_again_takes_no_second_place_and_the_eleventh_none(staging: Staging) -> None:
    files = [Upload(f"{number}.pdf", str(number).encode()) for number in range(MAX_FILES)]
    assert len(staging.keep("token", files, NOW)) == MAX_FILES
    assert len(staging.keep("token", [files[0]], NOW)) == 1
    assert staging.keep("token", [PHOTO], NOW) == []


def test_of_many_at_once_one_gets_the_form(staging: Staging) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: staging.claim("form", NOW), range(8))) == 1
    staging.unclaim("form")
    assert staging.claim("form", NOW)
