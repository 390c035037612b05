"""PDF: written anew without document information, XMP, attached files, scripts and actions that leave the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from assessor_hub.documents.cleaning.embedded import bare_embedded
from assessor_hub.documents.cleaning.faults import CleaningFailed

# entries that tell of the maker, carry files, or run something
TOLD = ("/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/EmbeddedFiles", "/JavaScript", "/JS", "/EF",
        "/AF", "/XFA", "/Collection", "/SpiderInfo")
ACTIONS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
           "/RichMediaExecute", "/GoTo3DView")
CARRIERS = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")
AUTHORED = ("/T", "/M", "/CreationDate", "/NM", "/Subj")  # of a comment; a form field's /T is its name and stays
MAX_DEPTH = 60


def bare_pdf(content: bytes) -> bytes:
    """The copy. Raises CleaningFailed where a password is asked for, or whatever qpdf does."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as locked:
        raise CleaningFailed("encrypted") from locked
    with pdf:
        if not pdf.pages:  # qpdf repairs what it can; here nothing was left
            raise CleaningFailed("damaged")
        for name in ("/Info", "/ID"):
            if name in pdf.trailer:
                del pdf.trailer[name]
        for thing in pdf.objects:
            _strip(thing, MAX_DEPTH)
        out = io.BytesIO()
        pdf.save(out, encryption=False, deterministic_id=True, fix_metadata_version=False)
        return out.getvalue()


def _strip(thing: Any, depth: int) -> None:
    """Take out of a dictionary, stream or array, and what lies directly in it, whatever tells or runs."""
    if depth == 0:
        raise CleaningFailed("too_heavy")
    if isinstance(thing, pikepdf.Array):
        for place in reversed(range(len(thing))):
            if _goes(thing[place]):
                del thing[place]
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        _strip_entries(thing)
    for inner in _direct(thing):
        _strip(inner, depth - 1)


def _strip_entries(thing: Any) -> None:
    for name in list(thing.keys()):
        if name in TOLD or _goes(thing[name]):
            del thing[name]
    if "/Rect" in thing and thing.get("/Subtype") != "/Widget":
        for name in AUTHORED:
            if name in thing:
                del thing[name]
    if isinstance(thing, pikepdf.Stream) and _is_photograph(thing):
        raw = thing.read_raw_bytes()
        bare = bare_embedded(raw)
        if len(bare) < len(raw):
            thing.write(bare, filter=pikepdf.Name.DCTDecode)


def _is_photograph(stream: pikepdf.Stream) -> bool:
    """Whether the stream is a JPEG as a camera wrote it, EXIF and all."""
    how = stream.get("/Filter")
    names = list(how) if isinstance(how, pikepdf.Array) else [how]
    return [str(name) for name in names] == ["/DCTDecode"]


def _goes(value: Any) -> bool:
    """Whether a value is an action that leaves the page, or an annotation that carries a file."""
    if not isinstance(value, pikepdf.Dictionary):
        return False
    return str(value.get("/S", "")) in ACTIONS or ("/Rect" in value and str(value.get("/Subtype", "")) in CARRIERS)


def _direct(thing: Any) -> Iterator[Any]:
    """The containers that lie in this one and are no objects of their own, which are visited anyway."""
    if isinstance(thing, pikepdf.Array):
        values: Any = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        values = [thing[name] for name in thing.keys()]  # noqa: SIM118 - pikepdf's objects are no mappings
    else:
        return
    for value in values:
        if isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect:
            yield value
