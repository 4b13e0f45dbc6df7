/* Gestures that wait for the link, in order. The console's are kept in IndexedDB, sealed with AES-GCM
   under a key that never leaves the browser; other screens keep theirs in memory. */

import { Sealed as Database, bytes, done } from "../sealed.js";

const NAME = "raqnet-room";
const FLAG = "raqnet.room.waiting"; // read by raqnet.js before one signs out

const database = new Database(NAME, (made) => made.createObjectStore("gestures", { autoIncrement: true }));

class Sealed {
  constructor(user) { Object.assign(this, { user, inMemory: false }); }

  async add(gesture) {
    const { iv, sealed } = await database.seal(this.user, bytes(JSON.stringify(gesture)), this.user);
    await done((await database.table("gestures", "readwrite")).add({ user: this.user, iv, sealed }));
    return this.count();
  }

  /** The oldest one: {id, gesture}; null when none waits. What cannot be opened is dropped. */
  async first() {
    for (;;) {
      const cursor = await done((await database.table("gestures")).openCursor());
      if (cursor === null) return null;
      const [id, row] = [cursor.key, cursor.value];
      try {
        const plain = await database.unseal(this.user, row, row.user);
        return { id, gesture: JSON.parse(new TextDecoder().decode(plain)) };
      } catch { await this.remove(id); }
    }
  }

  async remove(id) { await done((await database.table("gestures", "readwrite")).delete(id)); }

  async count() {
    const waiting = await done((await database.table("gestures")).count());
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
      await database.eraseOthers(user, "gestures");
      await database.keyOf(user);
      return new Sealed(user);
    } catch { /* a private window, a full disk */ }
  }
  return new InMemory();
}
