"""Workers' own sheets: theirs, and the team's where they say so; never a host's."""

import re

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.actors import merging, queries, services
from raqnet.actors.models import Actor, Collaboration
from raqnet.db import db
from tests import factories as make

NOTE = "La directrice préfère le mardi"


def loaded(actor_id):
    query = db.select(Actor).where(Actor.id == actor_id).options(*queries.WHOLE)
    return db.session.scalar(query.execution_options(populate_existing=True))


@pytest.fixture
def me(app):
    """The author of a sheet."""
    return make.worker(user=make.user(Role.RAQ, name="Autrice"))


@pytest.fixture
def number(me):
    """An actor that I know; what I write of it is mine."""
    made = services.create(me.user_id, name="Bara")
    make.collaboration(worker=me, actor=made, note=NOTE, shows_me=False)
    db.session.commit()
    return made.id


def mine(number):
    return db.session.scalars(db.select(Collaboration).filter_by(actor_id=number)).one()


def version_in(page):
    return re.search(r'name="version" type="hidden" value="([^"]+)"', page)[1]


ROLES = [Role.RAQ, Role.COORDINATION, Role.RESEARCH, Role.ADMIN, Role.HOST]


def reader(role):
    if role == Role.RAQ:
        return make.worker().user
    return make.host() if role == Role.HOST else make.user(role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("shows_me", "shared"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_who_reads_what_of_a_sheet(client, number, role, shows_me, shared):
    row = mine(number)
    row.shows_me, row.shared = shows_me, shared
    client.sign_in(reader(role))
    section = client.get(f"/acteurs/{number}").text.split('id="connu-de"')
    known = "Autrice" in section[1].split("</section>")[0] if len(section) > 1 else False
    host = role == Role.HOST
    assert known == (not host and (shows_me or shared))
    assert (NOTE in "".join(section)) == (not host and shared)


def test_its_author_reads_it_whatever_it_shows(client, me, number):
    client.sign_in(db.session.get(User, me.user_id))
    assert NOTE in client.get(f"/acteurs/{number}").text
    assert "Bara" in client.get("/acteurs/mes-fiches").text


def test_a_colleague_writes_a_sheet_of_their_own_and_leaves_mine(client, me, number):
    other = make.worker()
    client.sign_in(other.user)
    page = client.get(f"/acteurs/{number}/ma-fiche").text
    assert NOTE not in page
    data = {"version": version_in(page), "note": "La mienne", "shows_me": "y"}
    assert client.post(f"/acteurs/{number}/ma-fiche", data=data).status_code == 303
    client.post(f"/acteurs/{number}/ma-fiche/retirer")
    assert mine(number).note == NOTE


def test_a_reason_is_kept_only_where_there_was_a_refusal(client, me, number):
    refused, met = make.value("outcome", "refus poli"), make.value("outcome", "simple rencontre")
    reason = make.value("refusal")
    client.sign_in(db.session.get(User, me.user_id))
    for outcome, kept in ((refused, reason.id), (met, None)):
        page = client.get(f"/acteurs/{number}/ma-fiche").text
        assert re.search(rf'<option data-refusal[^>]* value="{refused.id}"', page)
        data = {"version": version_in(page), "outcome": outcome.id, "refusal": reason.id}
        assert client.post(f"/acteurs/{number}/ma-fiche", data=data).status_code == 303
        db.session.expire_all()
        assert mine(number).refusal_id == kept


def test_what_another_device_saved_meanwhile_is_not_overwritten(client, me, number):
    client.sign_in(db.session.get(User, me.user_id))
    opened = version_in(client.get(f"/acteurs/{number}/ma-fiche").text)
    mine(number).note = "Du téléphone"
    db.session.commit()
    data = {"version": opened, "note": "De l'ordinateur"}
    answer = client.post(f"/acteurs/{number}/ma-fiche", data=data)
    assert answer.status_code == 409
    assert "Du téléphone" in answer.text
    assert "De l&#39;ordinateur" in answer.text
    assert mine(number).note == "Du téléphone"


def test_the_first_sheet_of_two_devices_is_not_overwritten(client, me):
    made = services.create(me.user_id, name="Bara")
    client.sign_in(db.session.get(User, me.user_id))
    client.post(f"/acteurs/{made.id}/je-connais")
    answer = client.post(f"/acteurs/{made.id}/ma-fiche", data={"version": "0", "note": "x"})
    assert answer.status_code == 409


def test_follow_ups_come_first_and_the_soonest_before_the_others(client, me):
    for days, name in ((5, "Plus tard"), (-1, "Hier"), (None, "Sans suite")):
        made = services.create(me.user_id, name=name)
        on = clock.today() + clock.timedelta(days=days) if days else None
        make.collaboration(worker=me, actor=made, follow_up_on=on, follow_up="Rappeler")
    client.sign_in(db.session.get(User, me.user_id))
    section = (
        client.get("/acteurs/mes-fiches").text.split('id="a-suivre"')[1].split("</section>")[0]
    )
    assert re.findall(r"<strong>([^<]+)</strong>", section) == ["Hier", "Plus tard"]


def test_my_zone_is_told_and_what_it_asks_to_verify(client, me):
    here, elsewhere = make.neighbourhood(), make.neighbourhood()
    make.assignment(worker=me, neighbourhood=here)
    inside = services.create(me.user_id, name="Dedans", neighbourhood=here)
    outside = services.create(me.user_id, name="Dehors", neighbourhood=elsewhere)
    client.sign_in(db.session.get(User, me.user_id))
    assert "Dans ma zone" in client.get(f"/acteurs/{inside.id}").text
    assert "Hors de ma zone" in client.get(f"/acteurs/{outside.id}").text
    page = client.get("/acteurs/mes-fiches").text
    assert "Dedans" in page
    assert "Dehors" not in page


def test_sheets_follow_a_merge_and_come_apart_with_it(client, me, number):
    other = services.create(me.user_id, name="Barra")
    make.collaboration(worker=make.worker(), actor=other, shared=True, note="De l'autre fiche")
    db.session.flush()
    merging.merge(loaded(other.id), loaded(number), me.user_id)
    client.sign_in(db.session.get(User, me.user_id))
    page = client.get(f"/acteurs/{other.id}").text
    assert NOTE in page
    assert "De l&#39;autre fiche" in page
    assert NOTE in client.get(f"/acteurs/{other.id}/ma-fiche").text
    merging.split(loaded(other.id), loaded(number), me.user_id)
    db.session.commit()
    assert NOTE not in client.get(f"/acteurs/{other.id}").text
    assert NOTE in client.get(f"/acteurs/{number}").text


def test_my_two_sheets_on_one_actor_are_both_readable(client, me, number):
    other = services.create(me.user_id, name="Barra")
    make.collaboration(worker=me, actor=other, note="La seconde note")
    db.session.flush()
    merging.merge(loaded(other.id), loaded(number), me.user_id)
    client.sign_in(db.session.get(User, me.user_id))
    page = client.get(f"/acteurs/{other.id}/ma-fiche").text
    assert "La seconde note</textarea>" in page
    assert NOTE in page


@pytest.fixture
def two(client, me, number):
    """I have a sheet for myself on the kept actor, and a shared one on the merged: kept, merged."""
    other = services.create(me.user_id, name="Barra")
    make.collaboration(worker=me, actor=other, shared=True, note="La seconde note")
    db.session.flush()
    merging.merge(loaded(number), loaded(other.id), me.user_id)
    db.session.commit()
    client.sign_in(db.session.get(User, me.user_id))
    return number, other.id


def test_each_of_my_sheets_tells_who_reads_it_and_leads_to_its_form(client, two):
    section = client.get(f"/acteurs/{two[0]}").text.split('id="ma-fiche"')[1].split("</section>")[0]
    told = re.findall(r"Pour moi seul·e|Partagée avec|/acteurs/\d+/ma-fiche", section)
    assert told == [
        "Pour moi seul·e", f"/acteurs/{two[0]}/ma-fiche",
        "Partagée avec", f"/acteurs/{two[1]}/ma-fiche",
    ]  # fmt: skip


def test_a_sheet_that_came_with_a_merge_can_be_changed_and_no_longer_shared(client, two):
    address = f"/acteurs/{two[1]}/ma-fiche"
    page = client.get(address).text
    assert "La seconde note</textarea>" in page
    data = {"version": version_in(page), "note": "Pour moi"}
    assert client.post(address, data=data).status_code == 303
    assert (mine(two[1]).note, mine(two[1]).shared) == ("Pour moi", False)
    assert mine(two[0]).note == NOTE


def test_two_taps_take_away_one_sheet_and_leave_the_other(client, two):
    for _tap in range(2):
        assert client.post(f"/acteurs/{two[1]}/ma-fiche/retirer").status_code == 303
    assert db.session.scalars(db.select(Collaboration.actor_id)).all() == [two[0]]


# Taken away, and put back ----------------------------------------------------------------------


def words_of(sheet):
    columns = Collaboration.__table__.c.keys()
    return {name: getattr(sheet, name) for name in columns if name not in PASSING}


PASSING = ("id", "created_at", "updated_at", "version")


def test_my_sheet_taken_away_is_put_back_as_it_was(client, me, number):
    outcome = make.value("outcome", "refus poli")
    sheet = mine(number)
    sheet.outcome_id, sheet.refusal_id = outcome.id, make.value("refusal").id
    sheet.first_contact_on = sheet.follow_up_on = clock.today()
    sheet.follow_up, sheet.initiated_by = "Rappeler", "raq"
    db.session.commit()
    said = words_of(sheet)
    client.sign_in(db.session.get(User, me.user_id))
    answer = client.post(f"/acteurs/{number}/ma-fiche/retirer")
    assert db.session.scalars(db.select(Collaboration)).all() == []
    back = f"/acteurs/{number}/ma-fiche/retablir"
    assert f'action="{back}"' in client.get(answer.location).text
    assert client.post(back).status_code == 303
    assert words_of(mine(number)) == said
    assert "plus rien" in client.post(back, follow_redirects=True).text
    assert words_of(mine(number)) == said


def test_nobody_puts_back_anothers_sheet_nor_over_one_that_is_there(client, me, number):
    client.sign_in(db.session.get(User, me.user_id))
    client.post(f"/acteurs/{number}/ma-fiche/retirer")
    client.sign_in(make.worker().user).post(f"/acteurs/{number}/ma-fiche/retablir")
    assert db.session.scalars(db.select(Collaboration)).all() == []
    client.sign_in(db.session.get(User, me.user_id))
    client.post(f"/acteurs/{number}/je-connais")
    client.post(f"/acteurs/{number}/ma-fiche/retablir")
    assert mine(number).note == ""


def test_words_that_pass_no_check_any_more_go_on_in_the_form(client, me, number):
    client.sign_in(db.session.get(User, me.user_id))
    client.post(f"/acteurs/{number}/ma-fiche/retirer")
    key = f"/acteurs/{number}/ma-fiche/retablir"
    client.put(f"/brouillons{key}", data={"note": "Mes mots", "outcome": "999999", "version": "0"})
    page = client.post(key, follow_redirects=True).text
    assert "Mes mots" in page and "rétabli tel quel" in page
    assert db.session.scalars(db.select(Collaboration)).all() == []
