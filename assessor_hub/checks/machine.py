"""What the tests need of the machine beyond Python, printed as ``NAME=value`` lines: a browser and a PostgreSQL.

With CI=true both are mandatory, and Debian's browser with a Chinese font is installed where it is missing. Elsewhere
an empty value makes :mod:`assessor_hub.checks.needs` skip the tests that need it.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys

import psycopg

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "chromium-driver", "fonts-noto-cjk")
MAY_CREATE = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"


class Missing(Exception):
    """What CI needs and does not have, in one line."""


def browser() -> str:
    """The browser that the tests drive: HUB_TEST_BROWSER, or the first that is installed; else an empty word."""
    return os.environ.get("HUB_TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")


def has_chinese_font() -> bool:
    """Whether pages with Chinese can be looked at as pictures."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def install_browser() -> None:
    """Install Debian's chromium and a Chinese font, as root or by a sudo that asks nothing."""
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for words in (["update"], ["install", "-y", *PACKAGES]):
        done = subprocess.run([*become, "apt-get", "-q", *words], capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["no reason given"]
            raise Missing(f"CI needs chromium and a Chinese font, and apt-get {words[0]} failed: {said[-1]}")


def postgresql() -> tuple[str, str]:
    """The address of a PostgreSQL on which databases may be created, or an empty word and why.

    HUB_TEST_POSTGRESQL names it; without it the local server is tried with the users that are usual for it.
    """
    given = os.environ.get("HUB_TEST_POSTGRESQL")
    users = dict.fromkeys(("postgres", getpass.getuser()))
    troubles = []
    for url in [given] if given else [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in users]:
        trouble = _trouble_with(url)
        if not trouble:
            return url, ""
        troubles.append(trouble)
    return "", troubles[0]


def _trouble_with(url: str) -> str:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(MAY_CREATE).fetchone()
    except psycopg.Error as error:
        return " ".join(str(error).split())
    return "" if row and row[0] else "its user may not create databases"


def findings(in_ci: bool) -> dict[str, str]:
    """Both needs by the name of their variable. Raises :class:`Missing` in CI when one cannot be met."""
    if in_ci and not (browser() and has_chinese_font()):
        install_browser()
    url, trouble = postgresql()
    if in_ci and not url:
        raise Missing(f"CI needs PostgreSQL: {trouble}")
    return {"HUB_TEST_BROWSER": browser(), "HUB_TEST_POSTGRESQL": url}


def main() -> int:
    """Print the findings."""
    try:
        found = findings(in_ci=os.environ.get("CI", "").lower() in {"1", "true"})
    except Missing as missing:
        print(f"hub.py: {missing}", file=sys.stderr)
        return 1
    for name, value in found.items():
        print(f"{name}={value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
