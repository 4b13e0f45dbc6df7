"""The forms of whoever signals: what was seen, where; and of whoever saw it too."""

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice

from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.forms import BaseForm, FilledIn, OneOf, OneOfFew, as_id, choices, paragraph
from raqnet.people.queries import neighbourhoods
from raqnet.signals import queries
from raqnet.signals.filters import number
from raqnet.signals.models import Signal, SignalKind
from raqnet.signals.words import KINDS

MOST = 1000
NOWHERE = _l("Dans aucun quartier en particulier")


class SignalForm(BaseForm):
    """What was seen, and where."""

    version = HiddenField(default="")
    sending = HiddenField(default=lambda: secrets.token_urlsafe(18))
    kind = OneOfFew(
        _l("De quoi s'agit-il ?"),
        [SelectChoice(str(kind), label) for kind, label in KINDS.items()],
        validators=[FilledIn(_l("Choisir une des trois."))],
    )
    text = paragraph(_l("Ce qui a été vu"), MOST, required=True)
    neighbourhood_id = OneOf(_l("Quartier"), coerce=as_id)
    actor_id = HiddenField(filters=[number])
    without_actor = BooleanField(_l("Ne pas nommer ce service"))
    actor: Actor | None = None

    def offer(self) -> None:
        """Fill in the neighbourhoods, and the service that is named, if there is one."""
        self.neighbourhood_id.choices = choices(neighbourhoods(), NOWHERE)
        self.actor = queries.find_actor(self.actor_id.data)

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        named = self.actor.id if self.actor and not self.without_actor.data else None
        return {
            "kind": SignalKind(self.kind.data),
            "text": self.text.data,
            "neighbourhood_id": self.neighbourhood_id.data,
            "actor_id": named,
        }


def data_of(user: Principal, signal: Signal) -> dict[str, Any]:
    """What the fields say of one's own signal."""
    echo = queries.echo_of(user, signal.id)
    return {
        "version": str(signal.version),
        "kind": signal.kind,
        "text": signal.text,
        "neighbourhood_id": echo.neighbourhood_id if echo else None,
        "actor_id": str(signal.actor_id or ""),
    }


class EchoForm(BaseForm):
    """Where one saw it too."""

    neighbourhood_id = OneOf(_l("Où ?"), coerce=as_id)

    def offer(self) -> None:
        """Fill in the neighbourhoods."""
        self.neighbourhood_id.choices = choices(neighbourhoods(), NOWHERE)
