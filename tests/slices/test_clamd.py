"""The scanner: what clamd says, and what is no verdict."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from assessor_hub.documents.clamd import Clamd, ScanFailed, ScannerAway
from tests.slices.scanning import EICAR, LIMIT, daemon, says


def test_a_clean_file_and_an_infected_one(tmp_path: Path) -> None:
    for path in (None, tmp_path / "clamd.sock"):
        with daemon(path=path) as address:
            assert Clamd(address).scan(b"x" * (LIMIT - 1)) is None
            assert Clamd(address).scan(b"") is None
            assert Clamd(address).scan(b"before " + EICAR) == "Win.Test.EICAR_HDB-1"


def test_a_verdict_may_come_in_pieces() -> None:
    with daemon(says(b"stream: Eica", b"r-Test FOU", b"ND\0")) as address:
        assert Clamd(address).scan(b"x") == "Eicar-Test"


def test_a_file_larger_than_its_limit_is_no_verdict() -> None:
    with daemon() as address, pytest.raises(ScanFailed, match="StreamMaxLength"):
        Clamd(address).scan(bytes(20 * LIMIT))


@pytest.mark.parametrize("reply", [
    b"stream: OK but not really\0", b"OK\0", b"stream: FOUND\0", b"\xff\xfe\0", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0",
    b"stream: \xe7\x97\x85 FOUND\0", b"stream: OK\nstream: x FOUND\0", b"UNKNOWN COMMAND\0", b"x" * 5000,
], ids=range(10))
def test_an_answer_that_is_none_is_no_verdict(reply: bytes) -> None:
    with daemon(says(reply)) as address, pytest.raises(ScanFailed):
        Clamd(address, seconds=5).scan(b"x")


def test_an_answer_without_end_is_not_waited_for() -> None:
    def talk(line: socket.socket, _content: bytes) -> None:
        line.sendall(b"x" * 5000)
        time.sleep(1)

    with daemon(talk) as address, pytest.raises(ScanFailed, match="without end"):
        Clamd(address, seconds=5).scan(b"x")


def test_no_answer_is_no_verdict_and_takes_no_longer_than_allowed() -> None:
    def drip(line: socket.socket, _content: bytes) -> None:
        for _ in range(40):
            line.sendall(b"s")
            time.sleep(0.05)

    for answer in (drip, lambda _line, _content: time.sleep(1.5), says(b"")):
        with daemon(answer) as address:
            began = time.monotonic()
            with pytest.raises(ScanFailed):
                Clamd(address, seconds=0.4).scan(b"x")
            assert time.monotonic() - began < 1.5


def test_a_daemon_that_is_not_there_is_away(tmp_path: Path) -> None:
    with daemon() as address:
        pass
    for gone in (address, str(tmp_path / "none.sock"), "tcp://127.0.0.1:1"):
        with pytest.raises(ScannerAway, match="clamd at"):
            Clamd(gone, seconds=2).scan(b"x")
