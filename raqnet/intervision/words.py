"""The words that people read for what the room knows by code, and times as numerals."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet import clock
from raqnet.intervision.clock import Clock
from raqnet.intervision.script import MINUTE, Phase, Speaks, StepKind

MINUS = "\u2212"
NO_BREAK = "\u00a0"
_SPACE_OF_A_SIGN = re.compile(r" (?=[?!:;»])|(?<=«) ")

SPEAKS: dict[str, Any] = {
    Speaks.ANIMATION: _l("L'animation parle"),
    Speaks.ROUND: _l("Tour de table"),
    Speaks.SILENCE: _l("En silence"),
    Speaks.OWNER: _l("La personne qui apporte le cas parle"),
    Speaks.QUESTIONS: _l("Le groupe demande, la personne répond"),
    Speaks.TOGETHER: _l("La personne et le groupe"),
    Speaks.OTHERS: _l("Le groupe parle, la personne écoute"),
    Speaks.EVERYONE: _l("Tout le monde"),
}
PHASES: dict[str, Any] = {
    Phase.ROUND: _l("Tour de table"),
    Phase.OWNER_LAST: _l("La personne reprend la parole"),
    Phase.APART: _l("Temps 1 : la personne écoute"),
    Phase.TOGETHER: _l("Temps 2 : la personne répond"),
}
# What is said aloud when a part of the analysis begins.
PHASE_PROMPTS: dict[str, Any] = {
    Phase.ROUND: _l(
        "Chaque personne à son tour : «\u00a0ce qui me frappe…\u00a0», "
        "«\u00a0ça fait écho à…\u00a0», «\u00a0moi, à ta place…\u00a0»."
    ),
    Phase.OWNER_LAST: _l("Tu reprends la parole : une question, un éclaircissement ?"),
    Phase.APART: _l(
        "Le groupe parle du cas comme si la personne n'était pas là. Elle écoute, prend des notes."
    ),
    Phase.TOGETHER: _l("Tu peux répondre, poser des questions, demander un retour."),
}
METHODS: dict[int, Any] = {
    1: _l("Méthode 1 : tours de table"),
    2: _l("Méthode 2 : le groupe discute, puis la personne"),
}
KINDS: dict[str, Any] = {
    StepKind.OPENING: _l("Ouverture : chacun·e se dit prêt·e"),
    StepKind.INVENTORY: _l("Inventaire : une ligne par personne"),
    StepKind.CHOICE: _l("Choix : des croix"),
    StepKind.STORY: _l("Récit"),
    StepKind.QUESTIONS: _l("Questions"),
    StepKind.REFRAMING: _l("Reformulation : le nœud"),
    StepKind.ANALYSIS: _l("Analyse : méthode 1 ou 2"),
    StepKind.SYNTHESIS: _l("Synthèse et plan d'action"),
    StepKind.META: _l("Retour méta : une ligne par personne"),
    StepKind.EVALUATION: _l("Évaluation collective"),
    StepKind.FREE: _l("Étape libre"),
}
WORKED: dict[str, Any] = {"yes": _l("Oui"), "partly": _l("En partie"), "no": _l("Non")}


def unbroken(text: str) -> str:
    """French text in which a sign stays on the line of the word that it belongs to."""
    return _SPACE_OF_A_SIGN.sub(NO_BREAK, text)


def minutes(milliseconds: int) -> str:
    """'9:30'; '−1:05' when it is overrun. The last second shows until it is over."""
    seconds = -(-abs(milliseconds) // 1000) if milliseconds >= 0 else abs(milliseconds) // 1000
    sign = MINUS if milliseconds < 0 and seconds else ""
    return f"{sign}{seconds // 60}:{seconds % 60:02d}"


def whole_minutes(milliseconds: int) -> int:
    """Milliseconds as minutes, rounded."""
    return round(milliseconds / MINUTE)


def lasting(milliseconds: int) -> str:
    """'45 min', '2h', '2h35'; what is shorter than a minute says so."""
    count = whole_minutes(milliseconds)
    if not count and milliseconds > 0:
        return _("moins d'une minute")
    if count < 60:
        return _("%(num)d min", num=count)
    return f"{count // 60}h{count % 60:02d}" if count % 60 else f"{count // 60}h"


def epoch(instant: datetime) -> int:
    """An instant as browsers count: milliseconds since 1970 (UTC)."""
    return clock.milliseconds(instant)


def present() -> int:
    """The server's time, as browsers count."""
    return epoch(clock.now())


def ends(running: Clock, left: int) -> datetime | None:
    """The instant at which `left` milliseconds of a running clock will have passed."""
    if running.since is None:
        return None
    return running.since + timedelta(milliseconds=left / running.speed)
