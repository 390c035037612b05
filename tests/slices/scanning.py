"""A clamd of the tests: it speaks the protocol of the real one, and answers what a test wants."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# in two halves, so that no scanner takes this file for the thing itself
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 300_000
Answer = Callable[[socket.socket, bytes], None]


def as_clamd_does(line: socket.socket, content: bytes) -> None:
    """The verdict of the real one on the test string."""
    line.sendall(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0")


def says(*words: bytes) -> Answer:
    """Whatever comes, these bytes go back."""

    def answer(line: socket.socket, _content: bytes) -> None:
        for word in words:
            line.sendall(word)

    return answer


def read(line: socket.socket) -> bytes | None:
    """The file of an INSTREAM, or None where it is larger than the limit, which is said at once."""
    stream = line.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!L", stream.read(4))[0]:
        content += stream.read(size)
        if len(content) > LIMIT:
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return None
    return content


@contextmanager
def daemon(answer: Answer = as_clamd_does, path: Path | None = None) -> Iterator[str]:
    """A clamd that answers so; yields its address."""
    kind = socket.AF_INET if path is None else socket.AF_UNIX
    with socket.socket(kind, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0) if path is None else str(path))
        server.listen()

        def serve() -> None:
            while True:
                try:
                    line, _from = server.accept()
                except OSError:
                    return
                with line, suppress(OSError, struct.error):
                    content = read(line)
                    if content is not None:
                        answer(line, content)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}" if path is None else str(path)
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
