"""A phone whose link drops: cutting it, mending it, what lies in its browser meanwhile."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Visit

SLOWEST_MS = 30_000  # for a worker to fetch its files on a busy machine
# All that lies in this browser: sealed rows, keys that no script can take out, kept pages.
KEPT = """async () => {
  const done = (request) => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
  const database = await done(indexedDB.open("raqnet-outbox"));
  const all = (name) => done(database.transaction(name).objectStore(name).getAll());
  const [forms, keys] = [await all("forms"), await all("keys")];
  database.close();
  const read = new TextDecoder("latin1");
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const isPage = (answer.headers.get("content-type") ?? "").includes("html");
      pages.push([new URL(request.url).pathname, isPage ? await answer.text() : ""]);
    }
  }
  return {
    forms: forms.length, extractable: keys.some((key) => key.extractable),
    text: forms.map((row) => read.decode(row.sealed)).join(" "), pages,
  };
}"""


def outbox(page: Page) -> Locator:
    return page.locator("#outbox")


def cut(visit: Visit) -> None:
    visit.watch.offline = True
    visit.context.set_offline(True)


def mend(visit: Visit) -> None:
    visit.context.set_offline(False)


def ready(page: Page) -> None:
    """The page looks after its forms, and the blank ones are on the phone."""
    expect(page.locator("html[data-outbox=ready]")).to_be_attached()
    page.keyboard.press("Shift")  # with the first touch of a form they are fetched
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    if page.evaluate("navigator.serviceWorker.controller === null"):
        page.reload()  # it took over while this page was still being opened
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=SLOWEST_MS)
