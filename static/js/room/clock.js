/* The server's time on a device whose own clock may be wrong, and the clocks drawn by it.
   What is left is recomputed from the instant at which a clock was wound, never counted down. */

const SAMPLES = 5;
const AGAIN = 10 * 60_000;
const TICK = 250;
const SLEPT = 2000; // the wall's clock is so far ahead of the page's: the machine was asleep
const MINUS = "\u2212";

// The server's time at an instant of this page's own steady clock: at first about when the page was
// made, so that a link that drops at once leaves no wrong clock; then as the server has told.
const made = Number(document.body.dataset.now);
let anchor = made ? made - performance.now() : null;
let told = false; // by the server, not by this device
let walled = Date.now() - performance.now();
const watchers = [];

/** Milliseconds since 1970 as the server counts them. */
export function now() {
  return anchor === null ? Date.now() : anchor + performance.now();
}

/** Is it the server that told the time? */
export const isTold = () => told;

/** Set the clock: of a few questions the quickest answer tells the time best. */
export async function synchronise(url) {
  let best = null;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const asked = performance.now();
    try {
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(6000) });
      const told = Number(await answer.text());
      const took = performance.now() - asked;
      if (!answer.ok || !Number.isFinite(told)) break;
      if (best === null || took < best.took) best = { took, anchor: told - (asked + took / 2) };
    } catch { break; }
  }
  if (best !== null) [anchor, told] = [best.anchor, true];
  draw();
}

/** Be told after each drawing: `watch(clock element, milliseconds left, running)`. */
export function onTick(watch) { watchers.push(watch); }

/** Milliseconds of the room's time that an element's clock has left. */
export function left(element, at = now()) {
  const { left: wound, since, speed } = element.dataset;
  const passed = since ? Math.max(0, at - Number(since)) * Number(speed) : 0;
  return Number(wound) - passed;
}

/** "9:30", "−1:05"; the last second shows until it is over. */
export function numerals(milliseconds) {
  const size = Math.abs(milliseconds);
  const seconds = milliseconds >= 0 ? Math.ceil(size / 1000) : Math.floor(size / 1000);
  const sign = milliseconds < 0 && seconds ? MINUS : "";
  return `${sign}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

const hours = new Intl.DateTimeFormat("fr-BE", { timeZone: "Europe/Brussels", hour: "numeric", minute: "2-digit", hourCycle: "h23" });

/** "9h", "14h30", as the server writes them. */
function hour(instant) {
  const parts = Object.fromEntries(hours.formatToParts(instant).map(({ type, value }) => [type, value]));
  return Number(parts.minute) ? `${Number(parts.hour)}h${parts.minute}` : `${Number(parts.hour)}h`;
}

/** "45 min", "1h05", as the server writes them. */
function lasting(minutes, { dataset }) {
  if (minutes < 60) return dataset.minutes.replace("{n}", minutes);
  return `${Math.floor(minutes / 60)}h${minutes % 60 ? String(minutes % 60).padStart(2, "0") : ""}`;
}

function drawClock(element, at) {
  const remains = left(element, at);
  const over = remains <= -1000;
  write(element.querySelector(".clock-time"), numerals(remains));
  write(element.querySelector(".clock-over"), over ? element.dataset.over.replace("{time}", numerals(remains).slice(1)) : "");
  element.classList.toggle("is-over", over);
  element.classList.toggle("is-running", "since" in element.dataset);
  for (const watch of watchers) watch(element, remains);
}

function drawRing(element, at) {
  const share = Math.min(1, Math.max(0, left(element, at) / (Number(element.dataset.given) || 1)));
  element.querySelector(".ring-left")?.setAttribute("stroke-dashoffset", String(Math.round((1 - share) * 1000) / 10));
  element.classList.toggle("is-over", left(element, at) <= -1000);
}

function drawEnd(element, at) {
  const { after, speed } = element.dataset;
  const end = at + (Math.max(0, left(element, at)) + Number(after)) / Number(speed);
  write(element, hour(end));
  const late = document.querySelector("[data-late]");
  if (!late) return;
  const minutes = Math.round((end - Number(late.dataset.late)) / 60_000);
  const differs = Math.abs(minutes) > 2;
  write(late, differs ? `(${(minutes > 0 ? late.dataset.longer : late.dataset.shorter).replace("{n}", lasting(Math.abs(minutes), late))})` : "");
  late.hidden = !differs;
  const share = document.querySelector("[data-share]");
  if (share) share.hidden = !differs;
}

/** Draw every clock of the page. */
export function draw() {
  if (anchor === null) return;
  const at = now();
  document.querySelectorAll("[data-clock]").forEach((each) => drawClock(each, at));
  document.querySelectorAll("[data-ring]").forEach((each) => drawRing(each, at));
  document.querySelectorAll("[data-end]").forEach((each) => drawEnd(each, at));
}

/* While the machine sleeps the page's steady clock may stand still, and the wall's does not. */
function tick(url) {
  const wall = Date.now() - performance.now();
  const slept = wall - walled;
  walled = wall;
  if (slept > SLEPT && anchor !== null) {
    anchor += slept;
    synchronise(url);
  }
  draw();
}

/** Set the clock now, on every return, and now and then; draw four times a second. */
export async function start(url) {
  const again = () => synchronise(url);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  addEventListener("online", again);
  addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  setInterval(again, AGAIN);
  setInterval(() => tick(url), TICK);
  await again();
  anchor ??= Date.now() - performance.now(); // nobody tells: the device's own clock, for want of better
  draw();
}
