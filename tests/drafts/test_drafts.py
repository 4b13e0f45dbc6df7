from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.auth import load
from raqnet.db import db
from raqnet.drafts import services
from raqnet.drafts.models import MAX_DRAFT, Draft
from tests import factories as make
from tests.concurrently import together
from tests.conftest import open_session

KEY = "/compte"
PATH = "/brouillons/compte"


def drafts():
    return db.session.scalars(db.select(Draft).order_by(Draft.id)).all()


@pytest.fixture
def me(client):
    """Somebody who is signed in."""
    user = make.user(Role.RAQ)
    client.sign_in(user)
    return user


def principal(user):
    return load(open_session(user))


def test_a_draft_is_kept_in_place_of_the_one_before(client, me):
    assert client.put(PATH, data={"title": "Un"}).status_code == 204
    assert client.put(PATH, data={"title": "Deux, é & co"}).status_code == 204
    [draft] = drafts()
    assert (draft.user_id, draft.key) == (me.id, KEY)
    assert services.formdata(principal(me), KEY).to_dict() == {"title": "Deux, é & co"}


def test_the_key_is_a_path_sent_encoded_as_browsers_do(client, me):
    key = "/calendrier/actions/7/modifier"
    assert client.put(f"/brouillons/{quote(key, safe='')}", data={"a": "b"}).status_code == 204
    assert client.put(f"/brouillons{key}", data={"a": "c"}).status_code == 204
    assert [each.key for each in drafts()] == [key]


def test_repeated_fields_and_line_breaks_come_back_as_they_were(client, me):
    client.put(PATH, data={"languages": ["1", "3"], "aim": "un\r\ndeux"})
    kept = services.formdata(principal(me), KEY)
    assert kept.getlist("languages") == ["1", "3"]
    assert kept["aim"] == "un\r\ndeux"


def test_secrets_are_never_in_a_draft(client, me):
    client.put(PATH, data={"name": "n", "password": "p", "new_password": "q"})
    assert drafts()[0].body == "name=n"


def test_the_draft_of_another_person_is_never_given(app, client, me):
    client.put(PATH, data={"title": "secret"})
    other = make.user(Role.COORDINATION)
    them = principal(other)
    assert services.find(them, KEY) is None
    assert services.formdata(them, KEY) is None
    assert services.take(them, KEY) is None
    browser = app.test_client().sign_in(other)
    assert browser.get(f"/brouillons/envoyer?key={KEY}").status_code == 404
    assert browser.delete(PATH).status_code == 204
    browser.post("/brouillons/oublier", data={"key": KEY})
    browser.put(PATH, data={"title": "mien"})
    assert services.formdata(principal(me), KEY)["title"] == "secret"


def test_a_draft_is_taken_once(client, me):
    client.put(PATH, data={"title": "x"})
    assert services.take(principal(me), KEY) == "title=x"
    db.session.commit()
    assert services.take(principal(me), KEY) is None


def test_a_draft_can_be_forgotten_with_and_without_a_script(client, me):
    client.put(PATH, data={"title": "x"})
    assert client.delete(PATH).status_code == 204
    assert drafts() == []
    client.put(PATH, data={"title": "x"})
    answer = client.post("/brouillons/oublier", data={"key": KEY})
    assert (answer.status_code, answer.headers["Location"]) == (303, KEY)
    assert drafts() == []


@pytest.mark.parametrize("key", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_forgetting_leads_to_no_other_site(client, me, key):
    assert client.post("/brouillons/oublier", data={"key": key}).headers["Location"] == "/"


def test_a_text_too_long_is_refused_in_words_and_the_draft_before_stays(client, me):
    client.put(PATH, data={"title": "x"})
    answer = client.put(PATH, data={"title": "x" * MAX_DRAFT})
    assert answer.status_code == 413
    assert "trop long" in answer.text
    assert drafts()[0].body == "title=x"


@pytest.mark.parametrize("key", ["x" * 300, "a%00b", "a%0Ab", "%ff"])
def test_a_key_that_is_no_path_is_refused_or_read(client, me, key):
    assert client.put(f"/brouillons/{key}", data={"a": "b"}).status_code in (204, 400, 404)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=\xff", b"a=%00", b"\x00", b"=", b"a=%F0%9F%98%80", b""]
)
def test_whatever_is_typed_is_kept_or_refused(client, me, body):
    answer = client.put(PATH, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 204
    services.formdata(principal(me), KEY)


def test_a_draft_without_its_token_is_not_kept(client, me):
    client.csrf = False
    assert client.put(PATH, data={"title": "x"}).status_code == 400
    assert client.delete(PATH).status_code == 400
    assert client.post("/brouillons/oublier", data={"key": KEY}).status_code == 400
    assert drafts() == []


def test_nobody_keeps_a_draft_without_signing_in(client):
    assert client.put(PATH, data={"title": "x"}).status_code == 401
    assert drafts() == []


def test_saving_the_same_draft_twice_at_the_same_time_keeps_one(app, me):
    person = principal(me)

    def save(words):
        def act():
            services.save(person, KEY, f"title={words}")
            db.session.commit()

        return act

    together(app, save("un"), save("deux"))
    assert len(drafts()) == 1


def test_drafts_are_forgotten_after_a_month(app, client, me):
    client.put(PATH, data={"title": "x"})
    clock.clock.freeze(clock.now() + timedelta(days=29))
    services.expire()
    assert len(drafts()) == 1
    clock.clock.freeze(clock.now() + timedelta(days=1))
    result = app.test_cli_runner().invoke(args=["drafts", "expire"])
    assert result.exit_code == 0, result.output
    assert drafts() == []


def test_drafts_of_one_person_are_bounded_and_the_oldest_leave(app, me):
    person = principal(me)
    for n in range(services.MOST_PER_PERSON + 5):
        services.save(person, f"/calendrier/actions/{n}/modifier", "a=b")
    assert len(drafts()) <= services.MOST_PER_PERSON + 1
    assert services.find(person, "/calendrier/actions/0/modifier") is None


def test_the_offer_leads_back_to_the_form_and_says_since_when(app):
    draft = Draft(key="/calendrier/actions/7/modifier", body="a=b", saved_at=clock.now())
    with app.test_request_context():
        macro = app.jinja_env.get_template("drafts/_offer.html").module.offer
        words = str(macro(draft))
        assert str(macro(None)).strip() == ""
    assert 'href="/calendrier/actions/7/modifier?brouillon=1"' in words
    assert "Oublier" in words


def test_words_without_a_page_of_their_own_can_be_sent_again(client, me):
    services.save(principal(me), "/compte/mot-de-passe", urlencode({"note": "mes mots"}))
    page = client.get("/brouillons/envoyer?key=/compte/mot-de-passe")
    assert page.status_code == 200
    assert 'action="/compte/mot-de-passe"' in page.text
    assert "mes mots" in page.text
