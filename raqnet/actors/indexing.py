"""The words that sheets are found by: entered with them, kept with each change, or made anew."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, delete, insert, select

from raqnet.actors import keys, queries
from raqnet.actors.models import Actor, ActorWord
from raqnet.db import db
from raqnet.lists import queries as lists

TOGETHER = 500  # sheets that are read at once


def words_of(actor: Actor) -> set[str]:
    """Every word that this sheet is found by; it was loaded with `queries.WHOLE`."""
    kept = lists.kept(actor.type) if actor.type else None
    rows = [actor.type, kept, actor.commune, actor.neighbourhood, *actor.languages]
    texts = [
        actor.name, actor.address, actor.contact, actor.email, actor.publics, actor.opening_hours,
        actor.specifics, actor.specifics_nl, actor.phone_key,
        keys.site(actor.website),
    ]  # fmt: skip
    return keys.words(*texts, *(row.name for row in rows if row))


def enter(actors: Iterable[Actor]) -> None:
    """Find new sheets by their words."""
    _insert({actor.id: words_of(actor) for actor in actors})


def refresh(actors: Sequence[Actor]) -> None:
    """Find sheets by their words of now, and by those of the sheets that were merged into them."""
    words = {actor.id: words_of(actor) for actor in actors}
    for each in queries.absorbed(*actors):
        assert each.family_id is not None
        words[each.family_id] |= words_of(each)
    db.session.execute(delete(ActorWord).where(ActorWord.actor_id.in_(words)))
    _insert(words)


def reindex(*which: ColumnElement[bool]) -> int:
    """Make the words of all sheets anew, or of some and of those that absorbed them; how many."""
    done, last = 0, 0
    query = select(Actor).options(*queries.WHOLE).order_by(Actor.id).limit(TOGETHER)
    if which:
        heads = select(Actor.family_id).where(*which)
        query = query.where(and_(*which) | Actor.id.in_(heads))
    while actors := db.session.scalars(query.where(Actor.id > last)).all():
        refresh(actors)
        done, last = done + len(actors), actors[-1].id
    return done


def _insert(words: dict[int, set[str]]) -> None:
    # Every sheet has a word: "-" as a last resort.
    rows = [
        {"word": word, "actor_id": id_}
        for id_, found in words.items()
        for word in sorted(found) or ["-"]
    ]
    if rows:
        db.session.execute(insert(ActorWord.__table__), rows)  # type: ignore[arg-type]
