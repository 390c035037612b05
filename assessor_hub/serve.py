"""The embedded server: ``hub.py run`` ends here. Database to head, demo data, timetable, web, in one process.

Production runs ``wsgi.py`` under a process manager instead and upgrades its database by a command.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import functools
import os
import signal
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from waitress import create_server

from assessor_hub.app import create_app
from assessor_hub.clockwork import start
from assessor_hub.demo import seed_if_new
from assessor_hub.rules.pack import PackError
from assessor_hub.settings import ROOT, Settings, SettingsError, load
from assessor_hub.translations_build import compile_catalogues

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: two first starts at once are the user's own care there
    fcntl = None  # type: ignore[assignment]

STOPS = (signal.SIGINT, signal.SIGTERM)
THREADS = 8
GRACE_SECONDS = 0.8  # for requests, then for jobs: together less than two seconds
SIGN_IN = ("", "sign-in", "password")


class CannotStart(Exception):
    """Why the hub does not start, in one line."""


def main(words: Sequence[str] | None = None) -> int:
    """Serve until a signal. Exit code 0 after a clean stop, 1 with one line on stderr when it cannot start."""
    options = _options(words)
    for number in STOPS:
        signal.signal(number, _stop)  # also where a shell's "&" has made the process deaf to Ctrl-C
    try:
        serve(options.host, options.port, demo=not options.no_demo)
    except KeyboardInterrupt:
        return 130  # stopped before it served
    except (CannotStart, SettingsError) as trouble:
        print(f"hub.py: {trouble}", file=sys.stderr)
    except PackError as trouble:
        print(f"hub.py: a pack cannot be used: {trouble}", file=sys.stderr)
    except OSError as trouble:
        file = f": {trouble.filename}" if trouble.filename else ""
        print(f"hub.py: {trouble.strerror or trouble}{file}", file=sys.stderr)
    return 1


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="assessor_hub.serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true")
    return parser.parse_args(words)


def _stop(_signal: int, _frame: Any) -> NoReturn:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C must not break the stop
    raise KeyboardInterrupt


def serve(host: str, port: int, *, demo: bool) -> NoReturn:
    """Bring the hub up and serve it. Ends the process itself, within two seconds of the signal."""
    compile_catalogues()
    settings = load()
    app = create_app()
    sign_ins = prepare(app, settings, demo=demo)
    server = _server(app, host, port)  # before the timetable: a second start on this port does no work
    timetable = start(app)
    print(greeting(host, port, sign_ins), flush=True)
    server.run()  # returns on KeyboardInterrupt
    _end(timetable)


def prepare(app: Flask, settings: Settings, *, demo: bool) -> list[tuple[str, str, str]]:
    """Take the database to head and seed a new one; the demo's (role, sign-in, password), if it is a demo."""
    with _one_at_a_time(settings.instance), _database_trouble(settings.database_url):
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
        return seed_if_new(app) if demo else []


@contextlib.contextmanager
def _one_at_a_time(instance: Path) -> Iterator[None]:
    """Two first starts at once: the second waits and finds the database made."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "start.lock").open("a") as turn:
        if fcntl is not None:
            fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _database_trouble(url: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        shown = make_url(url).render_as_string(hide_password=True)
        raise CannotStart(f"the database {shown} refuses: {str(error.orig).splitlines()[0]}") from error


def _server(app: Flask, host: str, port: int) -> Any:
    try:
        server = create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(f"port {port} is taken by another program; choose one: --port {port + 1}") from error
        raise CannotStart(f"cannot serve on {host}:{port}: {error.strerror}") from error
    dispatcher = server.task_dispatcher
    dispatcher.shutdown = functools.partial(dispatcher.shutdown, timeout=GRACE_SECONDS)  # its own is five seconds
    return server


def _end(timetable: Any) -> NoReturn:
    """Stop the timetable and leave, without waiting for a job that runs: its transaction rolls back, and it is due."""
    print("Stopped.", flush=True)
    ending = threading.Thread(target=timetable.shutdown, daemon=True)
    ending.start()
    ending.join(GRACE_SECONDS)
    sys.stderr.flush()
    os._exit(0)  # sys.exit would join the scheduler's pool, however long its job takes


def greeting(host: str, port: int, sign_ins: list[tuple[str, str, str]]) -> str:
    """What the terminal shows once the hub serves: the address, and a demo's sign-ins as a table."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    lines = [f"Assessor Hub: http://{reachable}:{port}  (Ctrl-C stops it)"]
    if sign_ins:
        rows = [SIGN_IN, *sign_ins]
        widths = [max(_width(row[column]) for row in rows) for column in range(2)]
        lines += ["Demo data, made up; sign in as:", *(_row(row, widths) for row in rows)]
    return "\n".join(lines)


def _row(row: tuple[str, str, str], widths: list[int]) -> str:
    cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
    return "  " + "  ".join([*cells, row[2]])


def _width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    sys.exit(main())
