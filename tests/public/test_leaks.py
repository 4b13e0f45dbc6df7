"""A canary in every text column of every table: what of it is ever read by a stranger."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select, update

from raqnet.calendar import version
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.people.models import Commune, Neighbourhood
from raqnet.public.models import PublicAction, PublicProfile
from raqnet.public.opened import FIELDS
from tests.doors.hostile import APPEND_ONLY, hostile_columns
from tests.doors.world import ANONYMOUS, World

pytest_plugins = ["tests.doors.fixtures"]

CANARY = re.compile(r"q(\d{3})q")
ALWAYS = {
    "actions.title", "communes.name", "communes.postcode", "neighbourhoods.name",
    "organisations.name",  # in its own frame's feed, which it has opened itself
    "public_profiles.name", "public_profiles.phone", "public_profiles.email",
    "public_profiles.words_fr", "public_profiles.words_nl",
}  # fmt: skip
OPENED = {
    "actions.place", "actions.address", "actions.audience", "languages.name", "sites.name",
    "sites.address", "public_actions.title_nl", "public_actions.words_fr",
    "public_actions.words_nl",
}  # fmt: skip


def columns() -> list[tuple[str, object]]:
    """Every column that words may reach, the identity of an event in other calendars included."""
    found = [
        (f"{table.name}.{column.name}", column)
        for table in db.metadata.sorted_tables
        if table.name not in APPEND_ONLY
        for column in hostile_columns(table)
    ]
    return [*found, ("actions.uid", Action.__table__.c.uid)]


def set_canaries() -> None:
    for number, (_name, column) in enumerate(columns()):
        keys = list(column.table.primary_key)
        for n, row in enumerate(db.session.execute(select(*keys))):
            here = [key == value for key, value in zip(keys, row, strict=True)]
            text = f"q{number:03d}q{n}"
            db.session.execute(update(column.table).where(*here).values({column.name: text}))


def read_by_strangers(world: World) -> Iterator[str]:
    dates = db.session.scalars(select(Occurrence.id)).all()
    areas = db.session.scalars(select(Neighbourhood.id)).all()
    towns = db.session.scalars(select(Commune.id)).all()
    slug = world.shared["slug"]
    paths = [f"/cadre/{slug}", f"/cadre/{slug}/actions.ics", f"/cadre/{slug}?langue=nl"]
    for root, day in (("/quartiers", "dates"), ("/wijken", "data")):
        paths += [root, f"{root}?q=q", f"{root}/actions.ics"]
        paths += [f"{root}/{each}" for each in areas]
        paths += [f"{root}/{day}/{each}" for each in dates]
        paths += [f"{root}/communes/{each}.ics" for each in towns]
    for path in paths:
        # A feed's lines are folded: a canary may be cut in two.
        yield world.ask(ANONYMOUS, "GET", path).text.replace("\r\n ", "")


def sent_to_the_street(world: World) -> Iterator[str]:
    """What somebody who reads everything prints and sends on, without the page around it."""
    opened = Occurrence.series_id == world.shared["opened action"]
    for each in db.session.scalars(select(Occurrence.id).where(opened)):
        for language in ("fr", "nl"):
            page = world.ask(
                "coordination", "GET", f"/calendrier/dates/{each}/affiche?langue={language}"
            )
            if page.status_code == 200:
                yield page.text.split('<article class="poster"')[1].split("</article>")[0]
        page = world.ask("coordination", "GET", f"/calendrier/dates/{each}/partager").text
        yield from re.findall("<textarea.*?</textarea>", page, re.DOTALL)


@pytest.mark.parametrize("opened", [False, True])
def test_no_word_of_ours_reaches_a_stranger_but_what_was_opened(world, opened):
    set_canaries()
    db.session.execute(update(Action).values(visibility="public"))
    db.session.execute(update(PublicProfile).values(shows_site=opened, shows_languages=opened))
    if opened:
        db.session.execute(update(PublicAction).values(fields=[*FIELDS]))
    else:
        db.session.execute(delete(PublicAction))
    version.bump()
    db.session.commit()
    names = [name for name, _column in columns()]
    found, sent = (
        {names[int(number)] for text in texts for number in CANARY.findall(text)}
        for texts in (read_by_strangers(world), sent_to_the_street(world))
    )
    world.written.append("UPDATE every table")
    world.restore()
    assert found - (ALWAYS | OPENED if opened else ALWAYS) == set()
    assert sent <= found and "actions.title" in sent
    assert {"sites.name", "actions.place"} <= sent if opened else "actions.place" not in sent
    assert found >= (ALWAYS | OPENED if opened else ALWAYS)  # or this would prove nothing
