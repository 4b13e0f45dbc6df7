"""A PDF written anew: its pages as they look, with the fonts and pictures that they show; of all
else (who made it, attached files, scripts, forms, comments, bookmarks) nothing but links to pages
of the web is taken along.

Nothing that it holds is unfolded but what is needed to find its parts. Runs in a process of its
own (`child`), hence knows nothing of the application.
"""

import io
import zlib
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

MOST_PAGES = 60
MOST_OBJECTS = 20_000
MOST_DEPTH = 60
MOST_PICTURE = 32 * 1024 * 1024  # bytes of a JPEG that lies folded once more
OF_PAGE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Resources", "/Contents")
# Keys that lead to what tells of people or does something, wherever they stand.
DROPPED = {
    "/A", "/AA", "/AF", "/Annots", "/Author", "/B", "/Creator", "/CreatorInfo", "/EF",
    "/EmbeddedFiles", "/JavaScript", "/JS", "/LastModified", "/Metadata", "/Names", "/OPI",
    "/OpenAction", "/Parent", "/PieceInfo", "/PtData", "/SourceModified", "/SpiderInfo",
    "/StructParent", "/StructParents", "/StructTreeRoot", "/Thumb", "/URI", "/User", "/XFA",
}  # fmt: skip
# The bytes of a stream lie in another file, or its length is told anew.
OF_STREAMS = {"/F", "/FFilter", "/FDecodeParms", "/Length"}
NEVER = {
    "/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/F", "/Filespec", "/Metadata", "/ObjStm",
    "/Page", "/Pages", "/StructElem", "/XRef",
}  # fmt: skip
# What these hold is called as its maker pleased, "/A" too.
NAMED = {
    "/CharProcs", "/ColorSpace", "/Colorants", "/ExtGState", "/Font", "/Pattern", "/Properties",
    "/Shading", "/XObject",
}  # fmt: skip
LINKS = ("https://", "http://", "mailto:", "tel:")
LONGEST_LINK = 500

Told = dict[str, Any]


class TooMuch(Exception):
    """It holds more than a poster does."""


def clean(content: bytes) -> tuple[Told, list[bytes]]:
    """How many pages it has, and its bytes anew; `refused` says why it is not taken."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "locked"}, []
        if not 0 < len(reader.pages) <= MOST_PAGES:
            return {"refused": "large" if reader.pages else "damaged"}, []
        return {"pages": len(reader.pages)}, [_written(reader)]
    except (TooMuch, MemoryError):
        return {"refused": "large"}, []
    except (PyPdfError, RecursionError, zlib.error, OSError, ArithmeticError, LookupError):
        return {"refused": "damaged"}, []
    except (ValueError, TypeError, AttributeError, NotImplementedError, AssertionError):
        return {"refused": "damaged"}, []


def _written(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    writer.metadata, writer.pdf_header = None, "%PDF-1.7"
    copier = Copier(writer)
    for page in reader.pages:
        made = writer.add_blank_page(100, 100)
        for name in OF_PAGE:
            if page.get(name) is not None:
                made[NameObject(name)] = copier.copied(page.raw_get(name))
        made[NameObject("/Annots")] = ArrayObject(_links(page, writer))
    layers = reader.root_object.get("/OCProperties")
    if layers is not None:  # which layers are shown
        writer.root_object[NameObject("/OCProperties")] = copier.copied(layers)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class Copier:
    """Copies what pages show into another document, each object once, without what is dropped."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._known: dict[tuple[int, int], IndirectObject] = {}
        self._depth = 0

    def copied(self, value: Any, named: bool = False) -> PdfObject:
        """The same in the other document; `named`: a table of names."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise TooMuch
        try:
            return self._copied(value, named)
        finally:
            self._depth -= 1

    def _copied(self, value: Any, named: bool) -> PdfObject:
        if isinstance(value, IndirectObject):
            return self._referred(value, named)
        if isinstance(value, StreamObject):
            return self._stream(value)
        if isinstance(value, DictionaryObject):
            return DictionaryObject(self._kept(value, named)) if _shown(value) else NullObject()
        if isinstance(value, ArrayObject):
            return ArrayObject(self.copied(each) for each in value)
        return value if isinstance(value, PdfObject) else NullObject()

    def _referred(self, value: IndirectObject, named: bool) -> IndirectObject:
        key = (value.idnum, value.generation)
        if key not in self._known:
            if len(self._known) >= MOST_OBJECTS:
                raise TooMuch
            # Its place is taken first: what it holds may lead back to it.
            place = self._known[key] = self._writer._add_object(NullObject())
            made = self.copied(value.get_object(), named)
            made.indirect_reference = place
            self._writer._objects[place.idnum - 1] = made
        return self._known[key]

    def _kept(self, value: DictionaryObject, named: bool = False) -> dict[PdfObject, PdfObject]:
        names = [name for name in value if named or name not in DROPPED]
        return {
            NameObject(name): self.copied(value.raw_get(name), not named and name in NAMED)
            for name in names
        }

    def _stream(self, value: StreamObject) -> PdfObject:
        if not _shown(value):
            return NullObject()
        made = EncodedStreamObject()
        kept = self._kept(value).items()
        made.update({name: each for name, each in kept if name not in OF_STREAMS})
        made._data = _without_metadata(made, value._data)
        return made


def _shown(value: DictionaryObject) -> bool:
    """Is it something that a page shows? Programs and what belongs to the file itself are not."""
    return value.get("/Type") not in NEVER and value.get("/Subtype") not in ("/PS", "/XML")


def _without_metadata(stream: StreamObject, data: bytes) -> bytes:
    """The bytes of a stream; a picture that is a file of its own loses what that file tells."""
    told = stream.get("/Filter")
    filters = list(told) if isinstance(told, ArrayObject) else [told]
    if filters == ["/FlateDecode", "/DCTDecode"]:
        unfolder = zlib.decompressobj()
        data = unfolder.decompress(data, MOST_PICTURE)
        if unfolder.unconsumed_tail:
            raise TooMuch
        stream[NameObject("/Filter")] = NameObject("/DCTDecode")
        stream.pop("/DecodeParms", None)
        filters = ["/DCTDecode"]
    if filters == ["/DCTDecode"]:
        return bare_jpeg(data)
    if filters == ["/JPXDecode"]:
        return bare_jp2(data)
    if {"/DCTDecode", "/JPXDecode"} & set(filters):
        raise ValueError("a picture within other wrappings")
    return data


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without its comments and applications' parts, but for the one that tells its colours.

    Errors: ValueError where it is none.
    """
    start = data.find(b"\xff\xd8")
    if start < 0:
        raise ValueError("no JPEG")
    kept, at = [b"\xff\xd8"], start + 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no JPEG")
        mark, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xFF:  # filling
            at += 1
            continue
        if mark == 0xDA:  # the picture itself, up to its end
            end = data.rfind(b"\xff\xd9")
            return b"".join([*kept, data[at : end + 2 if end > at else len(data)]])
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark == 0xEE:
            kept.append(data[at : at + 2 + size])
        at += 2 + max(size, 2)
    raise ValueError("no JPEG")


def bare_jp2(data: bytes) -> bytes:
    """A JPEG 2000 without the boxes that hold texts; its bare stream is left as it is."""
    if data[4:8] != b"jP  ":
        return data
    kept, at = [], 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big") or len(data) - at
        if size < 8:
            raise ValueError("no JPEG 2000")
        if data[at + 4 : at + 8] in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            kept.append(data[at : at + size])
        at += size
    return b"".join(kept)


def _links(page: DictionaryObject, writer: PdfWriter) -> list[IndirectObject]:
    """The links of a page that lead to the web, to a mail address or a number."""
    marks = page.get("/Annots")
    found = marks if isinstance(marks, ArrayObject) else []
    made = [_link(each.get_object()) for each in found[:200]]
    return [writer._add_object(each) for each in made if each]


def _link(mark: Any) -> DictionaryObject | None:
    if not isinstance(mark, DictionaryObject) or mark.get("/Subtype") != "/Link":
        return None
    act, corners = mark.get("/A"), mark.get("/Rect")
    address = str(act.get("/URI") or "") if isinstance(act, DictionaryObject) else ""
    if len(address) > LONGEST_LINK or not address.lower().startswith(LINKS):
        return None
    if not isinstance(corners, ArrayObject) or len(corners) != 4:  # noqa: PLR2004
        return None
    link = {
        "/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link"),
        "/Rect": ArrayObject(NumberObject(round(float(each))) for each in corners),
        "/Border": ArrayObject(NumberObject(0) for _ in range(3)),
        "/A": DictionaryObject({
            NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address),
        }),
    }  # fmt: skip
    return DictionaryObject({NameObject(name): value for name, value in link.items()})
