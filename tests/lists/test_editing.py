"""The lists of values: edited by the coordination alone, nothing lost, no figure changed."""

import pytest

from raqnet.access import Role
from raqnet.db import db
from raqnet.lists import queries, seeds, services
from raqnet.lists.catalogue import LISTS, OTHER, UNKNOWN
from raqnet.lists.models import ListChange, ListValue, Special
from tests import factories as make

THEMES = "/listes/thematiques"


@pytest.fixture
def coordination(app, client):
    seeds.seed_lists()
    return client.sign_in(make.user(Role.COORDINATION, name="Coordination"))


def offered(list_name="theme"):
    return [value.name for value in queries.offered(list_name)[list_name]]


def theme(name):
    return db.session.scalar(db.select(ListValue).filter_by(list_name="theme", name=name))


def post(client, value, act, **fields):
    answer = client.post(f"{THEMES}/{theme(value).id}/{act}", data=fields)
    assert answer.status_code == 303, answer.text
    return answer


def test_every_list_ends_with_other_and_not_told(app):
    seeds.seed_lists()
    for name in LISTS:
        assert offered(name)[-2:] == [OTHER, UNKNOWN]


def test_lists_are_filled_once_and_what_was_taken_out_does_not_come_back(coordination):
    post(coordination, "impôts", "retirer")
    assert seeds.seed_lists() == 0
    assert "impôts" not in offered()


def test_a_new_value_comes_before_the_two_that_end_the_list(coordination):
    assert coordination.post(THEMES, data={"name": "Justice de paix"}).status_code == 303
    assert offered()[-3:] == ["Justice de paix", OTHER, UNKNOWN]


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x00b", "COVID", "autre"])
def test_a_name_that_cannot_be_is_told_at_its_field_and_kept(coordination, name):
    before = offered()
    answer = coordination.post(THEMES, data={"name": name})
    assert answer.status_code == 422
    assert 'id="nouvelle-valeur-error"' in answer.text
    assert offered() == before


def test_a_renamed_value_keeps_its_id_and_its_old_name_in_the_history(coordination):
    before = theme("dettes").id
    post(coordination, "dettes", "renommer", name="surendettement")
    assert theme("surendettement").id == before
    text = coordination.get(THEMES).text
    assert "« dettes » s'appelle « surendettement »" in text and "Coordination" in text


def test_a_value_moves_one_place_and_the_two_last_stay_last(coordination):
    post(coordination, "santé physique", "deplacer", vers="haut")
    assert offered()[:2] == ["santé physique", "Covid"]
    post(coordination, "mobilité", "deplacer", vers="bas")
    post(coordination, OTHER, "deplacer", vers="haut")
    assert offered()[-3:] == ["mobilité", OTHER, UNKNOWN]


def test_a_retired_value_is_offered_no_longer_but_stays_where_it_was_noted(coordination):
    kept = make.intervention(themes=[theme("impôts")])
    post(coordination, "impôts", "retirer")
    assert "impôts" not in offered()
    marks = db.session.execute(db.text("SELECT intervention_id, value_id FROM intervention_marks"))
    assert (kept.id, theme("impôts").id) in [tuple(row) for row in marks]
    post(coordination, "impôts", "retablir")
    assert "impôts" in offered()


def test_a_merge_rewrites_nothing_and_is_undone(coordination):
    kept = make.intervention(themes=[theme("énergie")])
    post(coordination, "énergie", "fusionner", into=theme("logement").id)
    assert theme("énergie").merged_into_id == theme("logement").id
    marks = db.session.execute(db.text("SELECT intervention_id, value_id FROM intervention_marks"))
    assert (kept.id, theme("énergie").id) in [tuple(row) for row in marks]
    assert "Comptée avec « logement »" in coordination.get(THEMES).text
    post(coordination, "énergie", "retablir")
    assert theme("énergie").merged_into_id is None
    assert "énergie" in offered()


def test_what_was_merged_into_a_value_follows_it_when_it_is_merged(coordination):
    post(coordination, "énergie", "fusionner", into=theme("logement").id)
    post(coordination, "logement", "fusionner", into=theme("CPAS / revenu").id)
    assert theme("énergie").merged_into_id == theme("CPAS / revenu").id


@pytest.mark.parametrize("into", ["", "999999", "x", "self", "other list", "retired"])
def test_a_value_is_merged_only_into_another_of_its_list_that_is_in_use(coordination, into):
    services.retire(make.user().id, theme("justice"))
    ids = {
        "self": theme("énergie").id,
        "other list": make.value("place").id,
        "retired": theme("justice").id,
    }
    answer = coordination.post(
        f"{THEMES}/{theme('énergie').id}/fusionner", data={"into": ids.get(into, into)}
    )
    assert answer.status_code == 422
    assert theme("énergie").merged_into_id is None


@pytest.mark.parametrize("name", [OTHER, UNKNOWN])
@pytest.mark.parametrize("act", ["retirer", "fusionner"])
def test_other_and_not_told_can_neither_go_nor_become_something_else(coordination, name, act):
    post(coordination, name, act, into=theme("logement").id)
    assert (theme(name).retired_at, theme(name).merged_into_id) == (None, None)
    assert theme(name).special != Special.NONE


def test_a_value_of_another_list_is_not_found_under_this_one(coordination):
    place = make.value("place")
    assert coordination.post(f"{THEMES}/{place.id}/retirer").status_code == 404
    assert coordination.get("/listes/nulle-part").status_code == 404


def test_each_act_leaves_a_line_of_who_did_it(coordination):
    post(coordination, "impôts", "retirer")
    post(coordination, "impôts", "retirer")
    verbs = db.session.scalars(db.select(ListChange.verb)).all()
    assert verbs == ["retire"]


def test_what_followed_a_value_into_a_merge_leaves_with_it(coordination):
    post(coordination, "énergie", "fusionner", into=theme("logement").id)
    post(coordination, "justice", "fusionner", into=theme("CPAS / revenu").id)
    post(coordination, "logement", "fusionner", into=theme("CPAS / revenu").id)
    post(coordination, "logement", "retablir")
    assert theme("logement").merged_into_id is None
    assert theme("énergie").merged_into_id == theme("logement").id
    assert theme("justice").merged_into_id == theme("CPAS / revenu").id


def test_what_was_merged_elsewhere_since_does_not_come_back(coordination):
    post(coordination, "énergie", "fusionner", into=theme("logement").id)
    post(coordination, "logement", "fusionner", into=theme("CPAS / revenu").id)
    post(coordination, "énergie", "retablir")
    post(coordination, "énergie", "fusionner", into=theme("CPAS / revenu").id)
    post(coordination, "logement", "retablir")
    assert theme("énergie").merged_into_id == theme("CPAS / revenu").id


def test_each_step_of_a_chain_of_merges_is_taken_back_in_turn(coordination):
    post(coordination, "énergie", "fusionner", into=theme("logement").id)
    post(coordination, "logement", "fusionner", into=theme("justice").id)
    post(coordination, "justice", "fusionner", into=theme("CPAS / revenu").id)
    post(coordination, "justice", "retablir")
    assert (
        theme("logement").merged_into_id == theme("énergie").merged_into_id == theme("justice").id
    )
    post(coordination, "logement", "retablir")
    assert theme("énergie").merged_into_id == theme("logement").id
    assert theme("justice").merged_into_id is None
