"""The rules of templates: copied, changed, retired; a session that is open keeps its own copy."""

from sqlalchemy import select

from raqnet import clock
from raqnet.db import db
from raqnet.intervision.models import Template
from raqnet.intervision.script import Script

MOST_NAME = 80


class NameTaken(ValueError):
    """Another template has this name."""


class StillUsual(RuntimeError):
    """The usual template cannot be retired: another one has to be it first."""


def save(template: Template, name: str, script: Script) -> None:
    """Another name, other steps and rules. Errors: NameTaken."""
    if name.casefold() in {each.name.casefold() for each in _all() if each is not template}:
        raise NameTaken(name)
    template.name, template.script = name, script.to_json()


def copy(template: Template, name: str) -> Template:
    """The same steps and rules under another name, numbered where that is taken."""
    taken = {each.name.casefold() for each in _all()}
    names = (_numbered(name, number) for number in range(1, len(taken) + 2))
    free = next(each for each in names if each.casefold() not in taken)
    made = Template(name=free, script=dict(template.script), is_default=False)
    db.session.add(made)
    db.session.flush()
    return made


def _numbered(name: str, number: int) -> str:
    end = f" ({number})" if number > 1 else ""
    return name[: MOST_NAME - len(end)].rstrip() + end


def retire(template: Template) -> None:
    """Offer it no longer; sessions that have it keep it. Errors: StillUsual."""
    if template.is_default:
        raise StillUsual
    template.retired_at = template.retired_at or clock.now()


def take_back(template: Template) -> None:
    """Offer it again."""
    template.retired_at = None


def make_usual(template: Template) -> None:
    """Offer it first, in place of the one before."""
    for each in _all():
        each.is_default = each is template
    template.retired_at = None


def _all() -> list[Template]:
    """Every template, until the end of the transaction nobody else's to change."""
    return list(db.session.scalars(select(Template).order_by(Template.id).with_for_update()))
