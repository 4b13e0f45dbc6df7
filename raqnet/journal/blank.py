"""Blank forms, with nothing of anybody in them: what a phone keeps for when there is no link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from raqnet.access import Principal
from raqnet.journal.forms_host_works import HostWorkForm
from raqnet.journal.forms_interventions import LISTS, InterventionForm
from raqnet.journal.forms_outings import OutingForm
from raqnet.journal.forms_relays import RelayForm
from raqnet.journal.queries_options import Options, options
from raqnet.lists import queries as lists

NOBODYS = {"csrf": False}


@dataclass(frozen=True)
class Blank:
    """A form as a phone keeps it: its name, where it is sent, its fields, how it is made."""

    title: Any
    path: str
    fields: str
    blank: Callable[[Principal], Any]


def _offered(user: Principal) -> Options:
    """The lists in the coordination's order: not even one's habits stay on the device."""
    found = options(user, LISTS)
    plain = {name: [row._replace(used=0) for row in rows] for name, rows in found.items()}
    return {**plain, "actor": [], "organisation": []}


def _intervention(user: Principal) -> InterventionForm:
    form = InterventionForm(formdata=None, meta=NOBODYS)
    form.offer(_offered(user))
    del form.service, form.minutes
    return _undated(form)


def _outing(user: Principal) -> OutingForm:
    form = OutingForm(formdata=None, meta=NOBODYS)
    form.offer(_offered(user), [])
    del form.occurrence, form.minutes
    return _undated(form)


def _undated(form: Any) -> Any:
    """Its day and its key are of the moment when it is filled in."""
    form.happened_on.data, form.sending.data = None, ""
    return form


def _host_work(user: Principal) -> HostWorkForm:
    form = HostWorkForm(formdata=None, meta=NOBODYS)
    form.offer(lists.offered("host_work")["host_work"], [], [])
    del form.organisation
    return _undated(form)


def _relay(_user: Principal) -> RelayForm:
    form = RelayForm(formdata=None, meta=NOBODYS)
    del form.service
    form.opened_on.data, form.sending.data = None, ""
    return form


FORMS = {
    "intervention": Blank(
        _l("Intervention"), "/journal/interventions/noter", "journal/_intervention_fields.html",
        _intervention,
    ),
    "relais": Blank(
        _l("Relais"), "/journal/relais/nouveau", "journal/_relay_fields.html", _relay
    ),
    "sortie": Blank(
        _l("Après une sortie"), "/journal/sorties/noter", "journal/_outing_fields.html", _outing
    ),
    "travail-hote": Blank(
        _l("Travail pour l'hébergeur"), "/journal/travail-hote", "journal/_host_work_fields.html",
        _host_work,
    ),
}  # fmt: skip
