"""What anybody may read: the neighbourhoods' workers and the public actions."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.calendar.asides import add_aside
from raqnet.calendar.changed import on_absorb, on_change
from raqnet.calendar.sharing import add_words
from raqnet.face import Place, add_place
from raqnet.public import beside, book, feeds, sending, services, watching
from raqnet.public.views import actions as action_pages
from raqnet.public.views import answers, blueprint
from raqnet.public.views import feeds as feed_pages
from raqnet.public.views import frames as frame_pages
from raqnet.public.views import hosts as host_pages
from raqnet.public.views import own as own_pages
from raqnet.public.views import pages as open_pages

# They enter their routes into the blueprint.
PAGES = (action_pages, feed_pages, frame_pages, host_pages, open_pages, own_pages)


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    watching.watch()
    for part in (answers, book, feeds):
        part.init_app(app)
    app.register_blueprint(blueprint)
    add_aside(app, beside.aside)
    add_words(app, sending.words)
    on_change(app, services.continue_opening)
    on_absorb(app, services.rejoin_opening)
    # Each page pays for its navigation: a RAQ, out in the street, finds their own from home.
    add_place(app, Place(_l("Sur notre site"), "globe", "public.hosts", "public.host", 55))
