"""Templates as data: read by who plans, changed by the coordination, kept by open sessions."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from raqnet.access import Role
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.intervision import default, queries, reshaping
from raqnet.intervision.faults import Wrong, faults
from raqnet.intervision.models import Template
from raqnet.intervision.script import Script, Speaks, StepKind, from_json
from tests import factories as make
from tests.intervision.holding import Held
from tests.intervision.templating import shown, step_fields, typed, with_step

LIST = "/intervisions/modeles"


@pytest.fixture
def browser(client, template):
    """The coordination, signed in."""
    return client.sign_in(make.user(Role.COORDINATION))


def path(template, act=""):
    return f"{LIST}/{template.id}{act}"


def stored(template):
    db.session.expire_all()
    return from_json(db.session.get_one(Template, template.id).script)


# Reading


@pytest.mark.parametrize("role", [Role.RAQ, Role.RESEARCH, Role.COORDINATION])
def test_whoever_may_join_reads_the_templates(client, template, role):
    client.sign_in(make.user(role))
    assert "Les neuf étapes" in client.get(LIST).text
    page = client.get(path(template)).text
    for step in default.STEPS:
        assert step.name.replace("'", "&#39;") in page
    assert "La personne qui apporte un cas est au centre" in page


@pytest.mark.parametrize("role", [Role.HOST, Role.ADMIN])
def test_others_do_not(client, template, role):
    client.sign_in(make.user(role))
    assert client.get(LIST).status_code == 403
    assert client.get(path(template)).status_code == 403


def test_only_the_coordination_is_offered_to_change_them(client, template):
    client.sign_in(make.worker().user)
    assert "modifier" not in client.get(LIST).text
    assert "modifier" not in client.get(path(template)).text
    for act in ("/modifier", "/copier", "/retirer", "/reprendre", "/habituel"):
        assert client.post(path(template, act)).status_code == 403
    assert client.get(path(template, "/modifier")).status_code == 403


def test_what_is_not_there_is_not_found(browser):
    assert browser.get(f"{LIST}/987654").status_code == 404
    assert browser.post(f"{LIST}/987654/copier").status_code == 404


# No template at all


def test_an_instance_without_templates_is_offered_the_nine_steps(client):
    client.sign_in(make.user(Role.COORDINATION))
    assert "neuf-etapes" in client.get(LIST).text
    client.post(f"{LIST}/neuf-etapes")
    made = db.session.scalars(select(Template)).one()
    assert from_json(made.script) == default.SCRIPT
    assert made.is_default
    client.post(f"{LIST}/neuf-etapes")
    assert len(db.session.scalars(select(Template)).all()) == 1, "once is enough"


def test_a_worker_is_told_who_can_create_them(client):
    client.sign_in(make.worker().user)
    page = client.get(LIST).text
    assert "neuf-etapes" not in page
    assert "La coordination" in page


# Copying and retiring


def test_a_copy_is_the_same_under_a_name_of_its_own(browser, template):
    for _ in range(3):
        browser.post(path(template, "/copier"))
    made = db.session.scalars(select(Template).order_by(Template.id)).all()
    assert [row.name for row in made] == [
        "Les neuf étapes", "Copie de Les neuf étapes", "Copie de Les neuf étapes (2)",
        "Copie de Les neuf étapes (3)",
    ]  # fmt: skip
    assert all(from_json(row.script) == default.SCRIPT for row in made)
    assert [row.is_default for row in made] == [True, False, False, False]


def test_a_name_as_long_as_can_be_is_copied_too(browser):
    long = make.intervision_template(name="É" * 80)
    for _ in range(2):
        assert browser.post(path(long, "/copier")).status_code == 303
    assert all(len(row.name) <= 80 for row in db.session.scalars(select(Template)))


def test_the_usual_template_is_one_and_cannot_be_retired(browser, template):
    other = make.intervision_template(name="Court")
    browser.post(path(template, "/retirer"))
    assert db.session.get_one(Template, template.id).retired_at is None
    browser.post(path(other, "/habituel"))
    assert [row.name for row in queries.templates()] == ["Court", "Les neuf étapes"]
    usual = db.session.scalars(select(Template.name).where(Template.is_default)).all()
    assert usual == ["Court"]
    browser.post(path(template, "/retirer"))
    assert [row.name for row in queries.templates()] == ["Court"]


def test_a_retired_template_is_not_offered_until_it_is_taken_back(browser):
    other = make.intervision_template(name="Court")
    browser.post(path(other, "/retirer"))
    assert "Court" not in [row.name for row in queries.templates()]
    assert "Plus proposés" in browser.get(LIST).text
    browser.post(path(other, "/reprendre"))
    assert "Court" in [row.name for row in queries.templates()]


def test_a_retired_template_that_becomes_the_usual_one_is_offered_again(browser):
    other = make.intervision_template(name="Court")
    browser.post(path(other, "/retirer"))
    browser.post(path(other, "/habituel"))
    assert [row.name for row in queries.templates()][0] == "Court"


# Changing


def test_the_form_sent_as_it_stands_changes_nothing_of_the_script(browser, template):
    browser.get(path(template, "/modifier"))
    answer = browser.post(path(template, "/modifier"), data=typed(name="Les neuf étapes"))
    assert answer.status_code == 303
    assert stored(template) == default.SCRIPT


def test_everything_of_a_template_can_be_changed(browser, template):
    steps = (
        replace(
            default.STEPS[1], name="Inventaire court", minutes=5, prompt="Une phrase\nchacun·e.",
            hints="", turn_seconds=30,
        ),
        replace(default.STEPS[2], minutes=1),
        replace(default.STEPS[3], shared=15, minutes=4),
        replace(default.STEPS[5], shared=15, optional=False),
    )  # fmt: skip
    script = Script(steps, ("Parler en « je ».", "Écouter."), cases=3, crosses=1, open_crosses=True)
    answer = browser.post(path(template, "/modifier"), data=typed(script, name="Court"))
    assert answer.status_code == 303
    assert stored(template) == script
    assert db.session.get_one(Template, template.id).name == "Court"


def test_a_session_that_is_open_keeps_the_steps_it_began_with(browser, template):
    held = Held(people=2, template=template)
    made = replace(default.SCRIPT, steps=default.STEPS[:3], rules=("Une seule.",))
    version = db.session.get_one(Template, template.id).version
    answer = browser.post(path(template, "/modifier"), data=typed(made, version))
    assert answer.status_code == 303
    db.session.expire_all()
    assert held.live.script == default.SCRIPT
    planned = make.intervision(template=db.session.get_one(Template, template.id))
    assert make.open_room(planned).script == made


def test_rules_are_one_per_line_without_empty_ones(browser, template):
    data = {**typed(), "rules": "  Une règle.  \r\n\r\n\n Une autre.\n"}
    browser.post(path(template, "/modifier"), data=data)
    assert stored(template).rules == ("Une règle.", "Une autre.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Ce champ est à remplir"),
        ({"name": "x" * 81}, "trop long"),
        ({"name": "LES NEUF"}, "déjà ce nom"),
        ({"cases": "0"}, "entre 1 et 6"),
        ({"cases": ""}, "Un nombre est attendu"),
        ({"crosses": "7"}, "entre 1 et 6"),
        ({"rules": "\n".join("règle" for _ in range(21))}, "20 règles au plus"),
        ({"rules": "é" * 201}, "200 caractères"),
        ({"steps-0-name": ""}, "Ce champ est à remplir"),
        ({"steps-1-minutes": "241"}, "entre 0 et 240"),
        ({"steps-1-minutes": "beaucoup"}, "Un nombre entier"),
        ({"steps-1-kind": "karaoke"}, "Ce choix n"),
        ({"steps-1-kind": None}, "Choisir dans la liste"),
        ({"steps-1-speaks": "nobody"}, "Ce choix n"),
        ({"steps-1-prompt": "x" * 601}, "trop long"),
        ({"steps-1-hints": "a\x00b"}, "caractère invisible"),
        ({"steps-1-turn_seconds": "3"}, "entre 5 et 600"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_changes_nothing(
    browser, template, change, message
):
    make.intervision_template(name="Les neuf")
    data = {key: value for key, value in (typed() | change).items() if value is not None}
    answer = browser.post(path(template, "/modifier"), data=data)
    assert answer.status_code == 422
    assert message in answer.text
    assert stored(template) == default.SCRIPT
    assert 'value="Le nôtre"' in answer.text or "name" in change, "what was typed is kept"


def test_a_template_has_at_least_one_step_and_at_most_twenty(browser, template):
    none = {key: value for key, value in typed().items() if not key.startswith("steps-")}
    many = dict(none)
    for number in range(21):
        fields = step_fields(default.STEPS[0])
        many |= {f"steps-{number}-{key}": value for key, value in fields.items()}
    for data in (none, many):
        answer = browser.post(path(template, "/modifier"), data=data)
        assert answer.status_code == 422
        assert "1 étape au moins, 20 au plus" in answer.text
    twenty = {key: value for key, value in many.items() if not key.startswith("steps-20-")}
    assert browser.post(path(template, "/modifier"), data=twenty).status_code == 303


# What no session could be led by


@pytest.mark.parametrize(
    ("number", "values", "field", "wrong"),
    [
        (1, {"kind": StepKind.FREE}, (2, "kind"), Wrong.INVENTORY_FIRST),
        (9, {"kind": StepKind.CHOICE}, (9, "kind"), Wrong.ONLY_ONE),
        (2, {"kind": StepKind.FREE}, (3, "per_case"), Wrong.CHOICE_FIRST),
        (6, {"per_case": False}, (6, "per_case"), Wrong.EACH_CASE),
        (8, {"per_case": True}, (8, "per_case"), Wrong.FOR_ALL),
        (9, {"speaks": Speaks.OWNER}, (9, "speaks"), Wrong.NO_OWNER),
        (8, {"shared": 30}, (8, "shared"), Wrong.ALONE),
        (4, {"minutes": 21}, (3, "shared"), Wrong.TOO_SHORT),
        (2, {"shared": 20}, (2, "shared"), Wrong.MIXED),
    ],
)
def test_steps_that_no_session_could_follow_are_refused(
    browser, template, number, values, field, wrong
):
    script = with_step(number, **values)
    found = faults(script.steps)
    assert (found[0].number, found[0].field, found[0].wrong) == (*field, wrong)
    answer = browser.post(path(template, "/modifier"), data=typed(script))
    assert answer.status_code == 422
    assert f'id="steps-{field[0]}-{field[1]}-error"' in answer.text
    assert stored(template) == default.SCRIPT


def test_the_nine_steps_have_no_fault_and_a_free_step_may_be_anywhere():
    assert faults(default.STEPS) == []
    free = replace(default.STEPS[0], kind=StepKind.FREE)
    assert faults((free, *default.STEPS, replace(free, per_case=True))) == []


def test_every_step_that_is_alone_in_its_time_is_told(app):
    lonely = [replace(default.STEPS[8], shared=number) for number in (20, 30, 0, 20)]
    assert [(fault.number, fault.wrong) for fault in faults(lonely)] == [
        (0, Wrong.ALONE), (1, Wrong.ALONE), (3, Wrong.ALONE),
    ]  # fmt: skip


# Reshaping the form


def press(browser, template, act, data):
    answer = browser.post(path(template, "/modifier"), data={**data, "reshape": act})
    assert answer.status_code == 200
    return answer.text


def test_a_step_is_added_at_the_end_or_after_another(browser, template):
    page = press(browser, template, "add-999", typed())
    assert shown(page)[10] == ""
    assert len(shown(page)) == 11
    page = press(browser, template, "add-1", typed())
    assert [shown(page)[number] for number in (1, 2, 3)] == ["Inventaire des cas", "", "Choix"]


def test_a_step_goes_up_and_down_and_no_further(browser, template):
    assert shown(press(browser, template, "up-2", typed()))[1] == "Choix"
    assert shown(press(browser, template, "down-2", typed()))[3] == "Choix"
    assert shown(press(browser, template, "up-0", typed()))[0] == "Préalable"
    assert shown(press(browser, template, "down-9", typed()))[9] == "Évaluation collective"


def test_a_step_is_taken_out_and_put_back_where_it_was(browser, template):
    page = press(browser, template, "remove-2", typed())
    assert "Choix" not in shown(page).values()
    assert len(shown(page)) == 9
    gone = dict(re.findall(r'name="(removed-[a-z_]+)" value="([^"]*)"', page))
    assert gone["removed-name"] == "Choix"
    rest = {
        f"steps-{number}-{key}": value
        for number, step in enumerate([*default.STEPS[:2], *default.STEPS[3:]])
        for key, value in step_fields(step).items()
    }
    others = {key: value for key, value in typed().items() if not key.startswith("steps-")}
    page = press(browser, template, "undo", {**others, **rest, **gone})
    assert shown(page)[2] == "Choix"
    assert len(shown(page)) == 10
    assert "removed-" not in page


def test_reshaping_keeps_what_was_typed_and_writes_nothing(browser, template):
    data = {**typed(name="Pas encore"), "steps-4-minutes": "beaucoup", "steps-4-prompt": "<b>É</b>"}
    page = press(browser, template, "down-4", data)
    assert 'value="Pas encore"' in page
    assert 'value="beaucoup"' in page
    assert "&lt;b&gt;É&lt;/b&gt;" in page
    assert "à corriger" not in page, "nobody asked whether it is right yet"
    assert stored(template) == default.SCRIPT


def test_a_reshaped_form_is_kept_as_a_draft_until_it_is_saved(browser, template):
    press(browser, template, "remove-9", typed())
    assert "Un brouillon" in browser.get(path(template, "/modifier")).text
    page = browser.get(path(template, "/modifier?brouillon=1")).text
    assert len(shown(page)) == 9
    browser.post(path(template, "/modifier"), data=typed())
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("act", ["", "explode-3", "up-", "up-x", "remove-99", "up-²", "undo", "\0"])
def test_an_act_that_is_none_leaves_the_form_as_it_is(browser, template, act):
    assert len(shown(press(browser, template, act, typed()))) == 10


def test_steps_are_read_in_their_order_whatever_numbers_they_come_with():
    fields = [("steps-7-name", "b"), ("steps-3-name", "a"), ("steps-²-name", "x"), ("other", "1"),
              ("steps-9999-name", "y"), ("steps-7-name", "z"), ("steps--1-name", "w")]  # fmt: skip
    assert reshaping.rows_of(fields) == [{"name": "a"}, {"name": "b"}]
    assert reshaping.with_rows(fields, [{"name": "c"}]) == [("other", "1"), ("steps-0-name", "c")]


def test_more_steps_than_anybody_types_are_not_even_read():
    fields = [(f"steps-{number}-name", "x") for number in range(999)]
    assert len(reshaping.rows_of(fields)) == reshaping.MOST_ROWS


# Two people at once


def test_the_second_editor_sees_both_versions_and_may_save_again(browser, template):
    browser.post(path(template, "/modifier"), data=typed(name="Par l'autre", version=1))
    mine = {**typed(version=1), "steps-4-minutes": "12"}
    answer = browser.post(path(template, "/modifier"), data=mine)
    assert answer.status_code == 409
    assert "Par l&#39;autre" in answer.text
    assert 'value="Le nôtre"' in answer.text
    row = re.search(r'<th scope="row">Étape 5.*?</tr>', answer.text, re.S)[0]
    assert "Minutes : 12" in row
    assert "Minutes : 10" in row
    assert "différent" in row
    version = re.search(r'name="version"[^>]*value="([^"]+)"', answer.text)[1]
    again = browser.post(path(template, "/modifier"), data={**mine, "version": version})
    assert again.status_code == 303
    assert stored(template).steps[4].minutes == 12


@pytest.mark.parametrize("version", ["", "0", "x"])
def test_a_form_that_does_not_know_its_version_overwrites_nothing(browser, template, version):
    answer = browser.post(path(template, "/modifier"), data={**typed(), "version": version})
    assert answer.status_code == 409
    assert stored(template) == default.SCRIPT
