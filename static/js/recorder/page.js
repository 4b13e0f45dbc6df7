/* What the recorder's page shows; its words stand in the page's own templates. */

const one = (id) => document.getElementById(id);
const title = document.title;
const FLOOR = -60; // dB below which the meter shows nothing
const METER_READ = 1000; // the meter's number for screen readers changes this often

let view = "";
let read = 0;

function write(element, text) { if (element.textContent !== text) element.textContent = text; }
const content = (holder, name) => one(holder).content.querySelector(`[data-name="${name}"]`);
const filled = (pattern, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), pattern);

/** Show a state; its words are those of the name up to a dash. */
export function show(name) {
  if (name === view) return;
  const [words] = name.split("-");
  if (words !== view.split("-")[0]) {
    one("view").replaceChildren(content("views", words).cloneNode(true));
    document.title = `${one("view").querySelector("h1").textContent} · ${title}`;
  }
  view = name;
  one("recorder").dataset.view = name;
  const focused = document.activeElement;
  for (const each of document.querySelectorAll("[data-in]")) each.hidden = !each.dataset.in.split(" ").includes(name);
  // The button that was pressed is gone: the one that stands for it now takes the focus.
  if (focused?.closest("[hidden]")) reach();
}

/** 754000 is "12:34". */
export function time(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  write(one("time"), `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`);
}

/** How loud the microphone hears, from 0 to 1. */
export function loudness(value) {
  const share = Math.max(0, Math.min(1, 1 - (20 * Math.log10(value + 1e-6)) / FLOOR));
  const meter = one("meter");
  meter.querySelector(".meter-level").setAttribute("width", `${Math.round(share * 100)}%`);
  if (performance.now() - read < METER_READ) return;
  read = performance.now();
  meter.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  const { none, low, good } = meter.dataset;
  meter.setAttribute("aria-valuetext", share < 0.05 ? none : share < 0.3 ? low : good);
}

/** What went wrong, by its name; "" where all is well. */
export function problem(name) {
  const place = one("problem");
  if (place.dataset.name === name) return;
  place.dataset.name = name;
  place.hidden = name === "";
  one("problem-words").replaceChildren(...(name ? [content("problems", name).cloneNode(true)] : []));
}

export function silence(silent) { if (one("silence").hidden === silent) one("silence").hidden = !silent; }

const seconds = (milliseconds, { dataset }) => (milliseconds < 90_000
  ? filled(dataset.seconds, { n: Math.max(1, Math.round(milliseconds / 1000)) })
  : filled(dataset.minutes, { n: Math.round(milliseconds / 60_000) }));

/** What waits here, in milliseconds of sound, and what will never arrive; null: nothing to tell. */
export function waiting(milliseconds, lost) {
  const line = one("waiting");
  const words = [
    milliseconds === null ? "" : milliseconds ? filled(line.dataset.some, { time: seconds(milliseconds, line) }) : line.dataset.none,
    lost ? filled(line.dataset.lost, { time: seconds(lost, line) }) : "",
  ];
  write(line, words.filter(Boolean).join(" "));
}

/** The state of the link: "down", "full", "signedOut", "stuck", or "". */
export function link(name) {
  const box = one("link");
  write(one("link-words"), name ? box.dataset[name] : "");
  box.classList.toggle("is-shown", name !== "");
  box.classList.toggle("is-down", name !== "");
  one("link-act").hidden = name !== "signedOut";
}

/** Call `act` when a button is pressed. */
export function onPress(id, act) { one(id).addEventListener("click", act); }

/** The button that one presses in haste is under the finger, and under the space bar. */
const reach = () => (document.querySelector("#acts button:not([hidden])") ?? one("view")).focus();

/** Ask whether to end. */
export function ask() {
  reach(); // where the focus comes back to
  one("ending").showModal();
}

/** Is the key that was pressed this page's, and nobody's who types or is about to press something? */
export function isShortcut(event) {
  const busy = event.target.closest?.("button, summary, a[href], input, textarea, select, dialog");
  return event.key === " " && !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey && !busy;
}
