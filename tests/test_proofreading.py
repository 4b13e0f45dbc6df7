"""A gentle word about what may tell who somebody is: while one types, and never in the way."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import event

from raqnet import clock, proofreading
from raqnet.access import Role
from raqnet.calendar.models import Comment, Evaluation
from raqnet.db import db
from raqnet.redaction import Kind
from tests import factories as make
from tests.doors.pages import Page
from tests.rows import counts

PATH = "/relecture"
EMPTY = '<div class="hints"></div>'
TELLING = "Fatima, 0470 12 34 56, rue Haute 12"


@pytest.fixture
def signed_in(client):
    return client.sign_in(make.worker().user)


def hints(answer):
    """What the fragment says, in words."""
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", "", answer.text)).split())


def ask(client, text, **kwargs):
    return client.post(kwargs.pop("path", PATH), data={"text": text}, htmx=True, **kwargs)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Fatima attend", "Est-ce le nom d'une personne ? Fatima"),
        ("Mme Zorglub attend", "Est-ce le nom d'une personne ? Mme Zorglub"),
        ("appeler le 0470 12 34 56", "Est-ce un numéro de téléphone ? 0470…"),
        ("NN 85.07.30-033 28", "Est-ce un numéro national ? 85.0…"),
        ("sur BE68 5390 0754 7034", "Est-ce un numéro de compte ? BE68…"),
        ("écrire à ada@exemple.be", "Est-ce une adresse e-mail ? ada@exemple.be"),
        ("habite rue Haute 12", "Est-ce une adresse ? rue Haute 12"),
        ("né le 12 mars 1987", "Est-ce une date de naissance ? 12 mars 1987"),
    ],
)
def test_what_looks_like_somebody_is_asked_about(signed_in, text, question):
    assert hints(ask(signed_in, text)).startswith(question)


def test_each_question_comes_once_with_a_few_of_the_words(signed_in):
    told = hints(ask(signed_in, "Fatima, Ahmed, Fatima, Karim, Yasmina et Olena ; Mamadou"))
    assert told.startswith("Est-ce le nom d'une personne ? Fatima, Ahmed, Karim, …")
    assert told.count("Est-ce") == 1


@pytest.mark.parametrize("text", ["", "   ", "Douze personnes, mardi 14h au CPAS", "\x00"])
def test_nothing_found_is_an_empty_fragment(signed_in, text):
    assert ask(signed_in, text).text.strip() == EMPTY


def test_a_request_without_a_text_is_answered_too(signed_in):
    assert signed_in.post(PATH).text.strip() == EMPTY
    assert signed_in.post(PATH, json={"text": TELLING}).text.strip() == EMPTY


def test_places_are_asked_about_only_where_they_matter(signed_in):
    text = "vu à la pharmacie Zorglub, rue Haute"
    assert ask(signed_in, text).text.strip() == EMPTY
    told = hints(ask(signed_in, text, path=PATH + "?lieux=1"))
    assert "reconnaître" in told
    assert "pharmacie Zorglub, rue Haute" in told


def test_only_the_beginning_of_a_long_text_is_looked_at(signed_in):
    assert "Fatima" in ask(signed_in, "x " * 2000 + "Fatima").text
    assert ask(signed_in, "x " * 2500 + "Fatima").text.strip() == EMPTY


def test_hostile_words_stay_words(signed_in):
    answer = ask(signed_in, "Mme Zorg<script>alert(1)</script> a\"b'@exemple.be <Fatima onclick=x>")
    assert "<script" not in answer.text
    assert "onclick=" not in answer.text
    assert [each.tag for each in Page(answer.text).elements()].count("div") == 2


@pytest.mark.parametrize("role", list(Role))
def test_whoever_writes_may_ask(client, role):
    client.sign_in(make.host() if role == Role.HOST else make.user(role))
    assert "Fatima" in ask(client, "Fatima attend").text


def test_nobody_asks_without_an_account(client):
    answer = ask(client, TELLING)
    assert answer.status_code == 401
    assert "Fatima" not in answer.text


def test_the_text_is_neither_kept_nor_logged(signed_in, caplog):
    ask(signed_in, "rien")
    before = counts(db.session.connection())
    with caplog.at_level(logging.DEBUG):
        answer = ask(signed_in, TELLING)
    assert counts(db.session.connection()) == before
    assert "Fatima" not in caplog.text
    assert "0470" not in caplog.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True)
def test_reading_waits_for_nobody_who_writes(signed_in):
    begun = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            begun.append(statement)

    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask(signed_in, TELLING)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert begun
    assert set(begun) == {"BEGIN"}


def test_names_known_to_one_room_are_read_there_alone(app):
    with app.test_request_context(PATH, method="POST", data={"text": "barnabulle attend"}):
        assert "barnabulle" in proofreading.answer([(Kind.FIRST_NAME, ["Barnabulle"])])
        assert "barnabulle" not in proofreading.answer()


# In the forms ---------------------------------------------------------------------------------


@pytest.fixture
def date(app, client):
    """Yesterday's date, its worker signed in."""
    worker = make.worker()
    client.sign_in(worker.user)
    action = make.action(clock.today() - timedelta(days=1), workers=[worker])
    return make.occurrence_of(action)


def evaluation(date):
    return f"/calendrier/dates/{date.id}/evaluer"


def comment(date):
    return f"/calendrier/actions/{date.action_id}/commentaires"


def field(page, name):
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>', page)
    return found[0] if found else ""


@pytest.mark.parametrize("name", ["difficulties", "follow_up"])
def test_the_texts_of_an_evaluation_are_read_while_typing(date, client, name):
    page = client.get(evaluation(date)).text
    assert f'data-check="{PATH}"' in field(page, name)
    assert f'aria-describedby="{name}-hints"' in field(page, name)
    assert f'id="{name}-hints" role="status">{EMPTY}' in page


def test_a_comment_is_read_while_typing(date, client):
    assert f'data-check="{PATH}"' in field(client.get(f"/calendrier/dates/{date.id}").text, "text")


def test_a_form_that_comes_back_brings_the_questions_along(date, client):
    answer = client.post(evaluation(date), data={"version": "0", "follow_up": "Rappeler Fatima"})
    assert answer.status_code == 422
    assert "<q>Fatima</q>" in answer.text
    refused = client.post(comment(date), data={"text": "Fatima " + "x" * 1000})
    assert refused.status_code == 422
    assert "<q>Fatima</q>" in refused.text


def test_a_text_that_names_somebody_is_saved_all_the_same(date, client):
    sent = {"version": "0", "present": "2", "difficulties": TELLING}
    assert client.post(evaluation(date), data=sent).status_code == 303
    assert db.session.scalars(db.select(Evaluation)).one().difficulties == TELLING
    assert client.post(comment(date), data={"text": TELLING}).status_code == 303
    assert db.session.scalars(db.select(Comment)).one().text == TELLING


def test_whoever_saw_no_question_while_typing_reads_it_once_saved(date, client):
    answer = client.post(comment(date), data={"text": "Fatima attend", "unread": "1"})
    with client.session_transaction() as session:
        assert "Fatima" not in str(session["_flashes"])
    page = client.get(answer.headers["Location"].split("#")[0]).text
    assert "À relire. Est-ce le nom d&#39;une personne ?" in page
    assert "Message publié." in page


@pytest.mark.parametrize("sent", [{"text": "Fatima"}, {"text": "Merci !", "unread": "1"}])
def test_saving_says_nothing_more_to_the_others(date, client, sent):
    answer = client.post(comment(date), data=sent)
    assert "À relire" not in client.get(answer.headers["Location"].split("#")[0]).text
