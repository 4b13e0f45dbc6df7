"""A form that was open while the coordination changed a list loses nothing that was ticked."""

import pytest

from raqnet.forms import BaseForm
from raqnet.lists import queries, services
from raqnet.lists.forms import ValueField, ValuesField
from tests import factories as make


class Form(BaseForm):
    place = ValueField("Lieu", "place", required=True)
    themes = ValuesField("Thèmes", "theme")


@pytest.fixture
def lists(app):
    author = make.user()
    places, themes = ([make.value(name) for _ in range(3)] for name in ("place", "theme"))
    return author.id, places, themes


def sent(app, **fields):
    with app.test_request_context(method="POST", data=fields):
        app.config["WTF_CSRF_ENABLED"] = False
        try:
            form = Form()
        finally:
            app.config["WTF_CSRF_ENABLED"] = True
        offered = queries.offered("place", "theme")
        form.place.offer(offered["place"])
        form.themes.offer(offered["theme"])
        form.validate()
        return form


def test_a_value_retired_while_the_form_was_open_still_counts(lists, app):
    author, places, _themes = lists
    services.retire(author, places[0])
    form = sent(app, place=places[0].id)
    assert (form.place.errors, form.place.data) == ([], places[0].id)


def test_a_value_merged_while_the_form_was_open_stands_for_the_other_once(lists, app):
    author, places, themes = lists
    services.merge(author, themes[0], themes[1])
    form = sent(app, place=places[0].id, themes=[themes[0].id, themes[1].id])
    assert (form.themes.errors, form.themes.data) == ([], [themes[1].id])


@pytest.mark.parametrize("value", ["999999", "-1", "x", "9" * 40, "٣"])
def test_a_value_of_no_list_is_refused_at_its_field(lists, app, value):
    form = sent(app, place=value, themes=[value])
    assert form.place.errors and form.themes.errors


def test_a_value_of_another_list_is_refused(lists, app):
    _author, _places, themes = lists
    assert sent(app, place=themes[0].id).place.errors


def test_what_is_required_is_asked_for(lists, app):
    assert sent(app, place="").place.errors
