/* A console looks after the recording of its session: the device that records may die without a word,
   and then nobody else would tell the screens. What changes comes with the console's own polls. */

const EVERY = 10_000;
const PATIENCE = 6000;
const OPEN = ["ready", "on", "pause"]; // the group agrees

async function watch() {
  const part = document.getElementById("part-recording");
  if (document.hidden || !OPEN.includes(part?.dataset.notice)) return;
  const token = part.querySelector("[name=csrf_token]").value;
  await fetch(part.dataset.watch, {
    method: "POST", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
  });
}

setInterval(() => watch().catch(() => {}), EVERY); // without a link there is nothing to tell
