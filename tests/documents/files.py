"""Files as people bring them, with what they should not tell: `CANARY`."""

import io
from typing import Any

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import (
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    create_string_object,
)

CANARY = b"CANARI"
WORD = CANARY.decode()


def jpeg(size: tuple[int, int] = (60, 40), colour: Any = "red", turned: int = 1) -> bytes:
    """A photo that tells where it was taken, by which device, with a comment and a profile."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x010F] = exif[0x9286] = WORD  # description, maker, comment
    exif[0x0112] = turned
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (50.0, 51.0, 1.0)
    out = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY + b"</x:xmpmeta>"
    picture.save(out, "JPEG", exif=exif, comment=CANARY, icc_profile=CANARY * 40, xmp=xmp)
    return out.getvalue() + CANARY  # a polyglot's tail


def png(size: tuple[int, int] = (60, 40), mode: str = "RGB", **values: Any) -> bytes:
    """A picture with texts in it."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", WORD)
    told.add_itxt("XML:com.adobe.xmp", WORD)
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", pnginfo=told, **values)
    return out.getvalue()


def webp(size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture with a place in it."""
    exif = Image.Exif()
    exif[0x010E] = WORD
    out = io.BytesIO()
    Image.new("RGBA", size).save(out, "WEBP", exif=exif, xmp=CANARY)
    return out.getvalue()


def pdf(pages: int = 1, password: str = "") -> bytes:
    """A paper that tells its author, holds a file, a script, a photo."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(300, 400)
    writer.add_metadata({"/Author": WORD, "/Creator": WORD})
    writer.xmp_metadata = CANARY
    writer.add_attachment(f"{WORD}.txt", CANARY)
    writer.add_open_action(JavaScript(WORD))
    writer.add_outline_item(title=WORD, page_number=0)
    writer.add_uri(0, "https://quartier.example/affiche", [10, 10, 100, 30])
    writer.add_uri(0, f"javascript:{WORD}", [10, 40, 100, 60])
    page = writer.pages[0]
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/App"): create_string_object(WORD)}
    )
    photo = EncodedStreamObject()
    photo._data = jpeg()
    for name, value in (
        ("/Subtype", "/Image"),
        ("/Filter", "/DCTDecode"),
        ("/ColorSpace", "/DeviceRGB"),
    ):
        photo[NameObject(name)] = NameObject(value)
    photo[NameObject("/Width")], photo[NameObject("/Height")] = NumberObject(60), NumberObject(40)
    photo[NameObject("/Metadata")] = create_string_object(WORD)
    # Called as some programs do, like a key that is dropped elsewhere.
    pictures = DictionaryObject({NameObject("/A"): writer._add_object(photo)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
