"""What was just taken away, to be put back: one entry per person, until the next one is noted.

It lies among the person's drafts, as the fields of its form, and passes that form's checks again.
"""

from werkzeug.datastructures import MultiDict

from raqnet.access import Principal
from raqnet.drafts import queries, services

INTERVENTION = "/journal/interventions/retablir"
OUTING = "/journal/sorties/retablir"
HOST_WORK = "/journal/travail-hote/retablir"


def keep(user: Principal, key: str, sent: list[tuple[str, str]]) -> None:
    """Keep what was taken away in place of what was kept before."""
    services.save(user, key, services.pack(sent))


def peek(user: Principal, key: str) -> "MultiDict[str, str] | None":
    """What was taken away last, as its form sends it."""
    return queries.formdata(user, key)


def empty(user: Principal) -> None:
    """Keep nothing of it any longer."""
    for key in (INTERVENTION, OUTING):
        services.drop(user, key)
