"""Cleaning in a process of its own: whatever a hostile file does there, memory and time are bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assessor_hub.documents.cleaning.faults import CleaningFailed

SECONDS = 60  # of the processor; twice as many by the clock
QUESTION_SECONDS = 5  # somebody waits for the answer
FAULT_EXIT = 3
LOCKED = b"/Encrypt"  # stands in the open wherever a PDF is encrypted
HOME = Path(__file__).resolve().parents[3]


def clean_apart(content: bytes, media_type: str) -> bytes:
    """As :func:`clean`, in a process with limits. Raises CleaningFailed, too_heavy where it met one of them."""
    return _run("clean", media_type, content, SECONDS)


def needs_password(pdf: bytes) -> bool:
    """Whether a PDF asks whoever opens it for a password. One that only restricts printing doesn't.

    Raises CleaningFailed where it is encrypted but cannot be opened at all.
    """
    if LOCKED not in pdf:
        return False
    try:
        _run("open", "application/pdf", pdf, QUESTION_SECONDS)
    except CleaningFailed as failed:
        if failed.code == "encrypted":
            return True
        raise
    return False


def _run(task: str, media_type: str, content: bytes, seconds: int) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and nothing of the sender's but standard input
            [sys.executable, "-m", "assessor_hub.documents.cleaning", task, media_type, str(seconds)], input=content,
            capture_output=True, timeout=2 * seconds, cwd=HOME, env=_environment(), check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CleaningFailed("too_heavy") from late
    if done.returncode == FAULT_EXIT:
        raise CleaningFailed(done.stderr.decode("ascii", "replace").strip()[-40:] or "damaged")
    if done.returncode != 0:  # killed by a limit, or by what it read
        raise CleaningFailed("too_heavy")
    return done.stdout


def _environment() -> dict[str, str]:
    """What Python needs to start; none of the hub's secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
