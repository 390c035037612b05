"""Load: a server of two worker processes, and processes as clients that each keep one connection busy."""

from __future__ import annotations

import contextlib
import multiprocessing
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from assessor_hub.settings import ROOT

WORKERS = 2
FORK = multiprocessing.get_context("fork")
PATIENCE = 120.0  # seconds for a server's start and for one answer: a busy machine starts slowly

Requests = Callable[[int, int], bytes]  # (client, place) -> a whole request


class LoadFailed(Exception):
    """The load could not be brought on: the server did not start, or a client died."""


@contextlib.contextmanager
def server(application: str, environ: Mapping[str, str]) -> Iterator[int]:
    """Gunicorn with synchronous workers, one connection a request; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}",
               "--log-level", "warning", application]
    with subprocess.Popen(command, cwd=ROOT, env=dict(environ)) as process:
        try:
            _await(port, process)
            yield port
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise LoadFailed("the server did not start")


@dataclass
class Driven:
    """What came of a block: answers by status, of all clients, and the seconds that it took."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds


@dataclass
class Clients:
    """So many clients of one server; each goes on where its last block ended."""

    number: int
    port: int
    requests: Requests
    places: list[int] = field(default_factory=list)

    def drive(self, seconds: float) -> Driven:
        """Let all of them send one request after another for so long."""
        self.places = self.places or [0] * self.number
        begin = time.monotonic() + 0.3
        jobs = [(self.port, self.requests, client, self.places[client], begin, begin + seconds)
                for client in range(self.number)]
        driven = Driven(seconds)
        for client, statuses in enumerate(side_by_side(_send, jobs)):
            self.places[client] += sum(statuses.values())
            driven.statuses += statuses
        return driven


def _send(port: int, requests: Requests, client: int, place: int, begin: float, end: float) -> Counter[int]:
    statuses: Counter[int] = Counter()
    time.sleep(max(begin - time.monotonic(), 0))
    for here in count(place):
        if time.monotonic() >= end:
            break
        statuses[_status(port, requests(client, here))] += 1
    return statuses


def _status(port: int, request: bytes) -> int:
    """The status of one request's answer, read to its end."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(request)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    head = b"".join(pieces)[9:12]
    return int(head) if head.isdigit() else 0


def side_by_side(work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Run ``work`` on each job in a process of its own, all at once; their answers in order."""
    pipes = [FORK.Pipe(duplex=False) for _ in jobs]
    processes = [
        FORK.Process(target=_answer, args=(work, job, sending))
        for job, (_receiving, sending) in zip(jobs, pipes, strict=True)
    ]
    for process, (_receiving, sending) in zip(processes, pipes, strict=True):
        process.start()
        sending.close()
    try:
        return [receiving.recv() for receiving, _sending in pipes]
    except EOFError as died:
        raise LoadFailed("a process of the load died") from died
    finally:
        for process in processes:
            process.join()


def _answer(work: Callable[..., Any], job: tuple[Any, ...], sending: Any) -> None:
    sending.send(work(*job))
    sending.close()
