"""The list of signals, and the page of one."""

from flask import render_template, request, url_for

from raqnet.access import require
from raqnet.auth import principal
from raqnet.people.queries import neighbourhoods
from raqnet.signals import access, queries, words
from raqnet.signals.filters import Filters, number
from raqnet.signals.forms import EchoForm
from raqnet.signals.views import blueprint
from raqnet.signals.views.pages import found


@blueprint.get("/signaux")
@require("signals.write")
def index() -> str:
    """What the team has seen, the newest first; answers that one has not read stand above."""
    user, filters = principal(), Filters.read(request.args)
    after = number(request.args.get("suite"))
    page = queries.page(user, filters, after)
    following = url_for("signals.index", suite=page.after, **filters.params())
    return render_template(
        "signals/index.html",
        page=page, filters=filters, words=words, begun=after is not None,
        following=following if page.after else None, neighbourhoods=neighbourhoods(),
        unread=queries.news(user), mine=queries.my_neighbourhoods(user),
    )  # fmt: skip


@blueprint.get("/signaux/<int:signal_id>")
@require("signals.write")
def signal(signal_id: int) -> str:
    """One signal: what was seen, where, by which colleagues, and what became of it."""
    user, each = principal(), found(signal_id)
    seen, form = queries.seen(user, [each])[each.id], EchoForm()
    form.offer()
    return render_template(
        "signals/signal.html",
        signal=each, seen=seen, form=form, words=words, witnesses=queries.witnesses(each),
        mine=queries.my_neighbourhoods(user), may_edit=access.can_edit(user, each),
        is_news=each.id in {new.id for new in queries.unread(user)},
    )  # fmt: skip
