"""Subscriptions: a person's named feeds, each with a secret address that can be revoked alone."""

import secrets
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from raqnet import clock
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Subscription
from raqnet.db import db
from raqnet.digest import hash_token

MAX_PER_PERSON = 30
TOKEN_BYTES = 24


class TooMany(Exception):
    """This person has as many subscriptions as one may have."""


@dataclass(frozen=True)
class Agent:
    """A calendar client, as people know it, and how often it comes by, in its maker's words."""

    name: str
    mark: str
    hours: tuple[int, int] = (1, 24)


# What the agents call themselves, the most telling mark first.
AGENTS = (
    Agent("Google Agenda", "Google-Calendar-Importer", (4, 24)),
    Agent("Google Agenda", "Googlebot", (4, 24)),
    Agent("Outlook", "Outlook", (3, 24)),
    Agent("Outlook", "Microsoft.Exchange", (3, 24)),
    Agent("Outlook", "Microsoft Office", (3, 24)),
    Agent("Thunderbird", "Thunderbird", (1, 1)),
    Agent("Apple Calendrier (iPhone, iPad)", "iOS/"),
    Agent("Apple Calendrier (Mac)", "macOS/"),
    Agent("Apple Calendrier", "dataaccessd"),
    Agent("Android (ICSx⁵)", "ICSx5"),
    Agent("Nextcloud", "Nextcloud"),
    Agent("vdirsyncer", "vdirsyncer"),
    Agent("Evolution", "Evolution"),
)


def agent_name(agent: str) -> str:
    """A client's usual name; its own first word when it is not a known one."""
    known = known_agent(agent)
    return known.name if known else agent.split("/")[0].split(" ")[0][:40]


def known_agent(agent: str) -> Agent | None:
    """The client that calls itself so, if it is a usual one."""
    return next((each for each in AGENTS if each.mark.lower() in agent.lower()), None)


def create(
    user_id: int,
    name: str,
    filters: Filters,
    *,
    year: int | None = None,
    unlimited: bool = False,
    alarm_minutes: int | None = None,
) -> tuple[Subscription, str]:
    """A new feed and the token of its address, which is told only now. Errors: TooMany."""
    held = select(func.count()).select_from(Subscription).where(Subscription.user_id == user_id)
    if (db.session.scalar(held) or 0) >= MAX_PER_PERSON:
        raise TooMany
    token = secrets.token_urlsafe(TOKEN_BYTES)
    subscription = Subscription(
        user_id=user_id,
        name=name,
        token_hash=hash_token(token),
        query=filters.query()[:1000],
        year=year,
        unlimited=unlimited,
        alarm_minutes=alarm_minutes,
    )
    db.session.add(subscription)
    db.session.flush()
    return subscription, token


def renew(subscription: Subscription) -> str:
    """Another address for the same feed; the old one is worth nothing any more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    subscription.token_hash = hash_token(token)
    subscription.last_fetched_at = subscription.previous_fetched_at = None
    subscription.last_agent = ""
    return token


def change(subscription: Subscription, name: str, alarm_minutes: int | None) -> None:
    """Another name or another reminder."""
    subscription.name = name
    subscription.alarm_minutes = alarm_minutes
    subscription.changed_at = clock.now()


def revoke(subscription: Subscription) -> None:
    """End a feed; whoever has its address finds nothing there."""
    db.session.delete(subscription)


def feed_url(token: str) -> str:
    """The address that a calendar client subscribes to."""
    return f"{current_app.config['PUBLIC_URL']}/flux/{token}.ics"
