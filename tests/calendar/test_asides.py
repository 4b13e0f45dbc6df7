"""What stands beside an action: what waits for an act first, the rest folded under its titles."""

from datetime import date

import pytest

from raqnet.planning import reinforcing
from raqnet.planning.reinforcing import Wish
from tests import factories as make

DAY = date(2026, 12, 1)
FOLD = '<details class="more" id="aussi">'


@pytest.fixture
def raq(app):
    return make.worker()


def page(client, who, occurrence):
    return client.sign_in(who.user).get(f"/calendrier/dates/{occurrence.id}").text


def test_what_asks_for_nothing_is_folded_and_its_titles_say_what_it_is(client, raq):
    occurrence = make.occurrence_of(make.action(DAY, workers=[raq]))
    before, folded = page(client, raq, occurrence).split(FOLD)
    assert "Demander du renfort" in folded and "Ajouter un document" in folded
    assert "Partage · Documents · Renfort" in folded.split("</summary>")[0]
    assert 'id="renfort"' not in before


def test_colleagues_who_are_wanted_are_asked_before_the_fold(client, raq):
    occurrence = make.occurrence_of(make.action(DAY, workers=[raq]))
    reinforcing.ask([occurrence.id], Wish(1), raq.user_id)
    before, folded = page(client, make.worker(), occurrence).split(FOLD)
    assert "Rejoindre" in before and 'id="renfort"' not in folded
