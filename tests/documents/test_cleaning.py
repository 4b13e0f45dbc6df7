"""What leaves a file: everything that tells of people; and which files are not taken."""

import io
import struct
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from raqnet.documents import papers, pictures
from raqnet.documents.cleaning import Refused, clean, kind_of
from tests.documents import files
from tests.documents.files import CANARY


@pytest.fixture
def words(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("kind", "brought"), [
    ("jpeg", files.jpeg()), ("png", files.png()), ("webp", files.webp()),
])  # fmt: skip
def test_a_picture_keeps_its_pixels_and_nothing_else(kind, brought):
    assert CANARY in brought
    told, parts = pictures.clean(brought, kind)
    assert told == {"width": 60, "height": 40}
    for part in parts:
        assert CANARY not in part
        image = Image.open(io.BytesIO(part))
        image.load()
        assert not dict(image.getexif())
        assert not {"icc_profile", "xmp", "comment", "exif"} & set(image.info)


def test_a_photo_that_says_it_lies_on_its_side_is_turned_before_it_forgets_so():
    told, parts = pictures.clean(files.jpeg((60, 40), turned=6), "jpeg")
    assert told == {"width": 40, "height": 60}
    assert Image.open(io.BytesIO(parts[0])).size == (40, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_kind_of_pixel_is_taken(mode):
    told, _parts = pictures.clean(files.png(mode=mode), "png")
    assert told == {"width": 60, "height": 40}


def test_what_was_transparent_stays_so():
    _told, parts = pictures.clean(files.png(mode="P", transparency=0), "png")
    assert Image.open(io.BytesIO(parts[0])).convert("RGBA").getpixel((1, 1))[3] == 0


def bomb(side=30_000):
    """A PNG of a few hundred bytes that says it is enormous."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [30_000, 8_000])
def test_a_picture_that_unfolds_to_too_much_is_never_unfolded(side):
    assert pictures.clean(bomb(side), "png") == ({"refused": "large"}, [])


@pytest.mark.parametrize("end", [30, 200, 500])
def test_a_picture_that_breaks_off_is_refused(end):
    assert pictures.clean(files.jpeg()[:end], "jpeg") == ({"refused": "damaged"}, [])


def test_a_paper_keeps_its_pages_and_their_pictures_and_nothing_else():
    told, (left,) = papers.clean(files.pdf(2))
    assert told == {"pages": 2}
    assert CANARY not in left
    for word in (b"/JavaScript", b"/EmbeddedFile", b"/Metadata", b"/Outlines", b"/Info", b"/Names"):
        assert word not in left, word
    page = PdfReader(io.BytesIO(left)).pages[0]
    assert [float(each) for each in page.mediabox] == [0, 0, 300, 400]
    photo = page["/Resources"]["/XObject"]["/A"]
    assert Image.open(io.BytesIO(photo._data)).size == (60, 40)


def test_of_a_papers_links_those_to_the_web_stay():
    _told, (left,) = papers.clean(files.pdf())
    links = [
        each.get_object()["/A"]["/URI"] for each in PdfReader(io.BytesIO(left)).pages[0]["/Annots"]
    ]
    assert links == ["https://quartier.example/affiche"]


def test_a_paper_with_a_password_is_refused_and_one_that_opens_by_itself_is_not():
    assert papers.clean(files.pdf(password="secret"))[0] == {"refused": "locked"}
    writer = PdfWriter(PdfReader(io.BytesIO(files.pdf())))
    writer.encrypt("", "owner")
    out = io.BytesIO()
    writer.write(out)
    told, (left,) = papers.clean(out.getvalue())
    assert told == {"pages": 1}
    assert b"/Encrypt" not in left


def test_a_paper_of_too_many_pages_is_refused():
    writer = PdfWriter()
    for _page in range(papers.MOST_PAGES + 1):
        writer.add_blank_page(10, 10)
    out = io.BytesIO()
    writer.write(out)
    assert papers.clean(out.getvalue())[0] == {"refused": "large"}


def test_a_paper_whose_parts_lead_in_circles_or_ever_deeper_ends():
    writer = PdfWriter()
    page = writer.add_blank_page(10, 10)
    round_about = DecodedStreamObject()
    place = writer._add_object(round_about)
    round_about[NameObject("/Round")] = place
    page[NameObject("/Contents")] = place
    out = io.BytesIO()
    writer.write(out)
    assert papers.clean(out.getvalue())[0] == {"pages": 1}
    deep = b"[" * 5000 + b"]" * 5000
    told, _parts = papers.clean(out.getvalue().replace(b"/Round", b"/Deep " + deep + b" /Round"))
    assert "refused" in told


@pytest.mark.parametrize("step", range(0, 2000, 97))
def test_no_broken_paper_breaks_the_cleaning(step):
    whole = files.pdf()
    told, _parts = papers.clean(whole[:step] + b"\x00<<[" + whole[step + 40 :])
    assert "pages" in told or told["refused"] in ("damaged", "large", "locked")


def test_a_file_is_what_its_content_says():
    assert [kind_of(each) for each in (files.jpeg(), files.png(), files.webp(), files.pdf())] == [
        "jpeg", "png", "webp", "pdf",
    ]  # fmt: skip
    for other in (b"", b"<svg/>", b"<html>", b"GIF89a", b"PK\x03\x04", b"MZ", b"\xff\xd8"):
        assert kind_of(other) is None


@pytest.mark.parametrize("brought", [files.jpeg(), files.pdf()])
def test_the_process_apart_gives_the_file_back(words, brought):
    cleaned = clean(brought)
    assert cleaned.content.startswith((b"\xff\xd8", b"%PDF"))
    assert CANARY not in cleaned.content
    assert (cleaned.thumbnail is None) == (cleaned.pages == 1)


@pytest.mark.parametrize(("brought", "said"), [
    (b"GIF89a", "ni une image"), (b"\xff\xd8\xff" + b"\0" * 11 * 1024 * 1024, "10 Mo"),
    (b"%PDF-1.7\n", "abîmé"), (b"\xff\xd8\xff\xe0", "abîmé"),
])  # fmt: skip
def test_what_is_not_taken_is_told_why(words, brought, said):
    with pytest.raises(Refused, match=said):
        clean(brought)
