"""The shared calendar: actions, series, occurrences, evaluation, feeds."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts import audit
from raqnet.cache import Kept
from raqnet.calendar import (
    asides,
    changed,
    cli,
    fragments,
    hanging,
    lists,
    panel,
    sharing,
    sources,
    version,
)
from raqnet.calendar.views import actions as action_pages
from raqnet.calendar.views import blueprint
from raqnet.calendar.views import closing as closing_pages
from raqnet.calendar.views import comments as comment_pages
from raqnet.calendar.views import editing as editing_pages
from raqnet.calendar.views import evaluations as evaluation_pages
from raqnet.calendar.views import feeds as feed_pages
from raqnet.calendar.views import lists as list_pages
from raqnet.calendar.views import mapping as map_pages
from raqnet.calendar.views import printing as paper_pages
from raqnet.calendar.views import reading as reading_pages
from raqnet.calendar.views import sharing as share_pages
from raqnet.calendar.views import standing as standing_pages
from raqnet.calendar.views import subscriptions as subscription_pages
from raqnet.calendar.views import telling as telling_pages
from raqnet.calendar.views import undoing as undoing_pages
from raqnet.face import Place, add_place
from raqnet.redaction import add_gazetteer


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    version.watch()
    app.extensions["raqnet_feeds"] = Kept[bytes](app.config["FEED_CACHE_BYTES"])
    fragments.init_app(app)
    panel.init_app(app)
    asides.init_app(app)
    changed.init_app(app)
    hanging.init_app(app)
    sources.init_app(app)
    sharing.init_app(app)
    asides.add_aside(app, sharing.aside)
    add_gazetteer(app, lists.names)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.feeds)
    add_place(
        app, Place(_l("Calendrier"), "calendar-days", "calendar.month", "calendar.read", 20, True)
    )
    audit.describe(
        {
            "evaluation.read": _l("Évaluation lue"),
            "evaluation.write": _l("Évaluation écrite"),
        }
    )
    add_place(app, Place(_l("Abonnements"), "rss", "calendar.subscriptions_page", "feeds.own", 50))


PAGES = (  # they enter their routes into the blueprint
    action_pages,
    closing_pages,
    comment_pages,
    editing_pages,
    evaluation_pages,
    feed_pages,
    list_pages,
    map_pages,
    paper_pages,
    reading_pages,
    share_pages,
    standing_pages,
    subscription_pages,
    telling_pages,
    undoing_pages,
)
