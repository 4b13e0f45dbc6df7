"""The shared sheets: what is kept of them, who may change it, what is told of a change."""

import pytest

from raqnet.actors import history, listing, merging, queries, services
from raqnet.actors.filters import Filters
from raqnet.actors.models import Actor, ActorWord
from raqnet.db import db
from raqnet.lists import services as lists
from tests import factories as make
from tests.queries import count_queries


def words_of(actor):
    return set(db.session.scalars(db.select(ActorWord.word).filter_by(actor_id=actor.id)))


def test_a_new_sheet_is_found_by_every_word_of_it(app):
    author = make.user()
    made = services.create(
        author.id,
        name="L'Épicerie d'à côté",
        phone="+32 2 555 01 07",
        address="Rue du Noyer n° 12, 1030 Schaerbeek",
        type=make.value("actor_type", "épicerie sociale"),
        languages=[make.language("néerlandais")],
    )
    assert {"epicerie", "cote", "noyer", "sociale", "neerlandais", "025550107"} <= words_of(made)
    assert (made.family_id, made.version) == (made.id, 1)
    assert (made.sort_name, made.address_key) == ("epicerie a cote", "12 du noyer rue")


def test_a_change_is_told_field_by_field_and_the_words_follow(app):
    author = make.user()
    made = services.create(author.id, name="Ancien", specifics="Sur rendez-vous")
    kept = make.commune(name="Forest")
    assert services.update(made, author.id, name="Nouveau", commune=kept)
    assert not services.update(made, author.id, name="Nouveau", commune=kept)
    db.session.flush()
    newest = queries.changes(made)[0]
    assert newest.changes == [["name", "Ancien", "Nouveau"], ["commune", "", "Forest"]]
    assert words_of(made) == {"nouveau", "sur", "rendez", "vous", "forest"}


def test_a_name_without_a_letter_is_still_a_sheet(app):
    made = services.create(make.user().id, name="!!!")
    assert db.session.get(Actor, made.id).sort_name == "!!!"


def test_a_change_far_into_a_long_text_is_kept_told_and_found(app):
    author = make.user()
    long = "mot " * 100
    made = services.create(author.id, name="Long", specifics=long)
    assert services.update(made, author.id, specifics=f"{long}vestiaire")
    db.session.flush()
    ((field, before, after),) = queries.changes(made)[0].changes
    assert (field, len(before), len(after)) == ("specifics", history.MOST, history.MOST)
    assert "vestiaire" in words_of(made)


@pytest.fixture
def merged_type(app):
    """An actor of a type that was merged: actor, its type, the kept one."""
    author = make.user()
    old, kept = make.value("actor_type", "dispensaire"), make.value("actor_type", "maison médicale")
    made = services.create(author.id, name="Bara", type=old)
    lists.merge(author.id, old, kept)
    db.session.commit()
    return made, old, kept


def listed(words=None):
    return [(row.name, row.type) for row in listing.page(Filters(words=words)).rows]


def test_a_merged_type_is_shown_and_found_under_the_kept_one_and_found_under_its_own(merged_type):
    assert listed() == listed("medicale") == listed("dispensaire") == [("Bara", "maison médicale")]


def test_a_sheet_shows_its_merged_type_under_the_name_of_the_kept_one(client, merged_type):
    page = client.sign_in(make.user()).get(f"/acteurs/{merged_type[0].id}").text
    assert "maison médicale</span>" in page


def test_a_kept_type_that_is_renamed_or_left_again_is_followed(merged_type):
    made, old, kept = merged_type
    lists.rename(made.author_id, kept, "polyclinique")
    db.session.flush()
    assert listed("polyclinique") == [("Bara", "polyclinique")]
    lists.restore(made.author_id, old)
    db.session.flush()
    assert (listed("polyclinique"), listed()) == ([], [("Bara", "dispensaire")])


def test_a_sheet_that_absorbed_another_follows_the_names_that_came_with_it(app):
    author, kind = make.user(), make.value("actor_type", "dispensaire")
    made = services.create(author.id, name="Bara", type=make.value("actor_type", "CPAS"))
    double = services.create(author.id, name="Bara bis", type=kind)
    db.session.commit()
    whole = db.select(Actor).options(*queries.WHOLE).order_by(Actor.id)
    merging.merge(*db.session.scalars(whole.where(Actor.id.in_((made.id, double.id)))), author.id)
    db.session.commit()
    lists.rename(author.id, kind, "polyclinique")
    db.session.flush()
    assert listed("polyclinique") == [("Bara", "CPAS")]
    assert listed("dispensaire") == []


def test_many_sheets_are_made_with_few_questions(app):
    author, kind = make.user(), make.value("actor_type", "dispensaire")
    tongue = make.language("lingala")
    sheets = [{"name": f"Lieu {n}", "type": kind, "languages": [tongue]} for n in range(60)]
    with count_queries() as sent:
        made = services.create_all(author.id, sheets)
    assert len([query for query in sent if not query.startswith("INSERT INTO actors ")]) < 10
    assert [len(listed(words)) for words in ("lieu", "lingala", "59")] == [25, 25, 1]
    assert {(each.family_id, each.version) for each in made} == {(each.id, 1) for each in made}
    assert [each.verb for each in queries.changes(made[7])] == [history.CREATED]
    assert services.create_all(author.id, []) == []


def test_the_words_of_all_sheets_are_made_anew_by_a_command(app, merged_type):
    author = make.user()
    services.create(author.id, name="Coin", website="https://www.coin.example/")
    db.session.execute(db.delete(ActorWord))
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["actors", "reindex"])
    assert result.exit_code == 0 and ": 2" in result.output
    assert [name for name, _type in listed("coin.example")] == ["Coin"]
    assert len(listed("medicale")) == len(listed("dispensaire")) == 1


@pytest.mark.parametrize(
    "words",
    ["02 555 01 07", "02/555.01.07", "02/ 555 01 07", "+32 2 555 01 07", "02 555", "025550107",
     "coin.example", "https://www.coin.example", "coin"],
)  # fmt: skip
def test_a_sheet_is_found_by_its_telephone_and_website_as_they_are_printed(app, words):
    author = make.user()
    services.create(
        author.id, name="Bara", phone="02 555 01 07", website="https://www.coin.example/"
    )
    services.create(author.id, name="Autre", phone="02 444 01 07", address="Rue du Lac 12, 1030")
    assert [row.name for row in listing.page(Filters(words=words)).rows] == ["Bara"]


def test_numbers_that_are_no_telephone_are_words(app):
    services.create(make.user().id, name="Autre", address="Rue du Lac 12, 1030 Schaerbeek")
    assert len(listed("1030")) == len(listed("12 1030")) == 1
