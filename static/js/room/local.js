/* A session as the console continues it alone: what the server's `moves` do, done here for a while.
   Plain values in, plain values out; times in milliseconds. The shape is that of
   raqnet/intervision/carried.py, steps beside it. */

const MINUTE = 60_000;
const SPEAKS_IN = { round: "round", owner_last: "owner", apart: "others", together: "together" };
const NO_TURNS = ["animation", "silence"];

/* Words ------------------------------------------------------------------------------------- */

/** By what a text is known again: CRC-32, as raqnet/intervision/seen.py makes it. */
export function mark(text) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text ?? "")) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

/* The way ----------------------------------------------------------------------------------- */

const numberOf = (stop) => Number(stop.split(".")[0]);
const caseOf = (stop) => Number(stop.split(".")[1]);

/** Every stop in order; neighbouring steps that go by case are repeated for each. */
export function way(steps, cases) {
  const stops = [];
  let block = [];
  const repeat = () => {
    for (let number = 1; number <= cases; number += 1) stops.push(...block.map((step) => `${step}.${number}`));
    block = [];
  };
  steps.forEach((step, number) => {
    if (step.perCase) return block.push(number);
    repeat();
    return stops.push(`${number}.0`);
  });
  repeat();
  return stops;
}

export function stepOf(session, steps) { return steps[numberOf(session.stop)]; }

/** The case on the table. */
export function sheetOf(session) {
  const number = caseOf(session.stop);
  return number ? session.sheets.find((sheet) => sheet.chosen === number) : undefined;
}

export function phases(session, steps) {
  if (stepOf(session, steps).kind !== "analysis") return [];
  const { method, rounds } = sheetOf(session) ?? { method: 1, rounds: 2 };
  return method === 2 ? ["apart", "together"] : [...Array(rounds).fill("round"), "owner_last"];
}

export function phase(session, steps) {
  const all = phases(session, steps);
  return all[Math.min(session.phase, all.length - 1)] ?? "";
}

export function speaks(session, steps) {
  return SPEAKS_IN[phase(session, steps)] ?? stepOf(session, steps).speaks;
}

/** The stop so many places further on; undefined beyond the ends. */
export function beside(session, steps, places) {
  const stops = way(steps, session.cases);
  const at = stops.indexOf(session.stop);
  if (at >= 0) return stops[at + places];
  const later = stops.findIndex((stop) => numberOf(stop) > numberOf(session.stop));
  return places > 0 ? stops[later] : stops[(later < 0 ? stops.length : later) - 1];
}

/** How long a stop is to last, and has lasted; one that did not run lasts as planned. */
export function lap(session, steps, stop) {
  const [planned, ran] = session.laps[stop] ?? [steps[numberOf(stop)].ms, 0];
  const left = session.left?.[stop] ?? [planned, ran];
  return left[1] ? left : [planned, 0];
}

/* The clock --------------------------------------------------------------------------------- */

const passed = ({ since, speed }, at) => (since === null ? 0 : Math.max(0, Math.floor(at - since)) * speed);

function wind(clock, at) {
  const gone = passed(clock, at);
  clock.step -= gone;
  clock.turn -= gone;
  if (clock.since !== null) clock.since = Math.max(clock.since, at);
}

function start(session, at) {
  session.clock.since ??= at;
  session.started = true;
}

function add(session, milliseconds, at) {
  const { clock } = session;
  wind(clock, at);
  const ran = clock.stepGiven - clock.step;
  const least = milliseconds < 0 ? Math.min(ran, clock.stepGiven) : 0;
  const given = Math.max(clock.stepGiven + milliseconds, least);
  clock.step += given - clock.stepGiven;
  clock.stepGiven = given;
}

function setTurn(clock, milliseconds, at) {
  wind(clock, at);
  clock.turn = milliseconds;
  clock.turnGiven = milliseconds;
}

/** What is left of the time that neighbouring steps share, and all of it; null where none is. */
export function shared(session, steps) {
  const here = numberOf(session.stop);
  const { shared: minutes } = steps[here];
  if (!minutes) return null;
  let [first, last] = [here, here];
  while (steps[first - 1]?.shared === minutes) first -= 1;
  while (steps[last + 1]?.shared === minutes) last += 1;
  if (first === last) return null;
  let left = minutes * MINUTE;
  for (let number = first; number <= last; number += 1) {
    const stop = `${number}.${caseOf(session.stop)}`;
    left -= stop === session.stop ? session.clock.stepGiven - session.clock.step : lap(session, steps, stop)[1];
  }
  return [left, minutes * MINUTE];
}

/** How long the stops after this one last. */
export function after(session, steps) {
  const stops = way(steps, session.cases);
  return stops.slice(stops.indexOf(session.stop) + 1).reduce((sum, stop) => {
    const [given, ran] = lap(session, steps, stop);
    return sum + Math.max(0, given - ran);
  }, 0);
}

/* Steps ------------------------------------------------------------------------------------- */

function newRound(session) { session.people.forEach((person) => { person.spoke = false; }); }

function turnOver(session, at) {
  const { clock } = session;
  const speaker = session.people.find(({ id }) => id === session.speaker);
  if (speaker) {
    speaker.spoken += Math.max(0, clock.turnGiven - clock.turn + passed(clock, at));
    speaker.spoke = true;
    setTurn(clock, 0, at);
  }
  session.speaker = null;
}

function go(session, steps, stop, at) {
  if (stop === undefined) return;
  turnOver(session, at);
  const { clock } = session;
  wind(clock, at);
  (session.left ??= {})[session.stop] = [clock.stepGiven, clock.stepGiven - clock.step];
  const [given, ran] = lap(session, steps, stop);
  Object.assign(clock, { since: null, stepGiven: given, step: given - ran, turn: 0, turnGiven: 0 });
  Object.assign(session, { stop, phase: 0, turnSeconds: steps[numberOf(stop)].turnSeconds });
  session.people.forEach((person) => { person.hand = false; });
  newRound(session);
  if (stepOf(session, steps).kind === "choice" && !session.vote) session.vote = "open";
}

function turnPhase(session, places, at) {
  turnOver(session, at);
  session.phase += places;
  newRound(session);
}

/* Turns ------------------------------------------------------------------------------------- */

/** Whose turn is to come, the next one first. */
export function waiting(session, steps) {
  const how = speaks(session, steps);
  const owner = sheetOf(session)?.owner ?? null;
  if (NO_TURNS.includes(how)) return [];
  const able = session.people.filter(({ id, part }) => part && id !== session.speaker
    && (how !== "owner" || id === owner) && (!["others", "questions", "round"].includes(how) || id !== owner));
  const then = session.speaker ?? 0;
  const order = (a, b) => a.spoken - b.spoken || (a.id <= then) - (b.id <= then) || a.id - b.id;
  if (how === "round") return able.filter(({ spoke }) => !spoke).sort(order);
  const raised = able.filter(({ hand }) => hand);
  return (raised.length ? raised : able).sort(order);
}

function giveFloor(session, steps, seat, at) {
  const how = speaks(session, steps);
  const person = session.people.find(({ id }) => id === (seat || waiting(session, steps)[0]?.id));
  if (!person || NO_TURNS.includes(how)) return;
  turnOver(session, at);
  session.speaker = person.id;
  person.hand = false;
  setTurn(session.clock, how === "round" ? session.turnSeconds * 1000 : 0, at);
  start(session, at);
}

/* Gestures ---------------------------------------------------------------------------------- */

function change(session, key, words) {
  const sheet = session.sheets.find((each) => each.key === key);
  if (sheet) Object.assign(sheet, words);
}

function choose(session, keys) {
  const known = keys.filter((key) => session.sheets.some((sheet) => sheet.key === key));
  if (!known.length) return;
  session.sheets.forEach((sheet) => { sheet.chosen = known.indexOf(sheet.key) + 1 || null; });
  session.cases = known.length;
}

const GESTURES = {
  demarrer: ({ session, at }) => start(session, at),
  pause: ({ session, at }) => { wind(session.clock, at); session.clock.since = null; },
  plus: ({ session, at }) => add(session, MINUTE, at),
  moins: ({ session, at }) => add(session, -MINUTE, at),
  allonger: ({ session, at, get }) => add(session, Number(get("minutes")) * MINUTE - session.clock.stepGiven, at),
  suivant({ session, steps, at }) {
    if (session.phase < phases(session, steps).length - 1) turnPhase(session, 1, at);
    else go(session, steps, beside(session, steps, 1), at);
  },
  passer: ({ session, steps, at }) => go(session, steps, beside(session, steps, 1), at),
  retour({ session, steps, at }) {
    if (session.phase) turnPhase(session, -1, at);
    else go(session, steps, beside(session, steps, -1), at);
  },
  parole: ({ session, steps, at, get }) => giveFloor(session, steps, Number(get("seat")), at),
  "fin-de-parole"({ session, at, get }) {
    if (Number(get("who")) === session.speaker) turnOver(session, at);
  },
  "nouveau-tour": ({ session, at }) => { turnOver(session, at); newRound(session); },
  "duree-du-tour"({ session, steps, at, get }) {
    const { clock } = session;
    session.turnSeconds = Number(get("seconds"));
    if (session.speaker === null || speaks(session, steps) !== "round") return;
    wind(clock, at);
    clock.turn += session.turnSeconds * 1000 - clock.turnGiven;
    clock.turnGiven = session.turnSeconds * 1000;
  },
  participer: ({ session, get }) => takePart(session, get, true),
  "ne-pas-participer": ({ session, get }) => takePart(session, get, false),
  ligne({ session, get }) {
    session.sheets.push({
      key: get("case"), owner: Number(get("seat")) || null, title: get("text"), knot: "", synthesis: "",
      chosen: null, method: 1, rounds: 2,
    });
  },
  titre: ({ session, get }) => change(session, get("case"), { title: get("text") }),
  porteur: ({ session, get }) => change(session, get("case"), { owner: Number(get("seat")) || null }),
  effacer({ session, get }) {
    session.sheets = session.sheets.filter(({ key, chosen }) => key !== get("case") || chosen);
  },
  "ouvrir-le-vote": ({ session }) => { session.vote = "open"; },
  croix: ({ session, fields }) => { session.paper = { ...session.paper, ...Object.fromEntries(fields) }; },
  "clore-le-vote": ({ session }) => { session.vote = "closed"; },
  choisir: ({ session, fields }) => choose(session, fields.filter(([name]) => name === "chosen").map(([, key]) => key)),
  methode({ session, steps, at, get }) {
    change(session, get("case"), { method: Number(get("method")), rounds: Number(get("rounds")) });
    if (sheetOf(session)?.key === get("case") && stepOf(session, steps).kind === "analysis") turnPhase(session, -session.phase, at);
  },
  noeud: ({ session, get }) => change(session, get("case"), { knot: get("text") }),
  synthese: ({ session, get }) => change(session, get("case"), { synthesis: get("text") }),
  action({ session, get }) {
    (session.lines ??= {})[get("case")] = [...(session.lines[get("case")] ?? []), [get("text"), get("due_on")]];
  },
  meta: () => {},
  evaluer: ({ session, fields }) => { session.evaluation = Object.fromEntries(fields); },
};

function takePart(session, get, part) {
  const person = session.people.find(({ id }) => id === Number(get("seat")));
  if (person) person.part = part;
}

/** Do a gesture {name, fields, at} here; false where only the server can. Changes `session`. */
export function apply(session, steps, { name, fields, at }) {
  const act = Object.hasOwn(GESTURES, name) ? GESTURES[name] : null;
  const get = (wanted) => fields.find(([field]) => field === wanted)?.[1] ?? "";
  act?.({ session, steps, at, fields, get });
  return act !== null;
}
