"""What an address of the figures asks for, as far as this person may ask it."""

from dataclasses import dataclass

from flask import request

from raqnet import clock
from raqnet.auth import principal
from raqnet.research import catalogue, reader, scope
from raqnet.research.answers import Answer, Desk
from raqnet.research.catalogue import Entry
from raqnet.research.reader import Reader
from raqnet.research.scope import Asked, Scope


@dataclass(frozen=True)
class Asking:
    """Who asks, for which days and filters; `whole` with small numbers."""

    me: Reader
    asked: Asked
    scope: Scope
    whole: bool
    desk: Desk

    def answer(self, entry: Entry) -> Answer:
        """The figure as they may have it."""
        return self.desk.answer(entry, self.scope, self.whole)

    def entries(self) -> list[Entry]:
        """The figures that they may read, in the order of the catalogue."""
        return [each for each in catalogue.FIGURES.values() if self.me.role in each.roles]

    def params(self) -> dict[str, str]:
        """The address's arguments that ask the same again."""
        return self.again(self.scope.params())

    def again(self, params: dict[str, str]) -> dict[str, str]:
        """Those of another scope, in the same form as this one."""
        return params if self.whole or self.me.is_host else {**params, "diffuser": "1"}

    def file_params(self, entry: Entry) -> dict[str, str]:
        """Those that ask for the file of what is on the page."""
        internal = entry.about_people and self.whole
        return {**self.scope.params(), **({"interne": "1"} if internal else {})}


def of_page() -> Asking:
    """A page is the team's own, unless it asks what may be shared ("diffuser=1")."""
    return _asking(whole=request.args.get("diffuser") != "1")


def of_file() -> Asking:
    """A file may leave the team, unless it says that it does not ("interne=1")."""
    return _asking(whole=request.args.get("interne") == "1")


def _asking(whole: bool) -> Asking:
    asked, me = scope.read(request.args, clock.today()), reader.of(principal())
    mine = reader.allowed(asked.scope, me)
    return Asking(me, asked, mine, whole and not me.is_host, Desk(me))
