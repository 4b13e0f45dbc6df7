"""Actors out of a table: what each line says, and which sheet it may be about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from raqnet.access import Principal
from raqnet.accounts.forms import is_email
from raqnet.actors import keys, queries, services, tabling
from raqnet.actors.forms import LINK
from raqnet.actors.models import Actor
from raqnet.actors.words import CAPACITIES
from raqnet.db import db
from raqnet.lists import queries as lists
from raqnet.lists.models import ListValue, Special
from raqnet.people.models import Commune, Language, Neighbourhood
from raqnet.tables import cells
from raqnet.tables.cells import Names, Unclear
from raqnet.tables.kinds import Decision, Kind, Known, Line, Option, Options, Row, State
from raqnet.text import fold

UNKNOWN = "unknown"
LEAVE, AS_OTHER = "leave", "other"
_TOGETHER = 400  # ids in a question


@dataclass(frozen=True)
class Directory:
    """What the names in a table stand for."""

    types: Names[ListValue]
    other: ListValue | None
    communes: Names[Commune]
    neighbourhoods: Names[Neighbourhood]
    languages: Names[Language]

    def commune_by_id(self, id_: int) -> Commune | None:
        """A commune, which the session knows by now."""
        return db.session.get(Commune, id_)


def directory() -> Directory:
    """Every list that a table names values of."""

    def named(model: Any) -> Names[Any]:
        return Names({each.name: each for each in db.session.scalars(select(model))})

    return Directory(
        Names(lists.called("actor_type")["actor_type"]), lists.special("actor_type", Special.OTHER),
        named(Commune), named(Neighbourhood), named(Language),
    )  # fmt: skip


def read(_user: Principal, rows: Sequence[Row], options: Options) -> list[Line]:
    """What would become of each row."""
    known, reader = directory(), _Reader(options.get(UNKNOWN) == AS_OTHER)
    lines = [reader.line(row, known) for row in rows]
    _recognise([line for line in lines if line.state == State.NEW])
    return lines


def take(user: Principal, lines: Sequence[Line]) -> None:
    """Write the lines: a new sheet each, or what differs of the one that is there."""
    new = []
    for line in lines:
        if line.decision == Decision.MINE and line.known and line.known.row:
            made_up = _made_up(line)
            said = {name: value for name, value in line.values.items() if name not in made_up}
            services.update(line.known.row, user.id, **said)
        else:
            new.append(line.values)
    services.create_all(user.id, new)


def _made_up(line: Line) -> set[str]:
    """What the line does not say itself."""
    return {name for name in line.values if not line.cells.get(name)} | (
        {"type"} if line.remarks else set()
    )


# Reading a line ---------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Reads the cells of rows, one after the other."""

    forgives: bool
    _line: Line = field(init=False)

    def line(self, row: Row, known: Directory) -> Line:
        """What a row says."""
        self._line = line = row.line()
        for each in tabling.FIELDS:
            if text := row.cells.get(each.name, ""):
                self._take(each.name, text, known)
            elif each.required:
                line.fault(each.name, _("ce nom manque"))
        near = line.values.get("neighbourhood")
        if near and not line.values.get("commune"):
            line.values["commune"] = known.commune_by_id(near.commune_id)
        return line

    def _take(self, name: str, text: str, known: Directory) -> None:
        try:
            self._line.values[name] = self._value(name, text, known)
        except Unclear as error:
            self._line.fault(name, str(error))

    def _value(self, name: str, text: str, known: Directory) -> Any:
        if name == "languages":
            return self._languages(text, known)
        if name in ("type", "commune", "neighbourhood"):
            return self._named(name, text, known)
        return _PLAIN.get(name, _text)(name, text)

    def _named(self, name: str, text: str, known: Directory) -> Any:
        names: Mapping[str, Names[Any]] = {
            "type": known.types, "commune": known.communes, "neighbourhood": known.neighbourhoods,
        }  # fmt: skip
        found = names[name].one(text)
        if found is not None:
            return found
        instead = known.other if name == "type" else None
        self._forgive(name, text, instead.name if instead else "")
        return instead

    def _languages(self, text: str, known: Directory) -> list[Language]:
        found, unknown = known.languages.several(text)
        for each in unknown:
            self._forgive("languages", each, "")
        return sorted(found, key=lambda language: language.position)

    def _forgive(self, name: str, text: str, instead: str) -> None:
        if not self.forgives:
            raise cells.unlisted(text, self._line.cells[name])
        title = str(KIND.title_of(name))
        words = _("%(title)s « %(text)s » : pas dans la liste.", title=title, text=text[:60])
        taken = _("Devient « %(name)s ».", name=instead) if instead else _("Laissé vide.")
        self._line.remarks.append(f"{words} {taken}")


def _text(name: str, text: str) -> str:
    kind: Any = Actor.__table__.c[name].type
    one_line = name not in ("specifics", "specifics_nl", "opening_hours", "publics")
    return cells.within(text.replace("\n", " ") if one_line else text, kind.length)


def _email(name: str, text: str) -> str:
    if not is_email(text):
        raise Unclear(_("cette adresse e-mail n'est pas lisible"))
    return _text(name, text)


def _web(name: str, text: str) -> str:
    """An address of the web; without its scheme it gets the safe one."""
    whole = text if "://" in text else f"https://{text}"
    if not LINK.fullmatch(whole):
        raise Unclear(_("une adresse web est attendue, par exemple https://exemple.brussels"))
    return _text(name, whole)


def _capacity(_name: str, text: str) -> str:
    by_word = {fold(str(words)): code for code, words in CAPACITIES.items()}
    if fold(text) not in by_word:
        told = ", ".join(str(words).lower() for words in CAPACITIES.values())
        raise Unclear(_("un de ces mots est attendu : %(words)s", words=told))
    return str(by_word[fold(text)])


def _day(_name: str, text: str) -> Any:
    return cells.day(text)


_PLAIN: dict[str, Callable[[str, str], Any]] = {
    "email": _email, "website": _web, "directory_url": _web, "capacity": _capacity,
    "capacity_on": _day, "verified_on": _day,
}  # fmt: skip


# Recognising ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Keys:
    """What a sheet is recognised by."""

    name: str
    phone: str
    address: str

    def fits(self, other: "_Keys") -> bool:
        """One name, and one telephone or one address; or neither, here and there."""
        if self.name != other.name:
            return False
        shared = (self.phone and self.phone == other.phone) or (
            self.address and self.address == other.address
        )
        return bool(shared) or not (self.phone or self.address or other.phone or other.address)


def _keys_of(line: Line) -> _Keys:
    said = line.values
    return _Keys(
        keys.sort_name(said["name"]),
        keys.phone_key(said.get("phone", "")),
        keys.address_key(said.get("address", "")),
    )


def _recognise(lines: Sequence[Line]) -> None:
    """Say of each line which sheet it is, or which line above it says the same."""
    keyed = [(_keys_of(line), line) for line in lines]
    there = _there({own.name for own, _line in keyed})
    sheets = _sheets({id_ for own, _line in keyed for known, id_ in there.get(own.name, [])
                      if own.fits(known)})  # fmt: skip
    above: dict[str, list[tuple[_Keys, Line]]] = {}
    for own, line in keyed:
        found = next((id_ for known, id_ in there.get(own.name, []) if own.fits(known)), None)
        twin = next((other for known, other in above.get(own.name, []) if own.fits(known)), None)
        if found is not None:
            _compare(line, sheets[found])
        elif twin is not None:
            _repeat(line, twin)
        above.setdefault(own.name, []).append((own, line))


def _there(names: set[str]) -> dict[str, list[tuple[_Keys, int]]]:
    """The keys of the sheets of these names, archived and merged ones too, with the one kept."""
    found: dict[str, list[tuple[_Keys, int]]] = {}
    kept = func.coalesce(Actor.family_id, Actor.id)
    query = select(Actor.sort_name, Actor.phone_key, Actor.address_key, kept)
    lesser = (Actor.merged_into_id.is_not(None), Actor.removed_at.is_not(None))
    query = query.order_by(*lesser, Actor.id)
    for some in _some(sorted(names)):
        for name, phone, address, id_ in db.session.execute(query.where(Actor.sort_name.in_(some))):
            found.setdefault(name, []).append((_Keys(name, phone, address), id_))
    return found


def _sheets(ids: set[int]) -> dict[int, Actor]:
    found: dict[int, Actor] = {}
    for some in _some(sorted(ids)):
        query = select(Actor).where(Actor.id.in_(some)).options(*queries.WHOLE)
        found |= {actor.id: actor for actor in db.session.scalars(query)}
    return found


def _some(values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    return [values[at : at + _TOGETHER] for at in range(0, len(values), _TOGETHER)]


def _compare(line: Line, actor: Actor) -> None:
    differences = tuple(
        (str(each.title), _told(tabling.cell(actor, each.name)), _told_line(line, each.name))
        for each in tabling.FIELDS
        if each.name in line.values
        and each.name not in _made_up(line)
        and not _is_same(getattr(actor, each.name), line.values[each.name])
    )
    line.state = State.DUPLICATE if differences else State.SAME
    url = url_for("actors.sheet", actor_id=actor.id)
    archived = _("(archivée)") if actor.removed_at else ""
    words = _("La fiche « %(name)s » existe déjà.", name=actor.name)
    line.known = Known(f"{words} {archived}".strip(), url, differences, actor)


def _repeat(line: Line, twin: Line) -> None:
    line.state = State.SAME if line.cells == twin.cells else State.DUPLICATE
    line.known = Known(_("La ligne %(n)d parle du même acteur.", n=twin.number))


def _is_same(there: Any, said: Any) -> bool:
    if isinstance(said, list):
        return {each.id for each in there} == {each.id for each in said}
    if isinstance(there, ListValue):
        return (there.merged_into_id or there.id) == said.id
    return bool(there == said)


def _told(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value or "")


def _told_line(line: Line, name: str) -> str:
    value = line.values[name]
    return _told(getattr(value, "name", None) or (line.cells[name] if value else ""))


KIND = Kind(
    "acteurs", _l("Importer des acteurs"),
    _l("Un tableau d'acteurs locaux : ceux qui y sont déjà sont reconnus à leur nom et à leur "
       "adresse ou leur téléphone. Une cellule vide n'efface rien."),
    "actors.import", tabling.FIELDS, read, take, "actors.index",
    decisions=(
        (Decision.MINE, _l("compléter la fiche avec cette ligne")),
        (Decision.THEIRS, _l("garder la fiche comme elle est")),
        (Decision.BOTH, _l("créer une autre fiche")),
    ),
    options=(
        Option(UNKNOWN, _l("Un type, une commune, un quartier ou une langue qui n'est pas dans "
                           "la liste"), (
            (LEAVE, _l("laisser la ligne à corriger")),
            (AS_OTHER, _l("reprendre la ligne : type « Autre », le reste vide")),
        )),
    ),
    shows=("name", "address", "phone"),
)  # fmt: skip
