/* What waits, told one by one: in the list of what waits, and beside the form that it was filled in with. */

import { actionOf, changes } from "./packing.js";

const place = document.getElementById("outbox");
const mayRead = Boolean(document.body.dataset.user); // a page that knows nobody tells no words

const time = (at) => new Date(at).toLocaleString("fr-BE", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** Why the server did not take it, in words; "" while it waits for the link. */
function why({ refused }) {
  if (!refused) return "";
  const { met, gone, wrong } = place.dataset;
  return { 403: gone, 404: gone, 409: met, 410: gone }[refused] ?? wrong;
}

function wordsOf(lines) {
  return lines.map(([name, value]) => {
    const line = document.createElement("div");
    line.append(Object.assign(document.createElement("dt"), { textContent: name }));
    line.append(Object.assign(document.createElement("dd"), { textContent: value, className: "as-typed" }));
    return line;
  });
}

function itemOf(form) {
  const item = place.querySelector("template").content.cloneNode(true).firstElementChild;
  item.dataset.id = form.id;
  const link = item.querySelector("a");
  link.textContent = form.title ?? form.action;
  link.href = form.page ?? form.action;
  item.querySelector("[data-when]").textContent = form.at ? time(form.at) : "";
  item.querySelector("[data-why]").textContent = why(form);
  const words = mayRead && form.refused ? wordsOf(form.told ?? []) : [];
  item.querySelector("dl").replaceChildren(...words);
  item.querySelector("[data-told]").hidden = !words.length;
  item.querySelector("[data-review]").hidden = !form.refused;
  item.querySelector("[data-drop]").hidden = !mayRead;
  return item;
}

/** Draw the list anew, unless it says the same already: a button must not slip away under a thumb. */
export function drawList(forms) {
  const list = place.querySelector("[data-items]");
  const key = JSON.stringify(forms.map(({ id, refused }) => [id, refused]));
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...forms.map(itemOf));
  const fold = place.querySelector("[data-list]");
  fold.hidden = !forms.length;
  fold.open ||= forms.some((form) => form.refused); // what asks for a person is seen at once
}

/** Say beside each form of this page that changes something that such a change waits. */
export function drawMarks(forms) {
  document.querySelectorAll("[data-waiting]").forEach((line) => line.remove());
  const waiting = new Map(forms.filter((each) => !each.refused).map((each) => [each.action, each]));
  for (const form of document.querySelectorAll('form[data-outbox="edit"]')) {
    const kept = waiting.get(actionOf(form));
    if (!kept) continue;
    waiting.delete(kept.action);
    const line = Object.assign(document.createElement("p"), { className: "badge state-todo" });
    line.dataset.waiting = "";
    line.textContent = place.dataset.kept.replace("{title}", () => kept.title);
    (form.closest("[data-waits]") ?? form).append(line);
  }
}

/** The form of this page that such a change was made with. */
export const formOf = (kept) => [...document.querySelectorAll("form[data-outbox]")]
  .find((form) => changes(form) && actionOf(form) === kept.action);
