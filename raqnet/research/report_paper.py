"""A sheet of paper in python-docx's terms: A4, French, styles, captions that number themselves."""

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from raqnet.text import clean

LANGUAGE = "fr-BE"
_MANY = 5  # columns from which a table is written small


class Paper:
    """What is written on a document, one thing below the other."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._counts: dict[str, int] = {}

    def heading(self, text: str, level: int) -> None:
        """A heading that the document's outline knows."""
        self._document.add_heading(clean(text), level)

    def say(self, text: str, style: str | None = None) -> None:
        """A paragraph; its line breaks stay."""
        self._document.add_paragraph(clean(text), style)

    def caption(self, word: str, text: str) -> None:
        """A caption with a number of its own: 'Tableau 1. Actions par commune'."""
        number = self._counts[word] = self._counts.get(word, 0) + 1
        paragraph = self._document.add_paragraph(style="Caption")
        paragraph.add_run(f"{word} ")
        _field(paragraph, f"SEQ {word} \\* ARABIC", str(number))
        paragraph.add_run(f". {clean(text)}")
        paragraph.paragraph_format.keep_with_next = True

    def table(
        self, heading: Sequence[str], rows: Sequence[Sequence[str]], title: str, text: str
    ) -> None:
        """A table whose heading comes again on each page; numbers stand to the right."""
        table = self._document.add_table(rows=0, cols=len(heading), style="Table Grid")
        small = len(heading) > _MANY
        for n, line in enumerate([heading, *rows]):
            row = table.add_row()
            for column, (cell, words) in enumerate(zip(row.cells, line, strict=True)):
                _write(cell.paragraphs[0], words, bold=n == 0, right=column > 0, small=small)
            _set(row._tr.get_or_add_trPr(), "w:cantSplit")
            if n == 0:
                _set(row._tr.get_or_add_trPr(), "w:tblHeader")
        _set(table._tbl.tblPr, "w:tblCaption", clean(title))
        _set(table._tbl.tblPr, "w:tblDescription", clean(text))
        self._document.add_paragraph()

    def picture(self, content: bytes, text: str, wide: int, high: int) -> None:
        """A picture no larger than this, with words for whoever does not see it."""
        shape = self._document.add_picture(io.BytesIO(content))
        scale = min(wide / shape.width, high / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape._inline.docPr.set("descr", clean(text))
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True


def prepare(document: Any, title: str) -> Paper:
    """A4 with its margins, the language, the title among the properties, pages numbered."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    document.core_properties.title = title
    document.core_properties.author = "RAQnet"
    document.core_properties.comments = ""
    document.core_properties.language = LANGUAGE
    for each in document.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), LANGUAGE)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{title} · ")
    _field(foot, "PAGE", "1")
    return Paper(document)


def _write(paragraph: Any, words: str, *, bold: bool, right: bool, small: bool) -> None:
    run = paragraph.add_run(clean(words))
    run.bold = bold or None
    paragraph.paragraph_format.space_after = Pt(0)
    if small:
        run.font.size = Pt(8)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word counts again (ECMA-376, 17.16), and what it shows until then."""
    _mark(paragraph, "begin")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {code} "
    paragraph.add_run()._r.append(text)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _set(parent: Any, name: str, value: str = "") -> None:
    element = OxmlElement(name)
    if value:
        element.set(qn("w:val"), value)
    parent.append(element)
