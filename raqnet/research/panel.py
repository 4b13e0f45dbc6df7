"""What figures may be narrowed down to, what they are, and the way to take each filter away."""

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from raqnet.calendar import panel as calendar
from raqnet.calendar import version
from raqnet.calendar.panel import Chip, Choice
from raqnet.research.reader import Reader
from raqnet.research.scope import PARAMS, Scope
from raqnet.research.wording import FILTERS


class Panel(NamedTuple):
    """The selects, the chips, and the filters in words."""

    choices: list[Choice]
    chips: list[Chip]
    words: dict[str, str]  # 'Commune : Jette' by the filter's name

    def told(self, names: Iterable[str]) -> str:
        """Those filters in words."""
        return ", ".join(self.words[name] for name in names)


def of(scope: Scope, reader: Reader) -> Panel:
    """The panel of a scope; a host chooses between the project and their own house elsewhere."""
    known = calendar.known_options(version.stamp())
    words = {name: _words(name, known[name].words.get(str(n))) for name, n in scope.set().items()}
    if reader.is_host:
        return Panel([], [], words)
    choices = [
        Choice(word, str(FILTERS[name]), _options(known[name].html, getattr(scope, name)))
        for name, word in PARAMS.items()
    ]
    chips = [Chip(words[name], scope.without(name).params()) for name in scope.set()]
    return Panel(choices, chips, words)


def _options(html: str, value: int | None) -> Markup:
    if value is not None:
        html = html.replace(f'value="{value}"', f'value="{value}" selected', 1)
    return Markup(html)  # noqa: S704 - escaped where it was made


def _words(name: str, value: str | None) -> str:
    """A set filter in words; one whose row is gone says so."""
    return _("%(filter)s : %(value)s", filter=FILTERS[name], value=value or _("(retiré)"))
