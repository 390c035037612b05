"""A one-page PDF with a line of text, and a photograph with its place: something real to store, hash and download."""

from __future__ import annotations

import io

from PIL import Image

PLACE, CAMERA = 0x8825, 0x0110  # EXIF's numbers


def photograph() -> bytes:
    """A small JPEG that tells camera and place, which the copy that readers get no longer does."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[CAMERA] = "Demonstration camera"
    exif.get_ifd(PLACE).update({1: "N", 2: (43.0, 53.0, 0.0), 3: "E", 4: (125.0, 19.0, 0.0)})
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def paper(text: str) -> bytes:
    """The bytes of a small, well-formed PDF that says ``text`` (ASCII)."""
    stream = f"BT /F1 18 Tf 72 720 Td (Demonstration: {text}) Tj ET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(parts) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(body)
    )
