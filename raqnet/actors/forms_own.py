"""The form of one's own sheet on working with an actor."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.fields.choices import SelectChoice

from raqnet.actors.choices import labelled
from raqnet.actors.models import Collaboration
from raqnet.actors.words import INITIATORS, is_refusal
from raqnet.forms import BaseForm, OneOf, day, line, paragraph
from raqnet.lists import queries as lists
from raqnet.lists.forms import ValueField
from raqnet.lists.models import ListValue

LISTS = {"known_through": "known_through", "outcome": "outcome", "refusal": "refusal"}
PLAIN = (
    "first_contact_on", "initiated_by", "follow_up", "follow_up_on", "note", "shows_me", "shared",
)  # fmt: skip


class CollaborationForm(BaseForm):
    """How I know this actor, what came of it, what I will do."""

    version = HiddenField()
    known_through = ValueField(_l("Comment je l'ai connu"), "known_through")
    initiated_by = OneOf(_l("Qui a fait le premier pas"), labelled(INITIATORS))
    first_contact_on = day(_l("Premier contact le"))
    outcome = ValueField(_l("Ce que le premier contact a donné"), "outcome")
    refusal = ValueField(_l("Raison du refus"), "refusal")
    follow_up = line(_l("Suite à donner"), 500)
    follow_up_on = day(_l("Pour le"))
    note = paragraph(_l("Note"), 2000)
    shows_me = BooleanField(_l("L'équipe voit que je connais cet acteur"), default=True)
    shared = BooleanField(_l("Partagée avec l'équipe"))

    def offer(self, sheet: Collaboration | None) -> None:
        """Fill in what may be chosen."""
        kept = [getattr(sheet, f"{name}_id") for name in LISTS] if sheet else []
        self.offered = lists.offered(*LISTS.values(), keep=[each for each in kept if each])
        for name, list_name in LISTS.items():
            self[name].offer(self.offered[list_name])
        # What calls for a reason says so: the stylesheet then asks for it.
        self.outcome.choices = [
            SelectChoice("", "—"),
            *(_outcome(value) for value in self.offered["outcome"]),
        ]

    def details(self) -> dict[str, Any]:
        """What the sheet is to say, by the names of its fields."""
        rows = {name: self._row(name, list_name) for name, list_name in LISTS.items()}
        plain = {name: self[name].data for name in PLAIN}
        return {**plain, **rows, "initiated_by": self.initiated_by.data or ""}

    def _row(self, name: str, list_name: str) -> ListValue | None:
        chosen = self[name].data
        known = (value for value in self.offered[list_name] if value.id == chosen)
        return next(known, None) or (lists.find(list_name, chosen) if chosen else None)


def _outcome(value: ListValue) -> SelectChoice:
    render_kw = {"data-refusal": ""} if is_refusal(value) else None
    return SelectChoice(value.id, value.name, render_kw=render_kw)


def version_of(sheet: Collaboration | None) -> str:
    """What tells one saved state from another; "0" where there is none yet."""
    return f"{sheet.id}.{sheet.version}" if sheet else "0"


def data_of(sheet: Collaboration | None) -> dict[str, Any]:
    """What the fields say of a sheet."""
    if sheet is None:
        return {"version": version_of(None)}
    rows = {name: getattr(sheet, f"{name}_id") for name in LISTS}
    plain = {name: getattr(sheet, name) for name in PLAIN}
    return {**plain, **rows, "version": version_of(sheet)}
