"""The ways between the pages of one's own hours; the starting journal where it is, or was, on."""

from flask import request, url_for
from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.journal import queries_starting as starting

Tab = tuple[str, str, bool]


def of(user: Principal) -> list[Tab]:
    """Label, address, whether one is there."""
    places = [
        (_("Travail pour l'hébergeur"), url_for("journal.host_works")),
        (_("Mon 80/20"), url_for("journal.balance")),
    ]
    if starting.concerns(user):
        places.append((_("Journal de démarrage"), url_for("journal.starting")))
    return [(label, url, request.path == url) for label, url in places]
