/* What the outbox asks of the server. */

const PART = { "HX-Request": "true", "HX-Request-Type": "partial" };
const FOR_NOW = [401, 408, 429]; // and 5xx: it is sent again later
const LONGEST = 20_000;

async function ask(url, options) {
  try {
    return await fetch(url, { redirect: "error", signal: AbortSignal.timeout(LONGEST), ...options });
  } catch { return { ok: false, status: 0, headers: new Headers() }; }
}

/** {token, user} of this browser's session; {status} where there is none, or no link. */
export async function session() {
  const answer = await ask("/envois/jeton", { headers: PART });
  return answer.ok ? answer.json() : { status: answer.status };
}

/** {state: "sent", url} | {state: "later", status} | {state: "refused", status}. */
export async function send({ action, fields }, token) {
  const body = new URLSearchParams(fields);
  const answer = await ask(action, { method: "POST", body, headers: { ...PART, "X-CSRFToken": token } });
  const url = answer.headers.get("HX-Redirect");
  if (answer.ok) return { state: "sent", url: url ?? action };
  const later = answer.status === 0 || answer.status >= 500 || FOR_NOW.includes(answer.status);
  return { state: later ? "later" : "refused", status: answer.status };
}

/** Keep a form that was refused as a draft, beside no other: "kept", "taken" (there is one), "later". */
export async function draft({ action, fields }, token) {
  const path = new URL(action, location.href).pathname;
  const headers = { "X-CSRFToken": token, "If-None-Match": "*" };
  const answer = await ask(`/brouillons/${encodeURIComponent(path)}`, { method: "PUT", body: new URLSearchParams(fields), headers });
  if (answer.ok) return "kept";
  return answer.status === 412 ? "taken" : "later";
}
