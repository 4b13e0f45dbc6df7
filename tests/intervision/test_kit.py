"""The kit: a template on paper, whole, in the order in which it is used."""

import re
from dataclasses import replace

import pytest

from raqnet.access import Role
from raqnet.intervision import default
from raqnet.intervision.script import Script
from tests import factories as make

KIT = "/intervisions/kit"


@pytest.fixture
def template(app):
    return make.intervision_template(name="Les neuf étapes", is_default=True)


def sheets(page):
    return re.findall(r'<section class="kit-page[^"]*" aria-labelledby="(kit-[a-z0-9-]+)"', page)


@pytest.mark.parametrize("role", [Role.RAQ, Role.RESEARCH, Role.COORDINATION])
def test_whoever_may_join_prints_it(client, template, role):
    client.sign_in(make.user(role))
    assert client.get(KIT).status_code == 200


@pytest.mark.parametrize("role", [Role.HOST, Role.ADMIN])
def test_others_do_not(client, template, role):
    client.sign_in(make.user(role))
    assert client.get(KIT).status_code == 403


def test_it_holds_every_sheet_that_a_session_needs(client, template):
    page = client.sign_in(make.worker().user).get(KIT).text
    assert sheets(page) == [
        "kit-parcours", "kit-regles", "kit-cartes", "kit-tableau", "kit-cas-1", "kit-cas-2",
        "kit-evaluation", "kit-confiance",
    ]  # fmt: skip
    assert page.count('<article class="kit-card">') == 10
    for rule in default.RULES:
        assert rule.replace("'", "&#39;") in page
    for step in default.STEPS:
        assert step.prompt.replace("'", "&#39;") in page
        assert step.hints.replace("'", "&#39;") in page
    assert "1h58" in page, "the length of the whole"
    assert "90 jours" in page, "how long texts are kept"


def test_the_flipchart_has_a_line_for_each_of_the_eighteen(client, template):
    page = client.sign_in(make.worker().user).get(KIT).text
    chart = page.split('id="kit-tableau"')[1].split("</section>")[0]
    assert chart.count("<tr><td>") == 18


def test_it_is_the_one_of_the_template_that_was_asked_for(client, template):
    steps = (replace(default.STEPS[0], name="Bonjour <b>"), *default.STEPS[1:])
    other = make.intervision_template(Script(steps, (), cases=3, open_crosses=True), name="À nous")
    page = client.sign_in(make.worker().user).get(f"{KIT}?modele={other.id}").text
    assert "Bonjour &lt;b&gt;" in page
    assert sheets(page).count("kit-cas-3") == 1
    assert "kit-regles" not in sheets(page), "no poster without rules"
    assert "Les croix se voient pendant le choix" in page


@pytest.mark.parametrize("asked", ["0", "-3", "987654", str(2**31), "9" * 5000, "x", "", "1e9"])
def test_a_template_that_is_not_there_has_no_kit(client, template, asked):
    client.sign_in(make.worker().user)
    assert client.get(KIT, query_string={"modele": asked}).status_code == 404


def test_without_any_template_the_kit_leads_to_where_one_is_made(client):
    answer = client.sign_in(make.worker().user).get(KIT)
    assert (answer.status_code, answer.location) == (303, "/intervisions/modeles")
