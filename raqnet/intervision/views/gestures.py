"""What each gesture does: its name in the address, its form, and the service that it asks.

Two tables: what an animator does on the console, what a person does on their phone. A gesture gets
the locked session and its checked form, and returns nothing; `Wrong` says at which field it failed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from raqnet.intervision import closing, flipchart, forms_room, moves, seating, texts, voting
from raqnet.intervision.live import Live
from raqnet.intervision.models import Case, Seat, SeatState
from raqnet.intervision.seen import BETWEEN_LINES, Clash


class Wrong(ValueError):
    """A gesture that cannot be done; the message is for people, at this field.

    `clash`: what stands in the room instead of what was seen.
    """

    def __init__(self, message: str, field: str = "", clash: Clash | None = None) -> None:
        super().__init__(message)
        self.message, self.field, self.clash = message, field, clash


@dataclass(frozen=True)
class Gesture:
    """What is done, with which form."""

    do: Callable[[Live, Any], None]
    form: type[forms_room.GestureForm] = forms_room.GestureForm


@dataclass(frozen=True)
class OwnGesture:
    """What a person does for themself."""

    do: Callable[[Live, Seat, Any], None]
    form: type[forms_room.GestureForm] = forms_room.GestureForm
    of: frozenset[SeatState] = frozenset({SeatState.PRESENT})  # who may do it


def _seat(live: Live, seat_id: int | None) -> Seat:
    found = live.seat(seat_id)
    if found is None:
        raise Wrong(_("Cette personne n'est plus dans la salle."), "seat")
    return found


def _case(live: Live, key: str) -> Case:
    found = flipchart.case_of(live, key)
    if found is None:
        raise Wrong(_("Ce cas n'est plus sur le tableau."), "case")
    return found


def _from_here(move: Callable[[Live], None]) -> Callable[[Live, forms_room.FromForm], None]:
    """The move, unless the session has gone elsewhere since: two taps are one step."""

    def do(live: Live, form: forms_room.FromForm) -> None:
        here = f"{live.room.stop}:{live.room.phase}"
        if not form.here.data or form.here.data == here:
            move(live)

    return do


def _give_floor(live: Live, form: forms_room.SeatForm) -> None:
    seat_id = form.seat.data or next(iter(moves.next_up(live)), None)
    if seat_id is not None:
        moves.give_floor(live, _seat(live, seat_id))


def _for_seat(do: Callable[[Live, Seat], None]) -> Callable[[Live, forms_room.SeatForm], None]:
    return lambda live, form: do(live, _seat(live, form.seat.data))


def _add_name(live: Live, form: forms_room.NameForm) -> None:
    try:
        seating.add_name(live, form.name.data or "")
    except seating.Full as error:
        raise Wrong(_("La salle est pleine."), "name") from error


def _add_line(live: Live, form: forms_room.LineForm) -> None:
    owner = _seat(live, form.seat.data) if form.seat.data else None
    try:
        flipchart.add(live, form.text.data or "", owner, form.case.data or None)
    except flipchart.Full as error:
        raise Wrong(_("Le tableau est plein."), "text") from error


@contextmanager
def _beside_others() -> Iterator[None]:
    """What others write too: who sends it learns of words that they had not seen."""
    try:
        yield
    except Clash as clash:
        message = _("Quelqu'un d'autre a écrit ici entre-temps : réunir les deux, puis renvoyer.")
        raise Wrong(message, next(iter(clash.now)), clash) from clash


def _own_line(live: Live, seat: Seat, form: forms_room.LineForm) -> None:
    try:
        with _beside_others():
            flipchart.write_own(live, seat, form.text.data or "", form.writer)
    except flipchart.Full as error:
        raise Wrong(_("Le tableau est plein."), "text") from error


def _words(name: str) -> Callable[[Live, Any], None]:
    """These words of a case: title, knot, synthesis."""
    return lambda live, form: _write(live, _case(live, form.case.data), name, form)


def _write(live: Live, case: Case, name: str, form: Any) -> None:
    with _beside_others():
        flipchart.write(live, case, name, form.text.data or "", form.writer)


def _end_turn(live: Live, form: forms_room.TurnForm) -> None:
    if form.who.data == live.room.speaker_id:  # else another has the floor by now
        moves.end_turn(live)


def _owner(live: Live, form: forms_room.OwnerForm) -> None:
    owner = _seat(live, form.seat.data) if form.seat.data else None
    flipchart.give(live, _case(live, form.case.data), owner)


def _method(live: Live, form: forms_room.MethodForm) -> None:
    case = _case(live, form.case.data)
    moves.choose_method(live, case, form.method.data or case.method, form.rounds.data or 2)


def _action(live: Live, form: forms_room.ActionForm) -> None:
    _add_action(live, _case(live, form.case.data), form)


def _add_action(live: Live, case: Case, form: forms_room.ActionForm) -> None:
    try:
        flipchart.add_line(live, case, form.text.data or "", form.due_on.data)
    except flipchart.Full as error:
        raise Wrong(
            _("%(most)d lignes par cas au plus.", most=flipchart.MOST_LINES), "text"
        ) from error


def _paper(live: Live, form: forms_room.CrossesForm) -> None:
    _crosses(form, lambda crosses: voting.enter_paper(live, crosses))


def _cast(live: Live, seat: Seat, form: forms_room.CrossesForm) -> None:
    _crosses(form, lambda crosses: voting.cast(live, seat, crosses))


def _crosses(form: forms_room.CrossesForm, put: Callable[[dict[str, int]], None]) -> None:
    crosses = form.crosses(request.form)
    if crosses is None:
        raise Wrong(_("Des nombres de croix sont attendus."), "crosses")
    try:
        put(crosses)
    except voting.Closed as error:
        raise Wrong(_("Le vote est clos : ces croix ne comptent plus."), "crosses") from error
    except voting.BadBallot as error:
        raise Wrong(_("Trop de croix, ou un cas qui n'est plus là."), "crosses") from error


def _choose(live: Live, form: forms_room.ChosenForm) -> None:
    known = {each.key for each in live.cases}
    chosen = [key for key in form.chosen.data or [] if key in known]
    if not chosen:
        raise Wrong(_("Choisir au moins un cas."), "chosen")
    voting.choose(live, chosen)


def _evaluate(live: Live, form: forms_room.EvaluationForm) -> None:
    words = {name: form[name].data or "" for name in closing.EVALUATION}
    with _beside_others():
        closing.evaluate_with(live, words, form.writer)


def _meta(live: Live, form: forms_room.MetaForm) -> None:
    """For somebody else: that they have a line is told, not what it says."""
    try:
        _put_meta(live, _seat(live, form.seat.data), form)
    except Clash as clash:
        message = _("Cette personne a déjà une ligne : renvoyer celle-ci la remplace.")
        raise Wrong(message, "text", Clash({}, clash.marks)) from clash


def _own_meta(live: Live, seat: Seat, form: forms_room.MetaForm) -> None:
    with _beside_others():
        _put_meta(live, seat, form)


def _put_meta(live: Live, seat: Seat, form: forms_room.MetaForm) -> None:
    now, sent = texts.read_meta(seat), form.text.data or ""
    texts.write_meta(seat, form.writer.settle(now, sent, texts.MOST_LINE, BETWEEN_LINES))
    live.show_backstage()


def _own_case(live: Live, seat: Seat, key: str) -> Case:
    """A case of one's own: nobody else's words are touched from a phone."""
    case = _case(live, key)
    if case.owner_id != seat.id:
        raise Wrong(_("Seule la personne qui apporte ce cas écrit ici."), "case")
    return case


def _own_synthesis(live: Live, seat: Seat, form: forms_room.SynthesisForm) -> None:
    _write(live, _own_case(live, seat, form.case.data), "synthesis", form)


def _own_action(live: Live, seat: Seat, form: forms_room.ActionForm) -> None:
    _add_action(live, _own_case(live, seat, form.case.data), form)


def _erase_own(live: Live, seat: Seat, _form: forms_room.GestureForm) -> None:
    for case in [each for each in live.cases if each.owner_id == seat.id]:
        flipchart.erase_own(live, case)


ANIMATION: dict[str, Gesture] = {
    "demarrer": Gesture(lambda live, _form: moves.start(live)),
    "pause": Gesture(lambda live, _form: moves.pause(live)),
    "plus": Gesture(lambda live, _form: moves.add_minutes(live, 1)),
    "moins": Gesture(lambda live, _form: moves.add_minutes(live, -1)),
    "allonger": Gesture(
        lambda live, form: moves.lengthen_to(live, form.minutes.data),
        forms_room.MinutesForm,
    ),
    "repartir": Gesture(lambda live, _form: moves.share_out(live)),
    "suivant": Gesture(_from_here(moves.forward), forms_room.FromForm),
    "retour": Gesture(_from_here(moves.back), forms_room.FromForm),
    "passer": Gesture(_from_here(moves.skip), forms_room.FromForm),
    "parole": Gesture(_give_floor, forms_room.SeatForm),
    "fin-de-parole": Gesture(_end_turn, forms_room.TurnForm),
    "nouveau-tour": Gesture(lambda live, _form: moves.new_round(live)),
    "duree-du-tour": Gesture(
        lambda live, form: moves.set_turn(live, form.seconds.data), forms_room.SecondsForm
    ),
    "admettre": Gesture(_for_seat(seating.admit), forms_room.SeatForm),
    "refuser": Gesture(_for_seat(seating.refuse), forms_room.SeatForm),
    "ajouter": Gesture(_add_name, forms_room.NameForm),
    "participer": Gesture(
        _for_seat(lambda live, seat: seating.take_part(live, seat, True)), forms_room.SeatForm
    ),
    "ne-pas-participer": Gesture(
        _for_seat(lambda live, seat: seating.take_part(live, seat, False)), forms_room.SeatForm
    ),
    "co-animer": Gesture(_for_seat(seating.add_animator), forms_room.SeatForm),
    "ligne": Gesture(_add_line, forms_room.LineForm),
    "titre": Gesture(_words("title"), forms_room.TitleForm),
    "effacer": Gesture(
        lambda live, form: flipchart.strike(live, _case(live, form.case.data)),
        forms_room.CaseForm,
    ),
    "porteur": Gesture(_owner, forms_room.OwnerForm),
    "ouvrir-le-vote": Gesture(lambda live, _form: voting.open_(live)),
    "croix": Gesture(_paper, forms_room.CrossesForm),
    "clore-le-vote": Gesture(lambda live, _form: voting.close(live)),
    "choisir": Gesture(_choose, forms_room.ChosenForm),
    "methode": Gesture(_method, forms_room.MethodForm),
    "noeud": Gesture(_words("knot"), forms_room.KnotForm),
    "synthese": Gesture(_words("synthesis"), forms_room.SynthesisForm),
    "action": Gesture(_action, forms_room.ActionForm),
    "meta": Gesture(_meta, forms_room.MetaOfForm),
    "evaluer": Gesture(_evaluate, forms_room.EvaluationForm),
    "terminer": Gesture(lambda live, _form: closing.close(live)),
}

OWN: dict[str, OwnGesture] = {
    "pret": OwnGesture(
        lambda live, seat, form: seating.be_ready(live, seat, form.yes), forms_room.AnswerForm
    ),
    "main": OwnGesture(
        lambda live, seat, form: seating.raise_hand(live, seat, form.yes), forms_room.AnswerForm
    ),
    "ligne": OwnGesture(_own_line, forms_room.LineForm),
    "croix": OwnGesture(_cast, forms_room.CrossesForm),
    "synthese": OwnGesture(_own_synthesis, forms_room.SynthesisForm),
    "action": OwnGesture(_own_action, forms_room.ActionForm),
    "meta": OwnGesture(_own_meta, forms_room.MetaForm),
    "partir": OwnGesture(lambda live, seat, _form: seating.leave(live, seat)),
    "effacer": OwnGesture(_erase_own),
    "revenir": OwnGesture(lambda live, seat, _form: seating.come_back(live, seat), of=seating.AWAY),
}
