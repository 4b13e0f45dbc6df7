"""What became of a file comes back to the cards, and to those who signalled."""

from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.db import db
from raqnet.signals import words
from raqnet.signals.models import Dossier, DossierState, Echo, Signal
from tests import factories as make

ALL, NEWS = "/signaux/dossiers", "Réponses à ce que j'ai signalé"


@pytest.fixture
def sent(me, place):
    """A file that left 34 days ago with what `me` signalled; its answer is late."""
    return make.dossier(
        make.signal(me, place), state=DossierState.SENT, authority="Une commune", title="Délais",
        sent_on=clock.today() - timedelta(days=34),
        expected_on=clock.today() - timedelta(days=3),
    )  # fmt: skip


def test_a_card_says_how_long_its_file_has_been_waiting(client, me, sent):
    page = client.sign_in(me).get("/signaux").text
    assert "nvoyé il y a 34 jours" in page and "en retard de 3 jours" in page


def test_after_an_answer_it_says_how_long_that_took(client, coordination, me, sent):
    answered = (clock.today() - timedelta(days=4)).isoformat()
    data = {"version": sent.version, "text": "Oui", "answered_on": answered}
    client.sign_in(coordination).post(f"{ALL}/{sent.id}/reponse", data=data)
    assert "réponse reçue après 30 jours" in client.get(ALL).text
    for path in ("/signaux", f"/signaux/{signal_of(sent).id}"):
        page = client.sign_in(me).get(path).text
        assert "éponse reçue après 30 jours" in page and "en retard" not in page


def test_an_answer_on_the_day_itself_is_told_so(app):
    today = clock.today()
    file = Dossier(state=DossierState.ANSWERED, sent_on=today, answered_on=today)
    assert words.delay(file) == "réponse reçue le jour même"


def test_a_file_closed_without_an_answer_is_news_until_it_was_read(client, coordination, me, sent):
    client.sign_in(coordination).post(f"{ALL}/{sent.id}/clore")
    signal = signal_of(sent)
    for path in ("/", "/signaux"):
        page = client.sign_in(me).get(path).text
        assert NEWS in page and "Délais" in page and "sans réponse" in page, path
    client.post(f"/signaux/{signal.id}/lu")
    assert NEWS not in client.get("/").text


def test_closing_that_is_taken_back_is_no_news_any_more(client, coordination, me, sent):
    client.sign_in(coordination).post(f"{ALL}/{sent.id}/clore")
    db.session.expire_all()
    client.post(f"{ALL}/{sent.id}/annuler?v={db.session.get_one(Dossier, sent.id).version}")
    assert NEWS not in client.sign_in(me).get("/").text


def test_a_file_that_never_left_is_no_news(client, coordination, me):
    file = make.dossier(make.signal(me))
    client.sign_in(coordination).post(f"{ALL}/{file.id}/clore")
    assert NEWS not in client.sign_in(me).get("/").text


def test_who_sees_it_too_after_it_was_closed_has_read_it_beside_the_button(
    client, coordination, sent
):
    signal, late = signal_of(sent), make.worker().user
    client.sign_in(coordination).post(f"{ALL}/{sent.id}/clore")
    client.sign_in(late).post(f"/signaux/{signal.id}/vu", data={"neighbourhood_id": ""})
    assert db.session.scalars(db.select(Echo).filter_by(user_id=late.id)).one().seen_at is not None


def signal_of(file):
    return db.session.scalars(db.select(Signal).filter_by(dossier_id=file.id)).one()
