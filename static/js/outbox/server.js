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

/** Send it as a page of its own: the server shows what it has beside what was typed. */
export function show({ action, fields }, token) {
  const form = Object.assign(document.createElement("form"), { method: "post", action, hidden: true });
  for (const [name, value] of [...new URLSearchParams(fields), ["csrf_token", token]]) {
    const field = document.createElement("textarea"); // an input would lose the ends of lines
    form.append(Object.assign(field, { name, value }));
  }
  document.body.append(form);
  form.submit(); // no listener stands in its way
}
