"""Work for the host: noted in a few taps, its author's own but for the line that the host reads."""

from datetime import UTC, date, datetime, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.journal.models import HostWork
from raqnet.lists import services as lists
from tests import factories as make
from tests.queries import count_queries

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
PAGE = "/journal/travail-hote"


@pytest.fixture(autouse=True)
def wednesday(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def user(app):
    return make.user(Role.RAQ)


@pytest.fixture
def worker(client, user):
    made = make.worker(user=user)
    client.sign_in(user)
    return made


@pytest.fixture
def host(app):
    return make.organisation()


@pytest.fixture
def lodged(worker, host):
    return make.assignment(worker=worker, site=make.site(organisation=host))


@pytest.fixture
def kind(app):
    return make.value("host_work", "permanence sociale")


def sent(what, **values):
    return {"happened_on": TODAY.isoformat(), "kind": what.id, "quick": "60", **values}


def works():
    db.session.rollback()
    return list(db.session.scalars(db.select(HostWork).order_by(HostWork.id)))


def test_a_few_taps_note_it_for_the_host_of_that_day(client, worker, host, kind, lodged):
    assert client.post(PAGE, data=sent(kind)).status_code == 303
    (work,) = works()
    assert (work.worker_id, work.minutes, work.happened_on) == (worker.id, 60, TODAY)
    assert work.organisation_id == host.id
    assert work.starts_at is None and not work.also_mission


def test_a_typed_duration_wins_over_a_tapped_one(client, kind, lodged):
    client.post(PAGE, data=sent(kind, minutes="1h15", starts="9h30", also_mission="y"))
    (work,) = works()
    assert (work.minutes, work.also_mission) == (75, True)
    assert clock.to_local(work.starts_at).hour == 9


WRONG = (
    {"quick": "", "minutes": ""}, {"minutes": "un peu"}, {"kind": ""}, {"quick": "77"},
    {"happened_on": (TODAY + DAY).isoformat()}, {"happened_on": ""}, {"starts": "25h"},
    {"note": "x" * 501}, {"organisation": "999999"},
    {"happened_on": "2026-03-29", "starts": "2h30"},
)  # fmt: skip


def test_what_cannot_be_is_refused_with_the_words_kept(client, lodged, kind):
    for wrong in WRONG:
        answer = client.post(PAGE, data=sent(kind, **{"note": "mes mots à moi", **wrong}))
        assert answer.status_code == 422, wrong
        assert wrong.get("note", "mes mots à moi") in answer.text
    assert works() == []


def test_the_host_is_the_one_of_the_day_that_is_noted(client, worker, lodged, kind):
    before = make.site()
    lodged.starts_on = TODAY
    make.assignment(worker=worker, site=before, ends_on=TODAY - DAY)
    client.post(PAGE, data=sent(kind, happened_on=(TODAY - DAY).isoformat()))
    assert [work.organisation_id for work in works()] == [before.organisation_id]


def test_without_an_assignment_on_that_day_one_is_asked_which_host(client, lodged, host, kind):
    lodged.ends_on = TODAY - DAY
    answer = client.post(PAGE, data=sent(kind))
    assert answer.status_code == 422 and "Aucun hébergeur" in answer.text
    assert client.post(PAGE, data=sent(kind, organisation=host.id)).status_code == 303
    assert [work.organisation_id for work in works()] == [host.id]


def test_with_several_hosts_on_that_day_one_is_asked_which(client, worker, kind, lodged):
    other = make.assignment(worker=worker).site.organisation
    assert "Plusieurs hébergeurs" in client.post(PAGE, data=sent(kind)).text
    client.post(PAGE, data=sent(kind, organisation=other.id))
    assert [work.organisation_id for work in works()] == [other.id]


def test_nobody_is_host_of_whom_they_never_lodged(client, kind, lodged):
    stranger = make.organisation()
    assert client.post(PAGE, data=sent(kind, organisation=stranger.id)).status_code == 422
    assert works() == []


def test_a_value_merged_while_the_form_was_open_stands_for_the_other(client, kind, lodged):
    other = make.value("host_work", "permanence")
    lists.merge(make.user().id, other, kind)
    client.post(PAGE, data=sent(other))
    assert [work.kind_id for work in works()] == [kind.id]


def test_a_value_merged_later_changes_no_row_and_is_called_by_its_new_name(
    client, worker, kind, lodged
):
    old = make.value("host_work", "permanence")
    noted = make.host_work(worker=worker, kind=old)
    lists.merge(make.user().id, old, kind)
    page = client.get(PAGE).text
    assert f'/{noted.id}/modifier">permanence sociale<' in page
    edited = client.get(f"{PAGE}/{noted.id}/modifier").text
    assert f'<option selected value="{old.id}">permanence<' in edited
    assert [work.kind_id for work in works()] == [old.id]


def test_the_same_form_sent_twice_is_noted_once(client, kind, lodged):
    data = sent(kind, sending="a" * 20)
    assert [client.post(PAGE, data=data).status_code for _ in range(2)] == [303, 303]
    assert len(works()) == 1


def test_an_edit_of_what_changed_meanwhile_shows_both_and_writes_nothing(
    client, worker, kind, lodged
):
    noted = make.host_work(worker=worker, kind=kind, note="la première")
    path = f"{PAGE}/{noted.id}/modifier"
    old = {**sent(kind), "version": noted.version, "note": "la mienne"}
    assert client.post(path, data={**old, "note": "l'autre"}).status_code == 303
    answer = client.post(path, data=old)
    assert answer.status_code == 409
    assert "la mienne" in answer.text and "l&#39;autre" in answer.text
    assert [work.note for work in works()] == ["l'autre"]
    assert client.post(path, data={**old, "version": "2"}).status_code == 303
    assert [work.note for work in works()] == ["la mienne"]


def test_what_is_taken_away_can_be_put_back_as_it_was(client, worker, kind, lodged):
    begun = clock.from_local(datetime(2026, 11, 17, 9, 30))  # noqa: DTZ001
    noted = make.host_work(
        worker=worker, kind=kind, note="des mots", minutes=75, starts_at=begun, also_mission=True,
        happened_on=TODAY - DAY,
    )  # fmt: skip
    kept = {name: getattr(noted, name) for name in FIELDS}
    client.post(f"{PAGE}/{noted.id}/supprimer")
    assert works() == []
    assert f"{PAGE}/retablir" in client.get(PAGE).text
    assert client.post(f"{PAGE}/retablir").status_code == 303
    assert [{name: getattr(work, name) for name in FIELDS} for work in works()] == [kept]
    client.post(f"{PAGE}/retablir")
    assert len(works()) == 1


FIELDS = (
    "worker_id", "organisation_id", "happened_on", "kind_id", "minutes", "starts_at", "note",
    "also_mission",
)  # fmt: skip


def test_nobody_reads_changes_or_puts_back_a_colleagues(client, worker, user, kind):
    colleague = make.worker()
    them = colleague.user
    theirs = make.host_work(worker=colleague, kind=kind, note="à elle seule")
    for act in ("supprimer", "modifier"):
        assert client.post(f"{PAGE}/{theirs.id}/{act}").status_code == 404
    client.sign_in(them).post(f"{PAGE}/{theirs.id}/supprimer")
    client.sign_in(user).post(f"{PAGE}/retablir")
    assert works() == []
    assert "à elle seule" not in client.get(PAGE).text


def test_the_coordination_research_and_hosts_have_no_such_page(client):
    for role in set(Role) - {Role.RAQ}:
        assert client.sign_in(make.user(role)).get(PAGE).status_code == 403


def read_on(client, path):
    """Every page from `path` on, and how many queries each asked."""
    pages, prices = [], []
    while path and len(pages) < 9:
        db.session.commit()
        with count_queries() as queries:
            pages.append(client.get(path).text)
        prices.append(len(queries))
        after = pages[-1].split('rel="next" href="')[1:]
        path = after[0].split('"')[0].replace("&amp;", "&") if after else None
    return pages, prices


def test_pages_follow_each_other_without_a_gap_at_one_price(client, worker, host, kind, lodged):
    for n in range(105):
        make.host_work(worker=worker, kind=kind, happened_on=TODAY - (n // 3) * DAY, note=f"n{n}.")
    pages, prices = read_on(client, PAGE)
    seen = [n for html in pages for n in range(105) if f">n{n}.<" in html]
    assert sorted(seen) == list(range(105))
    assert len(prices) == 3 and max(prices) == prices[0]


# What the host reads ---------------------------------------------------------------------------


def test_a_host_reads_what_was_done_and_neither_minutes_nor_notes(client, user, worker, host, kind):
    make.host_work(
        worker=worker, organisation=host, kind=kind, minutes=77, note="pour moi", also_mission=True
    )
    make.host_work(worker=worker, kind=make.value("host_work", "pour un autre"))
    make.host_work(organisation=host, happened_on=date(2026, 10, 31),
                   kind=make.value("host_work", "en octobre"))  # fmt: skip
    client.sign_in(make.host(host))
    html = client.get("/hebergeur").text
    assert "permanence sociale" in html and user.name in html
    assert "aussi mission RAQ" in html
    assert not any(words in html for words in ("pour moi", "1h17", "77 min", "pour un autre"))
    assert "en octobre" not in html
    assert "en octobre" in client.get("/hebergeur?mois=2026-10-01").text


def test_a_host_reads_all_of_a_month_page_after_page_at_one_price(client, worker, host):
    kinds = [make.value("host_work", f"genre-{n}.") for n in range(20)]
    for n in range(320):
        make.host_work(
            worker=worker, organisation=host, kind=kinds[n % 20],
            happened_on=TODAY - (n % 18) * DAY,
        )  # fmt: skip
    make.host_work(worker=worker, organisation=host, happened_on=date(2026, 10, 31))
    client.sign_in(make.host(host))
    pages, prices = read_on(client, "/hebergeur")
    assert sum(html.count("genre-") for html in pages) == 320
    assert len(prices) == 7 and max(prices) == prices[0]


def test_a_host_still_reads_what_one_who_left_has_done(client, user, worker, lodged, host, kind):
    make.host_work(worker=worker, organisation=host, kind=kind)
    worker.left_on = lodged.ends_on = TODAY
    clock.clock.freeze(NOW + 2 * DAY)
    html = client.sign_in(make.host(host)).get("/hebergeur").text
    assert user.name in html and "permanence sociale" in html


def test_what_was_taken_away_the_host_no_longer_reads(client, worker, host, kind, lodged):
    noted = make.host_work(worker=worker, organisation=host, kind=kind)
    client.post(f"{PAGE}/{noted.id}/supprimer")
    assert "permanence sociale" not in client.sign_in(make.host(host)).get("/hebergeur").text
