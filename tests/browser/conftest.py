"""The hub as people meet it: a server of its own with the demonstration, and Debian's browser in front of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from assessor_hub.settings import ROOT
from tests.browser.stage import DESKTOP, Stage

STARTING_SECONDS = 180  # the first start seeds the demonstration, beside whatever else the machine does
STOPPING_SECONDS = 20

NewStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running hub: the product's own start, in a folder of its own."""
    instance = tmp_path_factory.mktemp("hub")
    port = _free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    command = [sys.executable, "-m", "assessor_hub.serve", "--port", str(port)]
    with (instance / "serve.log").open("w") as log, subprocess.Popen(
        command, cwd=ROOT, env=environ | {"HUB_INSTANCE": str(instance)}, stdout=log, stderr=subprocess.STDOUT
    ) as server:
        try:
            _wait(server, f"http://127.0.0.1:{port}", instance / "serve.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[Any], url: str, log: Path) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the hub does not start:\n{log.read_text('utf-8')}")


def _stop(server: subprocess.Popen[Any]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that HUB_TEST_BROWSER names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["HUB_TEST_BROWSER"], args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, Any]:
    """Who is signed in already: the server counts attempts, and every walk would sign the same people in."""
    return {}


@pytest.fixture
def new_stage(address: str, chromium: Browser, sign_ins: dict[str, Any]) -> Iterator[NewStage]:
    """Stages in a language and at a size; whatever a page logged as an error fails the test."""
    opened: list[Stage] = []

    def new(
        language: str = "zh", size: tuple[int, int] = DESKTOP, *, script: bool = True, timezone: str = "Asia/Shanghai"
    ) -> Stage:
        opened.append(Stage(chromium, address, sign_ins, language, size, script=script, timezone=timezone))
        return opened[-1]

    yield new
    troubles = [trouble for stage in opened for trouble in stage.close()]
    assert not troubles


@pytest.fixture
def stage(new_stage: NewStage) -> Stage:
    """Chinese pages on a desktop."""
    return new_stage()
