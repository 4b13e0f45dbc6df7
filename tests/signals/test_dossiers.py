"""Files: put together, sent, answered; the answer comes back to everybody who signalled."""

import re
from datetime import date, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.signals import figures, words
from raqnet.signals.models import Dossier, DossierState, DossierStep, Echo, Signal
from tests import factories as make

ALL, FIGURE = "/signaux/dossiers", "/recherche/figures/actions-par-commune"


def only(model=Dossier):
    query = db.select(model).order_by(model.id.desc()).limit(1)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def day(offset=0):
    return (clock.today() + timedelta(days=offset)).isoformat()


def sending(**more):
    return {"version": only().version, "authority": "Une commune", "sent_on": day(-2), **more}


def answering(**more):
    return {"version": only().version, "text": "Deux places de plus", "answered_on": day(), **more}


@pytest.fixture
def carrier(client, coordination):
    """The coordination's browser."""
    return client.sign_in(coordination)


@pytest.fixture
def sent(me, place):
    """A file that was sent with two signals; `me` has told the first one."""
    return make.dossier(
        make.signal(me, place), make.signal(), state=DossierState.SENT, authority="Une commune",
        sent_on=clock.today() - timedelta(days=34),
        expected_on=clock.today() - timedelta(days=3), title="Délais",
    )  # fmt: skip


def test_a_file_is_begun_filled_and_emptied(carrier, place):
    signals = [make.signal(place=place) for _ in range(3)]
    carrier.post(f"{ALL}/nouveau", data={"title": "Délais", "summary": "Trop longs"})
    path = f"{ALL}/{only().id}"
    carrier.post(f"{path}/choisir", data={"signal": [each.id for each in signals[:2]]})
    page = carrier.get(path).text
    assert signals[0].text in page and signals[2].text not in page
    carrier.post(f"{path}/enlever", data={"signal": signals[0].id})
    assert signals[0].text not in carrier.get(path).text


def test_a_signal_is_in_one_file_whoever_is_faster(carrier):
    signal = make.signal()
    first, second = make.dossier(signal), make.dossier()
    carrier.post(f"{ALL}/{second.id}/choisir", data={"signal": signal.id})
    assert only(Signal).dossier_id == first.id


def test_choosing_a_signal_leaves_its_author_to_go_on_writing(carrier, client, me):
    signal, file = make.signal(me), make.dossier()
    db.session.commit()
    version = signal.version
    carrier.post(f"{ALL}/{file.id}/choisir", data={"signal": signal.id})
    data = {"kind": "idea", "text": "Mieux dit", "version": version}
    answer = client.sign_in(me).post(f"/signaux/{signal.id}/modifier", data=data)
    assert answer.status_code == 303 and only(Signal).text == "Mieux dit"


def test_only_the_coordination_carries(client, me):
    file = make.dossier(make.signal())
    for account in (me, make.user(Role.RESEARCH), make.host()):
        client.sign_in(account)
        for path in (ALL, f"{ALL}/{file.id}", f"{ALL}/{file.id}/lettre"):
            assert client.get(path).status_code == 403
        assert client.post(f"{ALL}/{file.id}/clore").status_code == 403


def test_two_coordinators_at_once_meet(carrier):
    file = make.dossier(title="Au début")
    db.session.commit()
    old = file.version
    path = f"{ALL}/{file.id}/modifier"
    carrier.post(path, data={"title": "De l'une", "version": old})
    answer = carrier.post(path, data={"title": "De l'autre", "version": old})
    assert answer.status_code == 409
    assert "De l&#39;une" in answer.text and "De l&#39;autre" in answer.text
    assert only().title == "De l'une"
    again = re.search(r'name="version" type="hidden" value="(\d+)"', answer.text)
    carrier.post(path, data={"title": "Des deux", "version": again[1]})
    assert only().title == "Des deux"


def test_two_who_send_at_once_meet(carrier):
    file = make.dossier(make.signal())
    db.session.commit()
    old = sending()
    carrier.post(f"{ALL}/{file.id}/envoyer", data=old)
    answer = carrier.post(f"{ALL}/{file.id}/envoyer", data={**old, "authority": "Une autre"})
    assert answer.status_code == 409 and only().authority == "Une commune"


# Figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.test/recherche/figures/actions-par-commune",
        "//ailleurs.test/recherche/figures/actions-par-commune",
        "/recherche/figures/inconnu",
        "/recherche/figures/actions-par-commune/../../../compte",
        "/compte",
        "javascript:alert(1)",
        "/recherche/figures/actions-par-commune?du=hier",
        "/\\ailleurs.test/recherche/figures/actions-par-commune",
        "\x00",
        "//[",
    ],
)
def test_only_addresses_of_our_own_figures_are_kept(carrier, address):
    file = make.dossier()
    answer = carrier.post(f"{ALL}/{file.id}/chiffres", data={"address": address})
    assert answer.status_code == 422 and only().figures == []


def test_an_address_is_written_anew_so_that_nothing_else_goes_through(app):
    told = figures.own(f"{FIGURE}?du=2021-09-01&au=2021-12-20&commune=3&x=%22%3E%3Cscript%3E")
    assert told == f"{FIGURE}?du=2021-09-01&au=2021-12-20&commune=3"
    whole = f"{app.config['PUBLIC_URL']}{FIGURE}?du=2021-09-01&au=2021-12-20"
    assert figures.own(whole) == f"{FIGURE}?du=2021-09-01&au=2021-12-20"


def test_a_figure_is_chosen_by_name_and_days_and_taken_out(carrier):
    file = make.dossier()
    data = {"figure": "actions-par-commune", "starts_on": "2021-09-01", "ends_on": "2021-12-20"}
    carrier.post(f"{ALL}/{file.id}/chiffres", data=data)
    [kept] = only().figures
    assert kept == f"{FIGURE}?du=2021-09-01&au=2021-12-20"
    assert f'href="{kept.replace("&", "&amp;")}"' in carrier.get(f"{ALL}/{file.id}").text
    carrier.post(f"{ALL}/{file.id}/enlever", data={"figure": kept})
    assert only().figures == []


# The letter ------------------------------------------------------------------------------------


def test_the_letter_tells_texts_places_and_figures_and_nobodys_name(carrier):
    north = make.neighbourhood(name="Nord")
    author = make.user(Role.RAQ, name="Personne Secrète")
    signal = make.signal(author, north, text="La file dès six heures", actor=make.actor(name="CAB"))
    make.echo(signal, place=north)
    make.echo(signal)
    make.action(date(2021, 10, 5), commune=make.commune())
    withdrawn = make.signal(text="Repris", withdrawn_at=clock.now())
    file = make.dossier(
        signal, withdrawn, summary="Nous demandons une place de plus", authority="La Région",
        figures=[f"{FIGURE}?du=2021-09-01&au=2021-12-20"],
    )  # fmt: skip
    page = carrier.get(f"{ALL}/{file.id}/lettre").text
    for words_ in ("La file dès six heures", "CAB", "La Région", "une place de plus", "Vu 3 fois"):
        assert words_ in page
    assert "1 action collective dans 1 commune" in page
    assert "Nord" in page and "Personne Secrète" not in page and "Repris" not in page


# Its way ---------------------------------------------------------------------------------------


def test_an_empty_file_is_not_sent(carrier):
    file = make.dossier(make.signal(withdrawn_at=clock.now()))
    answer = carrier.post(f"{ALL}/{file.id}/envoyer", data=sending())
    assert answer.status_code == 422 and only().state == DossierState.OPEN


@pytest.mark.parametrize(
    "wrong", [{"sent_on": day(2)}, {"expected_on": day(-9)}, {"authority": ""}]
)
def test_a_sending_that_cannot_be_is_refused(carrier, wrong):
    file = make.dossier(make.signal())
    answer = carrier.post(f"{ALL}/{file.id}/envoyer", data=sending(**wrong))
    assert answer.status_code == 422 and only().state == DossierState.OPEN


def test_states_and_delays_are_told(carrier, client, me, sent):
    due = words.day(sent.expected_on)
    told = f"envoyé il y a 34 jours, réponse attendue le {due}, en retard de 3 jours"
    assert words.delay(sent) == told and told in carrier.get(ALL).text
    page = client.sign_in(me).get(f"/signaux/{only(Signal).id}").text
    assert f"E{told[1:]}" in page and "Une commune" in page


def test_the_history_says_who_and_when_also_of_what_was_taken_back(carrier, coordination):
    file = make.dossier(make.signal())
    carrier.post(f"{ALL}/{file.id}/envoyer", data=sending())
    carrier.post(f"{ALL}/{file.id}/annuler?v={only().version}")
    assert only().state == DossierState.OPEN
    steps = db.session.scalars(db.select(DossierStep).order_by(DossierStep.id)).all()
    assert [each.state for each in steps] == ["open", "sent", "open"]
    assert [each.author_id for each in steps[1:]] == [coordination.id] * 2
    assert coordination.name in carrier.get(f"{ALL}/{file.id}").text


def test_a_step_that_the_page_did_not_show_is_not_taken_back(carrier):
    file = make.dossier(make.signal())
    db.session.commit()
    old = only().version
    carrier.post(f"{ALL}/{file.id}/envoyer", data=sending())
    carrier.post(f"{ALL}/{file.id}/annuler?v={old}")
    assert only().state == DossierState.SENT


def test_an_answer_comes_back_to_everybody_who_signalled_until_they_have_read_it(
    carrier, client, coordination, me, sent, place
):
    first = db.session.scalars(db.select(Signal).order_by(Signal.id)).first()
    other, stranger = make.worker().user, make.worker().user
    make.echo(first, other, place)
    carrier.post(f"{ALL}/{sent.id}/reponse", data=answering())
    for account in (me, other):
        for path in ("/", "/signaux"):
            page = client.sign_in(account).get(path).text
            assert "Réponses à ce que j'ai signalé" in page, path
        assert "Deux places de plus" in client.get(f"/signaux/{first.id}").text
        client.post(f"/signaux/{first.id}/lu")
        assert "Réponses à ce que" not in client.get("/").text
    assert "Réponses à ce que" not in client.sign_in(stranger).get("/").text


def test_two_signals_of_one_file_bring_its_answer_back_once(client, me):
    answered = make.dossier(
        make.signal(me), make.signal(me), state=DossierState.ANSWERED, sent_on=clock.today(),
        answer="Oui", answer_at=clock.now(), title="Une seule fois",
    )  # fmt: skip
    assert client.sign_in(me).get("/").text.count(answered.title) == 1


def test_an_answer_that_is_put_right_is_news_again_and_one_taken_back_is_none(
    carrier, client, coordination, me, sent
):
    first = db.session.scalars(db.select(Signal).order_by(Signal.id)).first()
    carrier.post(f"{ALL}/{sent.id}/reponse", data=answering())
    client.sign_in(me).post(f"/signaux/{first.id}/lu")
    carrier.sign_in(coordination).post(f"{ALL}/{sent.id}/reponse", data=answering(text="Trois"))
    assert "Réponses à ce que" in client.sign_in(me).get("/").text
    carrier.sign_in(coordination).post(f"{ALL}/{sent.id}/annuler?v={only().version}")
    assert only().state == DossierState.SENT
    assert "Réponses à ce que" not in client.sign_in(me).get("/").text


def test_who_sees_it_too_after_the_answer_has_read_it_beside_the_button(carrier, client, sent):
    first = db.session.scalars(db.select(Signal).order_by(Signal.id)).first()
    carrier.post(f"{ALL}/{sent.id}/reponse", data=answering())
    late = make.worker().user
    client.sign_in(late).post(f"/signaux/{first.id}/vu", data={"neighbourhood_id": ""})
    assert "Réponses à ce que" not in client.get("/").text
    assert only(Echo).seen_at is not None


def test_no_answer_before_it_was_sent(carrier):
    file = make.dossier(make.signal())
    carrier.post(f"{ALL}/{file.id}/reponse", data=answering())
    assert only().state == DossierState.OPEN and only().answer == ""


def test_a_file_is_closed_without_an_answer_and_one_may_still_come(carrier, sent):
    carrier.post(f"{ALL}/{sent.id}/clore")
    assert only().state == DossierState.CLOSED
    assert "Clos sans réponse" in carrier.get(ALL).text
    carrier.post(f"{ALL}/{sent.id}/reponse", data=answering())
    assert only().state == DossierState.ANSWERED


def test_what_is_over_is_changed_no_more(carrier, sent):
    carrier.post(f"{ALL}/{sent.id}/clore")
    signal = make.signal()
    carrier.post(f"{ALL}/{sent.id}/choisir", data={"signal": signal.id})
    carrier.post(f"{ALL}/{sent.id}/modifier", data={"title": "Autre", "version": only().version})
    assert only().title == "Délais" and only(Signal).dossier_id is None


def test_a_file_that_never_left_frees_its_signals(carrier):
    file = make.dossier(make.signal())
    carrier.post(f"{ALL}/{file.id}/clore")
    assert only(Signal).dossier_id is None


def test_a_file_given_up_and_taken_up_again_holds_its_signals_that_are_still_free(carrier):
    kept, taken = make.signal(text="Encore libre"), make.signal(text="Pris ailleurs")
    file, other = make.dossier(kept, taken, make.signal()), make.dossier()
    carrier.post(f"{ALL}/{file.id}/clore")
    carrier.post(f"{ALL}/{other.id}/choisir", data={"signal": taken.id})
    db.session.expire_all()
    carrier.post(f"{ALL}/{file.id}/annuler?v={db.session.get_one(Dossier, file.id).version}")
    page = carrier.get(f"{ALL}/{file.id}").text
    assert "Encore libre" in page and "Pris ailleurs" not in page
    assert "Pris ailleurs" in carrier.get(f"{ALL}/{other.id}").text


def test_a_signal_put_back_after_its_file_left_without_it_is_in_none(client, me):
    signal = make.signal(me, withdrawn_at=clock.now())
    make.dossier(signal, make.signal(), state=DossierState.SENT, sent_on=clock.today())
    client.sign_in(me).post(f"/signaux/{signal.id}/remettre")
    db.session.expire_all()
    row = db.session.get_one(Signal, signal.id)
    assert row.withdrawn_at is None and row.dossier_id is None
