"""The demo's signals: invented, seen by several, on their way and back."""

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.auth import load
from raqnet.db import db
from raqnet.demo.load import load as load_demo
from raqnet.redaction import PLACES, find, gazetteer
from raqnet.signals import figures, queries, words
from raqnet.signals.models import Dossier, Signal
from tests.conftest import open_session


def test_signals_name_nobody_and_an_answer_waits_to_be_read(app):
    load_demo(clock.today())
    db.session.commit()
    signals = db.session.scalars(db.select(Signal)).all()
    assert len(signals) >= 6
    for each in signals:
        found = find(each.text, gazetteer(app))
        assert not [one for one in found if one.kind not in PLACES], each.text
    sent, answered = sorted(db.session.scalars(db.select(Dossier)), key=lambda each: -each.id)
    assert "en retard de 3 jours" in words.delay(sent)
    assert [figures.own(each) for each in answered.figures] == answered.figures
    raq = db.session.scalars(db.select(User).where(User.name == "RAQ 1")).one()
    assert queries.unread(load(open_session(raq)))
