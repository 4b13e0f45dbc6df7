"""What a letter says: put together anew while a file is open; afterwards as it was sent."""

from dataclasses import asdict
from typing import Any

from raqnet.access import Principal
from raqnet.signals import figures, queries, queries_dossiers
from raqnet.signals.models import Dossier, DossierState, Signal
from raqnet.signals.queries import Seen

Letter = dict[str, list[dict[str, Any]]]


def of(user: Principal, dossier: Dossier) -> Letter:
    """The letter of a file."""
    return _kept(dossier) or written(user, dossier)


def figures_of(user: Principal, dossier: Dossier) -> list[dict[str, Any]]:
    """What its figures say."""
    kept = _kept(dossier)
    return kept["figures"] if kept else _figures(user, dossier)


def written(user: Principal, dossier: Dossier) -> Letter:
    """What it would say now: texts, how many saw it and where, figures; nobody's name."""
    signals = queries_dossiers.signals_of(dossier)
    seen = queries.seen(user, signals)
    said = [_signal(each, seen[each.id]) for each in signals]
    return {"signals": said, "figures": _figures(user, dossier)}


def _kept(dossier: Dossier) -> Letter:
    return {} if dossier.state == DossierState.OPEN else dossier.letter


def _figures(user: Principal, dossier: Dossier) -> list[dict[str, Any]]:
    return [asdict(each) for each in figures.cited(user, dossier.figures)]


def _signal(signal: Signal, seen: Seen) -> dict[str, Any]:
    return {
        "kind": signal.kind,
        "text": signal.text,
        "actor": signal.actor.name if signal.actor else "",
        "seen": {"count": seen.count, "where": seen.where},
    }
