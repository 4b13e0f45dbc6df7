/* Forms marked `data-outbox` arrive even if the link is away: each is sealed in this browser first, then
   sent; what could not leave goes by itself later, once. A form with `data-outbox="edit"` changes what is
   there, all others make one more. Without this script they are plain forms. */

import { drawList, drawMarks, formOf } from "./outbox/list.js";
import { changes, empty, isBegun, isComplete, packed } from "./outbox/packing.js";
import { Queue, owner } from "./outbox/queue.js";
import * as server from "./outbox/server.js";

const EVERY = 20_000;
const SENDING = "sending";
const SERVICE = "raqnet.service";
const REVIEWED = "raqnet.outbox.reviewed";
const place = document.getElementById("outbox");
const user = owner(document.body.dataset.user ?? "");
const opened = crypto.randomUUID(); // this page, as it was opened once
const state = { waiting: 0, refused: 0, signedOut: false, busy: null };
let reviewed = recall(); // what was refused, and is in the form of this page
let queue = null;

/* What is shown ------------------------------------------------------------------------------ */

function words() {
  const { one, many, signed, review, reviews, nobody } = place.dataset;
  if (!queue) return nobody;
  if (state.waiting && state.signedOut) return signed;
  if (state.waiting) return state.waiting === 1 ? one : many.replace("{n}", state.waiting);
  if (!state.refused) return "";
  return state.refused === 1 ? review : reviews.replace("{n}", state.refused);
}

function draw() {
  const text = words();
  place.hidden = !text;
  const line = place.querySelector("[data-words]");
  if (line.textContent !== text) line.textContent = text;
  place.querySelector("[data-send]").hidden = !state.waiting || state.signedOut;
  place.querySelector("[data-sign-in]").hidden = !(state.waiting && state.signedOut);
}

async function recount() {
  Object.assign(state, await queue.count());
  const all = state.waiting + state.refused ? await queue.all() : [];
  const forms = all.filter((each) => each.id !== reviewed?.id);
  state.refused -= all.length - forms.length;
  drawList(forms);
  drawMarks(forms);
  draw();
}

/* Sending what waits ------------------------------------------------------------------------- */

function flush() {
  state.busy ??= sendAll().catch(reportError).finally(() => { state.busy = null; draw(); });
  return state.busy;
}

async function sendAll() {
  await recount();
  if (!state.waiting) return;
  const token = await open();
  if (!token) return;
  let there = null;
  for (const form of (await queue.all()).filter((each) => !each.refused)) {
    if (!(await queue.has(form.id))) continue; // changed again meanwhile
    const { state: outcome, url, status } = await server.send(form, token);
    if (outcome === "later") { state.signedOut = status === 401; break; } // the rest waits too
    if (outcome === "refused") await queue.refuse(form.id, status); // its words are for a person to look at again
    else await queue.remove(form.id);
    if (outcome === "sent" && formOf(form)) there = { form: formOf(form), url };
    await recount();
  }
  if (there) goOn(there);
}

/** What was changed on this page has arrived: it is as old now as if it had been sent at once. */
function goOn({ form, url }) {
  const others = [...document.forms].filter((each) => each !== form);
  if (["true", "saving"].includes(form.dataset.unsaved) || others.some(isBegun)) return;
  if (form.dataset.draft) leave(form, url);
  else location.reload(); // a button of a page on which one was doing something else
}

/** A token of my own session; "" where there is none, or no link. */
async function open() {
  const { token, user: mine, status } = await server.session();
  state.signedOut = status === 401 || (token !== undefined && String(mine) !== user);
  draw();
  return state.signedOut ? "" : token ?? "";
}

/* What was refused is looked at again ---------------------------------------------------------- */

/** The server's own page says what is wrong; the form stays here until it is saved from there. */
async function review(form) {
  const token = await open();
  const { state: outcome, url } = token ? await server.send(form, token) : {};
  if (outcome === "sent") { await queue.remove(form.id); return location.assign(url); }
  if (outcome !== "refused") return recount();
  remember(form);
  return server.show(form, token);
}

/** Tell the page that comes next, and no other, which form it shows. */
function remember(form) {
  try { sessionStorage.setItem(REVIEWED, JSON.stringify({ id: form.id, action: form.action })); } catch { /* it stays */ }
}

function recall() {
  try {
    const form = JSON.parse(sessionStorage.getItem(REVIEWED));
    sessionStorage.removeItem(REVIEWED);
    return form && new URL(form.action, location.href).pathname === location.pathname ? form : null;
  } catch { return null; }
}

async function look(event) {
  const button = event.target.closest("button");
  const form = (await queue.all()).find((each) => String(each.id) === button?.closest("li")?.dataset.id);
  if (!form) return recount();
  if (button.hasAttribute("data-review")) return review(form);
  if (!button.dataset.sure) { await queue.remove(form.id); return recount(); }
  button.textContent = button.dataset.sure; // the second tap does it
  return delete button.dataset.sure;
}

/* A form is sent ----------------------------------------------------------------------------- */

function keyOf(form) {
  let input = form.querySelector(`input[name="${SENDING}"]`);
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name: SENDING });
    form.append(input);
  }
  input.value ||= crypto.randomUUID();
  return input;
}

async function take(form, submitter) {
  const token = form.querySelector('input[name="csrf_token"]')?.value;
  // Hours later nobody is there any more to be asked what is missing.
  if (!(token && navigator.onLine) && !isComplete(form)) return undefined;
  form.setAttribute("aria-busy", "true");
  form.dataset.sent = "true"; // no draft is saved behind its back
  const key = keyOf(form);
  const packet = packed(form, submitter);
  let id;
  try { id = await keep(form, packet); } catch { return plainly(form, submitter); }
  const { state: outcome, url, status } = token ? await server.send(packet, token) : { state: "later", status: 0 };
  if (outcome !== "later") await queue.remove(id);
  if (outcome !== "refused" && holds(form, packet)) await queue.remove(reviewed.id);
  if (outcome === "sent") return leave(form, url);
  if (outcome === "refused") return plainly(form, submitter);
  state.signedOut = status === 401;
  renew(form, key);
  await recount();
  const line = changes(form) && (form.closest("[data-waits]") ?? form).querySelector("[data-waiting]");
  (line || place).scrollIntoView({ block: "center" });
  return undefined;
}

/** Sealed and written; what this very page has said before of the same thing is no longer meant. */
async function keep(form, packet) {
  const id = await queue.add({ ...packet, opened });
  if (!changes(form)) return id;
  const before = (each) => each.id !== id && each.action === packet.action && each.opened === opened;
  for (const each of (await queue.all()).filter(before)) {
    if (each.refused) reviewed ??= each; // until this one has arrived
    else await queue.remove(each.id);
  }
  return id;
}

/** Does this form hold the words of the one that is looked at again? */
const holds = (form, packet) => Boolean(reviewed) && (reviewed.action === packet.action || Boolean(form.dataset.draft));

/** The form is there again: blank for the next one; one that changes something stays as it was filled in. */
function renew(form, key) {
  if (!changes(form)) empty(form);
  key.value = "";
  form.removeAttribute("aria-busy");
  form.dataset.unsaved = "false";
  delete form.dataset.sent;
  form.dispatchEvent(new CustomEvent("outbox:kept", { bubbles: true }));
}

function leave(form, url) {
  form.dataset.unsaved = "false";
  const there = new URL(url, location.href);
  // The same address again would only move to its anchor.
  if (there.pathname === location.pathname && there.search === location.search) return location.reload();
  return location.assign(there);
}

/** As without this script: the server's own page says what is wrong. */
function plainly(form, submitter) {
  form.dataset.plainly = "true";
  if (reviewed) remember(reviewed);
  form.removeAttribute("aria-busy");
  form.requestSubmit(submitter);
}

function listen() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-outbox") || form.dataset.plainly) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.getAttribute("aria-busy") === "true") return;
    take(form, event.submitter).catch(() => plainly(form, event.submitter));
  }, true);
  // A page that comes back as it was left is a new form.
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(`input[name="${SENDING}"]`).forEach((input) => { input.value = ""; });
  });
  document.addEventListener("change", (event) => {
    event.target.closest?.("[data-one]")?.querySelector("input")?.setCustomValidity("");
  });
  place.querySelector("[data-send]").addEventListener("click", flush);
  place.querySelector("[data-items]").addEventListener("click", (event) => { look(event).catch(reportError); });
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (state.waiting && !document.hidden) flush(); }, EVERY);
}

if (place && user && window.indexedDB && crypto.subtle) {
  try {
    queue = await new Queue(user).open();
    listen();
    document.documentElement.dataset.outbox = "ready"; // raqnet.js leaves these forms alone
    await flush();
  } catch (error) { reportError(error); }
}
if (place && !queue && document.querySelector("[data-blank]")) draw(); // nobody's forms can be kept here

/* What a phone keeps for when there is no link. A form comes first: there it is fetched with the first
   touch; once for a visit and a release, for the browser itself looks for a newer one. */
const { service } = document.body.dataset;
const install = async () => {
  try {
    if (!service || sessionStorage.getItem(SERVICE) === import.meta.url) return;
    await navigator.serviceWorker?.register(service);
    sessionStorage.setItem(SERVICE, import.meta.url);
  } catch { /* without it there are no blank forms, and all else is as it was */ }
};
if (navigator.serviceWorker?.controller || !document.querySelector("form[data-outbox]")) install();
else for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, install, { once: true, capture: true });
