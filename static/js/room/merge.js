/* Brings the page up to what the server shows, part by part (`[data-part]`, see templates/intervision).
   A part is replaced when the server's words for it have changed, but never under somebody's hands:
   while it holds the focus in a field, or text that was not sent, it waits. A part that is gone stays
   as long as it holds such text. What surrounds the parts is fitted, not replaced. */

const FIELD = 'input:not([type="hidden"], [type="checkbox"], [type="radio"]), textarea, select';
const CHOICE = 'input[type="checkbox"], input[type="radio"]';
const TOKEN = /(name="csrf_token" value=")[^"]*/g;

const root = document.getElementById("room");
const made = new WeakMap(); // from which words of the server an element was made
const waiting = new Map(); // parts that could not be replaced yet, by id
let shown = root?.cloneNode(true); // the page as the server (or the reserve) last told it
let free = new Set(); // parts whose words have just been sent

const isPart = (node) => node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-part");
const hasParts = (node) => node.nodeType === Node.ELEMENT_NODE && node.querySelector("[data-part]") !== null;
const words = (element) => element.outerHTML.replace(TOKEN, "$1");
const attributes = (element) => Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));

function note(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (isPart(node) || !hasParts(node)) {
    made.set(node, words(node));
    return;
  }
  made.set(node, attributes(node));
  node.childNodes.forEach(note);
}

/* What people have in hand ------------------------------------------------------------------ */

function isChanged(control) {
  if (control.matches(CHOICE)) return control.checked !== control.defaultChecked;
  if (control.matches("select")) {
    const first = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(first, control.options.length ? 0 : -1);
  }
  return control.value !== control.defaultValue;
}

/** Does this part hold words that were not sent, or were sent and refused? */
export function isUnsent(part) {
  const controls = [...part.querySelectorAll(`${FIELD}, ${CHOICE}`)];
  if (controls.some(isChanged)) return true;
  const refused = part.querySelector("[data-refused]") !== null;
  return refused && controls.some((each) => each.matches("textarea, [type=text]") && each.value.trim());
}

/** The words of this form have left it: whatever the server tells next takes their place. */
export function sent(form) {
  const part = form.closest("[data-part]");
  form.reset();
  part?.querySelectorAll("[data-refused]").forEach((each) => each.removeAttribute("data-refused"));
  made.delete(part);
}

const isHeld = (part) => part.contains(document.activeElement) && document.activeElement.matches(FIELD);
const isBusy = (part) => isUnsent(part) || (isHeld(part) && !free.has(part));
const busyParts = (node) =>
  node.nodeType !== Node.ELEMENT_NODE ? [] : isPart(node) ? [node].filter(isBusy) : [...node.querySelectorAll("[data-part]")].filter(isBusy);

/* Fitting ----------------------------------------------------------------------------------- */

function key(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return `${node.nodeType}`;
  return node.id ? `#${node.id}` : `${node.tagName} ${node.className}`;
}

/** Set what differs between what was told and what is told now; what people opened stays open. */
function fitAttributes(live, next) {
  const [was, is] = [made.get(live) ?? {}, attributes(next)];
  for (const name of Object.keys(was)) if (!(name in is)) live.removeAttribute(name);
  for (const [name, value] of Object.entries(is)) if (was[name] !== value) live.setAttribute(name, value);
  made.set(live, is);
}

function opened(live, fresh) {
  const folds = [live, ...live.querySelectorAll("details[id]")].filter((each) => each.matches("details[id]"));
  for (const fold of folds) {
    const told = shown.querySelector(`#${CSS.escape(fold.id)}`);
    const next = fresh.id === fold.id ? fresh : fresh.querySelector(`#${CSS.escape(fold.id)}`);
    const done = free.has(live) && fold.hasAttribute("data-fold");
    if (next && told && !done && fold.open !== told.open) next.open = fold.open;
  }
}

function renew(live, next) {
  const fresh = document.importNode(next, true);
  note(fresh);
  opened(live, fresh);
  live.replaceWith(fresh);
  waiting.delete(fresh.id);
  return fresh;
}

function fit(live, next) {
  if (next.nodeType !== Node.ELEMENT_NODE) {
    if (live.data !== next.data) live.data = next.data;
    return live;
  }
  if (!isPart(next) && (hasParts(next) || hasParts(live))) {
    fitAttributes(live, next);
    fitChildren(live, next);
    return live;
  }
  live.classList.remove("is-left");
  if (made.get(live) === words(next)) {
    waiting.delete(live.id);
    return live;
  }
  if (isPart(live) && isBusy(live)) {
    waiting.set(live.id, next.cloneNode(true));
    return live;
  }
  return renew(live, next);
}

/** A part that is gone, but for the words in it. */
function leave(part) {
  part.classList.add("is-left");
  part.dataset.left = document.getElementById("link")?.dataset.left ?? "";
}

function drop(node) {
  const busy = busyParts(node);
  busy.forEach(leave);
  if (busy.includes(node)) return;
  busy.forEach((part) => root.append(part));
  node.remove();
}

function fitChildren(live, next) {
  const spare = new Map();
  live.childNodes.forEach((node) => spare.set(key(node), [...(spare.get(key(node)) ?? []), node]));
  const pairs = [...next.childNodes].map((node) => [node, spare.get(key(node))?.shift()]);
  for (const rest of spare.values()) rest.forEach(drop);
  const taken = new Set(pairs.map(([, match]) => match));
  const left = (node) => node?.classList?.contains("is-left") && !taken.has(node);
  let at = live.firstChild;
  for (const [node, match] of pairs) {
    while (left(at)) at = at.nextSibling;
    const followed = match === at;
    const after = at?.nextSibling ?? null;
    const fitted = match ? fit(match, node) : document.importNode(node, true);
    if (!match) note(fitted);
    if (followed) at = after;
    else live.insertBefore(fitted, at);
  }
}

/* Focus ------------------------------------------------------------------------------------- */

function rememberFocus() {
  const element = document.activeElement;
  if (!root.contains(element)) return null;
  const typed = element.matches("textarea, [type=text], [type=search]");
  return {
    element, id: element.id, part: element.closest("[data-part]")?.id,
    range: typed ? [element.selectionStart, element.selectionEnd] : null,
  };
}

function restoreFocus(had) {
  if (had === null || (document.activeElement === had.element && root.contains(had.element))) return;
  const same = root.contains(had.element) ? had.element : document.getElementById(had.id || "none");
  const target = isSeen(same) ? same : same?.closest("details:not([open])")?.querySelector("summary") ?? nearby(had.part);
  target?.focus({ preventScroll: true });
  if (target === same && had.range && same?.setSelectionRange) same.setSelectionRange(...had.range);
}

/** Can one see this element? */
export function isSeen(element) {
  if (!element) return false;
  return element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.getClientRects().length > 0;
}

function nearby(id) {
  const part = id && document.getElementById(id);
  const near = part && [...part.querySelectorAll("button, summary, a[href]")].find(isSeen);
  return near ?? document.getElementById("contenu");
}

/* The doors --------------------------------------------------------------------------------- */

const numbers = (version) => version.split(".").map(Number);

function isOlder(version) {
  const [now, then] = [numbers(root.dataset.version), numbers(version)];
  const differs = now.findIndex((number, at) => number !== then[at]);
  return differs >= 0 && then[differs] < now[differs];
}

/** The room in an answer of the server; null when there is none. */
export function read(text) {
  const box = document.createElement("div"); // not DOMParser: it reads <noscript> in another way
  box.innerHTML = text;
  const token = box.querySelector('input[name="csrf_token"]')?.value;
  if (token) document.body.dataset.csrf = token;
  return box.querySelector("#room");
}

/** A copy of the page as it was last told, to be changed and put back with `put`. */
export function copy() { return shown.cloneNode(true); }

/** Show a room. sent: the form whose words it answers. */
export function put(next, sent = null) {
  const focus = rememberFocus();
  free = new Set(sent ? [...sent.elements, sent].map((each) => each.closest("[data-part]")) : []);
  fitAttributes(root, next);
  fitChildren(root, next);
  shown = next;
  free = new Set();
  restoreFocus(focus);
  document.dispatchEvent(new CustomEvent("room:shown"));
}

/** Show what the server answered, unless something newer is shown already. */
export function merge(text, sent = null) {
  const next = read(text);
  if (next === null) return false;
  if (!isOlder(next.dataset.version)) put(next, sent);
  return true;
}

/** Replace what had to wait and is free now; take away what was kept for its words. */
export function settle() {
  for (const [id, next] of waiting) {
    const live = document.getElementById(id);
    if (!live || !root.contains(live)) waiting.delete(id);
    else if (!isBusy(live)) {
      renew(live, next);
      document.dispatchEvent(new CustomEvent("room:shown"));
    }
  }
  root.querySelectorAll(".is-left").forEach((part) => { if (!isBusy(part)) part.remove(); });
}

export function start() {
  note(root);
  document.addEventListener("focusout", () => setTimeout(settle));
}
