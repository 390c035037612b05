"""ClamAV's daemon, spoken to by its INSTREAM command: a file goes in pieces, a word comes back."""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

PIECE = 256 * 1024
LONGEST_REPLY = 4096
REPLY = re.compile(rb"stream: (?:(?P<clean>OK)|(?P<found>[\x21-\x7e]{1,200}(?: [\x21-\x7e]{1,50})?) FOUND)")
TOO_LARGE = b"size limit exceeded"


class ScannerAway(Exception):
    """clamd cannot be reached; nothing can be scanned now."""


class ScanFailed(Exception):
    """No verdict on this file: too large for clamd's settings, no answer in time, or one that is none."""


@dataclass(frozen=True)
class Clamd:
    """A daemon at ``tcp://host:port`` or at the path of its socket. ``seconds`` bounds a whole scan."""

    address: str
    seconds: float = 60.0

    def scan(self, content: bytes) -> str | None:
        """What was found in the file, or None where nothing was. Raises ScannerAway or ScanFailed."""
        end = time.monotonic() + self.seconds
        try:
            line = self._connected()
        except OSError as fault:
            raise ScannerAway(f"clamd at {self.address}: {fault}") from fault
        with line:
            try:
                return _verdict(_talk(line, content, end))
            except (OSError, EOFError) as fault:
                raise ScanFailed(str(fault)) from fault

    def _connected(self) -> socket.socket:
        wait = min(5.0, self.seconds)
        if self.address.startswith("tcp://"):
            place = urlsplit(self.address)
            return socket.create_connection((place.hostname, place.port), timeout=wait)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(wait)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _talk(line: socket.socket, content: bytes, end: float) -> bytes:
    """Send the file and read the reply. clamd hangs up on a file that is too large for it, having said so."""
    cut: OSError | None = None
    try:
        _send(line, b"zINSTREAM\0", end)
        for place in range(0, len(content), PIECE):
            piece = content[place:place + PIECE]
            _send(line, struct.pack("!L", len(piece)) + piece, end)
        _send(line, struct.pack("!L", 0), end)
    except (BrokenPipeError, ConnectionResetError) as fault:
        cut = fault
    try:
        return _reply(line, end)
    except (OSError, EOFError) as fault:
        raise cut or fault from fault


def _send(line: socket.socket, content: bytes, end: float) -> None:
    line.settimeout(_left(end))
    line.sendall(content)


def _reply(line: socket.socket, end: float) -> bytes:
    reply = b""
    while not reply.endswith((b"\0", b"\n")):
        line.settimeout(_left(end))
        more = line.recv(LONGEST_REPLY)
        if not more:
            raise EOFError("no answer")
        reply += more
        if len(reply) > LONGEST_REPLY:
            raise ScanFailed("an answer without end")
    return reply.rstrip(b"\0\n")


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left


def _verdict(reply: bytes) -> str | None:
    match = REPLY.fullmatch(reply)
    if match is None:
        raise ScanFailed("larger than clamd's StreamMaxLength" if TOO_LARGE in reply else "its answer is no verdict")
    return None if match["clean"] else match["found"].decode("ascii")[:120]
