"""Fields that several forms of the journal share."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from raqnet.forms import OneOf, OneOfFew, as_id, choices, line
from raqnet.journal import queries_services
from raqnet.journal.models import Relay, RelayState
from raqnet.journal.queries_options import Options
from raqnet.journal.queries_services import Service

MOST_ID = 2**31
MOST_OF_A_NAME = 120
NO_SERVICE = _l("Ce service n'existe plus : en chercher un autre.")
STATES = {
    RelayState.PROPOSED: _l("Proposé"),
    RelayState.TAKEN: _l("Pris"),
    RelayState.REFUSED: _l("Refusé"),
    RelayState.CONFIRMED: _l("Confirmé reçu"),
    RelayState.FAILED: _l("Échoué"),
}
# What a relay may begin with.
FIRST_STATES = (RelayState.PROPOSED, RelayState.TAKEN, RelayState.REFUSED)


class OneAtLeast:
    """Ask for one choice or more."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data and not field.errors:
            raise ValidationError(self.message)


def small_ones(*ids: int | None) -> list[int]:
    """Those that a database can be asked for."""
    return [id_ for id_ in ids if small(id_) is not None and id_ is not None]


def sending() -> HiddenField:
    """The key by which a form that is sent twice is taken once."""
    return HiddenField(default=lambda: secrets.token_urlsafe(18))


def small(id_: int | None) -> int | None:
    """An id that a database can be asked for; anything else is none."""
    return id_ if id_ is not None and 0 < id_ < MOST_ID else None


def one_of(label: Any) -> OneOf:
    """A list to choose one row from, or none."""
    return OneOf(label, coerce=as_id)


def first_state() -> OneOfFew:
    """What the person answered when the relay was opened."""
    choices_ = told(FIRST_STATES)
    return OneOfFew(_l("Où en est le relais"), choices_, default=RelayState.PROPOSED)


def told(states: Iterable[RelayState]) -> list[SelectChoice]:
    """States of a relay in words."""
    return [SelectChoice(str(state), STATES[state]) for state in states]


class ServiceField(OneOfFew):
    """A service to send people to: a usual one, or one that was searched for; or none."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [], **kwargs)
        self.chosen: Service | None = None

    def offer(self, found: Iterable[Service]) -> None:
        """Fill in what is shown to begin with, and what was chosen."""
        shown = {each.key: each for each in found}
        if self.data and self.data not in shown and (kept := queries_services.find(self.data)):
            shown[kept.key] = kept
        self.choices = [SelectChoice(each.key, each.label) for each in shown.values()]

    def add(self, found: Iterable[Service]) -> None:
        """Show what was searched for too."""
        known = {choice.value for choice in self.choices or []}
        new = [SelectChoice(each.key, each.label) for each in found if each.key not in known]
        self.choices = [*new, *(self.choices or [])]

    def pre_validate(self, form: Form) -> None:
        """Take whatever is there, shown or not: it may have been searched for since."""
        self.chosen = queries_services.find(self.data) if self.data else None
        if self.data and self.chosen is None:
            raise ValidationError(NO_SERVICE)


def service_name() -> StringField:
    """What a service is called, where it cannot be looked for: without a link, or in no list."""
    return line(_l("Nom du service"), MOST_OF_A_NAME)


def sent_to(form: Any) -> Service | None:
    """The service that a form tells of: the one that was chosen, else by its name; if any."""
    chosen: Service | None = form.service.chosen if form.service else None
    name = form.service_name.data
    return chosen or (queries_services.named(name) if name else None)


def told_service(relay: Relay) -> dict[str, str]:
    """What a form says of a relay's service."""
    if relay.service_name:
        return {"service_name": relay.service_name}
    return {"service": f"a{relay.actor_id}" if relay.actor_id else f"h{relay.organisation_id}"}


def usual_services(options: Options) -> list[Service]:
    """The services that one sends people to, the most usual first."""
    keyed = [
        *((row.used, Service(f"a{row.id}", row.name)) for row in options["actor"]),
        *((row.used, Service(f"h{row.id}", row.name)) for row in options["organisation"]),
    ]
    return [service for _used, service in sorted(keyed, key=lambda each: (-each[0], each[1].name))]


def places(options: Options) -> list[SelectChoice]:
    """Every neighbourhood, and none."""
    return choices(options["neighbourhood"], "—")


def tongues(options: Options) -> list[SelectChoice]:
    """Every language, and none."""
    return choices(options["language"], "—")
