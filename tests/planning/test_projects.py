"""Projects: a chain that a template begins, dates of its steps, what remains; who may what."""

import io
from datetime import date, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import recurrence, undo
from raqnet.calendar import services as calendar
from raqnet.calendar.models import Action, ActionChange, Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from raqnet.documents.models import Attachment
from raqnet.drafts.models import Draft
from raqnet.planning import seeds_projects, services_projects
from raqnet.planning.models import (
    Project,
    ProjectAction,
    ProjectKind,
    ProjectKindStep,
    ProjectStep,
    ProjectTask,
)
from tests import factories as make
from tests.documents import files
from tests.queries import count_queries


@pytest.fixture
def raq(app):
    return make.worker()


@pytest.fixture
def user(raq):
    return raq.user


@pytest.fixture
def bri_co(app):
    make.activity("Bri-co : Comité de regard")
    seeds_projects.seed_kinds()
    return db.session.scalars(db.select(ProjectKind).filter_by(name="BRI-Co")).one()


@pytest.fixture
def project(user, bri_co):
    return services_projects.begin(user.id, bri_co, name="BRI-Co Nord", visibility="team", about="")


def only(model):
    return db.session.scalars(db.select(model)).one()


def first_step(project):
    return db.session.scalars(
        db.select(ProjectStep).filter_by(project_id=project.id).order_by(ProjectStep.position)
    ).first()


def test_a_project_begins_with_the_chain_and_the_tasks_of_its_kind(client, raq, bri_co, user):
    place = make.neighbourhood()
    fields = {
        "name": "BRI-Co Nord",
        "kind": bri_co.id,
        "neighbourhood": place.id,
        "about": "Trois jours",
    }
    assert client.sign_in(user).post("/projets/nouveau", data=fields).status_code == 303
    page = client.get(f"/projets/{only(Project).id}").text
    for word in ("Comité de regard", "Marche exploratoire", "Réparations", "Inviter le comité"):
        assert word in page
    assert "9 dates à fixer" in page
    assert "Trois jours" in page
    assert "BRI-Co Nord" in client.get("/projets").text


def test_the_activity_that_the_list_has_is_taken_by_its_name(bri_co):
    step = db.session.scalars(db.select(ProjectKindStep).filter_by(title="Comité de regard")).one()
    assert step.activity_id is not None
    assert seeds_projects.seed_kinds() == 0


def test_a_date_made_from_a_step_is_filled_in_and_bound_and_counted_by_its_activity(
    client, raq, project, user
):
    step = first_step(project)
    form = client.sign_in(user).get(f"/calendrier/actions/nouvelle?etape={step.id}").text
    assert "BRI-Co Nord : Comité de regard" in form
    assert f'name="etape" value="{step.id}"' in form
    data = {
        "etape": step.id, "kind": "collective", "activity": step.activity_id, "day": "2026-12-01",
        "start": "10:00", "end": "12:00", "title": "Comité",
    }  # fmt: skip
    assert client.post("/calendrier/actions/nouvelle", data=data).status_code == 303
    assert only(ProjectAction).step_id == step.id
    assert only(Action).activity_id == step.activity_id
    assert "8 dates à fixer" in client.get(f"/projets/{project.id}").text


def test_a_form_that_one_goes_on_with_still_knows_its_step(client, user, project):
    step = first_step(project)
    key = "/calendrier/actions/nouvelle"
    db.session.add(Draft(user_id=user.id, key=key, body=f"etape={step.id}&title=Suite"))
    page = client.sign_in(user).get(f"{key}?brouillon=1").text
    assert f'name="etape" value="{step.id}"' in page


def test_a_step_of_a_project_of_others_fills_in_nothing(client, project, user):
    client.sign_in(make.worker().user)
    form = client.get(f"/calendrier/actions/nouvelle?etape={first_step(project).id}").text
    assert "BRI-Co Nord" not in form


@pytest.mark.parametrize("text", ["", "x", "0", "9" * 40, "²", "-1"])
def test_no_odd_step_breaks_the_form_of_an_action(client, raq, text, user):
    page = client.sign_in(user).get("/calendrier/actions/nouvelle", query_string={"etape": text})
    assert page.status_code == 200


def test_an_action_is_bound_from_its_page_with_its_whole_series(client, raq, project, user):
    series = make.action(
        date(2026, 12, 1), workers=[raq], rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3"
    )  # fmt: skip
    own = calendar.override(make.occurrence_of(series), None, title="Autrement")
    step = first_step(project)
    client.sign_in(user)
    address = f"/calendrier/actions/{own.id}/projet"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"link": f"{project.id}.{step.id}"}).status_code == 303
    assert only(ProjectAction).action_id == series.id
    page = client.get(f"/projets/{project.id}").text
    assert "Autrement" in page
    assert page.count("/calendrier/dates/") == 3
    assert "BRI-Co Nord" in client.get(f"/calendrier/actions/{series.id}").text
    assert client.post(address, data={"link": ""}).status_code == 303
    assert db.session.scalars(db.select(ProjectAction)).all() == []


def test_a_step_of_another_project_is_no_choice(client, raq, project, user):
    other = services_projects.begin(user.id, None, name="Autre", visibility="team")
    action = make.action(workers=[raq])
    client.sign_in(user)
    wrong = {"link": f"{other.id}.{first_step(project).id}"}
    assert client.post(f"/calendrier/actions/{action.id}/projet", data=wrong).status_code == 422


def test_a_series_that_continues_another_stays_in_the_project(raq, project):
    series = make.action(workers=[raq])
    services_projects.bind(series, project.id, first_step(project).id)
    after = make.action(workers=[raq], continues_id=series.id)
    assert db.session.get(ProjectAction, after.id).step_id == first_step(project).id


def weekly(count):
    return recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=count), False)


@pytest.fixture
def mondays(raq, project):
    """Six Mondays of the project's first step."""
    series = make.action(date(2026, 9, 7), workers=[raq], rrule=weekly(6))
    services_projects.bind(series, project.id, first_step(project).id)
    return series


def dates_of(series):
    rows = db.select(Occurrence).filter_by(series_id=series.id).order_by(Occurrence.starts_at)
    return db.session.scalars(rows).all()


def test_this_date_and_all_that_follow_stay_in_the_project(project, mondays):
    after, _ = calendar.change_following(dates_of(mondays)[2], None, title="Autre")
    assert db.session.get(ProjectAction, after.id).step_id == first_step(project).id
    services_projects.bind(after, None, None)
    calendar.edit(after, title="Encore autre")
    assert db.session.get(ProjectAction, after.id) is None


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("following", [False, True])
def test_an_evaluated_date_that_leaves_its_series_stays_in_the_project(
    project, mondays, following, own
):
    fifth = dates_of(mondays)[4]
    if own:
        calendar.override(fifth, place="Ailleurs")
    calendar.evaluate(fifth, present=7)
    if following:
        calendar.change_following(dates_of(mondays)[1], None, rrule=weekly(2))
    else:
        calendar.edit(mondays, rrule=weekly(2))
    apart = db.session.get_one(Action, fifth.action_id)
    assert (apart.series_id, apart.sequence) == (None, 0)
    assert db.session.get(ProjectAction, apart.id).step_id == first_step(project).id


@pytest.mark.parametrize("own", [False, True])
def test_back_in_its_series_a_date_is_in_the_project_once(project, mondays, own):
    fifth = dates_of(mondays)[4]
    if own:
        calendar.override(fifth, place="Ailleurs")
    calendar.evaluate(fifth, present=7)
    calendar.edit(mondays, rrule=weekly(2))
    change = db.session.scalars(db.select(ActionChange).order_by(ActionChange.id.desc())).first()
    undo.undo(change)
    assert only(ProjectAction).action_id == mondays.id == fifth.series_id
    assert db.session.get_one(Action, fifth.action_id).continues_id is None


def test_a_date_that_leaves_its_series_shows_the_documents_that_stay_with_it(client, user, mondays):
    client.sign_in(user)
    address = f"/calendrier/actions/{mondays.id}/documents"
    client.post(address, data={"file": (io.BytesIO(files.png()), "plan.png"), "caption": "Le plan"})
    fifth = dates_of(mondays)[4]
    calendar.evaluate(fifth, present=7)
    calendar.edit(db.session.merge(mondays), rrule=weekly(2))
    assert only(Attachment).action_id == mondays.id != fifth.action_id
    assert "Le plan" in client.get(f"/calendrier/dates/{fifth.id}").text


def test_who_works_at_one_of_its_actions_may_change_a_project_others_read_it(
    client, raq, project, user
):
    other = make.worker()
    address = f"/projets/{project.id}/taches"
    client.sign_in(other.user)
    assert client.get(f"/projets/{project.id}").status_code == 200
    assert client.post(address, data={"text": "Appeler"}).status_code == 403
    services_projects.bind(make.action(workers=[other]), project.id, None)
    assert client.post(address, data={"text": "Appeler"}).status_code == 303
    client.sign_in(make.user(Role.RESEARCH))
    assert client.get(f"/projets/{project.id}").status_code == 200
    assert client.post(address, data={"text": "Appeler"}).status_code == 403


def test_a_host_sees_what_is_shared_and_of_it_the_dates_that_are(client, raq, project):
    host = make.host()
    client.sign_in(host)
    assert client.get(f"/projets/{project.id}").status_code == 404
    assert "BRI-Co Nord" not in client.get("/projets").text
    db.session.get_one(Project, project.id).visibility = "hosts"
    for visibility in ("team", "hosts"):
        action = make.action(title=f"Date {visibility}", visibility=visibility)
        services_projects.bind(action, project.id, None)
    page = client.get(f"/projets/{project.id}").text
    assert "Date hosts" in page
    assert "Date team" not in page


def test_what_remains_is_told_done_and_taken_back(client, raq, project, user):
    client.sign_in(user)
    due = clock.today() + timedelta(days=2)
    added = client.post(
        f"/projets/{project.id}/taches",
        data={"text": "Réserver la salle", "worker": raq.id, "due_on": due.isoformat()},
    )
    assert added.status_code == 303
    task = db.session.scalars(db.select(ProjectTask).filter_by(text="Réserver la salle")).one()
    assert "dans 2 jours" in client.get(f"/projets/{project.id}").text
    client.post(f"/projets/taches/{task.id}/faite", data={"faite": "1"})
    assert db.session.get_one(ProjectTask, task.id).done_at is not None
    client.post(f"/projets/taches/{task.id}/faite", data={"faite": "0"})
    assert db.session.get_one(ProjectTask, task.id).done_at is None
    assert _task(client, task, "")[0] == 422
    client.post(f"/projets/taches/{task.id}/retirer")
    assert db.session.get(ProjectTask, task.id) is None


def _task(client, task, text, version=None):
    data = {"text": text, "version": version or db.session.get_one(ProjectTask, task.id).version}
    answer = client.post(f"/projets/taches/{task.id}/modifier", data=data)
    return answer.status_code, answer.text


def test_an_older_form_of_a_task_or_of_a_step_overwrites_nothing(client, project, user):
    client.sign_in(user)
    task = services_projects.add_task(project, text="Réserver")
    step = first_step(project)
    before = (task.version, step.version)
    assert _task(client, task, "Réserver la salle")[0] == 303
    status, page = _task(client, task, "Payer la salle", before[0])
    assert status == 409 and "Réserver la salle" in page and "Payer la salle" in page
    door = f"/projets/etapes/{step.id}/modifier"
    for note, status in (("De A", 303), ("De B", 409)):
        data = {"title": "Repérage", "times": 1, "note": note, "version": before[1]}
        answer = client.post(door, data=data)
        assert answer.status_code == status
    assert "De A" in answer.text and "De B" in answer.text
    db.session.expire_all()
    assert db.session.get_one(ProjectStep, step.id).note == "De A"


def test_a_task_without_words_comes_back_with_the_page(client, raq, project, user):
    answer = client.sign_in(user).post(f"/projets/{project.id}/taches", data={"text": " "})
    assert answer.status_code == 422
    assert "Comité de regard" in answer.text


def test_steps_are_added_moved_changed_and_taken_out_while_their_dates_stay(
    client, raq, project, user
):
    client.sign_in(user)
    added = client.post(
        f"/projets/{project.id}/etapes/nouvelle", data={"title": "Fête", "times": 1}
    )
    assert added.status_code == 303
    last = db.session.scalars(db.select(ProjectStep).filter_by(title="Fête")).one()
    client.post(f"/projets/etapes/{last.id}/deplacer", data={"vers": "haut"})
    titles = db.session.scalars(
        db.select(ProjectStep.title).filter_by(project_id=project.id).order_by(ProjectStep.position)
    ).all()
    assert titles[-2:] == ["Fête", "Réparations"]
    services_projects.bind(make.action(title="La fête", workers=[raq]), project.id, last.id)
    version = db.session.get_one(ProjectStep, last.id).version
    data = {"title": "Grande fête", "times": 2, "version": version}
    client.post(f"/projets/etapes/{last.id}/modifier", data=data)
    assert "Grande fête" in client.get(f"/projets/{project.id}").text
    client.post(f"/projets/etapes/{last.id}/retirer")
    page = client.get(f"/projets/{project.id}").text
    assert "Grande fête" not in page
    assert "La fête" in page


def test_two_who_change_a_project_meet(client, raq, project, user):
    client.sign_in(user)
    seen = db.session.get_one(Project, project.id).version
    fields = {"name": "Un", "kind": "", "visibility": "team", "version": seen}
    assert client.post(f"/projets/{project.id}/modifier", data=fields).status_code == 303
    answer = client.post(f"/projets/{project.id}/modifier", data={**fields, "name": "Deux"})
    assert answer.status_code == 409
    assert "Un" in answer.text and "Deux" in answer.text


def test_a_closed_project_is_read_and_opened_again(client, raq, project, user):
    client.sign_in(user)
    client.post(f"/projets/{project.id}/clore")
    assert "Projets clos" in client.get("/projets").text
    client.post(f"/projets/{project.id}/rouvrir")
    assert "Projets clos" not in client.get("/projets").text


def test_a_document_of_a_project_is_read_by_who_sees_the_project(client, raq, project, user):
    client.sign_in(user)
    data = {"file": (io.BytesIO(files.png()), "plan.png"), "caption": "Le plan"}
    assert client.post(f"/projets/{project.id}/documents", data=data).status_code == 303
    document = only(Attachment)
    assert "Le plan" in client.get(f"/projets/{project.id}").text
    assert client.get(f"/documents/{document.id}").status_code == 200
    assert client.get(f"/documents/{document.id}/modifier").status_code == 200
    client.sign_in(make.host())
    assert client.get(f"/documents/{document.id}").status_code == 404
    client.sign_in(make.worker().user)
    assert client.post(f"/documents/{document.id}/supprimer").status_code == 403
    client.sign_in(user)
    assert client.post(f"/documents/{document.id}/supprimer").status_code == 303
    assert db.session.scalars(db.select(Attachment)).all() == []


def test_documents_of_a_project_stay_the_teams_when_it_is_shared_until_somebody_shows_them(
    client, raq, project, user
):
    def bring(name):
        data = {"file": (io.BytesIO(files.png()), "plan.png"), "caption": name}
        client.post(f"/projets/{project.id}/documents", data=data)

    page, host = f"/projets/{project.id}", make.host()
    client.sign_in(user)
    bring("ENTRE NOUS")
    row = db.session.get_one(Project, project.id)
    data = {"name": row.name, "kind": "", "visibility": "hosts", "version": row.version}
    told = client.post(f"{page}/modifier", data=data, follow_redirects=True).text
    assert "1 document reste à l" in told and "Montrer aussi aux hébergeurs" in told
    bring("Pour tout le monde")
    first, second = db.session.scalars(db.select(Attachment).order_by(Attachment.id)).all()
    client.sign_in(host)
    seen = client.get(page).text
    assert "ENTRE NOUS" not in seen and "Pour tout le monde" in seen
    assert [client.get(f"/documents/{each.id}").status_code for each in (first, second)] == [
        404, 200,
    ]  # fmt: skip
    assert client.post(f"{page}/documents/montrer").status_code == 403
    client.sign_in(db.session.merge(user))
    assert client.get(f"/documents/{first.id}/modifier").text.count("montrer") > 0
    assert client.post(f"{page}/documents/montrer").status_code == 303
    assert "est resté à l" not in client.get(page).text
    assert client.sign_in(host).get(f"/documents/{first.id}").status_code == 200


def test_a_template_is_the_coordinations_and_leaves_begun_projects_as_they_are(
    client, raq, bri_co, project, user
):
    assert client.sign_in(user).get("/projets/modeles").status_code == 403
    client.sign_in(make.user())
    page = client.get(f"/projets/modeles/{bri_co.id}").text
    assert "Marche exploratoire" in page
    added = client.post(
        f"/projets/modeles/{bri_co.id}/etapes/nouvelle",
        data={"title": "Bilan", "times": 1, "tasks": "Un\n\nDeux"},
    )
    assert added.status_code == 303
    assert "Bilan" not in client.get(f"/projets/{project.id}").text
    step = db.session.scalars(db.select(ProjectKindStep).filter_by(title="Bilan")).one()
    client.post(f"/projets/modeles/etapes/{step.id}/deplacer", data={"vers": "haut"})
    door = f"/projets/modeles/etapes/{step.id}/modifier"
    seen = client.get(door).text.split('name="version" type="hidden" value="')[1].split('"')[0]
    mine = {"title": "Bilan écrit", "times": 1, "tasks": "Un", "version": seen}
    assert client.post(door, data=mine).status_code == 303
    met = client.post(door, data={**mine, "title": "Bilan dit"})  # opened before that
    assert met.status_code == 409 and "Bilan écrit" in met.text and "Bilan dit" in met.text
    assert client.post(door, data={"title": "Sans marque", "times": 1}).status_code == 409
    seen = met.text.split('name="version" type="hidden" value="')[1].split('"')[0]
    client.post(door, data={**mine, "title": "Bilan dit", "version": seen})
    assert "Bilan dit" in client.get(f"/projets/modeles/{bri_co.id}").text
    client.post(f"/projets/modeles/etapes/{step.id}/retirer")
    client.post(f"/projets/modeles/{bri_co.id}/retirer")
    assert "BRI-Co</option>" not in client.get("/projets/nouveau").text
    client.post(f"/projets/modeles/{bri_co.id}/retirer", data={"retire": "0"})
    assert "BRI-Co</option>" in client.get("/projets/nouveau").text


def test_two_templates_have_two_names(client, bri_co):
    client.sign_in(make.user())
    assert client.post("/projets/modeles/nouveau", data={"name": "bri-co"}).status_code == 422
    assert client.post("/projets/modeles/nouveau", data={"name": "Autre"}).status_code == 303


def test_a_long_project_costs_few_queries(client, raq, project, user):
    step = first_step(project)
    for n in range(8):
        services_projects.bind(make.action(workers=[raq], title=f"N {n}"), project.id, step.id)
        services_projects.add_task(project, text=f"T {n}", worker_id=raq.id)
    client.sign_in(user)
    with count_queries() as queries:
        assert client.get(f"/projets/{project.id}").status_code == 200
    assert len(queries) <= 14
