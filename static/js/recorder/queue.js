/* Slices that wait for the server, each sealed before anything else happens to it, numbered by one
   counter per recording in the same transaction. The device's secret lies sealed beside them. */

import { Sealed, bytes, done, finished } from "../sealed.js";

const FLAG = "raqnet.recorder.waiting"; // read by raqnet.js before one signs out
const STALE = 3 * 24 * 3600_000; // long after which the server takes no slice of a session
const BOTH = ["recordings", "slices"];

const database = new Sealed("raqnet-recorder", (made) => {
  made.createObjectStore("recordings", { keyPath: "uid" });
  made.createObjectStore("slices", { keyPath: ["uid", "number"] });
});
const all = (uid) => IDBKeyRange.bound([uid], [uid, []]);

/** There is no such recording any more. */
export class Gone extends Error {}

export class Queue {
  constructor(user) { this.user = user; }

  context(uid) { return `${this.user}:${uid}`; }

  /** The recording of a session that this browser claimed last, with its device's secret; null if none. */
  async of(session) {
    const rows = await done((await database.table("recordings")).getAll());
    const [row] = rows.filter((each) => each.session === session).sort((a, b) => b.at - a.at);
    return row ? this.opened(row) : null;
  }

  async all() {
    const rows = await done((await database.table("recordings")).getAll());
    return Promise.all(rows.map((row) => this.opened(row)));
  }

  async opened(row) {
    try {
      const plain = await database.unseal(this.user, row, this.context(row.uid));
      return { ...row, device: new TextDecoder().decode(plain) };
    } catch { return { ...row, device: "" }; }
  }

  /** This device records from now on; numbers go on from the server's or from here. */
  async claim({ uid, device, next }, session) {
    const { iv, sealed } = await database.seal(this.user, bytes(device), this.context(uid));
    const transaction = await database.transaction("recordings", "readwrite");
    const table = transaction.objectStore("recordings");
    const known = await done(table.get(uid)) ?? { next: 0, milliseconds: 0 };
    const row = { ...known, uid, session, user: this.user, at: Date.now(), iv, sealed, ending: false, parts: {} };
    table.put({ ...row, next: Math.max(known.next, next) });
    await finished(transaction);
  }

  /** Keep bytes as the next slice; `part` is the number of its part's first slice, null for a new part.
      Returns the part. Errors: Gone, and what the browser says when it cannot keep more. */
  async add(uid, { plain, part, milliseconds, type }) {
    const { iv, sealed } = await database.seal(this.user, plain, this.context(uid));
    const transaction = await database.transaction(BOTH, "readwrite");
    const over = finished(transaction);
    over.catch(() => {}); // awaited below, unless there is nothing to wait for
    const recordings = transaction.objectStore("recordings");
    const row = await done(recordings.get(uid));
    if (!row) throw new Gone(uid);
    const number = row.next;
    transaction.objectStore("slices").add({
      uid, number, user: this.user, at: Date.now(), iv, sealed, milliseconds, type,
      part: row.parts?.[part] ?? part ?? number, // by the number that its first slice has now
    });
    recordings.put({ ...row, next: number + 1, milliseconds: row.milliseconds + milliseconds });
    await over;
    await this.waiting();
    return part ?? number;
  }

  /** The lowest slice of a recording with its bytes; null when none waits. What cannot be opened goes. */
  async first(uid) {
    for (;;) {
      const cursor = await done((await database.table("slices")).openCursor(all(uid)));
      if (cursor === null) return null;
      const row = cursor.value;
      try {
        return { ...row, plain: await database.unseal(this.user, row, this.context(uid)) };
      } catch (error) {
        if (error.name !== "OperationError") throw error; // not the seal: the slice may open later
        await this.remove(row);
      }
    }
  }

  async remove({ uid, number }) {
    const transaction = await database.transaction("slices", "readwrite");
    transaction.objectStore("slices").delete([uid, number]);
    await finished(transaction);
    await this.waiting();
  }

  /** Another device has used these numbers: what waits here follows from `free` on, in its order. */
  async renumber(uid, free) {
    const transaction = await database.transaction(BOTH, "readwrite");
    const over = finished(transaction);
    over.catch(() => {}); // awaited below, unless there is nothing to do
    const [slices, recordings] = ["slices", "recordings"].map((name) => transaction.objectStore(name));
    const row = await done(recordings.get(uid));
    if (!row) return;
    const waiting = await done(slices.getAll(all(uid)));
    const numbers = Object.fromEntries(waiting.map(({ number }, place) => [number, free + place]));
    slices.delete(all(uid));
    for (const slice of waiting) {
      slices.add({ ...slice, number: numbers[slice.number], part: numbers[slice.part] ?? slice.part });
    }
    recordings.put({ ...row, next: free + waiting.length, parts: numbers });
    await over;
  }

  /** The device has ended: once nothing waits any more the server is told. */
  async end(uid) {
    const transaction = await database.transaction("recordings", "readwrite");
    const table = transaction.objectStore("recordings");
    const row = await done(table.get(uid));
    if (row) table.put({ ...row, ending: true });
    await finished(transaction);
  }

  /** Nothing of a recording stays here. */
  async forget(uid) {
    const transaction = await database.transaction(BOTH, "readwrite");
    transaction.objectStore("slices").delete(all(uid));
    transaction.objectStore("recordings").delete(uid);
    await finished(transaction);
    await this.waiting();
  }

  /** {count, milliseconds} of what waits here. */
  async waiting() {
    const rows = await done((await database.table("slices")).getAll());
    const count = rows.length;
    try {
      if (count) localStorage.setItem(FLAG, JSON.stringify({ waiting: count, back: location.pathname }));
      else localStorage.removeItem(FLAG);
    } catch { /* without the flag nobody is warned, and nothing is lost */ }
    return { count, milliseconds: rows.reduce((sum, row) => sum + row.milliseconds, 0) };
  }

  async dropStale() {
    for (const { uid, at } of await this.all()) if (Date.now() - at > STALE) await this.forget(uid);
  }
}

/** The queue of an account. Errors: what the browser says where nothing may be kept. */
export async function open(user) {
  await database.eraseOthers(user, ...BOTH);
  await database.keyOf(user);
  const queue = new Queue(user);
  await queue.dropStale();
  await queue.waiting();
  return queue;
}
