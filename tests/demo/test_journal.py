"""The demo's journal has the shares and the orders that the report names."""

from collections import Counter
from datetime import date

import pytest

from raqnet.db import db
from raqnet.demo import journal
from raqnet.demo.load import load
from raqnet.demo.people import assignments, neighbourhoods
from raqnet.journal.models import HostWork, Intervention, Relay
from raqnet.lists.catalogue import LISTS

TODAY = date(2026, 11, 22)


def shares(names):
    counts = Counter(names)
    return {name: round(100 * count / counts.total()) for name, count in counts.items()}


def order(names):
    return [name for name, _count in Counter(names).most_common()]


def test_about_130_actors_the_five_most_frequent_types_in_the_reports_order():
    types = [actor.type for actor in journal.actors()]
    assert len(types) == 130
    assert order(types)[:5] == [
        "maison médicale", "culture", "commune", "service social généraliste", "pharmacie",
    ]  # fmt: skip


def test_four_in_five_actors_lie_within_their_workers_zone():
    zone = {place.name: place.zone for place in neighbourhoods()}
    own = {}
    for each in assignments():
        own.setdefault(each.worker, set()).add(zone[each.neighbourhood])
    inside = [zone[actor.neighbourhood] in own[actor.worker] for actor in journal.actors()]
    assert (sum(inside), len(inside)) == (104, 130)


def test_workers_made_nine_first_contacts_in_ten():
    assert shares(actor.initiated_by for actor in journal.actors())["raq"] == 90


def test_first_contacts_led_where_the_report_says():
    found = Counter(actor.outcome for actor in journal.actors())
    meeting = found["simple rencontre"] + found["échange d'information"]
    nothing = found["pas de réponse"] + found["refus"]
    together = (
        found["activité collective"] + found["sensibilisation"] + found["action communautaire"]
    )
    assert [round(100 * each / 130) for each in (meeting, nothing, together)] == [50, 20, 15]
    assert all(
        (actor.refusal is not None) == (actor.outcome == "refus") for actor in journal.actors()
    )


def test_actors_became_known_by_internet_walking_and_the_hosts_network():
    known = [actor.known_through for actor in journal.actors()]
    assert order(known)[:3] == ["internet", "promenade dans le quartier", "réseau du PH"]


@pytest.fixture(scope="module")
def season():
    return [each for each in journal.interventions(TODAY) if each.on.year == 2021]


def test_the_season_follows_the_orders_of_the_report(season):
    initiators = shares(each.initiator for each in season)
    assert initiators["RAQ (aller-vers)"] > 50
    assert order(each.initiator for each in season)[1] == "une tierce personne"
    assert order(each.place for each in season)[0] == "bureau chez le PH"
    themes = order(theme for each in season for theme in each.themes)
    assert themes[:5] == ["Covid", "santé physique", "psychosocial", "logement", "santé mentale"]
    deeds = order(deed for each in season for deed in each.deeds)
    assert deeds[:4] == [
        "informer", "action directe", "écoute et soutien", "réorientation vers un service",
    ]  # fmt: skip
    forms = order(each.non_recours for each in season if each.non_recours)
    assert forms[:2] == ["non-connaissance", "non-demande"]


def test_every_word_of_the_demo_is_a_value_of_its_list():
    for name, weights in (
        ("actor_type", journal.TYPES), ("known_through", journal.KNOWN_THROUGH),
        ("outcome", journal.OUTCOMES), ("refusal", journal.REFUSALS), ("place", journal.PLACES),
        ("initiator", journal.INITIATORS), ("theme", journal.THEMES), ("deed", journal.DEEDS),
        ("non_recours", journal.NON_RECOURS), ("barrier", journal.BARRIERS),
        ("host_work", journal.HOST_WORK),
    ):  # fmt: skip
        assert {each for each, _count in weights} <= set(LISTS[name].values)


def test_no_two_actors_have_one_name():
    names = [actor.name for actor in journal.actors()]
    assert len(set(names)) == len(names)


def test_the_demo_has_a_lively_journal(app):
    load(TODAY)
    db.session.commit()
    counts = [db.session.query(model).count() for model in (Intervention, HostWork, Relay)]
    assert counts[0] > 500 and counts[1] > 100 and counts[2] >= 9
    newest = db.session.scalar(db.select(db.func.max(Intervention.happened_on)))
    assert (TODAY - newest).days < 5
