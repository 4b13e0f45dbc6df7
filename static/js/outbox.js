/* Forms marked `data-outbox` arrive even if the link is away: each is sealed in this browser first, then
   sent; what could not leave goes by itself later, once. Without this script they are plain forms. */

import { Queue, owner } from "./outbox/queue.js";
import * as server from "./outbox/server.js";

const EVERY = 20_000;
const SENDING = "sending";
const place = document.getElementById("outbox");
const user = owner(document.body.dataset.user ?? "");
const state = { waiting: 0, signedOut: false, review: "", kept: false, busy: null };
let queue = null;

/* What is shown ------------------------------------------------------------------------------ */

function words() {
  const { one, many, signed, review } = place.dataset;
  if (state.review) return review;
  if (!state.waiting) return "";
  if (state.signedOut) return signed;
  return state.waiting === 1 ? one : many.replace("{n}", state.waiting);
}

function draw() {
  if (!place) return;
  const text = words();
  place.hidden = !text;
  const line = place.querySelector("[data-words]");
  if (line.textContent !== text) line.textContent = text;
  place.querySelector("[data-send]").hidden = !state.waiting || state.signedOut;
  place.querySelector("[data-sign-in]").hidden = !(state.waiting && state.signedOut);
  const review = place.querySelector("[data-review]");
  review.hidden = !state.review;
  if (state.review) review.href = state.review;
}

async function recount() {
  state.waiting = await queue.count();
  draw();
}

/* Sending what waits ------------------------------------------------------------------------- */

function flush() {
  state.busy ??= empty().catch(reportError).finally(() => { state.busy = null; draw(); });
  return state.busy;
}

async function empty() {
  if (!(await queue.count())) return recount();
  const { token, user: mine, status } = await server.session();
  state.signedOut = status === 401 || (token !== undefined && String(mine) !== user);
  if (!token || state.signedOut) return recount();
  for (const form of await queue.all()) {
    if (!(await deliver(form, token))) break;
    await recount();
  }
  return recount();
}

/** False where the rest waits too. */
async function deliver(form, token) {
  const { state: outcome, status } = await server.send(form, token);
  if (outcome === "later") { state.signedOut = status === 401; return false; }
  if (outcome === "refused") {
    // Its words are for a person to look at again: they wait as a draft of the form.
    if (!(await server.draft(form, token))) return false;
    state.review = `${new URL(form.action, location.href).pathname}?brouillon=1`;
  }
  await queue.remove(form.id);
  return true;
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

async function take(form, submitter) {
  form.setAttribute("aria-busy", "true");
  const key = keyOf(form);
  const packet = packed(form, submitter);
  let id;
  try { id = await queue.add(packet); } catch { return plainly(form, submitter); }
  const token = form.querySelector('input[name="csrf_token"]')?.value;
  const { state: outcome, url, status } = token ? await server.send(packet, token) : { state: "later", status: 0 };
  if (outcome !== "later") await queue.remove(id);
  if (outcome === "sent") return leave(form, url);
  if (outcome === "refused") return plainly(form, submitter);
  state.signedOut = status === 401;
  form.reset();
  key.value = "";
  form.removeAttribute("aria-busy");
  form.dataset.unsaved = "false";
  form.dispatchEvent(new CustomEvent("outbox:kept", { bubbles: true }));
  await recount();
  place.scrollIntoView({ block: "center" });
  return undefined;
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
  place.querySelector("[data-send]").addEventListener("click", flush);
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
navigator.serviceWorker?.register("/service.js").catch(() => {});
