#!/usr/bin/env python3
"""The one command of Assessor Hub: it sets up what it needs, then runs, tests, checks or measures.

    python3 hub.py run        the hub with demo data on http://127.0.0.1:8000
    python3 hub.py test       the whole test suite; --full adds the long tests
    python3 hub.py check      lint, types, import contracts, packs, translations, docs/coverage.md
    python3 hub.py bench      the hot paths beside a floor of bare SQL, into docs/benchmarks.md

Standard library only. The file also parses on Python 3.6, so that an old Python gets a sentence, not a SyntaxError.
"""

import argparse
import contextlib
import errno
import hashlib
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):
    this = platform.python_version()
    sys.exit(f"hub.py: Python 3.11 or later is needed; this is {this}. Try: python3.12 hub.py {' '.join(sys.argv[1:])}")

try:
    import fcntl
except ImportError:  # Windows: two set-ups at once are the user's own care there
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "hub.stamp"
SPACE_MB = {"base": 300, "dev": 800}  # measured 190 and 500, with room for the downloads
PIP_TROUBLES = (  # the first that is found in pip's output is the cause; "No matching distribution" follows many
    (r"No space left on device", "the disk is full"),
    (r"DO NOT MATCH THE HASHES", "a downloaded package is not the one that the lock names; it was not installed"),
    (r"CERTIFICATE_VERIFY_FAILED", "the package index's certificate is not trusted by this machine"),
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|NameResolutionError|ProxyError|Network is unreachable",
        "no connection to the package index; the first set-up needs one, later starts don't",
    ),
    (r"Permission denied", "no permission to write in the project's folder"),
    (r"No matching distribution found for (\S+)", "{0} is not to be had for this Python and machine"),
)


class Trouble(Exception):
    """What is wrong and what to do, in one line for the user."""


# -- Set-up: .venv from the hashed lock -------------------------------------------------------------------------------


def lock_file(level: str) -> Path:
    """The hashed lock of a level: ``base`` (what the product runs on) or ``dev`` (base and what the tests need)."""
    return ROOT / "requirements" / f"{level}.txt"


def stamp_line(level: str) -> str:
    """What the stamp says once ``level`` is installed: it changes with the lock, the Python and the machine."""
    digest = hashlib.sha256(lock_file(level).read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.implementation.name} {platform.machine()}".encode())
    return f"{level} {digest.hexdigest()}"


def is_ready(level: str) -> bool:
    """Whether .venv stands, complete, for this lock and this Python. The stamp is the last thing a set-up writes."""
    if not os.access(PYTHON, os.X_OK):  # also false where the Python that it was made from is gone
        return False
    return STAMP.exists() and stamp_line(level) in STAMP.read_text("utf-8", "replace").splitlines()


def set_up(level: str) -> None:
    """Make .venv stand for ``level``. A half-made one, or one of another Python or lock, is made anew."""
    if is_ready(level):
        return
    with one_at_a_time():
        if is_ready(level):  # another start made it meanwhile
            return
        require_space(level)
        began = time.monotonic()
        on_top = is_ready("base")  # dev holds base with the same pins
        STAMP.unlink(missing_ok=True)
        if not on_top:
            make_venv()
        install(level)
        STAMP.write_text("".join(stamp_line(name) + "\n" for name in dict.fromkeys(("base", level))), "utf-8")
        print(f"Set up in {time.monotonic() - began:.0f} s.", flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one set-up run, the others wait. The lock goes with its processes, however they end."""
    folder = ROOT / "instance"
    folder.mkdir(exist_ok=True)
    with (folder / "setup.lock").open("a") as turn:
        os.set_inheritable(turn.fileno(), True)  # a pip that outlives a killed hub.py still holds the turn
        if fcntl is not None:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another start is setting up; waiting for it.", flush=True)
                fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def require_space(level: str) -> None:
    """Refuse to begin a set-up that would fill the disk."""
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < SPACE_MB[level]:
        raise Trouble(f"the set-up needs {SPACE_MB[level]} MB of free disk; there are {free} MB")


def make_venv() -> None:
    """An empty .venv, whatever stood there before."""
    print("Setting up .venv; once, about a minute.", flush=True)
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    python = getattr(sys, "_base_executable", sys.executable)  # hub.py may have been started by the .venv itself
    made = subprocess.run(
        [python, "-m", "venv", str(VENV)], env=child_env(), capture_output=True, text=True, close_fds=False
    )
    if made.returncode:
        said = (made.stdout + made.stderr).strip()
        hint = "; on Debian and Ubuntu: apt install python3-venv" if "ensurepip" in said or "No module" in said else ""
        raise Trouble(f"this Python cannot make a virtual environment{hint} ({said.splitlines()[-1] if said else '?'})")


def install(level: str) -> None:
    """Install the lock with pip, each file by its hash; one line tells how far it is."""
    total = len(re.findall(r"^[A-Za-z0-9]\S*==", lock_file(level).read_text("utf-8"), re.MULTILINE))
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock_file(level))]
    log = VENV / "pip.log"
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "close_fds": False}
    with log.open("w", encoding="utf-8") as record, subprocess.Popen(
        command, env=child_env(), encoding="utf-8", errors="replace", **pipes
    ) as pip:
        done = 0
        for line in pip.stdout or ():
            record.write(line)
            done += line.startswith("Collecting ")
            show_progress(f"  {done} of {total} packages" if "Installing" not in line else "  installing …")
    show_progress("")
    if pip.returncode:
        raise Trouble(f"{pip_trouble(log.read_text('utf-8'))} (pip's words: .venv/pip.log)")


def show_progress(words: str) -> None:
    """Rewrite the progress line, where there is a terminal to see it."""
    if sys.stdout.isatty():
        print(f"\r\033[K{words}", end="", flush=True)


def pip_trouble(said: str) -> str:
    """The one sentence for a failed pip."""
    for pattern, sentence in PIP_TROUBLES:
        found = re.search(pattern, said)
        if found:
            return sentence.format(*found.groups())
    errors = [line for line in said.splitlines() if line.startswith("ERROR:")]
    return f"pip failed: {errors[-1][7:] if errors else 'it gave no reason'}"


def child_env() -> dict[str, str]:
    """The environment of everything that hub.py starts: without what would bend Python's or pip's way of finding."""
    bent = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name not in bent}
    return {**env, "PIP_USER": "0", "PYTHONUTF8": "1"}


# -- run --------------------------------------------------------------------------------------------------------------


def run(options: argparse.Namespace) -> int:
    """Set up, then serve the hub, with demo data when the database is new."""
    require_port(options.host, options.port)
    set_up("base")
    command = [*module("serve"), "--host", options.host, "--port", str(options.port)]
    command += ["--no-demo"] if options.no_demo else []
    os.chdir(ROOT)
    if os.name != "nt":
        os.execve(command[0], command, child_env())  # the server takes this process over, and its signals
    return subprocess.call(command, env=child_env())


def require_port(host: str, port: int) -> None:
    """Say now, not after the set-up, that the address can't be had."""
    if not 0 < port < 65536:
        raise Trouble(f"{port} is no port; choose one from 1024 to 65535")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
            probe.bind(address)
    except OSError as error:
        raise Trouble(port_trouble(host, port, error)) from error


def port_trouble(host: str, port: int, error: OSError) -> str:
    """The one sentence for an address that can't be served."""
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"port {port} is taken by another program; choose one: python3 hub.py run --port {other}"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port} is kept for the system's administrator; choose one from 1024: --port 8000"
    return f"{host} is no address of this machine: {error.strerror}"


# -- test and check ---------------------------------------------------------------------------------------------------


def test(options: argparse.Namespace) -> int:
    """Run the whole test suite; what follows -- goes to pytest."""
    set_up("dev")
    env = {**machine_env(), "HUB_TEST_FULL": "1" if options.full else ""}
    subprocess.run(module("translations_build"), env=env, cwd=ROOT, check=True)
    alone = any(re.match(r"-n|--numprocesses|--pdb", word) for word in options.pytest_args)
    spread = [] if alone else ["-n", "2", "--dist", "worksteal"]
    return subprocess.call([str(PYTHON), "-m", "pytest", *spread, *options.pytest_args], env=env, cwd=ROOT)


def machine_env() -> dict[str, str]:
    """What tests and measurements see: no HUB_ setting of the user's, but the machine's PostgreSQL and browser."""
    env = {name: value for name, value in child_env().items() if not name.startswith("HUB_") or "_TEST_" in name}
    machine = subprocess.run(module("checks.machine"), env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if machine.returncode:
        sys.exit(machine.returncode)  # it has said why
    return {**env, **dict(line.split("=", 1) for line in machine.stdout.splitlines())}


def check(options: argparse.Namespace) -> int:
    """Run lint, types, import contracts, packs, translations, docs/coverage.md."""
    set_up("dev")
    return subprocess.call([*module("checks"), *(options.only or ())], env=child_env(), cwd=ROOT)


def bench(options: argparse.Namespace) -> int:
    """Measure the hot paths beside a floor of bare SQL; writes docs/benchmarks.md."""
    set_up("dev")
    return subprocess.call([*module("bench"), *options.rows], env=machine_env(), cwd=ROOT)


def module(name: str) -> list[str]:
    """The command that runs a module of the product in .venv."""
    return [str(PYTHON), "-m", f"assessor_hub.{name}"]


# -- The command line -------------------------------------------------------------------------------------------------

COMMANDS = {command.__name__: command for command in (run, test, check, bench)}
OPTIONS: dict[str, dict[str, dict[str, Any]]] = {
    "run": {
        "--host": {"default": "127.0.0.1"}, "--port": {"default": 8000, "type": int},
        "--no-demo": {"action": "store_true", "help": "leave a new database empty"},
    },
    "test": {"--full": {"action": "store_true", "help": "add the long races and walks"}},
    "check": {"--only": {"action": "append", "metavar": "CHECK", "help": "this check; may be repeated"}},
    "bench": {"rows": {"nargs": "*", "metavar": "ROW", "help": "this row, such as filing; without one, all"}},
}


def main(words: list[str]) -> int:
    """Run the command that ``words`` name; the exit code."""
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(prog="hub.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name, act in COMMANDS.items():
        command = commands.add_parser(name, help=act.__doc__, description=act.__doc__)
        for flag, settings in OPTIONS[name].items():
            command.add_argument(flag, **settings)
    options = parser.parse_args(words[:cut])
    options.pytest_args = words[cut + 1 :]
    try:
        return COMMANDS[options.command](options)
    except KeyboardInterrupt:
        return 130
    except PermissionError as error:
        trouble = f"no permission to write {error.filename or 'in ' + str(ROOT)}; use a folder of your own"
    except OSError as error:
        trouble = f"{error.strerror or error}{': ' + str(error.filename) if error.filename else ''}"
    except Trouble as error:
        trouble = str(error)
    print(f"hub.py: {trouble}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
