/* What people do: each submit of `form[data-gesture]` becomes a gesture with a key of its own and the
   server's time, sent at once, or kept and sent later, in order and once each. */

import * as clock from "./clock.js";
import * as link from "./link.js";
import * as merge from "./merge.js";
import * as reserve from "./reserve.js";

const PATIENCE = 6000;
const FOR_NOW = [401, 403, 429]; // refused for now: the gesture keeps waiting
const AGAIN = ["plus", "moins"]; // tapped twice, these are meant twice
const WORDS = ["text", "name", "facts", "feelings", "solutions", "consequences"];
const forms = new Map(); // the form of a gesture that waits, by its key

let store = null;
let begin;
let line = new Promise((resolve) => { begin = resolve; }); // a key may be struck before what waits is known
let replaying = null;

const root = () => document.getElementById("room");
const isConsole = () => root().dataset.screen === "animation";

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* From form to gesture ---------------------------------------------------------------------- */

function fieldsOf(form, submitter) {
  const pressed = submitter?.name ? [[submitter.name, submitter.value]] : [];
  return [...new FormData(form), ...pressed].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

function compose(form, submitter) {
  const fields = fieldsOf(form, submitter).map(([name, value]) =>
    // A new line of the flipchart has its key from here, so that it can be worked with before the server knows it.
    [name, name === "case" && form.dataset.gesture === "ligne" && !value ? uuid() : value]);
  return {
    name: form.dataset.gesture, url: form.action, key: uuid(), fields,
    at: clock.isTold() ? Math.round(clock.now()) : "",
    label: submitter?.textContent.trim() || form.dataset.gesture,
  };
}

const sameAs = (form, gesture) =>
  JSON.stringify(fieldsOf(form).filter(([name]) => name !== "case")) === JSON.stringify(gesture.fields.filter(([name]) => name !== "case"));

/* Sending ----------------------------------------------------------------------------------- */

async function post(gesture) {
  const body = new URLSearchParams([...gesture.fields, ["key", gesture.key], ["at", String(gesture.at)]]);
  const answer = await fetch(gesture.url, {
    method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true", "HX-Request-Type": "partial" },
  });
  return { status: answer.type === "opaqueredirect" ? 401 : answer.status, text: await answer.text() };
}

/** {status, text}; status 0 when the server did not answer, 5xx included. */
async function send(gesture) {
  try {
    let answer = await post(gesture);
    // Signed in anew in another tab: the token on this page is of the session before.
    if (answer.status === 400 && await renewToken()) answer = await post(gesture);
    return answer.status >= 500 ? { status: 0, text: "", broke: true } : answer;
  } catch { return { status: 0, text: "" }; }
}

async function renewToken() {
  const answer = await fetch(root().dataset.state, { headers: { "HX-Request": "true" }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok && merge.read(await answer.text()) !== null;
}

/** Take note of what an answer says of this screen's place in the room. */
export function heed(status) {
  if (status === 0) return link.set({ down: true });
  const barred = { 401: "signedOut", 403: "gone", 404: "gone" }[status] ?? "";
  return link.set({ down: false, barred });
}

/* Doing ------------------------------------------------------------------------------------- */

async function act(gesture, form) {
  if (link.isDown() || await store.count()) return keep(gesture, form);
  const { status, text } = await send(gesture);
  if (status === 0 || FOR_NOW.includes(status)) {
    heed(status);
    return status === 403 ? undefined : keep(gesture, form);
  }
  heed(status === 404 ? 404 : 200);
  return answered(gesture, form, status, text);
}

function answered(gesture, form, status, text) {
  const same = form?.isConnected && sameAs(form, gesture);
  if (same) merge.sent(form); // it may be replaced
  if (!merge.merge(text, same ? form : null)) refused(gesture);
  if (status === 200 && form?.dataset.said) say(form.dataset.said);
}

function refused(gesture) { link.tell(link.words("refused").replace("{name}", gesture.label)); }

/* Its form may be gone, so that its words stand here until they were read. */
function refusedLate(gesture) {
  const typed = gesture.fields.filter(([name, value]) => WORDS.includes(name) && value).map(([, value]) => `« ${value} »`);
  const told = link.words("refused").replace("{name}", () => gesture.label);
  if (typed.length) link.tell([told, ...typed].join("\n"), true);
  else link.tell(told);
}

async function keep(gesture, form) {
  try {
    link.set({ waiting: await store.add(gesture) });
  } catch {
    return refused(gesture); // the disk is full: what was typed stays in its field
  }
  forms.set(gesture.key, form);
  const shown = isConsole() && reserve.apply(gesture, form);
  if (!shown && form?.isConnected) {
    form.dataset.waiting = link.words("kept");
    say(link.words(isConsole() ? "kept" : "failed"));
  }
  replay();
}

function say(words) {
  const status = document.getElementById("status");
  status.textContent = words;
  setTimeout(() => { if (status.textContent === words) status.textContent = ""; }, 4000);
}

/* Later ------------------------------------------------------------------------------------- */

/** Send what waits, the oldest first; true when nothing waits any more. */
export function replay() {
  replaying ??= alone(drain).finally(() => { replaying = null; });
  return replaying;
}

/* One tab at a time; without locks the server's memory of keys is enough. */
function alone(work) {
  if (store.inMemory || !navigator.locks) return work();
  return navigator.locks.request("raqnet-room-replay", { ifAvailable: true }, (lock) => (lock ? work() : false));
}

/* Nobody may be there to be asked: its words follow those of others. */
const late = (gesture) => ({ ...gesture, fields: [...gesture.fields, ["late", "1"]] });

async function drain() {
  let last = "";
  for (let next = await store.first(); next; next = await store.first()) {
    const { status, text, broke } = await send(late(next.gesture));
    if (broke && tooOften(next.gesture)) { // others wait behind it
      await store.remove(next.id);
      refusedLate(next.gesture);
      release(next.gesture);
      continue;
    }
    heed(status === 404 ? 200 : status); // another room may be over; this one's poll tells its own fate
    if (status === 0 || FOR_NOW.includes(status)) return false;
    await store.remove(next.id);
    if (status !== 200) refusedLate(next.gesture);
    if (sameRoom(next.gesture.url)) last = text || last;
    release(next.gesture);
    link.set({ waiting: await store.count() });
  }
  reserve.end();
  if (last) merge.merge(last);
  return true;
}

const broken = new Map();
const MOST_BROKEN = 5;

/** Has the server failed over this one again and again? */
function tooOften({ key }) {
  broken.set(key, (broken.get(key) ?? 0) + 1);
  return broken.get(key) >= MOST_BROKEN;
}

const sameRoom = (url) => new URL(url).pathname.startsWith(location.pathname.replace(/\/[^/]*$/, "/"));

function release(gesture) {
  const form = forms.get(gesture.key);
  forms.delete(gesture.key);
  if (!form?.isConnected) return;
  delete form.dataset.waiting;
  if (sameAs(form, gesture)) merge.sent(form);
}

/** How many gestures wait. */
export const waiting = () => store.count();

export async function start(opened) {
  store = opened;
  begin();
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-gesture]");
    if (!form) return;
    event.preventDefault();
    perform(form, event.submitter);
  }, true);
  addEventListener("beforeunload", (event) => {
    // Without a link the page does not come back: private pages are nowhere but on the screen.
    if (link.waiting() || (isConsole() && link.isDown())) event.preventDefault();
  });
  link.set({ waiting: await store.count() });
}

/** Do what a form asks for; a second tap while the first is under way is the same one. */
export function perform(form, submitter = form.querySelector('[type="submit"]')) {
  if (form.getAttribute("aria-busy") === "true" && !AGAIN.includes(form.dataset.gesture)) return line;
  form.setAttribute("aria-busy", "true");
  document.documentElement.classList.add("is-loading");
  const gesture = compose(form, submitter);
  line = line.then(() => act(gesture, form)).catch(reportError).finally(() => {
    form.removeAttribute("aria-busy");
    document.documentElement.classList.remove("is-loading");
  });
  return line;
}
