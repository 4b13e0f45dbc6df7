/* From the microphone to slices. The samples go into the disguise and nowhere else: what is recorded
   is what comes out of it. */

import { drawParameters } from "../voice/vocoder.js";

const SLICE = 5000; // milliseconds
const MOST_BYTES = 200_000; // of a slice; a longer one is cut, since its part is joined again anyway
const RATE = 48_000; // bits per second
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4", "audio/webm", "audio/ogg;codecs=opus"];
const SOUND = { echoCancellation: false, autoGainControl: false, noiseSuppression: false, channelCount: 1 };
const DISGUISE = new URL("../voice/worklet.js", import.meta.url);
const READY_WITHIN = 10_000;

const random = () => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32;

/** Why there is no capture: `why` is "refused", "absent", "busy", "unable" (this browser), "disguise" or "lost". */
export class NoCapture extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

const WHY = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "absent", NotReadableError: "busy", AbortError: "busy" };
const typeOf = () => TYPES.find((type) => MediaRecorder.isTypeSupported(type));

/** Can this browser record at all? */
export const isAble = () => Boolean(
  navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.AudioWorkletNode && window.AudioContext && typeOf(),
);

export class Capture {
  /** `onSlice({plain, first, milliseconds, type})`, `onHeard(loudness)` ten times a second,
      `onMute(isMuted)`, `onLost(why)`: the microphone was taken away, or the disguise broke. */
  constructor(listeners) {
    Object.assign(this, listeners, { quiet: true, muted: false, counted: 0, since: 0, cut: 0, first: true, ended: false, gone: "" });
  }

  /** Open the microphone; to be called within the person's tap. Nothing is recorded before `hold(false)`. */
  async open() {
    if (!isAble()) throw new NoCapture("unable");
    this.context = new AudioContext(); // at the hardware's own rate
    const running = this.context.resume();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
      await within(running.then(() => this.context.audioWorklet.addModule(DISGUISE)));
      this.connect();
    } catch (error) {
      this.close();
      throw error instanceof NoCapture ? error : new NoCapture(WHY[error.name] && !this.stream ? WHY[error.name] : "disguise");
    }
  }

  connect() {
    const { context, stream } = this;
    const source = context.createMediaStreamSource(stream);
    this.disguise = new AudioWorkletNode(context, "voice-disguise", {
      numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1],
    });
    const disguised = context.createMediaStreamDestination();
    disguised.channelCount = 1;
    source.connect(this.disguise).connect(disguised);
    this.disguise.port.onmessage = ({ data }) => this.onHeard(data.heard);
    this.disguise.onprocessorerror = () => this.lose("disguise");
    this.disguise.port.postMessage({ off: true });
    this.turn();
    this.watch(stream.getAudioTracks()[0]);
    this.record(disguised.stream);
  }

  watch(track) {
    track.onended = () => this.lose("lost");
    const look = () => this.mute(track.muted || this.context.state !== "running");
    track.onmute = track.onunmute = look;
    this.context.onstatechange = () => {
      if (this.ended) return;
      if (this.context.state !== "running") this.context.resume().catch(() => {});
      look();
    };
    look();
  }

  record(stream) {
    const type = typeOf();
    this.recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: RATE });
    this.recorder.ondataavailable = ({ data }) => this.slice(data);
    this.recorder.onerror = () => this.lose("unable");
    this.type = type.split(";")[0];
  }

  /** Fresh parameters for whoever speaks now. */
  turn() { this.disguise.port.postMessage({ turn: drawParameters(random) }); }

  /** Keep nothing, or go on. */
  hold(quiet) {
    if (this.ended || quiet === this.quiet) return;
    this.quiet = quiet;
    this.apply();
  }

  mute(muted) {
    if (this.ended || muted === this.muted) return;
    this.muted = muted;
    if (this.recorder) this.apply();
    this.onMute(muted);
  }

  apply() {
    const { recorder } = this;
    const keeps = !this.quiet && !this.muted;
    this.disguise.port.postMessage({ off: !keeps });
    if (keeps && recorder.state === "inactive") recorder.start(SLICE);
    else if (keeps && recorder.state === "paused") recorder.resume();
    else if (!keeps && recorder.state === "recording") { recorder.requestData(); recorder.pause(); }
    if (keeps) this.since = this.context.currentTime;
    else this.counted = this.now();
    this.counting = keeps;
  }

  /** Seconds that have been recorded, by the sound's own clock. */
  now() { return this.counted + (this.counting ? this.context.currentTime - this.since : 0); }

  /** Milliseconds that are in no slice yet. */
  fresh() { return Math.round((this.now() - this.cut) * 1000); }

  /** Put what there is into a slice. */
  flush() { if (this.recorder?.state === "recording") this.recorder.requestData(); }

  slice(blob) {
    if (!blob.size) return;
    const milliseconds = this.fresh();
    this.cut += milliseconds / 1000;
    const pieces = Math.ceil(blob.size / MOST_BYTES);
    for (let piece = 0; piece < pieces; piece += 1) {
      const lasts = Math.round((milliseconds * (piece + 1)) / pieces) - Math.round((milliseconds * piece) / pieces);
      const bytes = blob.slice(piece * MOST_BYTES, (piece + 1) * MOST_BYTES);
      this.onSlice({ plain: bytes.arrayBuffer(), first: this.first, milliseconds: lasts, type: this.type });
      this.first = false;
    }
  }

  lose(why) {
    if (this.ended) return;
    this.gone = why;
    this.onLost(why);
  }

  /** End it; when it is done the last slice has been given. */
  async stop() {
    if (this.ended) return;
    this.ended = true;
    const { recorder } = this;
    this.disguise?.port.postMessage({ off: true });
    if (recorder && recorder.state !== "inactive") {
      const stopped = new Promise((yes) => { recorder.onstop = yes; });
      this.counted = this.now();
      this.counting = false;
      recorder.stop();
      await Promise.race([stopped, wait(2000)]);
    }
    this.close();
  }

  close() {
    this.ended = true;
    this.stream?.getTracks().forEach((track) => { track.onended = null; track.stop(); });
    this.context?.close().catch(() => {});
  }
}

const wait = (milliseconds) => new Promise((yes) => { setTimeout(yes, milliseconds); });

async function within(promise) {
  const late = wait(READY_WITHIN).then(() => { throw new NoCapture("disguise"); });
  late.catch(() => {});
  return Promise.race([promise, late]);
}
