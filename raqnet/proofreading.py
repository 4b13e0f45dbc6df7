"""`/relecture`: a gentle word, while one types, about what may tell who somebody is.

It proposes and never blocks; the text is neither kept nor logged. A field asks for it with the
macro `checked_field`; another door (a guest's) opens the same reading with a view of its own that
returns `answer()`.
"""

from flask import Blueprint, Flask, current_app, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet.access import reading, require
from raqnet.redaction import PLACES, Entries, Finding, Kind, find, gazetteer
from raqnet.text import clean

MOST = 5000  # characters that are looked at
_QUOTED = 3  # words for each question
_LONGEST_QUOTE = 40
# Of a number, enough to find it again on the page, not enough to use it.
_SHORTENED = {Kind.NATIONAL_NUMBER, Kind.IBAN, Kind.PHONE}
_NAMED = _l("Est-ce le nom d'une personne ?")
_LIVED = _l("Est-ce une adresse ?")
_PLACED = _l("Ce lieu ferait-il reconnaître quelqu'un ?")
QUESTIONS = {
    Kind.NATIONAL_NUMBER: _l("Est-ce un numéro national ?"),
    Kind.IBAN: _l("Est-ce un numéro de compte ?"),
    Kind.EMAIL: _l("Est-ce une adresse e-mail ?"),
    Kind.PHONE: _l("Est-ce un numéro de téléphone ?"),
    Kind.ADDRESS: _LIVED,
    Kind.LOCALITY: _LIVED,
    Kind.DATE: _l("Est-ce une date de naissance ?"),
    Kind.TITLED: _NAMED,
    Kind.PERSON: _NAMED,
    Kind.FIRST_NAME: _NAMED,
    Kind.POSSIBLE_NAME: _NAMED,
    **dict.fromkeys(PLACES, _PLACED),
}

blueprint = Blueprint("proofreading", __name__)


def init_app(app: Flask) -> None:
    """Enter the page, and give the templates `proofread`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(proofread=proofread)


@blueprint.post("/relecture")
@require("account.own")
@reading
def check() -> ResponseReturnValue:
    """What to look at again in the text that is being typed."""
    return answer()


def answer(names: Entries = ()) -> str:
    """The fragment for the text of this request; `names` are known besides the database's own."""
    places = request.args.get("lieux") == "1"
    told = proofread(request.form.get("text", ""), places, names)
    return render_template("shared/_hints.html", told=told)


def proofread(text: str | None, places: bool = False, names: Entries = ()) -> dict[str, list[str]]:
    """What to ask of a text, with the words that it is asked of; of places only on demand."""
    text = clean((text or "")[:MOST])
    if not text:
        return {}
    known = gazetteer(current_app)
    found = find(text, known.plus(names) if names else known)
    told: dict[str, list[str]] = {}
    for each in found:
        if places or each.kind not in PLACES:
            told.setdefault(str(QUESTIONS[each.kind]), []).append(_quote(text, each))
    return {question: _few(quotes) for question, quotes in told.items()}


def remind(*texts: str | None) -> None:
    """With a save: the questions, for whoever could not read them while typing.

    Without the words that they are asked of: messages travel in a cookie.
    """
    if request.form.get("unread") != "1":
        return
    questions = dict.fromkeys(question for text in texts for question in proofread(text))
    if questions:
        advice = _("Si le texte se comprend sans, mieux vaut l'enlever.")
        flash(" ".join([_("À relire."), *questions, advice]), "info")


def _few(quotes: list[str]) -> list[str]:
    different = list(dict.fromkeys(quotes))
    return [*different[:_QUOTED], *(["…"] if len(different) > _QUOTED else [])]


def _quote(text: str, found: Finding) -> str:
    words = " ".join(text[found.start : found.end].split())
    longest = 4 if found.kind in _SHORTENED else _LONGEST_QUOTE
    return words if len(words) <= longest else words[:longest].rstrip() + "…"
