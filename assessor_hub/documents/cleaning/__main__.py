"""The process behind ``apart``: one task, the file on standard input, the copy on standard output."""

from __future__ import annotations

import io
import sys

import pikepdf

from assessor_hub.documents.cleaning.apart import FAULT_EXIT
from assessor_hub.documents.cleaning.clean import clean
from assessor_hub.documents.cleaning.faults import CleaningFailed

try:
    import resource
except ImportError:  # pragma: no cover - Windows: only the clock bounds it there
    resource = None  # type: ignore[assignment]

MEMORY = 1536 * 1024 * 1024  # of addresses; an A3 page at 600 dpi, drawn and turned, takes half of it


def main() -> int:
    """``clean`` or ``open``, a media type, and seconds. Exit code 3 with the fault's code on standard error."""
    task, media_type, seconds = sys.argv[1:]
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        sys.stdout.buffer.write(clean(content, media_type) if task == "clean" else _opened(content))
    except CleaningFailed as failed:
        print(failed.code, file=sys.stderr)
        return FAULT_EXIT
    return 0


def _opened(content: bytes) -> bytes:
    """Nothing, where the PDF opens without a password."""
    try:
        pikepdf.open(io.BytesIO(content)).close()
    except pikepdf.PasswordError as locked:
        raise CleaningFailed("encrypted") from locked
    except pikepdf.PdfError as broken:
        raise CleaningFailed("damaged") from broken
    return b""


if __name__ == "__main__":
    sys.exit(main())
