"""The forms of a report: what it is about, which figures, words between them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, ValidationError, widgets
from wtforms.fields.choices import SelectChoice

from raqnet.forms import BaseForm, OneOf, as_id, day, line, paragraph
from raqnet.research import fields, scope
from raqnet.research.catalogue import Entry
from raqnet.research.models import Report, ReportPart
from raqnet.research.narrowing import Options
from raqnet.research.scope import CROSSED, PARAMS, Scope
from raqnet.research.wording import FILTERS

MOST_TITLE, MOST_WORDS = 120, 4000


class ReportForm(BaseForm):
    """A title, days, and what narrows them down."""

    version = HiddenField(default="0")
    title = line(_l("Titre"), MOST_TITLE, required=True)
    starts_on = day(_l("Premier jour"), required=True)
    ends_on = day(_l("Dernier jour"), required=True)

    def offer(self, options: Options) -> None:
        """Fill in what may be chosen."""
        for name, field in self.narrowing:
            made = [SelectChoice(value, words) for value, words in options[name]]
            field.choices = [SelectChoice("", _l("Tout")), *made]

    @property
    def narrowing(self) -> list[tuple[str, Any]]:
        """Each filter with its field."""
        return [(name, self[name]) for name in PARAMS]

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        chosen = {name: field.data for name, field in self.narrowing if field.data}
        first: Any = self.starts_on.data
        last: Any = self.ends_on.data
        filters = Scope(first, last, **chosen).filters()
        return {
            "title": self.title.data, "starts_on": first, "ends_on": last, "filters": filters,
        }  # fmt: skip


for _name in PARAMS:
    setattr(ReportForm, _name, OneOf(FILTERS[_name], coerce=as_id, default=""))


class FiguresForm(BaseForm):
    """Figures of the catalogue to add."""

    figures = SelectMultipleField(
        _l("Chiffres à ajouter"), widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )  # fmt: skip

    def offer(self, entries: list[Entry]) -> None:
        """Fill in the catalogue."""
        self.figures.choices = [SelectChoice(each.name, str(each.title)) for each in entries]

    def validate_figures(self, field: Any) -> None:
        """One at least."""
        if not field.data:
            raise ValidationError(_l("Choisir au moins un chiffre."))


class WordsForm(BaseForm):
    """The team's words, before a figure or by themselves; the fields of a cross-table."""

    version = HiddenField(default="0")
    lines = OneOf(_l("Lignes"))
    across = OneOf(_l("Colonnes"))
    text = paragraph(_l("Le texte de l'équipe"), MOST_WORDS)

    def fit(self, part: ReportPart | None) -> None:
        """Words by themselves say something; a cross-table has fields, which it knows."""
        self.is_alone = part is None or not part.figure
        known = fields.OF.get(part.figure) if part else None
        if known is None:
            del self.lines, self.across
            return
        for field in (self.lines, self.across):
            field.choices = [SelectChoice(each.name, str(each.title)) for each in known.values()]

    def validate_text(self, field: Any) -> None:
        """Words by themselves say something."""
        if self.is_alone and not field.data:
            raise ValidationError(_l("Ce champ est à remplir."))

    def validate_across(self, field: Any) -> None:
        """Two fields."""
        if field.data == self.lines.data:
            raise ValidationError(_l("Un champ ne se croise pas avec lui-même."))

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        chosen = {name: self[name].data for name in CROSSED if name in self and self[name].data}
        crossed = urlencode({CROSSED[name]: field for name, field in chosen.items()})
        return {"text": self.text.data, "crossed": crossed}


def words_of(part: ReportPart) -> dict[str, Any]:
    """What the fields say of a part."""
    chosen = dict(parse_qsl(part.crossed))
    first = dict(zip(CROSSED, fields.FIRST.get(part.figure, ()), strict=False))
    crossed = {name: chosen.get(CROSSED[name], field) for name, field in first.items()}
    return {"version": str(part.version), "text": part.text, **crossed}


def scope_of(report: Report) -> Scope:
    """The days and filters that a report's figures are asked of."""
    return scope.from_filters(report.starts_on, report.ends_on, dict(parse_qsl(report.filters)))


def data_of(report: Report) -> dict[str, Any]:
    """What the fields say of a report."""
    return {
        "version": str(report.version), "title": report.title,
        "starts_on": report.starts_on, "ends_on": report.ends_on, **scope_of(report).set(),
    }  # fmt: skip
