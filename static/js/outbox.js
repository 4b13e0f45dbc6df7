/* Forms marked `data-outbox` arrive even if the link is away: each is sealed in this browser first, then
   sent; what could not leave goes by itself later, once. Without this script they are plain forms. */

import { Queue, owner } from "./outbox/queue.js";
import * as server from "./outbox/server.js";

const EVERY = 20_000;
const SENDING = "sending";
const place = document.getElementById("outbox");
const user = owner(document.body.dataset.user ?? "");
const state = { waiting: 0, refused: 0, signedOut: false, busy: null };
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
  place.querySelector("[data-review]").hidden = !state.refused;
}

async function recount() {
  Object.assign(state, await queue.count());
  draw();
}

/* Sending what waits ------------------------------------------------------------------------- */

function flush() {
  state.busy ??= empty().catch(reportError).finally(() => { state.busy = null; draw(); });
  return state.busy;
}

async function empty() {
  await recount();
  if (!state.waiting) return;
  const token = await open();
  if (!token) return;
  for (const form of await queue.all()) {
    if (!form.refused && !(await deliver(form, token))) break;
    await recount();
  }
}

/** A token of my own session; "" where there is none, or no link. */
async function open() {
  const { token, user: mine, status } = await server.session();
  state.signedOut = status === 401 || (token !== undefined && String(mine) !== user);
  draw();
  return state.signedOut ? "" : token ?? "";
}

/** False where the rest waits too. */
async function deliver(form, token) {
  const { state: outcome, status } = await server.send(form, token);
  if (outcome === "later") { state.signedOut = status === 401; return false; }
  if (outcome === "refused") await queue.refuse(form.id); // its words are for a person to look at again
  else await queue.remove(form.id);
  return true;
}

/** Open the oldest form that was refused, as a draft; where another draft is, that one comes first. */
async function review() {
  const form = (await queue.all()).find((each) => each.refused);
  const token = form && await open();
  if (!token) return recount();
  const outcome = await server.draft(form, token);
  const path = new URL(form.action, location.href).pathname;
  if (outcome === "kept") {
    await queue.remove(form.id);
    return location.assign(`${path}?brouillon=1`);
  }
  return outcome === "taken" ? location.assign(path) : recount();
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

function packed(form, submitter) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) {
    if (name !== "csrf_token" && typeof value === "string") fields.append(name, value);
  }
  return { action: form.getAttribute("action") || location.pathname, fields: fields.toString() };
}

/** Is everything there that the form cannot do without? Said at the field where it is not. */
function isComplete(form) {
  for (const group of form.querySelectorAll("[data-one]")) {
    const ticked = group.querySelector("input:checked");
    group.querySelector("input")?.setCustomValidity(ticked ? "" : group.dataset.one);
  }
  return form.reportValidity();
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
  try { id = await queue.add(packet); } catch { return plainly(form, submitter); }
  const { state: outcome, url, status } = token ? await server.send(packet, token) : { state: "later", status: 0 };
  if (outcome !== "later") await queue.remove(id);
  if (outcome === "sent") return leave(form, url);
  if (outcome === "refused") return plainly(form, submitter);
  state.signedOut = status === 401;
  renew(form, key);
  await recount();
  place.scrollIntoView({ block: "center" });
  return undefined;
}

/** The form is there again for the next one. */
function renew(form, key) {
  if (form.querySelector("[aria-invalid]") || location.search.includes("brouillon=1")) clear(form);
  else form.reset();
  key.value = "";
  form.removeAttribute("aria-busy");
  form.dataset.unsaved = "false";
  delete form.dataset.sent;
  form.dispatchEvent(new CustomEvent("outbox:kept", { bubbles: true }));
}

/** Empty it: a page that came with words would be reset to these words. */
function clear(form) {
  for (const field of form.elements) {
    if (["checkbox", "radio"].includes(field.type)) field.checked = false;
    else if (field.matches("select")) field.selectedIndex = 0;
    else if (!["hidden", "submit", "button", "date"].includes(field.type)) field.value = "";
  }
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
  place.querySelector("[data-review]").addEventListener("click", () => { review().catch(reportError); });
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

/* What a phone keeps for when there is no link. A form comes first: there it is fetched with the first touch */
const install = () => { navigator.serviceWorker?.register("/service.js").catch(() => {}); };
if (navigator.serviceWorker?.controller || !document.querySelector("form[data-outbox]")) install();
else for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, install, { once: true, capture: true });
