"""Signals: told without anybody's name, seen by others, one's own until they leave the team."""

import re

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.auth import load
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.signals import queries
from raqnet.signals.filters import Filters
from raqnet.signals.models import DossierState, Echo, Signal
from tests import factories as make
from tests.conftest import open_session
from tests.queries import count_queries

NEW, ALL = "/signaux/nouveau", "/signaux"


def principal(user):
    return load(open_session(user))


def fresh(model):
    query = db.select(model).order_by(model.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def words(**more):
    return {"kind": "saturated", "text": "Trois mois d'attente", **more}


def test_what_was_seen_is_told_with_its_neighbourhood_and_its_author_saw_it_first(
    client, me, place
):
    page = client.sign_in(me).get(NEW).text
    assert re.search(rf'<option selected value="{place.id}">', page)  # as they work there
    client.post(NEW, data=words(neighbourhood_id=place.id))
    [signal], [echo] = fresh(Signal), fresh(Echo)
    assert (signal.kind, signal.author_id) == ("saturated", me.id)
    assert (echo.user_id, echo.neighbourhood_id) == (me.id, place.id)


def test_a_form_that_is_sent_twice_signals_once(client, me):
    client.sign_in(me)
    for _ in range(2):
        client.post(NEW, data=words(sending="k" * 20))
    assert len(fresh(Signal)) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(client, me):
    answer = client.sign_in(me).post(NEW, data={"text": "Une idée tapée"})
    assert answer.status_code == 422
    assert "Une idée tapée" in answer.text and "Choisir une des trois" in answer.text
    assert fresh(Signal) == []


def test_words_that_look_like_a_person_are_warned_of_and_not_refused(client, me):
    client.sign_in(me)
    client.post(NEW, data=words(text="Mme Dupont attend depuis mai", unread="1"))
    assert "nom d&#39;une personne" in client.get(ALL).text
    assert len(fresh(Signal)) == 1


def test_a_link_says_the_kind_and_the_service_and_never_a_word(client, me):
    actor = make.actor(name="Centre du Zèbre")
    page = client.sign_in(me).get(f"{NEW}?type=sature&acteur={actor.id}&text=Volé").text
    assert "Centre du Zèbre" in page and "Volé" not in page
    assert re.search(r'<input checked [^>]*value="saturated"', page)
    client.post(NEW, data=words(actor_id=actor.id))
    assert fresh(Signal)[0].actor_id == actor.id


def test_a_service_that_is_named_can_be_left_out_and_one_that_is_archived_is_not_named(client, me):
    client.sign_in(me)
    actor, gone = make.actor(), make.actor(removed_at=clock.now())
    client.post(NEW, data=words(actor_id=actor.id, without_actor="y"))
    client.post(NEW, data=words(actor_id=gone.id))
    client.post(NEW, data=words(actor_id="12; DROP"))
    assert [each.actor_id for each in fresh(Signal)] == [None, None, None]


def test_the_sheet_of_a_service_and_a_relay_that_failed_lead_to_a_signal(client, me):
    actor = make.actor(capacity="saturated")
    worker = db.session.scalar(db.select(make.Worker).filter_by(user_id=me.id))
    make.relay(worker=worker, actor=actor, state="failed", note="Madame Untel")
    client.sign_in(me)
    assert (
        f'href="/signaux/nouveau?acteur={actor.id}&amp;type=sature"'
        in client.get(f"/acteurs/{actor.id}").text
    )
    page = client.get("/journal/relais").text
    assert f'href="/signaux/nouveau?type=sature&amp;acteur={actor.id}"' in page


def test_an_intervention_leads_to_a_signal_without_its_note(client, me):
    worker = db.session.scalar(db.select(make.Worker).filter_by(user_id=me.id))
    row = make.intervention(worker=worker, note="Confidence")
    page = client.sign_in(me).get(f"/journal/interventions/{row.id}/modifier").text
    assert 'href="/signaux/nouveau?type=obstacle"' in page


def test_hosts_and_administration_see_no_signal(client):
    row = make.signal()
    for role in (Role.HOST, Role.ADMIN):
        account = make.host() if role == Role.HOST else make.user(role)
        client.sign_in(account)
        for path in (ALL, f"{ALL}/{row.id}", NEW):
            assert client.get(path).status_code == 403
    assert "Signaler" not in client.sign_in(make.host()).get(f"/acteurs/{make.actor().id}").text


# Seen too --------------------------------------------------------------------------------------


def test_one_tap_says_seen_here_too_and_another_takes_it_back(client, me, place):
    signal = make.signal()
    card = client.sign_in(me).get(ALL).text
    assert "Vu ici aussi : Quartier du Test" in card
    path = f"{ALL}/{signal.id}/vu"
    for _ in range(2):
        answer = client.post(path, data={"neighbourhood_id": place.id}, htmx=True)
    assert "Vu par moi aussi" in answer.text and "Vu 2 fois" in answer.text
    assert len(fresh(Echo)) == 2
    answer = client.post(f"{ALL}/{signal.id}/pas-vu", htmx=True)
    assert "Vu 1 fois" in answer.text and len(fresh(Echo)) == 1


def test_whoever_told_it_has_seen_it(client, me):
    signal = make.signal(me)
    client.sign_in(me).post(f"{ALL}/{signal.id}/pas-vu")
    assert len(fresh(Echo)) == 1


def test_a_neighbourhood_that_is_not_there_is_refused(client, me):
    signal = make.signal()
    client.sign_in(me).post(f"{ALL}/{signal.id}/vu", data={"neighbourhood_id": 987654})
    assert len(fresh(Echo)) == 1


def test_the_list_tells_how_many_saw_it_and_where_and_nobodys_name(client, me):
    north, south = make.neighbourhood(name="Nord"), make.neighbourhood(name="Sud")
    first = make.user(Role.RAQ, name="Personne Secrète")
    signal = make.signal(first, north)
    for place in (north, south):
        make.echo(signal, place=place)
    page = client.sign_in(me).get(ALL).text
    assert "Vu 3 fois" in page and "Nord" in page and "× 2" in page
    assert "Personne Secrète" not in page
    assert "Personne Secrète" in client.get(f"{ALL}/{signal.id}").text  # for the team alone


def test_filters_and_pages_lose_no_signal(client, me, place):
    other = make.neighbourhood()
    for n in range(45):
        kind = "idea" if n % 3 else "barrier"
        make.signal(place=place if n % 2 else other, kind=kind)
    user = principal(me)
    for filters, expected in (
        (Filters(), 45), (Filters(kind="idee"), 30), (Filters(neighbourhood=place.id), 22),
        (Filters(state="nouveau"), 45), (Filters(state="envoye"), 0),
    ):  # fmt: skip
        ids, after = [], None
        while True:
            page = queries.page(user, filters, after)
            ids += [each.id for each in page.rows]
            after = page.after
            if after is None:
                break
        assert len(ids) == len(set(ids)) == expected
        assert ids == sorted(ids, reverse=True)


def test_an_address_with_nonsense_shows_everything(client, me):
    make.signal()
    page = client.sign_in(me).get(f"{ALL}?type=xx&etat=%00&quartier=9e9&suite=-1")
    assert page.status_code == 200 and "Vu 1 fois" in page.text


def test_the_list_asks_as_many_queries_for_many_as_for_few(client, me):
    client.sign_in(me)
    counts = []
    for more in (1, 15):
        for _ in range(more):
            make.echo(make.signal(actor=make.actor()))
        db.session.commit()
        with count_queries() as asked:
            client.get(ALL)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


# One's own -------------------------------------------------------------------------------------


def test_only_its_author_changes_or_withdraws_it(client, me, coordination):
    signal = make.signal(me)
    for account in (coordination, make.worker().user):
        client.sign_in(account)
        for act in ("modifier", "retirer", "remettre"):
            answer = client.post(f"{ALL}/{signal.id}/{act}", data=words(version=1))
            assert answer.status_code == 403
    assert fresh(Signal)[0].withdrawn_at is None


def test_a_withdrawn_signal_is_gone_for_others_and_comes_back_whole(client, me):
    signal = make.signal(me)
    make.echo(signal)
    client.sign_in(me).post(f"{ALL}/{signal.id}/retirer")
    assert "Vu 2 fois" not in client.get(ALL).text
    assert client.get(f"{ALL}/{signal.id}").status_code == 200
    client.sign_in(make.worker().user)
    assert client.get(f"{ALL}/{signal.id}").status_code == 404
    client.sign_in(me).post(f"{ALL}/{signal.id}/remettre")
    assert "Vu 2 fois" in client.get(ALL).text


def test_two_devices_of_one_author_meet(client, me):
    signal = make.signal(me, text="Au début")
    client.sign_in(me)
    path, old = f"{ALL}/{signal.id}/modifier", signal.version
    client.post(path, data=words(text="Du téléphone", version=old))
    answer = client.post(path, data=words(text="De l'ordinateur", version=old))
    assert answer.status_code == 409
    assert "Du téléphone" in answer.text and "De l&#39;ordinateur" in answer.text
    assert fresh(Signal)[0].text == "Du téléphone"


@pytest.mark.parametrize("state", [DossierState.SENT, DossierState.ANSWERED, DossierState.CLOSED])
def test_what_has_left_the_team_stays_as_it_was_sent(client, me, state):
    signal = make.signal(me, text="Comme envoyé")
    make.dossier(signal, state=state, sent_on=clock.today())
    client.sign_in(me)
    client.post(f"{ALL}/{signal.id}/modifier", data=words(version=signal.version))
    client.post(f"{ALL}/{signal.id}/retirer")
    [row] = fresh(Signal)
    assert row.text == "Comme envoyé" and row.withdrawn_at is None


def test_in_a_file_that_is_open_it_may_still_change(client, me):
    signal = make.signal(me)
    make.dossier(signal)
    db.session.commit()
    version = fresh(Signal)[0].version
    client.sign_in(me).post(f"{ALL}/{signal.id}/modifier", data=words(version=version))
    assert fresh(Signal)[0].text == "Trois mois d'attente"


def test_what_is_being_typed_is_kept_and_goes_once_it_is_told(client, me):
    client.sign_in(me)
    db.session.add(Draft(user_id=me.id, key=NEW, body="text=Brouillon"))
    assert "Reprendre" in client.get(NEW).text
    assert "Brouillon" in client.get(f"{NEW}?brouillon=1").text
    client.post(NEW, data=words())
    assert fresh(Draft) == []


def test_without_a_neighbourhood_one_sees_it_all_the_same(client, coordination):
    signal = make.signal()
    client.sign_in(coordination).post(f"{ALL}/{signal.id}/vu", data={"neighbourhood_id": ""})
    assert [each.neighbourhood_id for each in fresh(Echo)] == [None, None]
