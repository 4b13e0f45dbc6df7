/* What the recorder asks of the server. Every answer is {status, data}; status 0 where there is none. */

const PATIENCE = 6000;
const SLICE_PATIENCE = 30_000; // a slow link takes its time over a slice

const root = document.getElementById("recorder");
const SHOWN = ["none", "off", "ready", "on", "pause", "over"];

async function send(method, url, { body, headers, patience = PATIENCE }) {
  const answer = await fetch(url, {
    method, body, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(patience),
    headers: { "X-CSRFToken": document.body.dataset.csrf, "HX-Request": "true", ...headers },
  });
  if (answer.type === "opaqueredirect") return { status: 401, data: {} };
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { status: answer.status, data: isJson ? await answer.json() : { text: await answer.text() } };
}

async function ask(method, url, request = {}) {
  try {
    const answer = await send(method, url, request);
    // Signed in anew in another tab: the token on this page is of the session before.
    if (answer.status !== 400 || method === "GET" || (await look()).status !== 200) return answer;
    return await send(method, url, request);
  } catch { return { status: 0, data: {} }; }
}

const post = (url, told) => ask("POST", url, {
  body: JSON.stringify(told), headers: { "Content-Type": "application/json" },
});

/** The page as it would be now: {status, data: {shown}}; its token is taken over. */
export async function look() {
  const { status, data } = await ask("GET", location.pathname);
  if (status !== 200) return { status, data: {} };
  const page = new DOMParser().parseFromString(data.text ?? "", "text/html");
  const shown = page.getElementById("recorder")?.dataset.shown;
  if (!SHOWN.includes(shown)) return { status: 0, data: {} };
  document.body.dataset.csrf = page.body.dataset.csrf;
  return { status, data: { shown } };
}

/** This device records from now on: {uid, device, next}. */
export const claim = () => post(root.dataset.claim, {});

/** Say what this device does: {shown, uid, turn, pause, next}. */
export const beat = (device, doing) => post(root.dataset.beat, { device, doing });

/** There are so many slices: {missing}. */
export const finish = ({ uid, device, next }) =>
  post(root.dataset.finish.replace("UID", uid), { device, slices: next });

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Send one slice. */
export async function put({ uid, number, part, milliseconds, type, plain }, device) {
  const url = root.dataset.slice.replace("UID", uid).replace(/\d+$/, number);
  return ask("PUT", url, {
    body: plain, patience: SLICE_PATIENCE,
    headers: {
      "Content-Type": type, "X-Device": device, "X-Part": part, "X-Milliseconds": milliseconds,
      "X-SHA256": hex(await crypto.subtle.digest("SHA-256", plain)),
    },
  });
}
