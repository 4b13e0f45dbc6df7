"""What every planned action keeps, wherever it comes from."""

import re

from raqnet.demo.people import neighbourhoods, sites, workers
from raqnet.demo.planned import PlannedAction

from .expand import originals, rule_days

KINDS = {"collective", "permanence", "team"}
MODES = {"renfort", "initiative", None}
# Words that may take a capital within a sentence; anything else could be a person's name.
KNOWN = {"RAQ", "BRI", "Co", "Covid", "Vaccibus", "With", "You", "PLF", "ICC"}
_CIVILITY = re.compile(r"\b(?:M\.|Mr|Mme|Mlle|Mevr|Dr|Docteur|Monsieur|Madame)(?:\s|$)")
_SENTENCE = re.compile(r"[.!?:]\s+")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w-]*")


def names_nobody(text: str) -> bool:
    """No civility, and no unknown capital inside a sentence."""
    inside = (sentence[1:] for sentence in _SENTENCE.split(text))
    capitals = {word for part in inside for word in _CAPITAL.findall(part)}
    return not _CIVILITY.search(text) and capitals <= KNOWN


def check(action: PlannedAction) -> None:
    """Fail unless the action is one that the calendar accepts."""
    assert re.fullmatch(r"[a-z0-9-]{3,60}", action.key)
    _check_words(action)
    _check_values(action)
    _check_times(action)
    _check_series(action)


def _check_words(action: PlannedAction) -> None:
    assert 0 < len(action.title) <= 120
    assert action.place and len(action.place) <= 120
    for text in (action.aim, action.public, action.partners, action.to_bring):
        assert len(text) <= 500
        assert names_nobody(text), text


def _check_values(action: PlannedAction) -> None:
    areas = {area.name: area.commune for area in neighbourhoods()}
    assert action.kind in KINDS and action.mode in MODES
    assert (action.team_kind is not None) == (action.kind == "team")
    assert action.visibility in {"team", "hosts", "public"}
    assert (action.status == "cancelled") == (action.cancelled_reason is not None)
    assert action.site is None or action.site in {site.name for site in sites()}
    assert action.workers and set(action.workers) <= {worker.name for worker in workers()}
    assert action.neighbourhood is None or action.neighbourhood in areas
    assert action.aim
    assert action.coordinates and 50.7 < action.coordinates[0] < 51


def _check_times(action: PlannedAction) -> None:
    assert (action.start is None) == (action.end is None)
    assert action.start is None or action.end is None or action.start < action.end
    assert action.last is None or action.first < action.last and action.rule is None
    for change in action.overrides:
        assert (change.start is None) == (action.start is None)


def _check_series(action: PlannedAction) -> None:
    if action.rule is None:
        assert not action.exdates and not action.overrides
        return
    assert (action.rule.until is None) != (action.rule.count is None)
    assert action.rule.count is None or 2 <= action.rule.count <= 60
    given = rule_days(action)
    assert given[0] == action.first
    assert action.first.weekday() in action.rule.weekdays
    assert set(action.exdates) <= set(given)
    assert {change.original for change in action.overrides} <= set(originals(action))
    assert 2 <= len(given) <= 60
