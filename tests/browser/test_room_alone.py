"""The console alone does with a session what the server does: the same gestures, the same state."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.rooms import ANIMATOR, open_room
from tests.browser.server import Server
from tests.browser.visiting import Visit

HOUR_MS = 3_600_000
# Each gesture on the server and in local.js; the first thing that differs ends it.
BOTH = """async ([id, gestures, ago]) => {
  const local = await import("/static/js/room/local.js");
  const base = `/intervisions/${id}/animation`;
  const read = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    return {
      session: JSON.parse(page.getElementById("room").dataset.carried),
      steps: JSON.parse(page.getElementById("reserve")?.dataset.steps ?? "null"),
      token: page.querySelector('input[name="csrf_token"]').value,
      after: Number(page.querySelector("[data-end]").dataset.after),
      waiting: [page.querySelector("[data-next] [name=seat]").value].filter(Boolean).map(Number),
      line: [...page.querySelectorAll("[data-waiting] button")].map(({ value }) => Number(value)),
    };
  };
  const { session, steps, token } = read(await (await fetch(base)).text());
  const pick = ({ stop, phase, cases, vote, speaker, turnSeconds, clock, people, sheets }) =>
    JSON.stringify({ stop, phase, cases, vote, speaker, turnSeconds, clock, people,
      sheets: sheets.map(({ key, owner, title, chosen, method, rounds }) =>
        JSON.stringify({ key, owner, title, chosen, method, rounds })).sort() });
  const start = Number(await (await fetch("/intervisions/horloge")).text()) - ago;
  for (const [number, { name, fields, later }] of gestures.entries()) {
    if (name === "fin-de-parole") fields.push(["who", session.speaker ?? ""]);
    const at = start + later;
    const answer = await fetch(`${base}/${name}`, {
      method: "POST", body: new URLSearchParams([...fields, ["at", at], ["key", `k${number}`]]),
      headers: { "X-CSRFToken": token, "HX-Request": "true", "HX-Request-Type": "partial" },
    });
    const told = read(await answer.text());
    if (answer.status !== 200) return `${number} ${name}: ${answer.status}`;
    local.apply(session, steps, { name, fields, at });
    const [here, there] = [pick(session), pick(told.session)];
    if (here !== there) return `${number} ${name}\\n${here}\\n${there}`;
    const left = local.shared(session, steps);
    if (JSON.stringify(left ?? [null, 0]) !== JSON.stringify(told.session.shared))
      return `${number} ${name}: shared ${left} ${told.session.shared}`;
    if (local.after(session, steps) !== told.after)
      return `${number} ${name}: after ${local.after(session, steps)} ${told.after}`;
    const line = local.waiting(session, steps).map((person) => person.id);
    if (line[0] !== told.waiting[0] || line.join() !== told.line.join())
      return `${number} ${name}: waiting ${line} ${told.line}`;
  }
  return session.stop;
}"""
KEYS = ["a", "b", "c"]
ANY_TIME = ["demarrer", "demarrer", "pause", "plus", "moins", "parole", "parole", "parole"]
ANY_TIME += ["fin-de-parole", "nouveau-tour", "retour", "passer", "suivant"]


class Sequence:
    """Gestures at rising instants."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.later = 0
        self.made: list[dict[str, Any]] = []

    def add(self, name: str, *fields: tuple[str, str]) -> None:
        self.later += self.random.randrange(200, 25_000)
        self.made.append({"name": name, "fields": fields, "later": self.later})

    def wander(self, count: int) -> None:
        """So many gestures of any kind, a step onwards now and then."""
        for _ in range(count):
            name = self.random.choice(ANY_TIME)
            self.add(name, *([("seat", "")] if name == "parole" else []))
        self.add("duree-du-tour", ("seconds", str(self.random.choice([20, 45, 90]))))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_gestures_lead_to_the_same_state_on_both_sides(
    open_visit: Callable[..., Visit], server: Server, seed: int
) -> None:
    page = open_visit(ANIMATOR).page
    page.goto("/compte")
    told = Sequence(seed)
    told.add("suivant")
    for key in KEYS:
        told.add("ligne", ("text", f"Cas {key}"), ("seat", ""), ("case", key))
    told.add("allonger", ("minutes", "12"))
    told.add("suivant")
    told.add("croix", *[(f"croix-{key}", "1") for key in KEYS])
    told.add("clore-le-vote")
    told.add("choisir", ("chosen", "b"), ("chosen", "a"))
    told.wander(12)
    told.add("methode", ("case", "b"), ("method", str(1 + seed % 2)), ("rounds", "3"))
    told.wander(12)
    told.add("choisir", *[("chosen", key) for key in ("b", "a", "c")])
    told.wander(12)
    end = page.evaluate(BOTH, [open_room(server), told.made, HOUR_MS])
    assert len(end) < 8, end
