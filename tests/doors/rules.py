"""The doors themselves: every rule of the application, as the tests collect them."""

from functools import cache
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from raqnet import create_app
from raqnet.access import policy_of

SAFE = ("GET", "HEAD")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
OPEN_BY_NATURE = {"static"}  # files that are shipped; the gate lets them pass without a policy


def doors(app: Flask) -> list[Rule]:
    """Every rule of the application in the order of its path, shipped files aside.

    An alias only leads to another rule, which is one of the doors.
    """
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN_BY_NATURE]
    rules = [rule for rule in rules if not rule.alias]
    return sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ())))


@cache
def all_doors() -> tuple[Rule, ...]:
    """The doors of the application as it is shipped; it needs no database."""
    return tuple(doors(create_app({"INSTANCE": "/nonexistent", "SECRET_KEY": "collected"})))


def methods(rule: Rule, among: tuple[str, ...] = SAFE + UNSAFE) -> list[str]:
    """The methods that a door answers to."""
    return [method for method in among if method in (rule.methods or ())]


def name(rule: Rule) -> str:
    """A door as a test's name: "POST /deconnexion"."""
    return f"{'|'.join(m for m in methods(rule) if m != 'HEAD')} {rule.rule}"


def policy(app: Flask, rule: Rule) -> str | None:
    """What the door's view declares."""
    return policy_of(app.view_functions[rule.endpoint])


def is_aside(app: Flask, rule: Rule) -> bool:
    """Is this asked while somebody types on a page?"""
    return bool(getattr(app.view_functions[rule.endpoint], "beside", False))


def arguments(rule: Rule) -> list[str]:
    """The arguments in the path of a door."""
    return list(rule._converters)


def path(rule: Rule, values: dict[str, Any]) -> str:
    """The address of a door with these arguments."""
    built = rule.build({**(rule.defaults or {}), **values}, append_unknown=False)
    assert built is not None, f"{rule.rule}: cannot be built with {values}"
    return built[1]
