"""What the demo shows to anybody: some profiles, some actions opened, a host's frame."""

from collections.abc import Mapping

from sqlalchemy import select

from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.demo.load_people import Directory
from raqnet.people.models import Organisation
from raqnet.public import services
from raqnet.public.models import PublicAction, PublicProfile

# By worker: a number made for the public, words in French and in Dutch.
PROFILES = {
    "RAQ 1": ("0400 00 00 01", "Le lundi matin à la maison médicale, le mercredi au marché.",
              "Maandagvoormiddag in het medisch huis, woensdag op de markt."),
    "RAQ 5": ("0400 00 00 05", "Le mardi après-midi, sans rendez-vous.",
              "Dinsdagnamiddag, zonder afspraak."),
    "RAQ 10": ("0400 00 00 10", "Une démarche en ligne qui coince ? Venez avec la lettre.",
               "Loopt het online vast? Breng de brief mee."),
    "RAQ 13": ("", "On bouge et on parle, un mercredi sur deux.",
               "Bewegen en praten, om de twee weken op woensdag."),
    "RAQ 16": ("0400 00 00 16", "Se habla español.", ""),
}  # fmt: skip
# By action: what is opened, its title in Dutch, words in French and in Dutch.
OPENED = {
    "present-stand-marche": (
        ["place", "neighbourhood"], "Infostand op de markt van het Sint-Servaasplein",
        "Un café, des dépliants en plusieurs langues, et quelqu'un pour écouter.",
        "Een koffie, folders in verschillende talen, en iemand die luistert.",
    ),
    "present-permanence-raq1": (
        ["place", "address", "neighbourhood", "languages"], "Sociaal spreekuur",
        "Sans rendez-vous.", "Zonder afspraak.",
    ),
    "present-permanence-raq10": (
        ["place", "address", "neighbourhood"], "Digitaal spreekuur",
        "Pour une démarche en ligne : venir avec la lettre ou le téléphone.",
        "Voor een onlinedienst: breng de brief of uw telefoon mee.",
    ),
    "present-tables-discussion": (
        ["place", "languages", "audience"], "Praattafels Frans-Spaans", "", "",
    ),
    "present-cafe-papote": (["place", "neighbourhood"], "Babbelkoffie op de square", "", ""),
}  # fmt: skip
HOST = "MM Neptune"


def load_public(directory: Directory, made: Mapping[str, Action]) -> None:
    """Everything that strangers read."""
    for name, (phone, french, dutch) in PROFILES.items():
        profile = PublicProfile(
            worker_id=directory.workers[name].id, shown=True, name=name, phone=phone,
            words_fr=french, words_nl=dutch, shows_site=True, shows_languages=True,
        )  # fmt: skip
        db.session.add(profile)
    for key, (fields, title, french, dutch) in OPENED.items():
        if key in made:  # the present is empty where it would touch the report's autumn
            texts = {"title_nl": title, "words_fr": french, "words_nl": dutch}
            db.session.add(PublicAction(action_id=made[key].id, fields=fields, **texts))
    shown = select(Organisation).where(Organisation.name == HOST)
    for organisation in db.session.scalars(shown):
        services.show_host(organisation, True)
