"""A report as a DOCX: real headings, captions and tables, in French, readable by a screen reader.

Importing python-docx costs; `views/reports.py` does it when a document is first asked for.
"""

import io
from collections.abc import Callable
from datetime import date

from docx import Document
from docx.shared import Cm
from flask_babel import gettext as _

from raqnet.i18n import day_short
from raqnet.research import report_paper as paper
from raqnet.research import wording
from raqnet.research.answers import Answer
from raqnet.research.figure import Figure
from raqnet.research.forms_discussions import STANDINGS
from raqnet.research.models import Discussion
from raqnet.research.report_paper import Paper
from raqnet.research.reporting import Chapter, Written
from raqnet.text import clean

WIDE, HIGH = Cm(16.5), Cm(21)
Picture = Callable[[Figure], bytes]


def docx_file(written: Written, filters: str, made_on: date, picture: Picture) -> bytes:
    """The report from its cover to its last figure; `picture` draws a figure as PNG."""
    document = Document()
    sheet = paper.prepare(document, clean(written.report.title))
    _cover(sheet, written, filters, made_on)
    _annotations(sheet, written)
    sheet.heading(_("Chiffres et commentaires"), 1)
    for chapter in written.chapters:
        _chapter(sheet, chapter, picture)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _cover(sheet: Paper, written: Written, filters: str, made_on: date) -> None:
    sheet.say(written.report.title, "Title")
    days = wording.days(written.scope)
    sheet.say(days[:1].upper() + days[1:], "Subtitle")
    sheet.say(_("Filtres : %(filters)s", filters=filters or _("aucun")))
    sheet.say(_("Fait le %(day)s avec RAQnet", day=day_short(made_on)))
    if written.has_people:
        use = wording.INTERNAL if written.is_internal else wording.TO_SHARE
        sheet.say(str(use), "Intense Quote")


def _annotations(sheet: Paper, written: Written) -> None:
    """What weighed on these days."""
    if not written.annotations:
        return
    sheet.heading(_("Ce qui a pesé sur la période"), 1)
    for each in written.annotations:
        first, last = day_short(each.starts_on), day_short(each.ends_on)
        days = first if first == last else _("du %(first)s au %(last)s", first=first, last=last)
        sheet.say(f"{each.text} ({days})", "List Bullet")


def _chapter(sheet: Paper, chapter: Chapter, picture: Picture) -> None:
    answer = chapter.answer
    if answer is not None:
        sheet.heading(str(answer.entry.title), 2)
    for words in chapter.part.text.split("\n\n"):
        if words.strip():
            sheet.say(words)
    if answer is not None:
        _answer(sheet, answer, chapter, picture)
    elif chapter.part.figure:
        sheet.say(_("Ce chiffre n'existe plus."))


def _answer(sheet: Paper, answer: Answer, chapter: Chapter, picture: Picture) -> None:
    figure = answer.figure
    _counted(sheet, answer, chapter.ignored)
    if figure is None:
        sheet.say(answer.why)
        return
    sheet.say(figure.sentence)
    if figure.rows:
        _table(sheet, figure)
        sheet.picture(picture(figure), figure.sentence, WIDE, HIGH)
        sheet.caption(_("Figure"), figure.title)
    for note in figure.notes:
        sheet.say(note, "List Bullet")
    sheet.say(_("Source : %(source)s.", source=figure.source))
    if chapter.discussion is not None:
        sheet.say(standing(chapter.discussion))


def _counted(sheet: Paper, answer: Answer, ignored: str) -> None:
    """Where it was not counted as the cover says."""
    if ignored:
        sheet.say(_("Ce filtre ne s'applique pas ici : %(filters)s.", filters=ignored))
    if answer.moved:
        sheet.say(_("Compté par mois entiers et terminés : %(days)s.",
                    days=wording.days(answer.scope)))  # fmt: skip


def standing(said: Discussion) -> str:
    """Where the team has come with a figure, and since when."""
    state = str(STANDINGS[said.standing])
    moved = [each.at for each in said.remarks if each.standing]
    if not moved:
        return _("État : %(state)s.", state=state)
    return _("État : %(state)s, le %(day)s.", state=state, day=day_short(moved[-1]))


def _table(sheet: Paper, figure: Figure) -> None:
    unit = _("unité : %(unit)s", unit=figure.unit)
    sheet.caption(_("Tableau"), f"{figure.title}, {wording.days(figure.scope)} ({unit})")
    kinds = [column.kind for column in figure.columns]
    lines = [(row.group, row.name, row.values) for row in figure.rows]
    lines += [("", name, values) for name, values in wording.totals_of(figure)]
    rows = [
        [
            f"{group} : {name}" if group else name,
            *(wording.number(value, kind) for value, kind in zip(values, kinds, strict=True)),
        ]
        for group, name, values in lines
    ]
    heading = [figure.heading, *(column.title for column in figure.columns)]
    sheet.table(heading, rows, figure.title, figure.sentence)
