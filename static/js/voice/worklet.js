/* The microphone's samples become disguised ones here, and nowhere else: what enters process() leaves
   it only through the vocoder. Without parameters, or off the record, it gives digital silence. */

import { Vocoder } from "./vocoder.js";

const REPORTS = 10; // per second

class VoiceDisguise extends AudioWorkletProcessor {
  constructor() {
    super();
    this.vocoder = null;
    this.off = false;
    this.mono = new Float32Array(128);
    this.forget();
    this.port.onmessage = ({ data }) => this.told(data);
  }

  told({ turn, off }) {
    if (turn && this.vocoder) this.vocoder.turn(turn);
    else if (turn) this.vocoder = new Vocoder(sampleRate, turn);
    if (typeof off === "boolean") this.off = off;
  }

  process([channels], [[output]]) {
    if (!output) return true;
    const heard = this.mix(channels, output.length);
    if (this.off) this.mono.fill(0); // what is off the record does not even reach the vocoder
    if (this.vocoder) this.vocoder.process(this.mono, output);
    if (this.off || !this.vocoder) output.fill(0);
    this.measure(heard, output);
    return true;
  }

  /** All channels in one; the square sum of what came in. */
  mix(channels, length) {
    if (this.mono.length !== length) this.mono = new Float32Array(length);
    let squares = 0;
    for (let i = 0; i < length; i += 1) {
      let sample = 0;
      for (let c = 0; c < channels.length; c += 1) sample += channels[c][i] / channels.length;
      this.mono[i] = sample;
      squares += sample * sample || 0;
    }
    return squares;
  }

  measure(heard, output) {
    for (let i = 0; i < output.length; i += 1) this.said += output[i] * output[i];
    this.heard += heard;
    this.samples += output.length;
    if (this.samples < sampleRate / REPORTS) return;
    this.port.postMessage({ level: Math.sqrt(this.said / this.samples), heard: Math.min(1, Math.sqrt(this.heard / this.samples)) });
    this.forget();
  }

  forget() { this.said = 0; this.heard = 0; this.samples = 0; }
}

registerProcessor("voice-disguise", VoiceDisguise);
