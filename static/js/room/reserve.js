/* The console while its link is down: the session goes on in `local.js`, and is drawn from what the
   server has put in reserve (templates/intervision/_console_ahead.html) on the page as last told. */

import * as local from "./local.js";
import * as merge from "./merge.js";

const box = document.getElementById("reserve");
const steps = box ? JSON.parse(box.dataset.steps) : [];
const MINUTE = 60_000;
const SAID = ["worked", "facts", "feelings", "solutions", "consequences"]; // as closing.EVALUATION

let session = null;

/** Does the console go on by itself? */
export const isAlone = () => session !== null;

/** The server tells again. */
export function end() { session = null; }

/** Do a gesture here; false where it can only wait. */
export function apply(gesture, form) {
  if (!box) return false;
  session ??= JSON.parse(document.getElementById("room").dataset.carried);
  if (!local.apply(session, steps, gesture)) return false;
  if (form?.isConnected) merge.sent(form);
  merge.put(draw(merge.copy()), form);
  return true;
}

/* Drawing ----------------------------------------------------------------------------------- */

function draw(next) {
  const view = {
    next, at: (selector) => next.querySelector(selector), all: (selector) => [...next.querySelectorAll(selector)],
    step: local.stepOf(session, steps), sheet: local.sheetOf(session), phase: local.phase(session, steps),
    how: local.speaks(session, steps), waiting: local.waiting(session, steps),
  };
  Object.assign(view, atHand(view));
  view.number = Number(session.stop.split(".")[0]);
  for (const part of [stage, words, time, floor, moves, chart, vote, path]) part(view);
  return next;
}

/** Which act is at hand, as templates/intervision/_console.html has it. */
function atHand({ step, how, waiting }) {
  const { clock } = session;
  const vote = step.kind === "choice" ? session.vote : "";
  const starts = clock.stepGiven > 0 && clock.since === null && clock.step > 0 && vote !== "closed";
  return {
    starts, hands: clock.since !== null && how === "round" && waiting.length > 0,
    toClose: vote === "open" && !starts,
    toChoose: vote === "closed" && !session.sheets.some(({ chosen }) => chosen),
  };
}

const nameOf = (seat) => session.people.find(({ id }) => id === seat)?.name ?? "";
const content = (selector) => box.querySelector(selector)?.content.cloneNode(true);
const filled = (pattern, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), pattern);

/** Which text a form is filled with: what one has seen of it. */
function seen(place, ...texts) { place?.querySelector("input").setAttribute("value", texts.map(local.mark).join(":")); }
function write(element, text) { if (element) element.textContent = text; }
function hide(element, hidden) { element?.toggleAttribute("hidden", Boolean(hidden)); }
function quiet(button, isQuiet) { button?.classList.toggle("button-quiet", Boolean(isQuiet)); }

/** Another step: its words and its tool come out of the reserve. */
function stage({ at, number, phase, step }) {
  if (at("#part-stage")?.dataset.at === `${number}:${phase}`) return;
  at("#work").replaceChildren(content(`[data-say="${number}:${phase}"]`));
  at("#tools").replaceChildren(content(`[data-tool="${step.kind}"]`));
  for (const select of at("#tools").querySelectorAll('[data-fill="people"]')) people(select);
  at("#chart").toggleAttribute("open", ["inventory", "choice"].includes(step.kind));
  for (const fold of ["#people", "#part-rules"]) at(fold)?.toggleAttribute("open", step.kind === "opening");
}

function people(select) {
  const options = session.people.filter(({ part }) => part).map(({ id, name }) => {
    const option = document.createElement("option");
    option.value = id;
    option.textContent = name;
    return option;
  });
  select.replaceChildren(...[...select.querySelectorAll('option[value=""]')], ...options);
}

function words({ at, all, sheet, phase }) {
  const [, number] = session.stop.split(".");
  const rounds = local.phases(session, steps).filter((each) => each === "round").length;
  write(at('#part-stage [data-fill="which"]'), filled(box.dataset.which, { number, count: session.cases }));
  if (phase === "round") write(at('[data-fill="round"]'), filled(box.dataset.round, { number: session.phase + 1, count: rounds }));
  write(at('#part-stage [data-fill="owner"]'), nameOf(sheet?.owner));
  write(at('#part-stage [data-fill="title"]'), sheet?.title ?? "");
  hide(at(".say-case"), !sheet);
  hide(at("[data-no-case]"), sheet);
  all('#tools [data-fill="case"]').forEach((input) => input.setAttribute("value", sheet?.key ?? ""));
  for (const name of ["knot", "synthesis"]) if (sheet) {
    write(at(`#tools [data-fill="${name}"]`), sheet[name]);
    seen(at(`#tools [data-seen="${name}"]`), sheet[name]);
  }
  if (session.evaluation) {
    for (const name of SAID) write(at(`#tools [data-fill="${name}"]`), session.evaluation[name] ?? "");
    seen(at('#tools [data-seen="evaluation"]'), ...SAID.map((name) => session.evaluation[name]));
  }
  if (session.evaluation) all('[name="worked"]').forEach((each) => each.toggleAttribute("checked", each.value === session.evaluation.worked));
  all('[name="method"]').forEach((each) => each.toggleAttribute("checked", Number(each.value) === sheet?.method));
  all('#method-rounds option').forEach((each) => each.toggleAttribute("selected", Number(each.value) === sheet?.rounds));
  lines(at("[data-lines]"), session.lines?.[sheet?.key]);
}

function lines(list, added) {
  list?.querySelectorAll("[data-added]").forEach((each) => each.remove());
  for (const [what] of added ?? []) {
    const item = document.createElement("li");
    item.dataset.added = "";
    item.textContent = what;
    list?.append(item);
  }
}

function wind(element, left, given) {
  if (!element) return;
  Object.assign(element.dataset, { left, given });
  if (session.clock.since === null) delete element.dataset.since;
  else element.dataset.since = session.clock.since;
}

function time({ at, all, starts }) {
  const { clock } = session;
  const both = local.shared(session, steps);
  const running = clock.since !== null;
  wind(at('[data-clock="step"]'), clock.step, clock.stepGiven);
  wind(at('[data-clock="shared"]'), ...(both ?? [0, 0]));
  wind(at('[data-clock="turn"]'), clock.turn, clock.turnGiven);
  wind(at("[data-end]"), clock.step, clock.stepGiven);
  if (at("[data-end]")) at("[data-end]").dataset.after = local.after(session, steps);
  hide(at("[data-timed]"), clock.stepGiven <= 0);
  hide(at("[data-shared]"), both === null);
  hide(at("[data-standing]"), running);
  hide(at("[data-running]"), !running);
  quiet(at("#act-demarrer"), !starts);
  write(at("#act-demarrer span"), clock.step === clock.stepGiven ? box.dataset.start : box.dataset.resume);
  all("[data-too-many]").forEach((each) => each.remove());
}

function floor({ at, how, waiting, hands }) {
  const [next] = waiting;
  const place = at("[data-next]");
  hide(at("#part-floor"), ["animation", "silence"].includes(how));
  hide(at("[data-speaker]"), session.speaker === null);
  hide(at("[data-turn]"), !session.clock.turnGiven);
  write(at('[data-fill="speaker"]'), nameOf(session.speaker));
  at('[data-speaker] [name="who"]').setAttribute("value", session.speaker ?? "");
  hide(place, !next);
  place.querySelector('[name="seat"]').setAttribute("value", next?.id ?? "");
  write(place.querySelector("button span"), filled(place.dataset.words, { name: next?.name ?? "" }));
  quiet(place.querySelector("button"), !hands);
  hide(at("[data-round-over]"), next || how !== "round");
  hide(at(".floor-round"), how !== "round");
  hide(at("#waiting"), waiting.length < 2);
  write(at('#waiting [data-fill="count"]'), waiting.length);
  at("[data-waiting]").replaceChildren(...waiting.map(inLine));
  at("#turn-seconds").setAttribute("value", session.turnSeconds);
}

function inLine({ id, name }) {
  const item = content("[data-waiting-row]").querySelector("li");
  write(item.querySelector('[data-fill="name"]'), name);
  item.querySelector("button").setAttribute("value", id);
  item.querySelector("button").id = `act-parole-${id}`;
  return item;
}

function moves({ at, all, starts, hands, toClose, toChoose }) {
  const phase = local.phases(session, steps)[session.phase + 1];
  const stop = local.beside(session, steps, 1);
  all('[name="here"]').forEach((input) => input.setAttribute("value", `${session.stop}:${session.phase}`));
  hide(at("[data-back]"), !session.phase && local.beside(session, steps, -1) === undefined);
  hide(at("[data-skip]"), stop === undefined);
  hide(at("[data-go]"), stop === undefined && phase === undefined);
  hide(at("[data-finish]"), stop !== undefined || phase !== undefined);
  at("#part-end").toggleAttribute("open", stop === undefined && phase === undefined);
  quiet(at("#act-suivant"), starts || hands || toClose || toChoose);
  write(at("#act-suivant span"), nextWords(phase, stop));
}

function nextWords(phase, stop) {
  const { next, nextMinutes } = box.dataset;
  if (phase) return filled(next, { name: box.dataset[`phase${phase === "owner_last" ? "OwnerLast" : phase[0].toUpperCase() + phase.slice(1)}`] });
  if (stop === undefined) return "";
  const [{ name }, [given]] = [steps[Number(stop.split(".")[0])], local.lap(session, steps, stop)];
  return given ? filled(nextMinutes, { name, n: Math.round(given / MINUTE) }) : filled(next, { name });
}

function chart({ at, all, step }) {
  const list = at("#chart-rows");
  const keys = session.sheets.map(({ key }) => key);
  at("#chart").dataset.mode = step.kind === "choice" ? { open: "crosses", closed: "choose" }[session.vote] ?? "write" : "write";
  for (const item of all("#chart-rows > li")) if (!keys.includes(item.id.slice("case-".length))) item.remove();
  session.sheets.forEach((sheet) => row(list.querySelector(`#case-${CSS.escape(sheet.key)}`) ?? newRow(list, sheet.key), sheet));
  write(at("#part-chart-count"), keys.length);
}

function newRow(list, key) {
  const item = content("template[data-row]").querySelector("li");
  list.append(item);
  item.outerHTML = item.outerHTML.replaceAll("KEY", key);
  people(list.lastElementChild.querySelector('[data-fill="people"]'));
  return list.lastElementChild;
}

function row(item, { key, title, owner, chosen }) {
  write(item.querySelector('[data-fill="title"]'), title);
  write(item.querySelector('[data-fill="owner"]'), nameOf(owner));
  item.querySelector(`#title-${CSS.escape(key)}`).setAttribute("value", title);
  seen(item.querySelector('[data-seen="title"]'), title);
  item.querySelectorAll('[data-fill="people"] option').forEach((each) => each.toggleAttribute("selected", Number(each.value) === owner));
  item.querySelector('[name="chosen"]').toggleAttribute("checked", Boolean(chosen));
  item.classList.toggle("is-chosen", Boolean(chosen));
  const paper = session.paper?.[`croix-${key}`];
  if (paper !== undefined) item.querySelector('[form="paper"]').setAttribute("value", paper);
}

function vote({ all, at, toClose, toChoose }) {
  quiet(at("#act-clore-le-vote"), !toClose);
  quiet(at("#act-choisir"), !toChoose);
  all("[data-vote]").forEach((each) => hide(each, each.dataset.vote !== session.vote));
}

function path({ all }) {
  const stops = local.way(steps, session.cases);
  for (const item of all("#part-way [data-stop]")) {
    const [here, at] = [item.dataset.stop === session.stop, stops.indexOf(item.dataset.stop)];
    item.className = here ? "is-here" : at < stops.indexOf(session.stop) ? "is-done" : "";
    if (here) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    hide(item, at < 0);
  }
}
