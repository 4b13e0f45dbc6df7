"""Two sheets of one actor become one. Nothing moves: the absorbed one joins the other's family.

Blank fields of the kept sheet are filled from the absorbed one, which stays as it was: taking apart
again empties what still says the same.
Services change the session; the caller commits once.
"""

from raqnet.actors import history, queries, services
from raqnet.actors.models import Actor, ActorChange

Group = tuple[str, ...]
# Fields that only make sense together; the name stays that of the kept sheet.
GROUPS: tuple[Group, ...] = (
    *((name,) for name in (
        "type", "commune", "neighbourhood", "address", "phone", "email", "website", "contact",
        "opening_hours", "publics", "specifics", "specifics_nl", "directory_url", "languages",
    )),
    ("latitude", "longitude"),
    ("capacity", "capacity_note", "capacity_on"),
    ("verified_on", "verified_by"),
)  # fmt: skip
_TOLD = {"latitude": "coordinates", "longitude": "coordinates"}  # as history names them


class Refused(ValueError):
    """These two may not become one, or two again."""


def merge(kept: Actor, absorbed: Actor, author_id: int) -> None:
    """From now on `absorbed` is `kept`. Errors: Refused for an actor and itself."""
    if absorbed.id == kept.id or absorbed.merged_into_id or kept.merged_into_id:
        raise Refused
    before = history.told(kept)
    for group in GROUPS:
        if _is_blank(kept, group) and not _is_blank(absorbed, group):
            _copy(kept, absorbed, group)
    family = [absorbed, *queries.absorbed(absorbed)]
    absorbed.merged_into_id = kept.id
    for each in family:
        each.family_id = kept.id
    services.derive(kept)
    services.refresh_words(kept)
    _record(kept, absorbed, author_id, history.MERGED, before)


def split(kept: Actor, absorbed: Actor, author_id: int) -> None:
    """Two sheets again, each as it was; what was changed since in the kept one stays changed.

    Errors: Refused where they are two, or where the absorbed one came with another.
    """
    if absorbed.merged_into_id != kept.id:
        raise Refused
    before = history.told(kept)
    filled = _filled(kept, absorbed)
    for group in GROUPS:
        same = all(getattr(kept, name) == getattr(absorbed, name) for name in group)
        if same and filled & {_TOLD.get(name, name) for name in group}:
            _empty(kept, group)
    _leave(kept, absorbed)
    for each in (kept, absorbed):
        services.derive(each)
        services.refresh_words(each)
    _record(kept, absorbed, author_id, history.SPLIT, before)


def _is_blank(actor: Actor, group: Group) -> bool:
    return all(getattr(actor, name) in (None, "", []) for name in group)


def _copy(kept: Actor, absorbed: Actor, group: Group) -> None:
    for name in group:
        value = getattr(absorbed, name)
        setattr(kept, name, list(value) if isinstance(value, list) else value)


def _empty(kept: Actor, group: Group) -> None:
    for name in group:
        setattr(kept, name, "" if name in services.TEXTS else [] if name == "languages" else None)


def _filled(kept: Actor, absorbed: Actor) -> set[str]:
    """The fields that the merge of these two filled, as history names them."""
    merge_ = next(
        (
            each
            for each in queries.changes(kept, history.MERGED)
            if absorbed_id(each) == absorbed.id
        ),
        None,
    )
    return {name for name, *_sides in merge_.changes[1:]} if merge_ else set()


def absorbed_id(change: ActorChange) -> int | None:
    """Which sheet this merge took in."""
    return change.changes[0][1] if change.changes and change.changes[0][0] == "other" else None


def _leave(kept: Actor, absorbed: Actor) -> None:
    """Those that had come with the absorbed one go with it."""
    leaving = {absorbed.id}
    family = queries.absorbed(kept)
    for _generation in family:
        leaving |= {each.id for each in family if each.merged_into_id in leaving}
    for each in family:
        if each.id in leaving:
            each.family_id = absorbed.id
    absorbed.merged_into_id = None


def _record(
    kept: Actor, absorbed: Actor, author_id: int, verb: str, before: dict[str, str]
) -> None:
    other = ["other", absorbed.id, absorbed.name]
    history.record(kept, verb, author_id, [other, *history.between(before, history.told(kept))])
