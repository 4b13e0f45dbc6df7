/* The console's keys: space, n, p. They can be switched off, and are silent where one types. */

import * as gestures from "./gestures.js";
import { isSeen } from "./merge.js";

const CHOICE = "raqnet.room.keys";
const TYPING = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';
const PRESSED = "button, summary, a[href], input, label"; // space is theirs
const ACTS = { " ": ["pause", "demarrer"], n: ["suivant"], p: ["parole"] };

function isOff() {
  try { return localStorage.getItem(CHOICE) === "off"; } catch { return false; }
}

function seen(name) {
  const button = document.getElementById(`act-${name}`);
  return isSeen(button) ? button : null;
}

function press(event) {
  const acts = ACTS[event.key.toLowerCase()];
  const target = event.target.closest?.(event.key === " " ? `${TYPING}, ${PRESSED}` : TYPING);
  if (!acts || target || isOff() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const button = acts.map(seen).find(Boolean);
  if (!button) return;
  event.preventDefault();
  gestures.perform(button.form, button);
}

/** Write on the button what it would do now. */
export function label() {
  document.querySelectorAll("[data-keys-toggle]").forEach((button) => {
    button.textContent = isOff() ? button.dataset.off : button.dataset.on;
  });
}

export function start() {
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-toggle]")) {
      try { localStorage.setItem(CHOICE, isOff() ? "on" : "off"); } catch { /* not remembered */ }
      label();
    }
    // A button that was clicked keeps the focus: space, meant for the clock, would press it again.
    if (event.detail > 0) event.target.closest("[data-gesture] button")?.blur();
  });
  label();
}
