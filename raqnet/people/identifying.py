"""The names that people and places bring to `raqnet.redaction`: they may tell who somebody is."""

import re

from sqlalchemy import select

from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.people.models import Commune, Neighbourhood, Organisation, Site
from raqnet.redaction import Entries, Kind

_STREET = re.compile(r"[^\d,]+")


def names() -> Entries:
    """Everybody who ever had an account, every host, street and neighbourhood; whoever asks."""
    people = db.session.scalars(select(User.name)).all()
    sites = db.session.execute(select(Site.name, Site.address)).all()
    hosts = db.session.scalars(select(Organisation.name)).all()
    neighbourhoods = db.session.scalars(select(Neighbourhood.name)).all()
    return [
        (Kind.PERSON, people),
        (Kind.HOST, [*hosts, *(site.name for site in sites)]),
        (Kind.STREET, [street for site in sites if (street := _street(site.address))]),
        (Kind.NEIGHBOURHOOD, neighbourhoods),
        (None, db.session.scalars(select(Commune.name)).all()),
    ]


def _street(address: str) -> str:
    """The street of an address, without its number: "Rue de la Poste 156, 1030 Schaerbeek"."""
    match = _STREET.match(address)
    return match[0].strip() if match and " " in match[0].strip() else ""
