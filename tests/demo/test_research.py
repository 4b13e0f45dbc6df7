"""What the demo's team says of autumn 2021 can be read, and none of it names anybody."""

from datetime import date

import pytest

from raqnet import clock
from raqnet.db import db
from raqnet.demo import research
from raqnet.demo.load import load
from raqnet.proofreading import proofread
from raqnet.research.markers import BY_KEY, LEVELS
from raqnet.research.models import Annotation, Discussion, Placement, Remark, Report
from tests import factories as make

TODAY = date(2026, 11, 22)


@pytest.fixture
def loaded(app):
    clock.clock.freeze(clock.day_start(TODAY))
    load(TODAY)
    db.session.commit()
    return app


def test_autumn_2021_is_annotated_discussed_reported_and_placed(loaded, client):
    assert db.session.query(Annotation).count() == len(research.ANNOTATIONS)
    assert db.session.query(Discussion).one().standing == "validated"
    assert db.session.query(Remark).count() == len(research.REMARKS)
    assert db.session.query(Placement).count() == len(research.placements(TODAY)) >= 6
    report = db.session.query(Report).one()
    client.sign_in(make.user("raq"))
    period = "du=2021-09-01&au=2021-12-20"
    shown = client.get(f"/recherche/rapports/{report.id}").text
    assert "152" in shown and "Congé d&#39;automne" in shown and "Validé" in shown
    assert (
        "on garde ces nombres"
        in client.get(f"/recherche/figures/actions-par-commune?{period}").text
    )
    assert "Au fil du temps" in client.get(f"/recherche/continuum?{period}").text
    assert "Au fil du temps" in client.get("/recherche/continuum").text
    assert client.get(f"/recherche/rapports/{report.id}.docx").status_code == 200


def test_no_word_of_it_may_tell_who_somebody_is(loaded):
    texts = [text for _first, _last, text in research.ANNOTATIONS]
    texts += [text for *_rest, text in research.REMARKS]
    texts += [text for _figure, text in research.PARTS]
    texts += [each.note for each in research.placements(TODAY)]
    asked = {text: found for text in texts if (found := proofread(text))}
    assert asked == {}


def test_its_placements_hold_markers_and_levels_that_there_are():
    for each in research.placements(TODAY):
        assert set(each.levels) <= set(BY_KEY) and set(each.levels.values()) <= set(LEVELS)
