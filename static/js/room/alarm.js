/* Sound and vibration, once, when a running clock passes nought. Off by choice, on this device. */

const CHOICE = "raqnet.room.quiet";
const NEAR = 5000; // what was further away had not been watched: no alarm long after the fact

const before = new Map(); // by kind of clock: what was left when it was last looked at
let audio = null;

function isQuiet() {
  try { return localStorage.getItem(CHOICE) === "yes"; } catch { return false; }
}

/** Look at a clock: `remains` milliseconds of the room's time are left. */
export function watch(element, remains) {
  const kind = element.dataset.clock;
  const was = before.get(kind);
  before.set(kind, remains);
  if (kind === "shared" || element.closest("[hidden]") || !("since" in element.dataset)) return;
  if (was === undefined || was <= 0 || remains > 0) return;
  if (was - remains < NEAR * Number(element.dataset.speed)) ring(kind);
}

function ring(kind) {
  document.dispatchEvent(new CustomEvent("room:alarm", { detail: kind }));
  if (isQuiet()) return;
  navigator.vibrate?.(kind === "step" ? [300, 150, 300] : [200]);
  (kind === "step" ? [660, 880, 660] : [880]).forEach((pitch, number) => tone(pitch, number * 0.28));
}

function tone(pitch, delay) {
  if (audio?.state !== "running") return;
  const [start, oscillator, gain] = [audio.currentTime + delay, audio.createOscillator(), audio.createGain()];
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(0.3, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.25);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.26);
}

/** Write on every button of the page what it would do now. */
export function label() {
  document.querySelectorAll("[data-quiet-toggle]").forEach((button) => {
    button.removeAttribute("aria-pressed"); // its words say it
    button.textContent = isQuiet() ? button.dataset.off : button.dataset.on;
  });
}

/** Browsers let a page sound only once somebody has touched it. */
export function start() {
  const wake = () => {
    audio ??= new (window.AudioContext ?? window.webkitAudioContext)();
    if (audio.state === "suspended") audio.resume();
  };
  addEventListener("pointerdown", wake);
  addEventListener("keydown", wake);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-quiet-toggle]")) return;
    try { localStorage.setItem(CHOICE, isQuiet() ? "no" : "yes"); } catch { /* not remembered */ }
    label();
  });
  label();
}
