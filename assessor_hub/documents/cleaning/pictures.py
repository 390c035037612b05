"""Photographs and scans, drawn anew: the pixels stay, upright; EXIF, places, thumbnails, texts and tails go."""

from __future__ import annotations

import contextlib
import io

from PIL import Image, ImageOps, JpegImagePlugin

from assessor_hub.documents.cleaning.faults import CleaningFailed

MAX_PIXELS = 80_000_000  # an A3 page at 600 dpi has 70 million


def bare_picture(content: bytes, kind: str) -> bytes:
    """``kind`` is Pillow's word: PNG or JPEG. Raises CleaningFailed (too_many_pixels), or whatever Pillow does."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise CleaningFailed("too_many_pixels")
            return _redrawn(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise CleaningFailed("too_many_pixels") from bomb


def _redrawn(picture: Image.Image, kind: str) -> bytes:
    picture.load()
    how = _as_before(picture)
    upright = picture
    with contextlib.suppress(OSError, ValueError, SyntaxError, LookupError, TypeError):  # EXIF that cannot be read
        upright = ImageOps.exif_transpose(picture)
    upright.info = {word: value for word, value in upright.info.items() if word == "transparency"}
    out = io.BytesIO()
    upright.save(out, kind, **how)
    return out.getvalue()


def _as_before(picture: Image.Image) -> dict[str, object]:
    """A JPEG keeps its own tables, so that drawing it anew loses next to nothing."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return {}
    return {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}
