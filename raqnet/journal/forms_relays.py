"""The forms of a relay: opening one, and one step of it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError

from raqnet import clock
from raqnet.forms import BaseForm, OneOf, paragraph
from raqnet.journal import fields
from raqnet.journal.days import lived_day
from raqnet.journal.models import RelayState
from raqnet.journal.queries_services import Service
from raqnet.journal.telling import NEXT, Opening
from raqnet.lists.forms import ValueField

REASONS = "relay_failure"
STEPS = sorted({state for states in NEXT.values() for state in states})


class RelayForm(BaseForm):
    """Sending somebody on to a service."""

    sending = fields.sending()
    service = fields.ServiceField(_l("Service"))
    service_name = fields.service_name()
    state = fields.first_state()
    opened_on = lived_day(_l("Date"), default=clock.today)
    note = paragraph(_l("Note"), 300)

    def offer(self, usual: Iterable[Service]) -> None:
        """Fill in what may be chosen."""
        self.service.offer(usual)

    def validate_service(self, field: Field) -> None:
        """There is no relay without a service."""
        if not field.data and not self.service_name.data:
            raise ValidationError(_l("Choisir un service."))

    def opening(self) -> Opening:
        """The answers, as the service takes them."""
        service, said = fields.sent_to(self), self.data
        assert service is not None
        return Opening(service, said["state"], said["opened_on"], said["note"] or "")


class ServiceForm(BaseForm):
    """Which service it is that a relay only named."""

    service = fields.ServiceField(_l("Service"))

    def validate_service(self, field: Field) -> None:
        """One of them."""
        if not field.data:
            raise ValidationError(_l("Choisir un service."))

    def says(self) -> Service:
        """The one that was chosen."""
        assert self.service.chosen is not None
        return self.service.chosen


class StepForm(BaseForm):
    """Where a relay stands now; a failure has its reason."""

    version = HiddenField()
    state = OneOf(_l("État"), fields.told(STEPS))
    failure = ValueField(_l("Pourquoi"), REASONS)

    def validate_failure(self, field: Field) -> None:
        """Ask why it failed."""
        if self.state.data == RelayState.FAILED and field.data is None:
            raise ValidationError(_l("Dire pourquoi le relais a échoué."))

    def says(self) -> tuple[Any, Any]:
        """The state, and the reason."""
        return self.state.data, self.failure.data
