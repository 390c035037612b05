"""Run every check, or those that are named: one line each, then what the failed ones said."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECKS = {
    "lint": ("ruff", "check", "--output-format", "concise", "."),
    "types": ("mypy",),
    "contracts": ("assessor_hub.checks.contracts",),
    "packs": ("assessor_hub.checks.packs",),
    "translations": ("assessor_hub.checks.translations",),
    "coverage": ("assessor_hub.checks.coverage",),
}


def run(name: str) -> tuple[str, int, float, str]:
    """One check: its name, exit code, time in seconds and words."""
    began = time.monotonic()
    command = [sys.executable, "-m", *CHECKS[name]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return name, done.returncode, time.monotonic() - began, (done.stdout + done.stderr).strip()


def main(names: list[str]) -> int:
    """Exit code 0 when all are well."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"hub.py: no check is called {unknown[0]}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    details = []
    with ThreadPoolExecutor(2) as pool:
        for name, code, seconds, said in pool.map(run, names or CHECKS):
            print(f"{name:<14}{'FAILED' if code else 'ok':<8}{seconds:5.1f} s", flush=True)
            details += [f"\n-- {name}\n{said}"] if code else []
    print("\n".join(details), end="\n" if details else "")
    return 1 if details else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
