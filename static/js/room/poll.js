/* Asks the server every second or two whether there is something new; silent while nobody looks. */

import * as gestures from "./gestures.js";
import * as link from "./link.js";
import * as merge from "./merge.js";
import * as reserve from "./reserve.js";

const JITTER = 0.15; // of the pace, sooner and never later, so that phones do not ask in step
const SLOWEST = 10_000;
const PATIENCE = 6000;

const root = () => document.getElementById("room");
let timer = 0;
let failures = 0;
let asking = false;

const isOver = () => "over" in root().dataset;
const stopped = () => isOver() || link.barred() === "gone";

function later() {
  clearTimeout(timer);
  if (stopped() || document.hidden) return;
  const pace = Math.min(SLOWEST, Number(root().dataset.every) * 2 ** failures);
  timer = setTimeout(ask, pace * (1 - JITTER * Math.random()));
}

async function state() {
  // Alone, the page is the reserve's: all of it is asked for.
  const version = reserve.isAlone() ? "" : root().dataset.version;
  const answer = await fetch(`${root().dataset.state}&v=${version}`, {
    cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
  });
  return { status: answer.type === "opaqueredirect" ? 401 : answer.status, text: await answer.text() };
}

/** Is the server there? Takes in what it says. */
async function look() {
  const waits = await gestures.waiting();
  if (waits && !(await gestures.replay())) return !link.isDown() && !link.barred();
  const { status, text } = await state();
  if (status >= 500 || status === 429) return false;
  gestures.heed(status);
  link.set({ waiting: await gestures.waiting() });
  if (status === 200 && !link.waiting()) {
    reserve.end();
    merge.merge(text);
  }
  merge.settle();
  return status < 400;
}

async function ask() {
  if (asking || stopped() || document.hidden) return;
  asking = true;
  const well = await look().catch(() => false);
  asking = false;
  failures = well ? 0 : failures + 1;
  // One answer lost on the way is no news; two are.
  if (!well && !link.barred() && (failures > 1 || !navigator.onLine)) link.set({ down: true });
  later();
}

function now() {
  failures = 0;
  ask();
}

export function start() {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : now()));
  addEventListener("online", now);
  addEventListener("offline", () => { link.set({ down: true }); later(); });
  addEventListener("pageshow", (event) => { if (event.persisted) now(); });
  if (!navigator.onLine) link.set({ down: true });
  ask();
}
