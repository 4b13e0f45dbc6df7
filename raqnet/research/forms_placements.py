"""The form by which a group places an action: eight markers, each from 0 to 3 or left out."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from raqnet.calendar.forms_when import blame
from raqnet.forms import BaseForm, OneOfFew, day, paragraph
from raqnet.research.markers import LEVELS, MARKERS
from raqnet.research.models import Placement

MOST_NOTE = 500


def _choices() -> list[SelectChoice]:
    levels = [SelectChoice(str(level), words) for level, words in LEVELS.items()]
    return [SelectChoice("", _l("Non placé")), *levels]


class PlacementForm(BaseForm):
    """A day, the markers, and the words of the group."""

    version = HiddenField(default="0")
    placed_on = day(_l("Placé le"), required=True)
    note = paragraph(_l("Ce que le groupe en a dit"), MOST_NOTE)

    @property
    def markers(self) -> list[tuple[Any, Any]]:
        """Each marker with its field."""
        return [(marker, self[marker.key]) for marker in MARKERS]

    def validate(self, extra_validators: Any = None) -> bool:
        """One marker at least is placed."""
        if super().validate(extra_validators) and not self.levels():
            blame(self[MARKERS[0].key], str(_l("Placer au moins un repère.")))
        return not self.errors

    def levels(self) -> dict[str, int]:
        """What was placed."""
        return {marker.key: int(field.data) for marker, field in self.markers if field.data}

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {"placed_on": self.placed_on.data, "levels": self.levels(), "note": self.note.data}


for _marker in MARKERS:
    setattr(PlacementForm, _marker.key, OneOfFew(_marker.name, _choices(), default=""))


def data_of(row: Placement) -> dict[str, Any]:
    """What the fields say of a placement."""
    levels: Mapping[str, str] = {mark.marker: str(mark.level) for mark in row.marks}
    return {"version": str(row.version), "placed_on": row.placed_on, "note": row.note, **levels}
