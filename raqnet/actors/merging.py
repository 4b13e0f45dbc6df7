"""Two sheets of one actor become one. Nothing moves: the absorbed one joins the other's family.

Blank fields of the kept sheet are filled from the absorbed one, which stays as it was: taking apart
again empties what still says the same, unless another that stays says it.
Services change the session; the caller commits once.
"""

from raqnet.actors import history, indexing, queries, services
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
        if _is_blank(kept, group):
            _fill(kept, [absorbed], group)
    family = [absorbed, *queries.absorbed(absorbed)]
    absorbed.merged_into_id = kept.id
    for each in family:
        each.family_id = kept.id
    services.derive(kept)
    indexing.refresh([kept])
    _record(kept, absorbed, author_id, history.MERGED, before)


def split(kept: Actor, absorbed: Actor, author_id: int) -> None:
    """Two sheets again, each as it was; what was changed since in the kept one stays changed.

    Errors: Refused where they are two, or where the absorbed one came with another.
    """
    if absorbed.merged_into_id != kept.id:
        raise Refused
    before = history.told(kept)
    given = _given(kept, absorbed)
    _leave(kept, absorbed)
    staying = queries.absorbed(kept)
    for group in given:
        _empty(kept, group)
        _fill(kept, staying, group)
    for each in (kept, absorbed):
        services.derive(each)
    indexing.refresh([kept, absorbed])
    _record(kept, absorbed, author_id, history.SPLIT, before)


def _is_blank(actor: Actor, group: Group) -> bool:
    return all(getattr(actor, name) in (None, "", []) for name in group)


def _fill(kept: Actor, others: list[Actor], group: Group) -> None:
    """As the first of the others that says something."""
    source = next((each for each in others if not _is_blank(each, group)), None)
    for name in group if source else ():
        value = getattr(source, name)
        setattr(kept, name, list(value) if isinstance(value, list) else value)


def _empty(kept: Actor, group: Group) -> None:
    for name in group:
        setattr(kept, name, "" if name in services.TEXTS else [] if name == "languages" else None)


def _given(kept: Actor, absorbed: Actor) -> list[Group]:
    """What the kept sheet says only since it was merged, as the absorbed one does."""
    borrowed = _borrowed(kept)
    return [
        group
        for group in GROUPS
        if all(getattr(kept, name) == getattr(absorbed, name) for name in group)
        and borrowed & {_TOLD.get(name, name) for name in group}
    ]


def _borrowed(kept: Actor) -> set[str]:
    """The fields that merges filled and nobody changed since, as history names them."""
    borrowed: set[str] = set()
    for change in reversed(queries.changes(kept, most=None)):
        names = {name for name, *_sides in change.changes}
        borrowed = borrowed | names if change.verb == history.MERGED else borrowed - names
    return borrowed


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
