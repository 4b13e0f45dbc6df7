"""The journal's first page, the quickest forms, and what one wishes to be asked for."""

from typing import Any, NamedTuple

from flask import current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet.access import require
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.journal import queries_interventions, queries_relays, queries_today
from raqnet.journal import services_interventions as services
from raqnet.journal.forms_interventions import HabitForm
from raqnet.journal.views import blueprint, tabs
from raqnet.journal.views.pages import worker


class Act(NamedTuple):
    """A form that is opened in a hurry."""

    label: Any
    help: Any
    icon: str
    endpoint: str

    @property
    def url(self) -> str:
        """Where it is."""
        return url_for(self.endpoint)


ACTS = (
    Act(_l("Intervention"), _l("Une personne, sans nom"), "user", "journal.note_intervention"),
    Act(_l("Sortie"), _l("Beaucoup de personnes, comptées"), "users", "journal.note_outing"),
    Act(_l("Relais"), _l("Orienter vers un service"), "send", "journal.new_relay"),
    Act(_l("Travail pour l'hébergeur"), _l("Les 20 %"), "building-2", "journal.host_works"),
    Act(_l("Action"), _l("Dans le calendrier"), "calendar-plus", "calendar.new_action"),
    Act(_l("Évaluer"), _l("Ce qui est passé"), "clipboard-check", "calendar.to_evaluate"),
)


@blueprint.get("/noter")
@require("journal.own")
def note() -> str:
    """The quickest forms, a thumb's reach each."""
    return render_template("journal/note.html", acts=_acts())


@blueprint.get("/journal")
@require("journal.own")
def index() -> str:
    """The four entries of the journal with today's counts, and the relays that wait."""
    user, _me = worker()
    return render_template(
        "journal/index.html",
        today=queries_today.today(user), relays=queries_relays.open_of(user), acts=_acts(),
        known=current_app.view_functions, ways=tabs.of(user)[1:],
        opale=current_app.config["OPALE_URL"],
    )  # fmt: skip


def _acts() -> list[Act]:
    return [act for act in ACTS if act.endpoint in current_app.view_functions]


@blueprint.route("/journal/reglages", methods=["GET", "POST"])
@require("journal.own")
def habits() -> ResponseReturnValue:
    """What one wishes to be asked for in one's own forms."""
    user, me = worker()
    form = HabitForm(obj=queries_interventions.habit(user))
    if not form.validate_on_submit():
        page = render_template("journal/habits.html", form=form)
        return page, 422 if form.is_submitted() else 200
    services.set_minutes(me, form.with_minutes.data)
    db.session.commit()
    flash(_("Réglages enregistrés."), "success")
    return see_other(url_for("journal.index"))
