"""How signals and files are called, on pages and in addresses."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from raqnet import clock
from raqnet.i18n import day
from raqnet.signals.models import Dossier, DossierState, Signal, SignalKind

KINDS = {
    SignalKind.SATURATED: _l("Service saturé"),
    SignalKind.BARRIER: _l("Obstacle"),
    SignalKind.IDEA: _l("Bonne idée"),
}
KIND_PARAMS = {
    "sature": SignalKind.SATURATED,
    "obstacle": SignalKind.BARRIER,
    "idee": SignalKind.IDEA,
}
NEW = "new"  # in no file yet
STATES = {
    NEW: _l("Nouveau"),
    DossierState.OPEN: _l("Dossier en préparation"),
    DossierState.SENT: _l("Envoyé"),
    DossierState.ANSWERED: _l("Réponse reçue"),
    DossierState.CLOSED: _l("Clos sans réponse"),
}
STATE_PARAMS = {
    "nouveau": NEW,
    "prepare": DossierState.OPEN,
    "envoye": DossierState.SENT,
    "repondu": DossierState.ANSWERED,
    "clos": DossierState.CLOSED,
}
# The shape of a state's badge.
LOOKS = {
    NEW: "",
    DossierState.OPEN: "tentative",
    DossierState.SENT: "todo",
    DossierState.ANSWERED: "done",
    DossierState.CLOSED: "cancelled",
}


def state_of(signal: Signal) -> str:
    """How far a signal has come: as far as its file."""
    return signal.dossier.state if signal.dossier else NEW


def delay(dossier: Dossier) -> str:
    """'envoyé il y a 34 jours, …, en retard de 3 jours'; 'réponse reçue après 30 jours'."""
    if dossier.sent_on is None:
        return ""
    if dossier.state == DossierState.ANSWERED and dossier.answered_on:
        return _after((dossier.answered_on - dossier.sent_on).days)
    return _waiting(dossier, dossier.sent_on) if dossier.state == DossierState.SENT else ""


def _waiting(dossier: Dossier, sent_on: date) -> str:
    parts = [_since((clock.today() - sent_on).days)]
    if dossier.expected_on:
        parts.append(_("réponse attendue le %(day)s", day=day(dossier.expected_on)))
        late = (clock.today() - dossier.expected_on).days
        if late > 0:
            parts.append(ngettext("en retard de %(num)d jour", "en retard de %(num)d jours", late))
    return ", ".join(parts)


def is_late(dossier: Dossier) -> bool:
    """Should the answer have come by now?"""
    waits = dossier.state == DossierState.SENT and dossier.expected_on is not None
    return waits and dossier.expected_on < clock.today()  # type: ignore[operator]


def _after(days: int) -> str:
    if days <= 0:
        return _("réponse reçue le jour même")
    return ngettext("réponse reçue après %(num)d jour", "réponse reçue après %(num)d jours", days)


def _since(days: int) -> str:
    if days <= 0:
        return _("envoyé aujourd'hui")
    return ngettext("envoyé il y a %(num)d jour", "envoyé il y a %(num)d jours", days)
