"""The public pages' own words in French and in Dutch, side by side, so that each can be read over.

These pages are read by strangers in either language, whatever catalogue an instance has.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from babel.dates import format_date
from flask import current_app

from raqnet import clock

FRENCH, DUTCH = "fr", "nl"
LANGUAGES = (FRENCH, DUTCH)
PAIRS: dict[str, tuple[str, str]] = {
    "brand": ("Relais d'action de quartier", "Buurtactierelais"),
    "other_language": ("Nederlands", "Français"),
    "demo_name": ("Démonstration", "Demonstratie"),
    "demo": (
        "Démonstration : toutes les données sont inventées.",
        "Demonstratie: alle gegevens zijn verzonnen.",
    ),
    "skip": ("Aller au contenu", "Naar de inhoud"),
    "heading": ("Mon quartier", "Mijn wijk"),
    "lead": (
        "Les relais d'action de quartier (RAQ) vont à la rencontre des habitant·e·s, écoutent, "
        "informent et aident à trouver le bon service. Ce qui leur est confié reste entre vous : "
        "l'équipe est tenue au secret professionnel.",
        "De buurtactierelais gaan naar de bewoners toe, luisteren, informeren en helpen de juiste "
        "dienst te vinden. Wat u hun toevertrouwt, blijft onder u: het team is gebonden aan het "
        "beroepsgeheim.",
    ),
    "find": ("Quartier, commune ou code postal", "Wijk, gemeente of postcode"),
    "search": ("Chercher", "Zoeken"),
    "all": ("Tous les quartiers", "Alle wijken"),
    "neighbourhoods": ("Les quartiers", "De wijken"),
    "nothing_found": (
        "Aucun quartier de ce nom n'est couvert. Voici ceux qui le sont.",
        "Geen enkele wijk met die naam wordt bediend. Dit zijn de wijken waar wij werken.",
    ),
    "who": ("Qui rencontrer ici", "Wie u hier kunt ontmoeten"),
    "nobody": (
        "Personne n'a encore mis ses coordonnées ici. Les actions ci-dessous sont une bonne "
        "occasion de rencontrer l'équipe.",
        "Nog niemand heeft hier contactgegevens gezet. De acties hieronder zijn een goede "
        "gelegenheid om het team te ontmoeten.",
    ),
    "a_worker": ("Relais d'action de quartier", "Buurtactierelais"),
    "site": ("Sur place", "Ter plaatse"),
    "phone": ("Téléphone", "Telefoon"),
    "email": ("E-mail", "E-mail"),
    "speaks": ("Langues", "Talen"),
    "actions": ("Les prochaines actions", "De volgende acties"),
    "open_to_all": ("Ouvertes à toutes et à tous", "Open voor iedereen"),
    "in_commune": ("Ailleurs dans la commune", "Elders in de gemeente"),
    "in_this_commune": ("Dans la commune", "In de gemeente"),
    "no_action": (
        "Rien d'annoncé pour les semaines qui viennent.",
        "Niets aangekondigd voor de komende weken.",
    ),
    "more": ("Et d'autres plus tard, dans l'agenda.", "En later nog meer, in de agenda."),
    "subscribe": ("Suivre dans mon agenda", "Volgen in mijn agenda"),
    "subscribe_help": (
        "Les actions arrivent dans l'agenda du téléphone et suivent les changements.",
        "De acties komen in de agenda van uw telefoon en volgen de wijzigingen.",
    ),
    "feed_address": ("L'adresse du flux", "Het adres van de feed"),
    "cancelled": ("Annulé", "Geannuleerd"),
    "tentative": ("À confirmer", "Te bevestigen"),
    "over": ("C'est passé", "Dit is voorbij"),
    "gone": ("Cette page n'est plus ici", "Deze pagina is hier niet meer"),
    "gone_why": (
        "L'action a été retirée, ou n'est plus ouverte à tout le monde.",
        "De actie werd verwijderd, of is niet meer voor iedereen open.",
    ),
    "when": ("Quand", "Wanneer"),
    "where": ("Où", "Waar"),
    "audience": ("Pour qui", "Voor wie"),
    "languages": ("Langues", "Talen"),
    "host": ("Chez", "Bij"),
    "other_dates": ("Les autres dates", "De andere data"),
    "all_day": ("toute la journée", "de hele dag"),
    "until": ("du {first} au {last}", "van {first} tot {last}"),
    "unit": ("h", "u"),
    "feed_name": ("Actions de quartier", "Buurtacties"),
    "details": ("Plus d'informations", "Meer informatie"),
}
# Where a page is in the other language: the first word of its address.
ROOTS = {FRENCH: "/quartiers", DUTCH: "/wijken"}
_DATES = {FRENCH: "dates", DUTCH: "data"}
_COMMUNES = {
    "auderghem": "Oudergem",
    "berchem-sainte-agathe": "Sint-Agatha-Berchem",
    "bruxelles": "Brussel",
    "bruxelles-ville": "Brussel",
    "forest": "Vorst",
    "ixelles": "Elsene",
    "molenbeek": "Molenbeek",
    "molenbeek-saint-jean": "Sint-Jans-Molenbeek",
    "saint-gilles": "Sint-Gillis",
    "saint-josse": "Sint-Joost",
    "saint-josse-ten-noode": "Sint-Joost-ten-Node",
    "schaerbeek": "Schaarbeek",
    "uccle": "Ukkel",
    "watermael-boitsfort": "Watermaal-Bosvoorde",
    "woluwe-saint-lambert": "Sint-Lambrechts-Woluwe",
    "woluwe-saint-pierre": "Sint-Pieters-Woluwe",
}
_SPOKEN = {
    "français": "Frans", "néerlandais": "Nederlands", "anglais": "Engels", "arabe": "Arabisch",
    "tamazight/rifain": "Tamazight/Riffijns", "turc": "Turks", "espagnol": "Spaans",
    "portugais": "Portugees", "italien": "Italiaans", "polonais": "Pools", "roumain": "Roemeens",
    "bulgare": "Bulgaars", "romani": "Romani", "albanais": "Albanees", "russe": "Russisch",
    "ukrainien": "Oekraïens", "lingala": "Lingala", "swahili": "Swahili", "peul": "Fula",
    "pachto": "Pasjtoe", "dari/farsi": "Dari/Farsi", "tigrigna": "Tigrinya", "somali": "Somalisch",
    "langue des signes": "gebarentaal", "allemand": "Duits", "berbère": "Berbers",
}  # fmt: skip


class Said(NamedTuple):
    """Words, and the language that they are in."""

    text: str
    language: str


@cache
def words(language: str) -> Mapping[str, str]:
    """The pages' own words in a language."""
    place = LANGUAGES.index(language)
    return {name: pair[place] for name, pair in PAIRS.items()}


def other(language: str) -> str:
    """The other of the two languages."""
    return DUTCH if language == FRENCH else FRENCH


def date_path(occurrence_id: int, language: str) -> str:
    """The path of a date's page."""
    return f"{ROOTS[language]}/{_DATES[language]}/{occurrence_id}"


def date_url(occurrence_id: int, language: str) -> str:
    """Its whole address."""
    return f"{current_app.config['PUBLIC_URL']}{date_path(occurrence_id, language)}"


def said(french: str, dutch: str, language: str) -> Said:
    """What was written in two languages, in this one where it was, else in the other."""
    wanted, instead = (dutch, french) if language == DUTCH else (french, dutch)
    return Said(wanted, language) if wanted else Said(instead, other(language))


def commune(name: str, language: str) -> str:
    """A commune's name as its inhabitants say it in this language."""
    return _COMMUNES.get(name.casefold(), name) if language == DUTCH else name


def spoken(name: str, language: str) -> Said:
    """The name of a language, which the team keeps in French."""
    return said(name, _SPOKEN.get(name.casefold(), ""), language)


def when(starts_at: datetime, ends_at: datetime, all_day: bool, language: str) -> str:
    """'mardi 14 septembre, 10h-12h' or 'dinsdag 14 september, 10u-12u', over one day or several."""
    begins, ends = clock.to_local(starts_at), clock.to_local(ends_at - clock.INSTANT)
    if begins.date() != ends.date():
        span = words(language)["until"]
        return span.format(first=day(begins.date(), language), last=day(ends.date(), language))
    return f"{day(begins.date(), language)}, {hours(starts_at, ends_at, all_day, language)}"


def hours(starts_at: datetime, ends_at: datetime, all_day: bool, language: str) -> str:
    """'10h-12h30', '10u-12u30', 'toute la journée'."""
    if all_day:
        return words(language)["all_day"]
    return f"{_hour(starts_at, language)}-{_hour(ends_at, language)}"


def _hour(instant: datetime, language: str) -> str:
    local = clock.to_local(instant)
    minutes = f"{local.minute:02d}" if local.minute else ""
    return f"{local.hour}{words(language)['unit']}{minutes}"


def day(value: date, language: str) -> str:
    """'mardi 14 septembre', with the year when it is another one."""
    pattern = "EEEE d MMMM" if value.year == clock.today().year else "EEEE d MMMM y"
    return format_date(value, pattern, language)
