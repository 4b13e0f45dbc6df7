"""The starting journal: one's own entries, and research's reading of them."""

from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, clock, conflicts, proofreading
from raqnet.access import require
from raqnet.accounts import audit
from raqnet.calendar.periods import read_day
from raqnet.db import db
from raqnet.drafts import services as drafts
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.journal import by_day
from raqnet.journal import queries_starting as queries
from raqnet.journal import services_starting as services
from raqnet.journal.forms_starting import EntryForm, data_of
from raqnet.journal.models import StartingEntry
from raqnet.journal.views import blueprint, tabs, writing
from raqnet.journal.views.pages import worker

FORM = "journal/starting_form.html"


@blueprint.get("/journal/demarrage")
@require("journal.own")
def starting() -> str:
    """One's own entries; a way to write today's while one is asked to."""
    user, me = worker()
    cursor = by_day.read(request.args.get("suite"))
    return render_template(
        "journal/starting.html",
        page=queries.own_page(user, cursor), first=cursor is None,
        on=queries.is_on(me, clock.today()), tabs=tabs.of(user),
    )  # fmt: skip


@blueprint.route("/journal/demarrage/nouvelle", methods=["GET", "POST"])
@require("journal.own")
@once("journal.starting")
def new_starting_entry() -> ResponseReturnValue:
    """Write the entry of a day; where there is one, go on with that one, unless a draft is here."""
    user, me = worker()
    day = read_day(request.args.get("jour")) or clock.today()
    begun = request.method != "GET" or drafts.find(user, request.path)
    if not begun and (known := queries.own_of(user, day)):
        return redirect(url_for("journal.edit_starting_entry", starting_id=known.id), 303)
    form = EntryForm(formdata=drafting.formdata(user), data={"happened_on": day})
    if form.validate_on_submit():
        try:
            if writing.accepted(form, partial(services.write, me)):
                return _saved(form)
        except services.Known as second:
            return _second(queries.own_of(user, second.day) or abort(404))
    return form_page(FORM, form, entry=None)


@blueprint.get("/journal/demarrage/<int:starting_id>")
@require("journal.own")
def starting_entry(starting_id: int) -> str:
    """One's own entry."""
    entry = queries.find_own(auth.principal(), starting_id) or abort(404)
    return render_template("journal/starting_entry.html", entry=entry, form=_of(entry), author=None)


@blueprint.route("/journal/demarrage/<int:starting_id>/modifier", methods=["GET", "POST"])
@require("journal.own")
@once("journal.starting")
def edit_starting_entry(starting_id: int) -> ResponseReturnValue:
    """Change what one wrote."""
    user = auth.principal()
    entry = queries.find_own(user, starting_id) or abort(404)
    form = _of(entry, drafting.formdata(user))
    if conflicts.is_stale(form, entry.version):
        return _conflict(form, entry)
    if not form.validate_on_submit():
        return form_page(FORM, form, entry=entry)
    services.rewrite(entry, **form.texts())
    return _saved(form)


def _of(entry: StartingEntry, formdata: Any = None) -> EntryForm:
    """The form of an entry; its day stays."""
    form = EntryForm(formdata=formdata, data=data_of(entry))
    del form.happened_on
    return form


def _second(entry: StartingEntry) -> ResponseReturnValue:
    """There is an entry of that day: what was typed goes on in its form."""
    return _conflict(_of(entry, request.form), entry)


def _conflict(form: EntryForm, entry: StartingEntry) -> ResponseReturnValue:
    return form_page(FORM, form, conflicts.meet(form, _of(entry), entry.version), entry=entry)


def _saved(form: EntryForm) -> ResponseReturnValue:
    drafting.drop(auth.principal())
    proofreading.remind(*form.texts().values())
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("journal.starting"))


# Research --------------------------------------------------------------------------------------


@blueprint.get("/journal/demarrage/lecture")
@require("starting.read")
def starting_reading() -> str:
    """Which entries there are, by worker and day."""
    user, cursor = auth.principal(), by_day.read(request.args.get("suite"))
    worker_id = writing.number("raq") or None
    return render_template(
        "journal/starting_reading.html",
        page=queries.read_page(user, worker_id, cursor), first=cursor is None,
        authors=queries.authors(user), chosen=worker_id,
    )  # fmt: skip


@blueprint.get("/journal/demarrage/lecture/<int:starting_id>")
@require("starting.read")
def read_starting_entry(starting_id: int) -> str:
    """An entry; that it was read is written down."""
    user = auth.principal()
    entry = queries.find_read(user, starting_id) or abort(404)
    audit.record_reading(user, "starting.read", entry)
    return render_template(
        "journal/starting_entry.html", entry=entry, form=_of(entry), author=entry.worker.user.name
    )
