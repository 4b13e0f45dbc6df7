"""The letter to an authority: it says what was counted, and nothing that may not leave."""

from datetime import UTC, date, datetime

import pytest

from raqnet import clock
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.signals.models import Dossier
from tests import factories as make

ALL, PLACE = "/signaux/dossiers", "/recherche/figures/"
AUTUMN = "du=2021-09-01&au=2021-12-20"


@pytest.fixture
def carrier(client, coordination):
    """The coordination's browser, in January 2022."""
    clock.clock.freeze(datetime(2022, 1, 12, 15, 0, tzinfo=UTC))
    return client.sign_in(coordination)


def pages(carrier, *addresses, **more):
    """The letter and the page of a file that cites these figures."""
    file = make.dossier(make.signal(), figures=[f"{PLACE}{each}" for each in addresses], **more)
    path = f"{ALL}/{file.id}"
    return carrier.get(f"{path}/lettre").text, carrier.get(path).text


def test_a_cited_figure_says_the_days_that_were_counted(carrier):
    make.intervention(happened_on=date(2021, 10, 5), contacts=9)
    for page in pages(carrier, f"interventions-thematiques?{AUTUMN}"):
        assert "du 1er septembre au 31 décembre 2021" in page
        assert "20 décembre" not in page and "20/12/2021" not in page


def test_a_cited_figure_says_its_filters(carrier):
    place = make.commune(name="Jette")
    make.action(date(2021, 10, 5), commune=place)
    for page in pages(carrier, f"actions-par-commune?{AUTUMN}&commune={place.id}"):
        assert "1 action collective dans 1 commune" in page
        assert "Commune : Jette" in page and "du 1er septembre au 20 décembre 2021" in page


def test_a_cited_figure_says_which_filters_it_could_not_take(carrier):
    place = make.commune(name="Jette")
    for page in pages(carrier, f"relais-etats?{AUTUMN}&commune={place.id}"):
        assert "ne s'applique pas ici : Commune : Jette" in page.replace("&#39;", "'")


@pytest.mark.parametrize(
    "name", ["intervisions", "evaluations-tendances", "partage-80-20", "tableau-croise"]
)
def test_a_figure_that_hosts_may_not_read_stays_out_of_the_letter(carrier, name):
    make.action(date(2021, 10, 5), commune=make.commune())
    letter, page = pages(carrier, f"{name}?{AUTUMN}")
    assert "Ce que disent les chiffres" not in letter
    assert "n'existe que pour l'équipe" in page.replace("&#39;", "'")


# Once it was sent ------------------------------------------------------------------------------


def sent(carrier):
    """A file that was sent on that day, its path, and the signal that it carries."""
    place = make.commune(name="Jette")
    make.action(date(2021, 10, 5), commune=place)
    signal = make.signal(text="La file dès six heures", actor=make.actor(name="CAB"))
    file = make.dossier(signal, figures=[f"{PLACE}actions-par-commune?{AUTUMN}"])
    db.session.commit()
    path = f"{ALL}/{file.id}"
    data = {"version": file.version, "authority": "La Région", "sent_on": "2022-01-10"}
    assert carrier.post(f"{path}/envoyer", data=data).status_code == 303
    return path, signal, place


def test_the_letter_of_a_file_that_was_sent_stays_as_it_was_sent(carrier):
    path, signal, place = sent(carrier)
    before = carrier.get(f"{path}/lettre").text
    make.action(date(2021, 10, 6), commune=place)
    make.echo(signal)
    db.session.get_one(Actor, signal.actor_id).name = "Un autre nom"
    db.session.commit()
    after = carrier.get(f"{path}/lettre").text
    for told in ("1 action collective dans 1 commune", "Vu 1 fois", "CAB", "six heures"):
        assert told in before and told in after
    assert "Un autre nom" not in after


def test_a_sending_that_is_put_right_is_the_same_letter_to_another_authority(carrier):
    path, _signal, place = sent(carrier)
    make.action(date(2021, 10, 6), commune=place)
    version = db.session.get_one(Dossier, int(path.rpartition("/")[2])).version
    data = {"version": version, "authority": "La Commune", "sent_on": "2022-01-11"}
    carrier.post(f"{path}/envoyer", data=data)
    page = carrier.get(f"{path}/lettre").text
    assert "La Commune" in page and "1 action collective dans 1 commune" in page


def test_a_sending_that_is_taken_back_lets_the_letter_change_again(carrier):
    path, signal, _place = sent(carrier)
    version = db.session.get_one(Dossier, int(path.rpartition("/")[2])).version
    carrier.post(f"{path}/annuler?v={version}")
    make.echo(signal)
    assert "Vu 2 fois" in carrier.get(f"{path}/lettre").text
