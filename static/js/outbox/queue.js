/* Forms that wait for the link, in order: kept in IndexedDB, sealed with AES-GCM under a key that never
   leaves the browser, and taken away once the server has answered. */

import { Sealed, bytes, done } from "../sealed.js";

const FLAG = "raqnet.outbox.waiting"; // read by raqnet.js before one signs out
const OWNER = "raqnet.outbox.user"; // whose forms a page may keep that knows nobody

const database = new Sealed("raqnet-outbox", (made) => made.createObjectStore("forms", { autoIncrement: true }));

/** Who this browser's forms belong to: whoever is signed in, or was when the link was there. */
export function owner(user) {
  try {
    if (user) localStorage.setItem(OWNER, user);
    return user || localStorage.getItem(OWNER);
  } catch { return user; }
}

/** The forms of one person; what somebody else left here waits, sealed, until they sign in again. */
export class Queue {
  constructor(user) { this.user = user; }

  /** A key that this browser can use, or an error. */
  async open() {
    await database.keyOf(this.user);
    return this;
  }

  /** What packing.js makes of a form: `fields` urlencoded, without the token. Gives its id. */
  async add(form) {
    const { iv, sealed } = await database.seal(this.user, bytes(JSON.stringify(form)), this.user);
    const id = await done((await database.table("forms", "readwrite")).add({ user: this.user, iv, sealed }));
    await this.count();
    return id;
  }

  /** Every form of mine with its id, the oldest first; what cannot be opened is dropped. */
  async all() {
    const table = await database.table("forms");
    const [ids, rows] = await Promise.all([done(table.getAllKeys()), done(table.getAll())]);
    const found = [];
    for (const [at, row] of rows.entries()) {
      if (row.user !== this.user) continue;
      try {
        const plain = await database.unseal(this.user, row, this.user);
        found.push({ id: ids[at], ...JSON.parse(new TextDecoder().decode(plain)), refused: row.refused ?? 0 });
      } catch { await this.remove(ids[at]); }
    }
    return found;
  }

  async has(id) { return (await done((await database.table("forms")).getKey(id))) !== undefined; }

  /** The server did not take it as it is, and said so by `status`: it waits for a person. */
  async refuse(id, status) {
    const table = await database.table("forms", "readwrite");
    const row = await done(table.get(id));
    if (row) await done(table.put({ ...row, refused: status }, id));
  }

  async remove(id) {
    await done((await database.table("forms", "readwrite")).delete(id));
    await this.count();
  }

  /** How many of mine wait for the link, and how many for a person; whoever wants to sign out is told of all. */
  async count() {
    const rows = await done((await database.table("forms")).getAll());
    try {
      if (rows.length) localStorage.setItem(FLAG, JSON.stringify({ waiting: rows.length, back: location.pathname }));
      else localStorage.removeItem(FLAG);
    } catch { /* without the flag nobody is warned, and nothing is lost */ }
    const mine = rows.filter((row) => row.user === this.user);
    const refused = mine.filter((row) => row.refused).length;
    return { waiting: mine.length - refused, refused };
  }
}
