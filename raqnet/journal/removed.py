"""What was just taken away, to be put back: one entry per person, until the next one is noted.

It lies among the person's drafts, as the fields of its form, and passes that form's checks again.
"""

from werkzeug.datastructures import MultiDict

from raqnet.access import Principal
from raqnet.drafts import queries, services
from raqnet.drafts.models import Draft

INTERVENTION = "/journal/interventions/retablir"
OUTING = "/journal/sorties/retablir"
HOST_WORK = "/journal/travail-hote/retablir"
# Where the words go on when they cannot be put back as they were.
FORMS = {INTERVENTION: "/journal/interventions/noter", OUTING: "/journal/sorties/noter"}


def keep(user: Principal, key: str, sent: list[tuple[str, str]]) -> None:
    """Keep what was taken away in place of what was kept before."""
    services.save(user, key, services.pack(sent))


def peek(user: Principal, key: str) -> "MultiDict[str, str] | None":
    """What was taken away last, as its form sends it."""
    return queries.formdata(user, key)


def find(user: Principal, key: str) -> Draft | None:
    """What was taken away last."""
    return queries.find(user, key)


def hand_over(user: Principal, key: str) -> bool:
    """Make it the draft of its form; False where nothing is kept, or another draft is there."""
    kept = queries.find(user, key)
    if kept is None or queries.find(user, FORMS[key]) is not None:
        return False
    services.save(user, FORMS[key], kept.body)
    services.drop(user, key)
    return True


def empty(user: Principal) -> None:
    """Keep nothing of it any longer."""
    for key in FORMS:
        services.drop(user, key)
