"""Files of every allowed type that tell of their maker: ``SECRET`` stands wherever the type has a place for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

import docx
import pikepdf
import xlsxwriter
from PIL import Image, PngImagePlugin

from assessor_hub.demo.papers import paper

SECRET = "OuyangMingyue"
KEPT = "measured on site"


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Left half red, right half blue, so that turning it shows."""
    made = Image.new("RGB", size, (200, 0, 0))
    made.paste((0, 0, 200), (size[0] // 2, 0, *size))
    return made


def jpeg(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """With camera, owner, place and comment in it, and more behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, SECRET, SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 53.0, 0.0), 29: SECRET})
    out = io.BytesIO()
    picture(size).save(out, "JPEG", exif=exif, comment=SECRET, quality=95)
    return out.getvalue() + SECRET.encode()


def png() -> bytes:
    """With texts, EXIF, and more behind its end."""
    texts, exif = PngImagePlugin.PngInfo(), Image.Exif()
    texts.add_text("Author", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    exif[0x013B] = SECRET
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=texts, exif=exif)
    return out.getvalue() + SECRET.encode()


def pdf() -> bytes:
    """With information, XMP, a file, scripts, a comment's author and a photograph with EXIF."""
    with pikepdf.open(io.BytesIO(paper(KEPT))) as made:
        made.docinfo["/Author"] = SECRET
        with made.open_metadata() as xmp:
            xmp["dc:creator"] = [SECRET]
        made.attachments[f"{SECRET}.txt"] = pikepdf.AttachedFileSpec(made, SECRET.encode(), filename=f"{SECRET}.txt")
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{SECRET}')"))
        made.Root.OpenAction = script
        made.Root.Names.JavaScript = pikepdf.Dictionary(Names=[pikepdf.String("run"), made.make_indirect(script)])
        page = made.pages[0]
        page.AA = pikepdf.Dictionary(O=script)
        page.Resources.XObject = pikepdf.Dictionary(
            Photo=pikepdf.Stream(
                made, jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=60, Height=40,
                BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
            )
        )
        page.Annots = pikepdf.Array([
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
            for action in (
                pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String(SECRET)), script,
                pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/"), Next=[script]),
            )
        ] + [
            pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=SECRET, Contents="a comment"),
            pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS=pikepdf.Dictionary(F=SECRET)),
        ])
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


def locked_pdf(user: str = "", owner: str = "owner") -> bytes:
    """Encrypted; with an empty ``user`` password everybody may open it."""
    with pikepdf.open(io.BytesIO(paper(KEPT))) as made:
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
        return out.getvalue()


def word() -> bytes:
    """With properties, a comment and a picture with EXIF."""
    made, out = docx.Document(), io.BytesIO()
    made.core_properties.author = made.core_properties.last_modified_by = SECRET
    run = made.add_paragraph(KEPT).add_run("!")
    made.add_comment(run, text="a comment", author=SECRET, initials=SECRET)
    made.add_picture(io.BytesIO(jpeg()))
    made.save(out)
    return with_parts(out.getvalue(), {
        "docProps/custom.xml": f'<Properties xmlns="urn:x"><property name="{SECRET}"/></Properties>'.encode(),
        "word/embeddings/oleObject1.bin": SECRET.encode(),
    })


def sheet() -> bytes:
    """With properties, a comment's author and the path of the machine on which it was saved."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        made.set_properties({"author": SECRET, "company": SECRET, "created": datetime(2026, 1, 1, tzinfo=UTC)})
        page = made.add_worksheet("Sheet1")
        page.write("A1", KEPT)
        page.add_table("A3:B5", {"name": "Measured"})
        page.write_comment("A1", "a comment", {"author": SECRET})
    book = zipfile.ZipFile(io.BytesIO(out.getvalue())).read("xl/workbook.xml").decode()
    path = f'<x:absPath xmlns:x="urn:x15ac" url="C:\\Users\\{SECRET}\\"/><sheets>'
    return with_parts(out.getvalue(), {"xl/workbook.xml": book.replace("<sheets>", path).encode()})


def ofd() -> bytes:
    """With information, an attached file and an annotation's author."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped({
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo><ofd:DocID>{SECRET}</ofd:DocID><ofd:Author>{SECRET}"
                   f"</ofd:Author><ofd:Creator>{SECRET}</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml"
                   f"</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}>{KEPT}</ofd:Document>",
        "Doc_0/Attachs/List.xml": f'<ofd:Attachments {space}><ofd:Attachment Name="{SECRET}"><ofd:FileLoc>a.bin'
                                  f"</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
        "Doc_0/Attachs/a.bin": SECRET,
        "Doc_0/Annots/Page_0/Annotation.xml": f'<ofd:PageAnnot {space}><ofd:Annot Creator="{SECRET}"/></ofd:PageAnnot>',
        "Doc_0/Res/photo.jpg": jpeg(),
    })


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts, with a remark."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = SECRET.encode()
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_parts(package: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The package with these parts in place of its own, or beside them."""
    return zipped(unzipped(package) | dict(parts))


def unzipped(package: bytes) -> dict[str, str | bytes]:
    """Every part of a package, by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
