"""The log of sensitive acts: who did or read what, when; never what it said.

Rows are only ever added: triggers of the database refuse the rest.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import AuditEntry
from raqnet.db import db

# What each act is called on the page of the log; a subject adds its own with `describe`.
ACTS: dict[str, Any] = {
    "account.sign-in": _l("Connexion"),
    "account.sign-out": _l("Déconnexion"),
    "account.sessions-ended": _l("Sessions terminées"),
    "account.email": _l("Adresse de connexion changée"),
    "account.password": _l("Mot de passe changé"),
    "account.password-by-link": _l("Mot de passe choisi par un lien"),
    "account.factor-failed": _l("Code refusé"),
    "account.factor-set": _l("Second facteur mis en place"),
    "account.factor-removed": _l("Second facteur retiré"),
    "account.invited": _l("Invitation"),
    "account.link": _l("Lien fait"),
    "account.disabled": _l("Compte fermé"),
    "account.enabled": _l("Compte rouvert"),
    "account.role": _l("Rôle changé"),
    "hours.granted": _l("Droit d'approuver des heures donné"),
    "hours.withdrawn": _l("Droit d'approuver des heures retiré"),
    "audit.read": _l("Journal des accès lu"),
}
_READ = "acts of reading"


def describe(acts: dict[str, Any]) -> None:
    """Give the acts of another subject their words."""
    ACTS.update(acts)


def record(actor: Principal | None, act: str, subject: object | None) -> None:
    """Add an act to the log, in the caller's transaction."""
    db.session.add(AuditEntry(**_values(actor, act, subject)))


def record_reading(actor: Principal | None, act: str, subject: object | None) -> None:
    """Add a reading to the log, from a request that otherwise writes nothing.

    It is written when the page is made (`write_readings`): its own transaction waits for nobody.
    """
    db.session.info.setdefault(_READ, []).append(_values(actor, act, subject))


def write_readings() -> None:
    """Write the readings of this request; the page is not given where that fails."""
    readings = db.session.info.pop(_READ, [])
    if not readings:
        return
    db.session.rollback()  # a transaction that still reads would make the writing one wait
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(AuditEntry), readings)


def _values(actor: Principal | None, act: str, subject: object | None) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.id if actor else None,
        "actor_name": actor.name if actor else "",
        "act": act,
        "subject_type": getattr(subject, "__tablename__", ""),
        "subject_id": getattr(subject, "id", None) if hasattr(subject, "__tablename__") else None,
    }
