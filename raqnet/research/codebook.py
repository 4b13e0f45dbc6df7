"""The words of an extract: its codebook, made from the very shapes and lists, and its README."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from raqnet import clock
from raqnet.datapackage import DESCRIPTOR, PROFILES, SUMS, Field, Made, Table
from raqnet.i18n import day_short
from raqnet.lists.catalogue import LISTS
from raqnet.lists.models import ListChange, ListValue
from raqnet.research.extract_shapes import VERSION
from raqnet.research.texts import REMOVED

if TYPE_CHECKING:
    from raqnet.research.extracting import Asked

_PAGE = Markup(
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><h1>{title}</h1>{body}</body></html>\n"
)
_VERBS = {"rename": "renommée", "retire": "retirée", "restore": "remise", "merge": "réunie"}


def title(what: "Asked") -> str:
    """What the package is called."""
    first, last = day_short(what.first), day_short(what.last)
    return _("RAQnet, extrait pour la recherche du %(first)s au %(last)s", first=first, last=last)


def rule() -> str:
    """What whoever holds these rows may do with them."""
    return _(
        "Lignes anonymes, pour l'équipe de recherche-action seulement : ne pas les diffuser. "
        "Dans tout ce qui en est publié sur des personnes, une case de moins de cinq est "
        "regroupée ou tue, et rien ne doit permettre de la recalculer."
    )


# The codebook ----------------------------------------------------------------------------------


def page(shapes: Iterable[Table], lists: Markup) -> str:
    """The codebook as a page that any browser opens."""
    body = Markup("").join([*map(_table, shapes), lists])
    return str(_PAGE.format(title=_("Codebook (version %(version)s)", version=VERSION), body=body))


def _table(table: Table) -> Markup:
    heads = [_("Champ"), _("Titre"), _("Type"), _("Valeurs"), _("Ce qu'il dit")]
    keys = ", ".join(table.primary_key)
    about = [table.description, _("Clé : %(keys)s.", keys=keys) if keys else ""]
    return Markup("<h2 id='{}'>{}.csv : {}</h2><p>{}</p>{}").format(
        table.name, table.name, table.title, " ".join(filter(None, about)),
        rows(heads, [_field(each) for each in table.fields]),
    )  # fmt: skip


def _field(field: Field) -> list[str]:
    kind = field.type + (f" ({_('obligatoire')})" if field.required else "")
    return [field.name, field.title, kind, ", ".join(field.enum), field.description]


def rows(heads: Iterable[str], lines: Iterable[Iterable[Any]]) -> Markup:
    """A table of words."""
    head = Markup("").join(Markup("<th scope='col'>{}</th>").format(each) for each in heads)
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(escape(cell)) for cell in line)
        )
        for line in lines
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)


def history(connection: Connection) -> Markup:
    """Each list with its values, and what was done to each: renamed, retired, merged."""
    into = aliased(ListValue)
    query = (
        select(ListValue.id, ListValue.list_name, ListValue.name, ListValue.retired_at, into.name)
        .outerjoin(into, into.id == ListValue.merged_into_id)
        .order_by(ListValue.list_name, ListValue.position, ListValue.id)
    )
    told = _changes(connection)
    lines: dict[str, list[list[str]]] = {}
    for id_, list_name, name, retired, merged in connection.execute(query):
        state = _("réunie avec « %(name)s »", name=merged) if merged else ""
        state = state or (_("retirée le %(day)s", day=day_short(retired)) if retired else "")
        lines.setdefault(list_name, []).append([name, state, " ; ".join(told.get(id_, []))])
    heads = [_("Valeur"), _("Aujourd'hui"), _("Ce qui lui est arrivé")]
    parts = [
        Markup("<h3>{} ({})</h3>{}").format(
            str(LISTS[name].title) if name in LISTS else name, name, rows(heads, found)
        )
        for name, found in lines.items()
    ]
    return Markup("<h2>{}</h2>{}").format(_("Les listes de valeurs"), Markup("").join(parts))


def _changes(connection: Connection) -> dict[int, list[str]]:
    told: dict[int, list[str]] = {}
    changes = select(
        ListChange.value_id, ListChange.at, ListChange.verb, ListChange.before, ListChange.after
    )
    for change in connection.execute(changes.order_by(ListChange.id)):
        words = [_VERBS.get(change.verb, change.verb)]
        if change.before and change.before != change.after:
            words.append(
                f"« {change.before} »" + (f" → « {change.after} »" if change.after else "")
            )
        told.setdefault(change.value_id, []).append(
            f"{day_short(change.at)} {' '.join(filter(None, words))}"
        )
    return told


# The README ------------------------------------------------------------------------------------


def readme(shapes: Iterable[Table], what: "Asked", made: Made) -> str:
    """What one reads first."""
    head = [f"# {title(what)}", "", rule(), ""]
    lines = [f"- {each}" for each in (*_facts(), _texts(what))]
    table = ["", _("| Table | Lignes |"), "|---|---|"]
    table += [f"| {each.name}.csv : {each.title} | {made.rows[each.name]} |" for each in shapes]
    return "\n".join([*head, *lines, *table, ""])


def _facts() -> list[str]:
    return [
        _("Version des tables : %(version)s ; normes : %(norm)s (Data Package, Table Schema).",
          version=VERSION, norm=PROFILES),
        _("Fait le %(day)s.", day=day_short(clock.today())),
        _("Période : les dates de chaque ligne, bornes comprises. Les acteurs sont ceux "
          "d'aujourd'hui."),
        _("Unités : `contacts` compte des personnes rencontrées ; `count`, combien de fois une "
          "valeur vaut pour elles ; une ligne d'`occurrences` est une date du calendrier, "
          "annulées comprises (`status`), sans la vie d'équipe."),
        _("Ni travailleur ou travailleuse, ni auteur ou autrice. `id` est un pseudonyme propre à "
          "cet extrait : il relie ses tables entre elles, et rien d'autre."),
        _("CSV : UTF-8, virgules, CRLF (RFC 4180) ; jours en ISO 8601 ; une case vide est une "
          "donnée absente. Une apostrophe précède un texte qu'un tableur prendrait pour une "
          "formule."),
        _("Empreintes : `%(sums)s` (à vérifier avec `sha256sum -c`), et dans `%(descriptor)s`.",
          sums=SUMS, descriptor=DESCRIPTOR),
    ]  # fmt: skip


def _texts(what: "Asked") -> str:
    if what.reading is None:
        return _("Sans textes libres.")
    return _(
        "Textes libres relus par un programme, puis par une personne : ce qui ressemblait à "
        "quelqu'un et n'a pas été gardé est « %(removed)s ».",
        removed=REMOVED,
    )
