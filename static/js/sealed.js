/* Databases of this browser whose rows lie sealed (AES-GCM), under a key per account that no script
   can take out of it. */

export const bytes = (text) => new TextEncoder().encode(text);

/** What a request of IndexedDB gives. */
export const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});

/** When a transaction is over: what it wrote is kept. */
export const finished = (transaction) => new Promise((yes, no) => {
  transaction.oncomplete = () => yes();
  transaction.onabort = transaction.onerror = () => no(transaction.error ?? new Error("aborted"));
});

export class Sealed {
  /** `make(database)` makes its tables beside "keys". */
  constructor(name, make) { Object.assign(this, { name, make, opened: null }); }

  database() {
    this.opened ??= new Promise((yes, no) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("keys");
        this.make(request.result);
      };
      request.onerror = () => { this.opened = null; no(request.error); };
      request.onsuccess = () => {
        // Signing out elsewhere erases all: let go of it.
        request.result.onversionchange = () => { request.result.close(); this.opened = null; };
        yes(request.result);
      };
    });
    return this.opened;
  }

  async transaction(names, mode = "readonly") { return (await this.database()).transaction(names, mode); }

  async table(name, mode) { return (await this.transaction(name, mode)).objectStore(name); }

  /** The account's key; asked for each time, since signing out in another tab throws it away. */
  async keyOf(user) {
    const known = await done((await this.table("keys")).get(user));
    if (known) return known;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Another tab may have been quicker: the first key stays.
    const keys = await this.table("keys", "readwrite");
    const first = await done(keys.get(user));
    if (!first) await done(keys.put(key, user));
    return first ?? key;
  }

  /** {iv, sealed}; `context` says what it belongs to, and must be given again to open it. */
  async seal(user, plain, context) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bytes(context) };
    return { iv, sealed: await crypto.subtle.encrypt(how, await this.keyOf(user), plain) };
  }

  /** The plain bytes. Errors: what cannot be opened. */
  async unseal(user, { iv, sealed }, context) {
    const how = { name: "AES-GCM", iv, additionalData: bytes(context) };
    return crypto.subtle.decrypt(how, await this.keyOf(user), sealed);
  }

  /** What an earlier person left in this browser is nobody's any more. */
  async eraseOthers(user, ...names) {
    const transaction = await this.transaction(["keys", ...names], "readwrite");
    const keys = transaction.objectStore("keys");
    for (const each of await done(keys.getAllKeys())) if (each !== user) keys.delete(each);
    for (const name of names) {
      const table = transaction.objectStore(name);
      const [ids, rows] = await Promise.all([done(table.getAllKeys()), done(table.getAll())]);
      ids.forEach((id, at) => { if (rows[at].user !== user) table.delete(id); });
    }
    await finished(transaction);
  }
}
