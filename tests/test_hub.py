"""hub.py's own logic, without network: what it says when something is wrong, and when a .venv counts as standing."""

from __future__ import annotations

import ast
import errno
import importlib.util
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIP_OFFLINE = """WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: Failed to establish
ERROR: Could not find a version that satisfies the requirement alembic==1 (from versions: none)
ERROR: No matching distribution found for alembic==1"""
PIP_HASHES = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated"
PIP_FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
PIP_WHEEL = "ERROR: No matching distribution found for psycopg-binary==3.3.1"


@pytest.fixture
def hub(tmp_path: Path) -> ModuleType:
    """hub.py as a module of a project in an empty folder, with locks of one package each."""
    folder = tmp_path / "a folder 空间"
    (folder / "requirements").mkdir(parents=True)
    for level in ("base", "dev"):
        (folder / "requirements" / f"{level}.txt").write_text(f"thing-{level}==1.0 --hash=sha256:00\n")
    (folder / "hub.py").write_bytes((ROOT / "hub.py").read_bytes())
    spec = importlib.util.spec_from_file_location("hub_under_test", folder / "hub.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stand(hub: ModuleType, *levels: str) -> None:
    """Make a .venv that looks installed for ``levels``."""
    hub.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    hub.PYTHON.unlink(missing_ok=True)
    hub.PYTHON.write_text("#!/bin/sh\n")
    hub.PYTHON.chmod(0o755)
    hub.STAMP.write_text("".join(hub.stamp_line(level) + "\n" for level in levels))


@pytest.fixture
def steps(hub: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The set-up's slow steps, replaced by a record of them."""
    done: list[str] = []

    def make_venv() -> None:
        done.append("venv")
        stand(hub)

    monkeypatch.setattr(hub, "make_venv", make_venv)
    monkeypatch.setattr(hub, "install", done.append)
    return done


# -- Old Pythons ------------------------------------------------------------------------------------------------------


def test_parses_under_the_grammar_of_old_pythons() -> None:
    ast.parse((ROOT / "hub.py").read_text("utf-8"), feature_version=(3, 7))


def test_old_python_gets_one_sentence() -> None:
    pretend = (
        "import runpy, sys, platform\n"
        "sys.version_info = (3, 8, 18, 'final', 0)\n"
        "platform.python_version = lambda: '3.8.18'\n"
        f"sys.argv = ['hub.py', 'run']\nrunpy.run_path({str(ROOT / 'hub.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "hub.py: Python 3.11 or later is needed; this is 3.8.18. Try: python3.12 hub.py run\n"
    assert done.stdout == ""


def test_standard_library_only() -> None:
    tree = ast.parse((ROOT / "hub.py").read_text("utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in plain | named} <= sys.stdlib_module_names


# -- When .venv counts as standing ------------------------------------------------------------------------------------


def test_first_start_makes_the_venv_and_a_second_does_nothing(hub: ModuleType, steps: list[str]) -> None:
    hub.set_up("base")
    assert steps == ["venv", "base"]
    hub.set_up("base")
    assert steps == ["venv", "base"]


def test_dev_goes_on_top_of_base_and_serves_run_too(hub: ModuleType, steps: list[str]) -> None:
    stand(hub, "base")
    hub.set_up("dev")
    assert steps == ["dev"]
    hub.set_up("base")
    assert steps == ["dev"]


def test_changed_lock_is_installed_anew(hub: ModuleType, steps: list[str]) -> None:
    stand(hub, "base")
    hub.lock_file("base").write_text("thing==2.0\n")
    hub.set_up("base")
    assert steps == ["venv", "base"]


def test_venv_of_another_python_is_made_anew(
    hub: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(hub, "base")
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))
    hub.set_up("base")
    assert steps == ["venv", "base"]


def test_venv_whose_python_is_gone_is_made_anew(hub: ModuleType, steps: list[str]) -> None:
    stand(hub, "base")
    hub.PYTHON.unlink()
    hub.PYTHON.symlink_to("/nowhere/python3")
    hub.set_up("base")
    assert steps == ["venv", "base"]


def test_interrupted_install_leaves_no_stamp(hub: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(hub, "base")

    def killed(_level: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(hub, "install", killed)
    with pytest.raises(KeyboardInterrupt):
        hub.set_up("dev")
    assert not hub.is_ready("dev")
    assert not hub.is_ready("base"), "a half-installed package may lie in the way of the next install"


def test_a_second_start_waits_and_finds_the_work_done(
    hub: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(hub, "is_ready", lambda _level: next(answers))
    hub.set_up("base")
    assert steps == []


# -- One line for what is wrong ---------------------------------------------------------------------------------------


def last_line(capfd: pytest.CaptureFixture[str]) -> str:
    said = capfd.readouterr().err
    assert said.count("\n") == 1, said
    return said.strip()


def test_taken_port_is_named_before_any_set_up(
    hub: ModuleType, steps: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert hub.main(["run", "--port", str(port)]) == 1
    assert last_line(capfd).startswith(f"hub.py: port {port} is taken by another program; choose one: python3 hub.py")
    assert steps == []


def test_port_out_of_range(hub: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    assert hub.main(["run", "--port", "70000"]) == 1
    assert last_line(capfd) == "hub.py: 70000 is no port; choose one from 1024 to 65535"


def test_host_of_another_machine(hub: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    assert hub.main(["run", "--host", "192.0.2.1"]) == 1
    assert last_line(capfd).startswith("hub.py: 192.0.2.1 is no address of this machine")


def test_full_disk_is_said_before_the_set_up(
    hub: ModuleType, steps: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = hub.shutil.disk_usage(ROOT)
    monkeypatch.setattr(hub.shutil, "disk_usage", lambda _folder: usage._replace(free=20 * 2**20))
    assert hub.main(["check"]) == 1
    assert last_line(capfd) == "hub.py: the set-up needs 800 MB of free disk; there are 20 MB"
    assert steps == []


def test_folder_without_write_permission(
    hub: ModuleType, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path, **_settings: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "mkdir", refused)  # root may write anywhere, so no chmod would do
    assert hub.main(["check"]) == 1
    assert last_line(capfd) == f"hub.py: no permission to write {hub.ROOT / 'instance'}; use a folder of your own"


def test_bench_measures_the_rows_that_are_named(
    hub: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand(hub, "base", "dev")
    called: list[tuple[list[str], str]] = []
    monkeypatch.setattr(hub, "machine_env", lambda: {"HUB_TEST_POSTGRESQL": "postgresql://here"})
    monkeypatch.setattr(
        hub.subprocess, "call", lambda words, env, cwd: called.append((words[1:], env["HUB_TEST_POSTGRESQL"])) or 0
    )
    assert hub.main(["bench", "filing", "filing-hot"]) == 0
    assert hub.main(["bench"]) == 0
    bench = ["-m", "assessor_hub.bench"]
    assert called == [([*bench, "filing", "filing-hot"], "postgresql://here"), (bench, "postgresql://here")]
    assert steps == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (PIP_OFFLINE, "no connection to the package index; the first set-up needs one, later starts don't"),
        (PIP_HASHES, "a downloaded package is not the one that the lock names; it was not installed"),
        (PIP_FULL, "the disk is full"),
        (PIP_WHEEL, "psycopg-binary==3.3.1 is not to be had for this Python and machine"),
        ("ERROR: Something else\n", "pip failed: Something else"),
        ("", "pip failed: it gave no reason"),
    ],
)
def test_pip_trouble_is_one_sentence(hub: ModuleType, said: str, sentence: str) -> None:
    assert hub.pip_trouble(said) == sentence


def test_failed_pip_ends_the_start_with_one_line(
    hub: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def make_venv() -> None:
        stand(hub)
        hub.PYTHON.write_text("#!/bin/sh\necho 'Collecting thing'\necho '[Errno 28] No space left on device'\nexit 1\n")

    monkeypatch.setattr(hub, "make_venv", make_venv)
    assert hub.main(["check"]) == 1
    assert last_line(capfd) == "hub.py: the disk is full (pip's words: .venv/pip.log)"
    assert not hub.is_ready("base")


# -- The locks --------------------------------------------------------------------------------------------------------


def pins(level: str) -> set[str]:
    """Name, version and marker of each package, as the lock has them."""
    text = (ROOT / "requirements" / f"{level}.txt").read_text("utf-8")
    return set(re.findall(r"^([A-Za-z0-9].*==.*) \\$", text, re.MULTILINE))


def test_dev_lock_holds_base_with_the_same_pins() -> None:
    assert pins("base") <= pins("dev")
    assert len(pins("base")) > 20


# All that a line of a lock may be: the head, a pin with its marker, a hash, and who wants it. An address has no place.
REQUIREMENTS = r"requirements/(?:base|dev)\.(?:in|txt)"
SHAPES = (
    r"# This file was autogenerated by uv via the following command:",
    rf"#    uv pip compile --universal --python-version \d\.\d+ --generate-hashes {REQUIREMENTS}(?: -[oc] {REQUIREMENTS})+",
    r"[a-z0-9-]+==[0-9][0-9a-z.]*(?: ; [a-z_]+ (?:[=!<>]=|<|>) '[\w.]+')? \\",
    r"    --hash=sha256:[0-9a-f]{64}(?: \\)?",
    rf"    #(?: via|  )(?: (?:[a-z0-9-]+|-[rc] {REQUIREMENTS}))?",
)


def shaped(line: str) -> bool:
    return any(re.fullmatch(shape, line) for shape in SHAPES)


@pytest.mark.parametrize("level", ["base", "dev"])
def test_every_pin_has_hashes_and_no_host_is_named(level: str) -> None:
    text = (ROOT / "requirements" / f"{level}.txt").read_text("utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert [line for line in text.splitlines() if not shaped(line)] == []


THERE = "//elsewhere"  # no address, but what would begin one


@pytest.mark.parametrize("line", [
    *(f"{option} elsewhere" for option in ("-i", "--find-links")), f"# from {THERE}", f"    # via {THERE}/flask",
    "flask @ file:flask.whl", "flask==3.1.0", "flask>=3.1 \\", "    --hash=md5:" + "0" * 32, "-r elsewhere.txt",
    f"flask==3.1.0 -i {THERE} \\", "",
])
def test_a_lock_has_no_room_for_anything_else(line: str) -> None:
    assert not shaped(line)
