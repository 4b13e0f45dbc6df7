"""Two sheets of one actor become one and two again: nothing is lost, and nothing is left over."""

import pytest

from raqnet import clock
from raqnet.actors import history, listing, merging, queries, services
from raqnet.actors.filters import Filters
from raqnet.actors.models import Actor, ActorWord
from raqnet.db import db
from tests import factories as make

COLUMNS = [column.key for column in Actor.__table__.columns]
MOVING = {"version", "updated_at"}


def loaded(actor_id):
    """A sheet read anew, merged or not."""
    db.session.flush()
    db.session.expire_all()
    query = db.select(Actor).where(Actor.id == actor_id).options(*queries.WHOLE)
    return db.session.scalar(query.execution_options(populate_existing=True))


def picture(actor_id):
    """All that is kept of a sheet: its columns, languages and words."""
    actor = loaded(actor_id)
    words = db.session.scalars(db.select(ActorWord.word).filter_by(actor_id=actor_id))
    columns = {name: getattr(actor, name) for name in COLUMNS if name not in MOVING}
    return columns, sorted(row.name for row in actor.languages), sorted(words)


@pytest.fixture
def pair(app):
    """A sheet that says little, and another of the same place that says more."""
    author = make.user()
    kept = services.create(author.id, name="CPAS de Forest", phone="02 555 01 07")
    absorbed = services.create(
        author.id,
        name="OCMW Vorst",
        phone="02 555 01 08",
        type=make.value("actor_type", "CPAS"),
        languages=[make.language("néerlandais")],
        latitude=50.81,
        longitude=4.32,
        capacity="saturated",
        capacity_note="Trois semaines",
        verified_on=clock.today(),
        verified_by_id=author.id,
    )
    return author, loaded(kept.id), loaded(absorbed.id)


def found(words):
    return [row.name for row in listing.page(Filters(words=words)).rows]


def test_blank_fields_are_filled_and_what_was_said_stays(pair):
    author, kept, absorbed = pair
    merging.merge(kept, absorbed, author.id)
    kept = loaded(kept.id)
    assert (kept.name, kept.phone) == ("CPAS de Forest", "02 555 01 07")
    assert (kept.type.name, kept.capacity, kept.latitude) == ("CPAS", "saturated", 50.81)
    assert [row.name for row in kept.languages] == ["néerlandais"]
    assert queries.changes(kept)[0].changes[0] == ["other", absorbed.id, "OCMW Vorst"]


def test_a_merged_sheet_is_found_by_the_words_of_both_and_listed_once(pair):
    author, kept, absorbed = pair
    merging.merge(kept, absorbed, author.id)
    db.session.flush()
    assert found("vorst") == found("forest") == ["CPAS de Forest"]


def test_taken_apart_both_sheets_are_exactly_as_they_were(pair):
    author, kept, absorbed = pair
    before = picture(kept.id), picture(absorbed.id)
    merging.merge(kept, absorbed, author.id)
    merging.split(loaded(kept.id), loaded(absorbed.id), author.id)
    assert (picture(kept.id), picture(absorbed.id)) == before
    assert [each.verb for each in queries.changes(loaded(kept.id))][:2] == [
        history.SPLIT,
        history.MERGED,
    ]


def test_what_was_changed_since_a_merge_stays_when_it_is_undone(pair):
    author, kept, absorbed = pair
    merging.merge(kept, absorbed, author.id)
    kept = loaded(kept.id)
    services.set_capacity(kept, author.id, "open", "")
    merging.split(loaded(kept.id), loaded(absorbed.id), author.id)
    assert loaded(kept.id).capacity == "open"
    assert loaded(absorbed.id).capacity == "saturated"


def test_a_family_that_was_absorbed_whole_leaves_whole(pair):
    author, kept, absorbed = pair
    third = loaded(services.create(author.id, name="Antenne sociale").id)
    merging.merge(absorbed, third, author.id)
    merging.merge(loaded(kept.id), loaded(absorbed.id), author.id)
    assert {loaded(each.id).family_id for each in (kept, absorbed, third)} == {kept.id}
    with pytest.raises(merging.Refused):
        merging.split(loaded(kept.id), loaded(third.id), author.id)
    merging.split(loaded(kept.id), loaded(absorbed.id), author.id)
    assert loaded(kept.id).family_id == kept.id
    assert {loaded(each.id).family_id for each in (absorbed, third)} == {absorbed.id}
    assert found("antenne") == ["OCMW Vorst"]


def test_a_sheet_is_never_merged_with_itself_or_twice(pair):
    author, kept, absorbed = pair
    with pytest.raises(merging.Refused):
        merging.merge(kept, kept, author.id)
    merging.merge(kept, absorbed, author.id)
    third = loaded(services.create(author.id, name="Autre").id)
    with pytest.raises(merging.Refused):
        merging.merge(third, loaded(absorbed.id), author.id)


@pytest.fixture
def three(pair):
    """A sheet without telephone, into which two of the same telephone were merged."""
    author = pair[0]
    kept = services.create(author.id, name="Sans téléphone")
    others = [
        services.create(author.id, name=name, phone="02 555 01 09") for name in ("Un", "Deux")
    ]
    for each in others:
        merging.merge(loaded(kept.id), loaded(each.id), author.id)
    return author, kept.id, [each.id for each in others]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_another_merged_sheet_still_says_stays_until_it_leaves_too(three, order):
    author, kept, others = three
    merging.split(loaded(kept), loaded(others[order[0]]), author.id)
    assert (loaded(kept).phone, loaded(kept).phone_key) == ("02 555 01 09", "025550109")
    merging.split(loaded(kept), loaded(others[order[1]]), author.id)
    assert loaded(kept).phone == ""


def test_what_a_person_typed_since_is_not_emptied_though_a_merged_sheet_says_the_same(three):
    author, kept, others = three
    for phone in ("", "02 555 01 09"):
        services.update(loaded(kept), author.id, phone=phone)
    for each in others:
        merging.split(loaded(kept), loaded(each), author.id)
    assert loaded(kept).phone == "02 555 01 09"
