"""The quick form of work for the host."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, ValidationError

from raqnet import clock, durations
from raqnet.calendar import choices as words
from raqnet.calendar.forms_when import blame
from raqnet.forms import (
    BaseForm,
    OneOf,
    OneOfFew,
    as_id,
    choices,
    day,
    hour,
    paragraph,
    refuse_gap,
    wall,
)
from raqnet.journal.fields import sending
from raqnet.journal.models import HostWork
from raqnet.journal.queries_host_works import Lodging
from raqnet.lists.forms import ValueField
from raqnet.lists.models import ListValue
from raqnet.people.rows import Named

QUICK = (30, 60, 90, 120, 180, 240)


class MinutesField(StringField):
    """A duration typed as "90" or "1h30"; `data` is its minutes."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = durations.read(text)
        if text and self.data is None:
            raise ValueError(_("Cette durée n'est pas lisible : écrire par exemple 45 ou 1h30."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return durations.written(self.data) if self.data else ""


class HostWorkForm(BaseForm):
    """What was done for the host: a date, a kind, a duration; the rest if one wishes."""

    version = HiddenField(default="")
    sending = sending()
    happened_on = day(_l("Date"), required=True)
    kind = ValueField(_l("Quoi"), "host_work", required=True)
    quick = OneOfFew(
        _l("Combien de temps"),
        words.labelled({minutes: durations.written(minutes) for minutes in QUICK}),
        coerce=as_id,
    )
    minutes = MinutesField(_l("Ou une autre durée"))
    organisation = OneOf(_l("Pour quel hébergeur"), coerce=as_id)
    also_mission = BooleanField(_l("C'était aussi une mission RAQ"))
    starts = hour(_l("Commencé à"))
    note = paragraph(_l("Note"), 500)

    def offer(
        self, kinds: Iterable[ListValue], hosts: Iterable[Named], keep: Iterable[Named]
    ) -> None:
        """Fill in what may be chosen; `keep` is the host that the work already has."""
        self.kind.offer(kinds)
        named = {each.id: each for each in (*hosts, *keep)}
        self.organisation.choices = choices(named.values(), _l("Mon hébergeur ce jour-là"))

    def validate_happened_on(self, field: Any) -> None:
        """What is noted has been done."""
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ce jour n'est pas encore venu."))

    def validate_starts(self, field: Any) -> None:
        """That hour exists on that day."""
        refuse_gap(field, wall(self.happened_on.data, field.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """A duration is chosen or typed; what is typed wins."""
        super().validate(extra_validators)
        if not self.minutes.errors and not (self.minutes.data or self.quick.data):
            blame(self.quick, _("Choisir une durée, ou l'écrire."))
        return not self.errors

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        begun = wall(self.happened_on.data, self.starts.data)
        return {
            "happened_on": self.happened_on.data,
            "kind_id": self.kind.data,
            "minutes": self.minutes.data or self.quick.data,
            "organisation_id": self.organisation.data,
            "also_mission": self.also_mission.data,
            "starts_at": clock.from_local(begun) if begun else None,
            "note": self.note.data,
        }


def data_of(work: HostWork) -> dict[str, Any]:
    """What the fields say of a work that was noted."""
    begun = clock.to_local(work.starts_at).time() if work.starts_at else None
    return {
        "version": str(work.version), "happened_on": work.happened_on, "kind": work.kind_id,
        "minutes": work.minutes, "organisation": work.organisation_id,
        "also_mission": work.also_mission, "starts": begun, "note": work.note,
    }  # fmt: skip


def named_hosts(lodged: Iterable[Lodging]) -> list[Named]:
    """Each host once."""
    return list({each.organisation_id: Named(*each[:2]) for each in lodged}.values())
