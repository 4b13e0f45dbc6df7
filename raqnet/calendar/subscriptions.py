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


# What the agents call themselves, the most telling mark first.
AGENTS = (
    Agent("Google Agenda", "Google-Calendar-Importer"),
    Agent("Google Agenda", "Googlebot"),
    Agent("Outlook", "Outlook"),
    Agent("Outlook", "Microsoft.Exchange"),
    Agent("Outlook", "Microsoft Office"),
    Agent("Thunderbird", "Thunderbird"),
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
    for known in AGENTS:
        if known.mark.lower() in agent.lower():
            return known.name
    return agent.split("/")[0].split(" ")[0][:40]


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
    subscription.last_fetched_at, subscription.last_agent = None, ""
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
