"""What is said of every released file, inside it and beside it: what its disguise is worth."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from raqnet import clock, i18n
from raqnet.recordings.models import Recording

# One text for pages, files and labels: whoever hears a file has read the same.
HONEST = _l(
    "Voix déguisées avant l'enregistrement : elles résistent à la reconnaissance à l'oreille et "
    "par des logiciels simples. Ce n'est pas un anonymat : une personne informée ou un·e "
    "collègue peut reconnaître qui parle, et les mots seuls peuvent suffire à identifier "
    "quelqu'un. Les passages couverts sont remplacés par un son continu. Réservé à la "
    "recherche-action : ne pas diffuser, ne pas partager, ne pas chercher à reconnaître qui parle."
)
TITLE = _l("Intervision enregistrée, voix déguisées")


def metadata(recording: Recording) -> dict[str, str]:
    """What a file says of itself; of the session, its month alone. Load it with its session."""
    return {
        "title": str(TITLE),
        "comment": str(HONEST),
        "description": str(HONEST),
        "date": clock.to_local(_held_at(recording)).strftime("%Y-%m"),
        "copyright": str(_l("RAQnet. Réservé à la recherche-action.")),
    }


def text(recording: Recording) -> str:
    """The same, as a text to lay beside a file."""
    length = (recording.length_ms or 0) // 1000
    lines = [
        str(TITLE),
        str(_l("Séance : %(month)s", month=month_of(recording))),
        str(_l("Durée : %(minutes)d min %(seconds)d s", minutes=length // 60, seconds=length % 60)),
    ]
    if recording.released_at:
        lines.append(str(_l("Diffusé le %(day)s", day=i18n.full_day(recording.released_at))))
    return "\n".join([*lines, "", str(HONEST), ""])


def month_of(recording: Recording) -> str:
    """The month of its session, as people say it."""
    return i18n.pattern(_held_at(recording), "MMMM y")


def _held_at(recording: Recording) -> datetime:
    held = recording.intervision
    return held.started_at or held.opened_at or held.planned_at
