/* Gestures that wait for the link, in order. The console's are kept in IndexedDB, sealed with AES-GCM
   under a key that never leaves the browser; other screens keep theirs in memory. */

const NAME = "raqnet-room";
const FLAG = "raqnet.room.waiting"; // read by raqnet.js before one signs out
const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});
const bytes = (text) => new TextEncoder().encode(text);

let opened = null;

function database() {
  opened ??= new Promise((yes, no) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("gestures", { autoIncrement: true });
    };
    request.onerror = () => no(request.error);
    request.onsuccess = () => {
      // Signing out elsewhere erases all: let go of it.
      request.result.onversionchange = () => { request.result.close(); opened = null; };
      yes(request.result);
    };
  });
  return opened;
}

async function table(name, mode = "readonly") {
  return (await database()).transaction(name, mode).objectStore(name);
}

async function keyOf(user) {
  const known = await done((await table("keys")).get(user));
  if (known) return known;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have been quicker: the first key stays.
  const keys = await table("keys", "readwrite");
  const first = await done(keys.get(user));
  if (!first) await done(keys.put(key, user));
  return first ?? key;
}

/** What an earlier person left in this browser is nobody's any more. */
async function eraseOthers(user) {
  const keys = await table("keys", "readwrite");
  for (const each of await done(keys.getAllKeys())) if (each !== user) keys.delete(each);
  const gestures = await table("gestures", "readwrite");
  const [ids, rows] = await Promise.all([done(gestures.getAllKeys()), done(gestures.getAll())]);
  ids.forEach((id, at) => { if (rows[at].user !== user) gestures.delete(id); });
}

class Sealed {
  constructor(user) { Object.assign(this, { user, inMemory: false }); }

  async add(gesture) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bytes(this.user) };
    // Asked for each time: signing out in another tab throws it away.
    const sealed = await crypto.subtle.encrypt(how, await keyOf(this.user), bytes(JSON.stringify(gesture)));
    await done((await table("gestures", "readwrite")).add({ user: this.user, iv, sealed }));
    return this.count();
  }

  /** The oldest one: {id, gesture}; null when none waits. What cannot be opened is dropped. */
  async first() {
    for (;;) {
      const cursor = await done((await table("gestures")).openCursor());
      if (cursor === null) return null;
      const [id, { user, iv, sealed }] = [cursor.key, cursor.value];
      try {
        const how = { name: "AES-GCM", iv, additionalData: bytes(user) };
        const plain = await crypto.subtle.decrypt(how, await keyOf(this.user), sealed);
        return { id, gesture: JSON.parse(new TextDecoder().decode(plain)) };
      } catch { await this.remove(id); }
    }
  }

  async remove(id) { await done((await table("gestures", "readwrite")).delete(id)); }

  async count() {
    const waiting = await done((await table("gestures")).count());
    try {
      if (waiting) localStorage.setItem(FLAG, JSON.stringify({ waiting, back: location.pathname }));
      else localStorage.removeItem(FLAG);
    } catch { /* without the flag nobody is warned, and nothing is lost */ }
    return waiting;
  }
}

class InMemory {
  constructor() { Object.assign(this, { rows: [], inMemory: true }); }

  async add(gesture) {
    // Sent again in other words, a person's own gesture stands for the one before.
    if (gesture.name !== "action") this.rows = this.rows.filter(({ gesture: { url } }) => url !== gesture.url);
    this.rows.push({ id: gesture.key, gesture });
    return this.count();
  }

  async first() { return this.rows[0] ?? null; }
  async remove(id) { this.rows = this.rows.filter((row) => row.id !== id); }
  async count() { return this.rows.length; }
}

/** The store of a screen; `user` is the account's id, or "" where gestures may not outlive the page. */
export async function open(user) {
  if (user && window.indexedDB && crypto.subtle) {
    try {
      await eraseOthers(user);
      await keyOf(user);
      return new Sealed(user);
    } catch { /* a private window, a full disk */ }
  }
  return new InMemory();
}
