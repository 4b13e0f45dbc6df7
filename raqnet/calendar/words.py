"""The words that people read for the calendar's enumerations."""

from typing import Any

from flask_babel import lazy_gettext as _l

from raqnet.calendar.models import Kind, Mode, Status, TeamKind, Visibility

KINDS: dict[str, Any] = {
    Kind.COLLECTIVE: _l("Action collective"),
    Kind.PERMANENCE: _l("Permanence"),
    Kind.TEAM: _l("Vie d'équipe"),
}
TEAM_KINDS: dict[str, Any] = {
    TeamKind.COLLECTIVE_DAY: _l("Journée collective"),
    TeamKind.TRAINING: _l("Formation"),
    TeamKind.INTERVISION: _l("Intervision"),
    TeamKind.HOST_MEETING: _l("Rencontre avec les hébergeurs"),
    TeamKind.WORKING_GROUP: _l("Groupe de travail"),
    TeamKind.RESTITUTION: _l("Restitution"),
}
MODES: dict[str, Any] = {
    Mode.SUPPORT: _l("Renfort d'un dispositif existant"),
    Mode.INITIATIVE: _l("Initiative RAQ"),
}
STATUSES: dict[str, Any] = {
    Status.PLANNED: _l("À confirmer"),
    Status.CONFIRMED: _l("Confirmée"),
    Status.CANCELLED: _l("Annulée"),
}
VISIBILITIES: dict[str, Any] = {
    Visibility.TEAM: _l("L'équipe"),
    Visibility.HOSTS: _l("L'équipe et les hébergeurs"),
    Visibility.PUBLIC: _l("Tout le monde"),
}
# Is the public of a series the same each time?
SAME_AUDIENCE: dict[str, Any] = {"yes": _l("Le même à chaque fois"), "no": _l("Pas le même")}


def kind_words(kind: str, team_kind: str | None = None) -> Any:
    """What an event is, as precisely as is known."""
    return TEAM_KINDS[team_kind] if team_kind else KINDS[kind]
