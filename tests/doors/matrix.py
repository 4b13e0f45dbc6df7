"""The matrix of who may open which door, generated: rule × person × method × whose."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from raqnet.access import PERMISSIONS, PUBLIC, SEAT, SECOND_FACTOR, Role
from raqnet.db import db
from tests.doors import rules
from tests.doors.samples import (
    ALLOWED,
    NOT_FOUND,
    OWN,
    Samples,
    Verdict,
    samples_of,
    verdict_on_others,
)
from tests.doors.world import ACTORS, ANONYMOUS, ROLES, World

REFUSED = "refused"  # nobody is signed in: 303 or 401
NO_PAGE = "no page"  # an address that can lead nowhere: whatever refuses will do
UNSEEN = (401, 403, 404, 405)
SIGN_IN = "/connexion"
CODE = "/connexion/code"
# Whoever manages nobody: of sessions, drafts, feeds and sheets they only ever change their own.
KEEP_TO_THEIR_OWN = {Role.RAQ, Role.HOST, Role.RESEARCH}


@dataclass(frozen=True)
class Cell:
    """One request and what it must be answered."""

    actor: str
    method: str
    whose: str
    path: str
    verdict: Verdict
    aside: bool = False  # asked while somebody types: whoever is signed out stays on their page

    @property
    def allowed(self) -> bool:
        """Is this request let in?"""
        return self.verdict == ALLOWED


@dataclass(frozen=True)
class Hole:
    """A cell that was answered otherwise."""

    cell: Cell
    htmx: bool
    answer: str

    def __str__(self) -> str:
        cell = self.cell
        return (
            f"{cell.actor} {cell.method} {cell.path} ({cell.whose}{', htmx' * self.htmx}): "
            f"{cell.verdict} expected, {self.answer} found"
        )


def cells(world: World, rule: Rule) -> list[Cell]:
    """Every cell of a door; a second person of a role only where an address says whose."""
    actors = [actor for actor in ACTORS if rules.arguments(rule) or not actor.startswith("other")]
    return [cell for actor in actors for cell in _cells_of(world, rule, actor)]


def _cells_of(world: World, rule: Rule, actor: str) -> Iterator[Cell]:
    """HEAD runs the view of GET: once per person is enough."""
    admitted = is_admitted(world, rule, actor)
    aside = rules.is_aside(world.app, rule)
    for n, (whose, values, verdict) in enumerate(_addresses(world, rule, actor)):
        path = rules.path(rule, values)
        for method in rules.methods(rule):
            if method == "HEAD" and n:
                continue
            at_gate = admitted if verdict != NO_PAGE else None
            meant = verdict if at_gate is None else at_gate
            yield Cell(actor, method, whose, path, meant, aside)


def is_admitted(world: World, rule: Rule, actor: str) -> Verdict | None:
    """The refusal that meets this person at the gate; None where the gate lets them in."""
    policy = rules.policy(world.app, rule)
    assert policy is not None, f"{rules.name(rule)} declares no policy (raqnet.access.require)"
    if policy == PUBLIC:
        return None
    if actor == ANONYMOUS:
        return REFUSED
    permission = "intervision.join" if policy == SEAT else policy  # nobody here is a guest
    if policy == SECOND_FACTOR or ROLES[actor] in PERMISSIONS[permission]:
        return None
    return 403


def _addresses(world: World, rule: Rule, actor: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Whose, the arguments of the address, and the verdict behind the gate."""
    names = rules.arguments(rule)
    known = {name: samples_of(name, world, rule, actor) for name in names}
    best = {name: _best(each) for name, each in known.items()}
    if all(each.own is not None for each in known.values()):
        yield "own" if names else "no argument", best, OWN.get(rule.endpoint, ALLOWED)
    for name, each in known.items():
        for whose, value, verdict in _not_mine(world, rule, actor, name, each):
            yield whose, best | {name: value}, verdict


def _not_mine(
    world: World, rule: Rule, actor: str, name: str, samples: Samples
) -> Iterator[tuple[str, Any, Verdict]]:
    if samples.others is not None:
        let_in = is_admitted(world, rule, actor) is None
        policy, role = rules.policy(world.app, rule) or "", ROLES.get(actor)
        verdict = verdict_on_others(name, policy, rule, role) if let_in else REFUSED
        yield "other's", samples.others, verdict
    if samples.hidden is not None:
        yield "hidden", samples.hidden, NOT_FOUND
    yield from (("missing", value, NOT_FOUND) for value in samples.missing)
    if actor in (ANONYMOUS, "coordination", "host"):
        yield from (("impossible", value, NO_PAGE) for value in samples.impossible)


def _best(samples: Samples) -> Any:
    return samples.own if samples.own is not None else samples.others


def holes(world: World, rule: Rule) -> list[str]:
    """What is wrong with a door: every refused cell first, then those that are let in."""
    world.tidy()
    all_cells = _worth_asking(world, rule)
    found: list[Hole | str] = []
    seen: set[tuple[str, str]] = set()
    for cell in all_cells:
        if not cell.allowed:
            asks = {False} if (cell.actor, cell.method) in seen else {False, True}
            seen.add((cell.actor, cell.method))
            found += [hole for htmx in asks for hole in _refusal_holes(world, cell, htmx)]
    if changed := world.changed_tables():
        found.append(f"{rules.name(rule)}: refused requests changed {changed}")
        world.restore()
    for cell in all_cells:
        if cell.allowed:
            found += _admission_holes(world, cell)
    return [str(hole) for hole in found]


def _worth_asking(world: World, rule: Rule) -> list[Cell]:
    """Every cell on SQLite; elsewhere those behind the gate, which asks no more of an engine than
    who is there."""
    asked = cells(world, rule)
    if db.engine.dialect.name == "sqlite":
        return asked
    return [cell for cell in asked if is_admitted(world, rule, cell.actor) is None]


def _refusal_holes(world: World, cell: Cell, htmx: bool) -> Iterator[Hole]:
    answer = world.ask(cell.actor, cell.method, cell.path, htmx=htmx)
    if not refuses(cell, answer, htmx):
        yield Hole(cell, htmx, f"{answer.status_code} {answer.headers.get('Location', '')}")
    if world.written:
        yield Hole(cell, htmx, f"{answer.status_code} and {world.written}")
        world.restore()


def refuses(cell: Cell, answer: Any, htmx: bool) -> bool:
    """Is this the refusal that was meant?"""
    if cell.verdict == NO_PAGE:
        return 300 <= answer.status_code < 500
    if cell.verdict != REFUSED:
        return bool(answer.status_code == cell.verdict)
    if htmx:
        leads = SIGN_IN in answer.headers.get("HX-Redirect", "")
        return answer.status_code == 401 and leads != cell.aside
    if cell.method in rules.SAFE:
        location = answer.headers.get("Location", "")
        return answer.status_code == 303 and location.startswith(SIGN_IN)
    return bool(answer.status_code == 401)


def _admission_holes(world: World, cell: Cell) -> Iterator[Hole]:
    answer = world.ask(cell.actor, cell.method, cell.path)
    if answer.status_code in UNSEEN or answer.status_code >= 500:
        yield Hole(cell, False, str(answer.status_code))
    if world.written and _meddled(world, cell):
        yield Hole(cell, False, f"{answer.status_code}, and rows of another: {world.written}")
    world.tidy()


def _meddled(world: World, cell: Cell) -> bool:
    """Did a change by somebody who manages nobody change what is another's?"""
    if cell.method in rules.SAFE or ROLES.get(cell.actor) not in KEEP_TO_THEIR_OWN:
        return False
    return world.others_rows(cell.actor) != world.others_prints[cell.actor]


def owing_holes(world: World, rule: Rule, role: Role = Role.COORDINATION) -> list[str]:
    """What opens, and should not, to somebody who still owes the second factor."""
    actor = next(name for name, each in ROLES.items() if each == role)
    opens = rules.policy(world.app, rule) in (PUBLIC, SECOND_FACTOR)
    world.tidy()
    found = []
    for cell in _cells_of(world, rule, actor):
        if opens or cell.whose in ("missing", "impossible"):
            continue
        answer = world.ask(actor, cell.method, cell.path, owing=True)
        location = answer.headers.get("Location", "")
        if answer.status_code != 303 or not location.startswith(CODE) or world.written:
            hole = Hole(cell, False, f"{answer.status_code} {location} {world.written}")
            found.append(f"owing the second factor, {hole}")
            world.tidy()
    return found
