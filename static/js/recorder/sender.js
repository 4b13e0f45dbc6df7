/* Sends what waits, in order, again and again until the server has it; then tells it the end. */

import * as server from "./server.js";

const SLOWEST = 10_000;
const FIRST = 500;
const AGAIN = [0, 400, 401, 408, 429]; // and 5xx: for now
const HOPELESS = [409, 413]; // this slice, whatever one does
const MOST_BROKEN = 5; // times that a slice may arrive damaged

const isForNow = (status) => AGAIN.includes(status) || status >= 500;
/** Is the recording itself gone? */
const isGone = ({ status, data }) => status === 410 || (status === 404 && data.gone);

export class Sender {
  /** `tell(news)`: {status} after each answer, {waiting} when it changes, {gone}, {barred}, {lost}, {ended}. */
  constructor(queue, tell) {
    Object.assign(this, { queue, tell, failures: 0, timer: 0, running: null, wanted: false, barred: new Set(), broken: new Map() });
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.now(); });
  }

  /** Try at once, whatever went before. */
  now() {
    this.failures = 0;
    return this.kick();
  }

  /** Something waits. */
  kick() {
    clearTimeout(this.timer);
    this.wanted = true;
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  /** This device may send again what it was refused. */
  admit(uid) { this.barred.delete(uid); }

  async run() {
    while (this.wanted) {
      this.wanted = false;
      const well = await this.drain().catch((error) => { reportError(error); return false; });
      if (!well) return this.later();
      this.failures = 0;
    }
    return undefined;
  }

  later() {
    this.failures += 1;
    this.timer = setTimeout(() => this.kick(), Math.min(SLOWEST, FIRST * 2 ** this.failures));
  }

  /** True when nothing that may be sent is left. */
  async drain() {
    for (const { uid } of await this.queue.all()) {
      if (!(await this.drainOne(uid))) return false;
    }
    return true;
  }

  async drainOne(uid) {
    for (;;) {
      if (this.barred.has(uid)) return true;
      const slice = await this.queue.first(uid);
      const recording = (await this.queue.all()).find((each) => each.uid === uid);
      if (!recording) return true;
      if (slice === null) return recording.ending ? this.finish(recording) : true;
      const answer = await server.put(slice, recording.device);
      this.tell({ status: answer.status });
      if (!(await this.heed(answer, slice))) return false;
      this.tell({ waiting: await this.queue.waiting() });
    }
  }

  /** False where it is to be tried again later. */
  async heed(answer, slice) {
    const { status } = answer;
    if (status === 200) { await this.queue.remove(slice); return true; }
    if (isGone(answer)) return this.gone(slice.uid);
    if (isForNow(status)) return false;
    if (status === 403 || status === 404) {
      this.barred.add(slice.uid);
      this.tell({ barred: slice.uid });
      return true;
    }
    if (answer.data.free) { await this.queue.renumber(slice.uid, answer.data.free); return true; }
    if (!HOPELESS.includes(status) && !this.tooOften(slice)) return false;
    await this.queue.remove(slice);
    this.tell({ lost: slice });
    return true;
  }

  tooOften({ uid, number }) {
    const name = `${uid}:${number}`;
    this.broken.set(name, (this.broken.get(name) ?? 0) + 1);
    return this.broken.get(name) >= MOST_BROKEN;
  }

  async gone(uid) {
    await this.queue.forget(uid);
    this.tell({ gone: uid });
    return true;
  }

  async finish(recording) {
    const answer = await server.finish(recording);
    this.tell({ status: answer.status });
    if (isForNow(answer.status)) return false;
    if (isGone(answer)) return this.gone(recording.uid);
    // Recorded again meanwhile: it is not the end.
    const now = (await this.queue.all()).find(({ uid }) => uid === recording.uid);
    if (!now?.ending) return true;
    await this.queue.forget(recording.uid);
    this.tell({ ended: recording.uid, missing: answer.data.missing ?? [] });
    return true;
  }
}
