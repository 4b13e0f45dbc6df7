"""The forms of tables; they check shape only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, TextAreaField

from raqnet.forms import BaseForm
from raqnet.tables.kinds import Kind, Option
from raqnet.tables.models import Import

LEFT_OUT = _l("ne pas reprendre")


class BringForm(BaseForm):
    """A table as pasted text; a file comes beside it."""

    text = TextAreaField(_l("Tableau collé"))


class Columns:
    """What each column means, and the choices for the whole table: a select for each."""

    def __init__(self, kind: Kind, row: Import, options: dict[str, str]) -> None:
        fields = [("", LEFT_OUT), *((each.name, each.title) for each in kind.fields)]
        meanings = [SelectChoice(*each) for each in fields]
        names = [f"column-{n}" for n in range(len(row.columns))]
        members: dict[str, Any] = {
            name: SelectField(heading, choices=meanings)
            for name, heading in zip(names, row.columns, strict=True)
        } | {each.name: _select(each) for each in kind.options}
        data = dict(zip(names, row.matching, strict=True)) | options
        self.form = type("ColumnsForm", (BaseForm,), members)(data=data)
        self.columns = [self.form[name] for name in names]
        self.options = [self.form[each.name] for each in kind.options]

    @property
    def meanings(self) -> list[str]:
        """The field of each column."""
        return [each.data for each in self.columns]

    @property
    def chosen(self) -> dict[str, str]:
        """The choices for the whole table."""
        return {each.name: each.data for each in self.options}


def _select(option: Option) -> SelectField:
    return SelectField(option.title, choices=[SelectChoice(*each) for each in option.choices])
