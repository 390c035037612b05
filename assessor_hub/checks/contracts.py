"""The import contracts of pyproject.toml, run by import-linter, which has no ``python -m`` of its own."""

from __future__ import annotations

import sys

from importlinter.cli import lint_imports

if __name__ == "__main__":
    sys.exit(lint_imports())
