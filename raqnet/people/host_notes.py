"""What later subjects tell of hosts on the coordination's page: each registers a function."""

from collections.abc import Callable, Mapping, Sequence

from flask import Flask, current_app

from raqnet.access import Principal

# What there is to tell this person, by the number of the organisation.
Maker = Callable[[Principal], Mapping[int, Sequence[str]]]


def init_app(app: Flask) -> None:
    """Make room for what later subjects tell."""
    app.extensions["host_notes"] = []


def add_notes(app: Flask, maker: Maker) -> None:
    """Tell of each host what `maker` makes."""
    app.extensions["host_notes"].append(maker)


def of(user: Principal) -> dict[int, list[str]]:
    """Everything that there is to tell, by the number of the organisation."""
    makers: list[Maker] = current_app.extensions["host_notes"]
    found: dict[int, list[str]] = {}
    for maker in makers:
        for organisation_id, lines in maker(user).items():
            found.setdefault(organisation_id, []).extend(lines)
    return found
