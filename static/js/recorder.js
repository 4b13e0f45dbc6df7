/* The recorder: what this device does, by the person's taps and by what the server tells every two
   seconds. The disguise, the queue and the link are in recorder/. */

import * as awake from "./recorder/awake.js";
import { Capture } from "./recorder/capture.js";
import * as page from "./recorder/page.js";
import { Gone, open } from "./recorder/queue.js";
import { Sender } from "./recorder/sender.js";
import * as server from "./recorder/server.js";

const root = document.getElementById("recorder");
const SESSION = Number(root.dataset.session);
const BEAT = 2000;
const LOOK = 3000;
const TICK = 500;
const SILENCE = 20_000;
const SILENT = 0.001; // of full scale: a microphone that hears nothing, not a room that is quiet
const AGAIN = 2000; // after which a full disk is tried again
const ALONE = 15_000; // without word of the server, after which nothing more is recorded
const LATE = 12_000; // milliseconds of sound that wait
const TOLD = ["recording", "aside", "pause", "muted", "sending", "done", "done-open"]; // that nothing waits
const OPEN = ["ready", "on", "pause"]; // the group agrees

const state = {
  shown: root.dataset.shown, mine: null, capture: null, aside: false, pause: null, turn: null,
  starting: false, ending: false, done: false, twice: false, problem: "", link: "", stuck: false,
  waiting: 0, lost: 0, told: 0, recorded: 0, heard: 0, beaten: 0,
};
let queue = null;
let sender = null;
let line = Promise.resolve(); // slices on their way into the queue, in order
let asking = false;

const wait = (milliseconds) => new Promise((yes) => { setTimeout(yes, milliseconds); });

/* What is shown ------------------------------------------------------------------------------ */

function capturing() {
  if (state.aside) return "aside";
  if (state.capture.muted) return "muted";
  if (state.pause === null) return "starting";
  return state.pause ? "pause" : "recording";
}

function view() {
  const { shown, mine } = state;
  if (state.twice) return "twice";
  if (state.capture) return capturing();
  if (state.starting) return "starting";
  if (state.ending) return state.stuck ? "done" : "sending";
  if (state.done) return OPEN.includes(shown) ? "done-open" : "done";
  if (!OPEN.includes(shown)) return shown;
  if (mine) return "resume";
  return shown === "ready" ? "ready" : "elsewhere";
}

function draw() {
  const now = view();
  page.show(now);
  page.problem(state.problem);
  page.link(state.link || (state.stuck ? "stuck" : ""));
  page.silence(now === "recording" && performance.now() - state.heard > SILENCE);
  page.time(state.recorded + (state.capture?.fresh() ?? 0));
  // The slice that has just been made is always on its way: it is no news.
  const late = state.link || state.stuck || now === "sending" || state.waiting > LATE ? state.waiting : 0;
  page.waiting(late || TOLD.includes(now) ? late : null, state.lost);
}

const isOpen = () => state.capture !== null && !state.capture.ended;

/* What the server says ----------------------------------------------------------------------- */

function heardFrom(status) {
  const link = { 0: "down", 401: "signedOut", 503: "full" }[status] ?? (status >= 500 ? "down" : "");
  if (link !== state.link) { state.link = link; draw(); }
}

const doing = () => ({ recording: "recording", aside: "off-record", pause: "paused", muted: "paused", starting: "paused" }[view()] ?? "stopped");

async function beat() {
  const { uid, device } = state.mine;
  const { status, data } = await server.beat(device, doing());
  heardFrom(status);
  if (state.mine?.device !== device) return;
  if (status === 200) {
    state.beaten = performance.now();
    heed(data, uid);
  } else if (state.capture && performance.now() - state.beaten > ALONE) {
    state.pause = true; // nobody tells whether all still agree
    hold();
  }
  else if ([403, 404, 410].includes(status)) leave("off", "gone");
}

function heed({ shown, uid, turn, pause }, mine) {
  if (uid !== mine) return leave(shown === "taken" ? "off" : shown);
  if (shown === "taken") return leave("taken");
  state.shown = shown;
  if (shown === "over") return end();
  if (!OPEN.includes(shown)) return stop();
  if (turn !== state.turn) { state.turn = turn; state.capture?.turn(); }
  state.pause = pause;
  return hold();
}

/** This device records no more; what it has recorded goes on being sent. */
async function leave(shown, problem = "") {
  Object.assign(state, { mine: null, shown, problem });
  await stop();
}

async function look() {
  const { status, data } = await server.look();
  heardFrom(status);
  if (status !== 200 || state.mine) return;
  // Told by the device that took over, "on" is what "taken" has said in better words.
  if (!(state.shown === "taken" && ["on", "pause"].includes(data.shown))) state.shown = data.shown;
}

function news({ status, waiting, gone, barred, lost, ended, missing }) {
  if (status !== undefined) heardFrom(status);
  if (waiting) state.waiting = waiting.milliseconds;
  if (barred) state.stuck = true;
  if (lost) state.lost += lost.milliseconds;
  if (gone === state.mine?.uid && gone) { state.ending = false; leave("off"); }
  if (ended && ended === state.mine?.uid) {
    Object.assign(state, { mine: null, ending: false, done: true });
    state.lost = Math.max(state.lost, missing.length * 5000);
  }
  draw();
}

/* What the person does ----------------------------------------------------------------------- */

async function start() {
  if (state.starting || state.capture) return;
  const run = { uid: null, part: null };
  const capture = new Capture({
    onSlice: (slice) => keep(run, slice), onHeard: heard, onMute: () => { hold(); now(); }, onLost: (why) => lost(why),
  });
  const opening = capture.open(); // within the tap
  Object.assign(state, { starting: true, problem: "" });
  draw();
  try {
    await opening;
    const why = await claimed(run);
    if (why || capture.gone) throw Object.assign(new Error(why), { why: why || capture.gone });
    begin(capture);
  } catch (error) {
    await capture.stop();
    Object.assign(state, { starting: false, problem: error.why === "off" ? "" : error.why ?? "unable" });
  }
  draw();
}

/** "" where this device may record, or why not. */
async function claimed(run) {
  if (!queue && !(await ready())) return "storage";
  const { status, data } = await server.claim();
  heardFrom(status);
  if (status === 409) { state.shown = data.shown ?? "off"; return "off"; }
  if (status !== 200) return status === 401 ? "signedOut" : [403, 404].includes(status) ? "gone" : "unreachable";
  try { await queue.claim(data, SESSION); } catch { return "storage"; }
  sender.admit(data.uid);
  run.uid = data.uid;
  state.mine = await queue.of(SESSION);
  state.recorded = state.mine.milliseconds;
  return "";
}

function begin(capture) {
  Object.assign(state, { capture, starting: false, aside: false, pause: null, turn: null, done: false, ending: false, stuck: false, heard: performance.now(), beaten: performance.now() });
  awake.keep(true);
  sender.now();
  now(); // whether it is a break, and whose turn
}

function hold() {
  if (!isOpen()) return;
  const quiet = state.aside || state.pause !== false;
  if (quiet || state.capture.quiet) state.heard = performance.now();
  state.capture.hold(quiet);
  draw();
}

function toggle() {
  if (!isOpen()) return;
  state.aside = !state.aside;
  hold();
  now();
}

async function stop() {
  const { capture } = state;
  if (!capture) return draw();
  const ended = capture.stop();
  state.recorded += capture.fresh();
  state.capture = null;
  awake.keep(false);
  draw();
  await ended;
  await line;
  return now();
}

async function end() {
  const { mine } = state;
  if (!mine || state.ending) return;
  state.ending = true;
  await stop();
  await queue.end(mine.uid);
  draw();
  sender.now();
}

async function lost(why) {
  state.problem = why;
  await stop();
}

/* Sound -------------------------------------------------------------------------------------- */

function heard(loudness) {
  if (loudness > SILENT || view() !== "recording") state.heard = performance.now();
  page.loudness(loudness);
  tick(); // timers of a page that nobody sees sleep, the sound does not
}

function keep(run, slice) {
  if (state.capture) state.recorded += slice.milliseconds;
  line = line.then(() => store(run, slice)).catch(reportError);
}

async function store(run, { plain, first, milliseconds, type }) {
  const bytes = await plain;
  for (;;) {
    try {
      run.part = await queue.add(run.uid, { plain: bytes, part: first ? null : run.part, milliseconds, type });
      break;
    } catch (error) {
      if (error instanceof Gone) { leave("off"); return; }
      lost("full");
      await Promise.race([sender.kick(), wait(AGAIN)]);
      await wait(AGAIN);
    }
  }
  state.waiting = (await queue.waiting()).milliseconds;
  sender.kick();
}

/* The way of things -------------------------------------------------------------------------- */

/** Ask the server at once. */
function now() {
  state.told = 0;
  tick();
}

async function tick() {
  draw();
  alarm();
  const pace = state.mine ? BEAT : LOOK;
  if (asking || state.twice || performance.now() - state.told < pace && state.told) return;
  if (!state.mine && (document.hidden || state.starting)) return;
  asking = true;
  state.told = performance.now();
  await (state.mine ? beat() : look()).catch(reportError);
  asking = false;
  draw();
}

let alarmed = false;
function alarm() {
  const silent = view() === "recording" && performance.now() - state.heard > SILENCE;
  if (silent && !alarmed) navigator.vibrate?.(200);
  alarmed = silent;
}

async function ready() {
  try { queue = await open(document.body.dataset.user); } catch { return false; }
  sender = new Sender(queue, news);
  state.waiting = (await queue.waiting()).milliseconds;
  const mine = await queue.of(SESSION);
  if (mine?.device) Object.assign(state, { mine, recorded: mine.milliseconds, ending: mine.ending });
  sender.now();
  return true;
}

function listen() {
  for (const id of ["start", "resume", "more", "take"]) page.onPress(id, start);
  for (const id of ["aside", "back"]) page.onPress(id, toggle);
  page.onPress("end", page.ask);
  page.onPress("end-yes", end);
  document.addEventListener("keydown", (event) => {
    if (!state.capture || !page.isShortcut(event)) return;
    event.preventDefault();
    toggle();
  });
  addEventListener("online", now);
  addEventListener("offline", () => heardFrom(0));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) state.capture?.flush(); // a page that is not seen may be killed
    else now();
  });
  addEventListener("pagehide", () => state.capture?.flush());
  addEventListener("beforeunload", (event) => { if (state.capture || state.waiting) event.preventDefault(); });
}

/** One tab of a browser is the recorder; the others wait for it to close. */
async function alone() {
  if (!navigator.locks) return;
  await new Promise((go) => {
    const hold = () => { go(); return new Promise(() => {}); };
    navigator.locks.request("raqnet-recorder", { ifAvailable: true }, (lock) => {
      if (lock) return hold();
      state.twice = true;
      draw();
      navigator.locks.request("raqnet-recorder", hold);
      return undefined;
    });
  });
  state.twice = false;
}

listen();
draw();
await alone();
if (!(await ready())) state.problem = "storage";
setInterval(tick, TICK);
now();
