"""Two sheets of one actor: seen side by side, made one, taken apart again."""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import require
from raqnet.actors import history, listing, merging, queries, twins
from raqnet.actors.filters import Filters
from raqnet.actors.forms import MergeForm, version_of
from raqnet.actors.models import Actor
from raqnet.actors.views import blueprint
from raqnet.actors.views.sheets import address, found
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.paths import as_id

MOST = 20


@blueprint.get("/acteurs/<int:actor_id>/fusionner")
@require("actors.write")
def choose(actor_id: int) -> ResponseReturnValue:
    """Choose the other sheet; once it is chosen, see both."""
    actor = found(actor_id)
    other = _other(actor, request.args.get("avec", ""))
    if other:
        return _both(actor, other)
    filters = Filters.read(request.args)
    rows = listing.page(Filters(words=filters.words), size=MOST).rows if filters.words else []
    return render_template(
        "actors/merge_choose.html",
        actor=actor,
        filters=filters,
        rows=[row for row in rows if row.id != actor.id],
        twins=twins.of(actor.name, actor.address, actor.phone, actor.id),
    )


@blueprint.post("/acteurs/<int:actor_id>/fusionner")
@require("actors.write")
def merge(actor_id: int) -> ResponseReturnValue:
    """Keep one of the two; the other leads to it from now on."""
    actor, form = found(actor_id), MergeForm()
    other = _other(actor, form.other.data or "") if form.validate() else None
    if other is None or form.kept.data not in (str(actor.id), str(other.id)):
        abort(400)
    if form.versions.data != versions_of(actor, other):
        return _both(actor, other, changed=True)
    kept, absorbed = (actor, other) if form.kept.data == str(actor.id) else (other, actor)
    merging.merge(kept, absorbed, principal().id)
    db.session.commit()
    flash(_("Les deux fiches n'en font plus qu'une. Pour les séparer : l'historique."), "success")
    return see_other(address(kept))


@blueprint.post("/acteurs/<int:actor_id>/separer")
@require("actors.write")
def split(actor_id: int) -> ResponseReturnValue:
    """Undo a merge; the address is that of the sheet that was absorbed."""
    absorbed = queries.find_absorbed(principal(), actor_id)
    kept = found(actor_id)
    if absorbed is None or absorbed.merged_into_id != kept.id:
        flash(_("Ces fiches sont déjà séparées."), "info")
        return see_other(address(kept))
    merging.split(kept, absorbed, principal().id)
    db.session.commit()
    flash(_("« %(name)s » a de nouveau sa propre fiche.", name=absorbed.name), "success")
    return see_other(address(absorbed))


def versions_of(actor: Actor, other: Actor) -> str:
    """What was seen when the two were put side by side."""
    return f"{version_of(actor)} {version_of(other)}"


def _other(actor: Actor, text: str) -> Actor | None:
    other = queries.find(principal(), as_id(text) or 0)
    return other if other and other.id != actor.id else None


def _both(actor: Actor, other: Actor, changed: bool = False) -> ResponseReturnValue:
    one, two = history.told(actor), history.told(other)
    rows = [
        (label, history.words(name, one.get(name, "")), history.words(name, two.get(name, "")),
         one.get(name) != two.get(name))
        for name, label in history.LABELS.items()
        if one.get(name) or two.get(name)
    ]  # fmt: skip
    page = render_template(
        "actors/merge.html", actor=actor, other=other, rows=rows, changed=changed,
        versions=versions_of(actor, other),
    )  # fmt: skip
    return page, 409 if changed else 200
