/* Keeps the screen from going dark, which would take the microphone with it on most phones. */

let lock = null;
let wanted = false;

async function ask() {
  if (!wanted || lock || document.hidden || !navigator.wakeLock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => { lock = null; });
    if (!wanted) lock.release();
  } catch { /* a battery that is nearly empty: the person keeps it awake */ }
}

document.addEventListener("visibilitychange", ask); // the browser takes it back with every hiding

/** Stay awake from now on, or no longer. */
export function keep(awake) {
  wanted = awake;
  if (awake) ask();
  else lock?.release();
}
