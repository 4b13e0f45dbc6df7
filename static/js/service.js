/* The service worker: without a link, whoever comes gets the blank forms and the lists of values, and
   nothing else; no page with anybody's words is ever kept. VERSION, PAGES (a form's address: its blank
   page) and FILES stand above this line when the server sends it (journal/views/offline.py). */

const NAME = `raqnet-${VERSION}`;
const FRESH = 60 * 60 * 1000; // how long the blank forms count as new
const SEEN = "x-raqnet-kept-at";

/** Keep a blank form, if this browser's session may have it; what did not change is not sent again. */
async function keep(cache, page, kept) {
  const mark = kept?.headers.get("etag");
  const asked = { redirect: "error", credentials: "same-origin", headers: mark ? { "If-None-Match": mark } : {} };
  const answer = await fetch(page, asked).catch(() => null);
  const whole = answer?.status === 304 ? kept : answer;
  if (!whole?.ok) return;
  const headers = new Headers(whole.headers);
  headers.set(SEEN, String(Date.now()));
  await cache.put(page, new Response(await whole.blob(), { status: 200, headers }));
}

async function refresh() {
  const cache = await caches.open(NAME);
  for (const page of Object.values(PAGES)) {
    const kept = await cache.match(page);
    if (!kept || Date.now() - Number(kept.headers.get(SEEN)) > FRESH) await keep(cache, page, kept);
  }
}

async function install() {
  const cache = await caches.open(NAME);
  await cache.addAll(FILES);
  await refresh();
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("raqnet-") && name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The blank form that stands for an address. */
function blankFor(path) {
  const blanks = Object.values(PAGES);
  return blanks.includes(path) ? path : PAGES[path] ?? blanks[0];
}

/** The page itself; where the link is away, a blank form. */
async function visit(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(blankFor(new URL(request.url).pathname));
    if (!kept) throw error;
    return kept;
  }
}

/** The file as the server has it now; where the link is away, as it was kept. */
async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request);
    if (!kept) throw error;
    return kept;
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(visit(request));
    event.waitUntil(refresh().catch(() => {}));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});
