"""What was just taken away of research: one of a kind per person, kept until it is put back.

It lies among the person's drafts, as plain fields, and is forgotten with them after a month.
"""

from raqnet.access import Principal
from raqnet.drafts import queries, services

ANNOTATION = "/recherche/reperes/retablir"
PLACEMENT = "/recherche/continuum/placements/retablir"
PART = "/recherche/rapports/parties/retablir"


def keep(user: Principal, key: str, fields: dict[str, object]) -> None:
    """Keep what was taken away in place of what was kept before."""
    services.save(user, key, services.pack([(name, str(each)) for name, each in fields.items()]))


def take(user: Principal, key: str) -> dict[str, str] | None:
    """What was taken away last, which is kept no longer; None where nothing is."""
    kept = queries.find(user, key)
    if kept is None:
        return None
    services.drop(user, key)
    return dict(queries.fields_of(kept))
