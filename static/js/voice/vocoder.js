/* The voice disguise: a channel vocoder without any Web API, so that the page's worklet and the
   laboratory (tests/voice) run the very same code. What it is worth is in docs/voice.md.

   Every 8 ms the loudness of the input in ten bands is read; pitch is never looked at. The bands'
   edges are warped at random; their usual levels are taken away, and how much they usually vary. What
   remains is stretched at random, rounded to coarse steps that begin anywhere, and random gains
   follow. The result drives sines whose frequencies never change: whoever reads them learns nothing
   of the warp. Parameters are drawn anew for each turn. */

export const BANDS = 10;
const KNOTS = 9; // of the local warp
const LINES = 17; // sines
const LOW = 100; // Hz, the range that is analysed
const HIGH = 5000;
const WINDOW = 0.032; // seconds
const HOP = 0.008;
const SHIFT = 0.05; // natural log of frequency: of all edges together
const LOCAL = 0.25; // and of each knot
const GAIN = 8; // dB
const SPREAD = 11; // dB, how much each band varies once evened
const EVENED = 2.5; // a band is stretched or pressed that many times at most, to vary so
const STRETCH = 0.5; // octaves: then stretched again, at random
const STEP = 12; // dB, to which levels are rounded
const FARTHEST = 1; // steps from the usual level, no more
const USUAL = [-20, -40]; // dB under the loudest: where lowest and highest band are expected
const PRIOR = 60; // frames that this expectation is worth
const MEMORY = 600; // frames of speech after which levels are forgotten
const SPEECH = 30; // dB under the loudest: anything quieter is a pause
const RANGE = 45; // dB under the loudest: anything quieter is not heard at all
const QUIETEST = -60; // dB: nothing under it counts as loud
const MIDDLE = -36; // dB, a sine at its usual level
const LOUDEST = 0.9; // no sum of sines ever reaches more

const mel = (hertz) => 2595 * Math.log10(1 + hertz / 700);
const hertz = (mels) => 700 * (10 ** (mels / 2595) - 1);
const uniform = (random, size) => (2 * random() - 1) * size;
const bounded = (value, size) => (Number.isFinite(value) ? Math.max(-size, Math.min(size, value)) : 0);
const list = (length, make) => Array.from({ length }, make);

/** Fresh parameters for one turn; `random` gives uniform numbers in [0, 1). Plain data. */
export function drawParameters(random) {
  return {
    shift: uniform(random, SHIFT),
    knots: list(KNOTS, () => uniform(random, LOCAL)),
    gains: list(BANDS, () => uniform(random, GAIN)),
    stretches: list(BANDS, () => uniform(random, STRETCH)),
    starts: list(BANDS, () => uniform(random, 0.5)), // of the steps, in steps
  };
}

/** In-place radix-2 Fourier transform of one fixed size. */
class Fourier {
  constructor(size) {
    this.size = size;
    this.real = new Float64Array(size);
    this.imaginary = new Float64Array(size);
    this.cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
    this.sines = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / size));
    this.reversed = new Uint32Array(size);
    for (let i = 1; i < size; i += 1) {
      this.reversed[i] = (this.reversed[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);
    }
  }

  run() {
    const { size, real, imaginary, reversed, cosines, sines } = this;
    for (let i = 0; i < size; i += 1) {
      const j = reversed[i];
      if (j > i) {
        let kept = real[i]; real[i] = real[j]; real[j] = kept;
        kept = imaginary[i]; imaginary[i] = imaginary[j]; imaginary[j] = kept;
      }
    }
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k += 1) {
          const a = start + k;
          const b = a + half;
          const c = cosines[k * step];
          const s = sines[k * step];
          const x = real[b] * c - imaginary[b] * s;
          const y = real[b] * s + imaginary[b] * c;
          real[b] = real[a] - x; imaginary[b] = imaginary[a] - y;
          real[a] += x; imaginary[a] += y;
        }
      }
    }
  }
}

export class Vocoder {
  constructor(sampleRate, parameters) {
    this.sampleRate = sampleRate;
    this.first = mel(LOW);
    this.last = mel(Math.min(HIGH, 0.45 * sampleRate));
    this.hop = Math.round(HOP * sampleRate);
    this.length = Math.round(WINDOW * sampleRate);
    this.fourier = new Fourier(2 ** Math.ceil(Math.log2(this.length)));
    this.bins = this.fourier.size / 2;
    this.cumulated = new Float64Array(this.bins + 1);
    this.window = Float64Array.from({ length: this.length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / this.length));
    this.ring = new Float64Array(this.length);
    this.at = 0; // where the next sample goes
    this.since = 0; // samples since the last frame
    this.edges = new Float64Array(BANDS + 1);
    this.levels = new Float64Array(BANDS); // dB
    this.means = new Float64Array(BANDS); // dB under the loudest
    this.variances = new Float64Array(BANDS);
    this.stretches = new Float64Array(BANDS);
    this.starts = new Float64Array(BANDS);
    this.shaped = new Float64Array(BANDS); // dB, as they leave
    this.gains = new Float64Array(BANDS);
    this.peak = QUIETEST; // dB, the loudness of speech lately
    this.seen = 0; // frames of speech in this turn
    this.prepareLines();
    this.turn(parameters);
  }

  prepareLines() {
    const [first, last] = [this.first, this.last];
    this.places = Float64Array.from({ length: LINES }, (_, k) => ((k + 0.5) * BANDS) / LINES - 0.5);
    this.cosine = new Float64Array(LINES);
    this.sine = new Float64Array(LINES);
    this.turnCosine = new Float64Array(LINES);
    this.turnSine = new Float64Array(LINES);
    this.amplitude = new Float64Array(LINES);
    this.slope = new Float64Array(LINES);
    this.wanted = new Float64Array(LINES);
    for (let k = 0; k < LINES; k += 1) {
      const frequency = hertz(first + ((k + 0.5) * (last - first)) / LINES);
      const angle = (2 * Math.PI * frequency) / this.sampleRate;
      const phase = Math.PI * k * k / LINES; // Schroeder's: a low crest
      this.cosine[k] = Math.cos(phase); this.sine[k] = Math.sin(phase);
      this.turnCosine[k] = Math.cos(angle); this.turnSine[k] = Math.sin(angle);
    }
  }

  /** New parameters from the next frame on; the change is spread over one hop. */
  turn({ shift, knots, gains, stretches, starts }) {
    const [first, last] = [this.first, this.last];
    for (let edge = 0; edge <= BANDS; edge += 1) {
      const place = (edge / BANDS) * (KNOTS - 1);
      const knot = Math.min(KNOTS - 2, Math.floor(place));
      const local = bounded(knots[knot], LOCAL) * (knot + 1 - place) + bounded(knots[knot + 1], LOCAL) * (place - knot);
      const warped = hertz(first + (edge * (last - first)) / BANDS) * Math.exp(bounded(shift, SHIFT) + local);
      this.edges[edge] = Math.max(edge ? this.edges[edge - 1] : 0, Math.min(warped * this.fourier.size / this.sampleRate, this.bins - 1));
    }
    for (let b = 0; b < BANDS; b += 1) {
      this.gains[b] = bounded(gains[b], GAIN);
      this.stretches[b] = 2 ** bounded(stretches[b], STRETCH);
      this.starts[b] = bounded(starts[b], 0.5);
      this.means[b] = USUAL[0] + ((USUAL[1] - USUAL[0]) * b) / (BANDS - 1);
      this.variances[b] = SPREAD * SPREAD;
    }
    this.seen = 0;
  }

  /** Disguise one block; both arrays have one length, any length. */
  process(input, output) {
    for (let i = 0; i < output.length; i += 1) {
      const sample = input[i];
      this.ring[this.at] = sample > -1 ? (sample < 1 ? sample : 1) : sample <= -1 ? -1 : 0; // NaN is 0
      this.at = this.at + 1 === this.length ? 0 : this.at + 1;
      this.since += 1;
      if (this.since === this.hop) { this.since = 0; this.frame(); }
      output[i] = this.sum();
    }
  }

  sum() {
    let total = 0;
    for (let k = 0; k < LINES; k += 1) {
      const c = this.cosine[k] * this.turnCosine[k] - this.sine[k] * this.turnSine[k];
      this.sine[k] = this.sine[k] * this.turnCosine[k] + this.cosine[k] * this.turnSine[k];
      this.cosine[k] = c;
      this.amplitude[k] += this.slope[k];
      total += c * this.amplitude[k];
    }
    return total;
  }

  frame() {
    this.settle();
    const energy = this.analyse();
    const loud = 10 * Math.log10(energy + 1e-12);
    const speaks = loud > this.peak - SPEECH;
    this.follow(loud, speaks);
    if (speaks) this.learn();
    this.drive(energy > 0 && loud > this.peak - RANGE);
  }

  /** Rounding may not grow in hours of turning: sines keep their length, silence is zero. */
  settle() {
    for (let k = 0; k < LINES; k += 1) {
      this.amplitude[k] = this.wanted[k];
      const length = Math.hypot(this.cosine[k], this.sine[k]);
      this.cosine[k] /= length; this.sine[k] /= length;
    }
  }

  /** The loudness of speech: quick to rise, slow to fall, slowest in pauses. */
  follow(loud, speaks) {
    if (loud > this.peak) this.peak += 0.2 * (loud - this.peak);
    else this.peak = Math.max(QUIETEST, this.peak - (speaks ? 0.02 : 0.001));
  }

  /** Each band's usual level in this turn, and how much it varies. */
  learn() {
    this.seen += 1;
    const pace = Math.max(1 / (this.seen + PRIOR), 1 / MEMORY);
    for (let b = 0; b < BANDS; b += 1) {
      const apart = this.relative(b) - this.means[b];
      this.means[b] += pace * apart;
      this.variances[b] += pace * (apart * apart - this.variances[b]);
    }
  }

  /** A band's level under the loudest, without the depths of silence. */
  relative(b) {
    return Math.max(-60, this.levels[b] - this.peak);
  }

  analyse() {
    const { real, imaginary } = this.fourier;
    real.fill(0); imaginary.fill(0);
    for (let i = 0; i < this.length; i += 1) {
      real[i] = this.ring[(this.at + i) % this.length] * this.window[i];
    }
    this.fourier.run();
    const scale = 4 / (this.length * this.length);
    this.cumulated[0] = 0;
    for (let i = 0; i < this.bins; i += 1) {
      this.cumulated[i + 1] = this.cumulated[i] + (real[i] * real[i] + imaginary[i] * imaginary[i]) * scale;
    }
    let energy = 0;
    for (let b = 0; b < BANDS; b += 1) {
      const power = Math.max(0, this.until(this.edges[b + 1]) - this.until(this.edges[b]));
      this.levels[b] = 10 * Math.log10(power + 1e-12);
      energy += power;
    }
    return energy;
  }

  until(place) {
    const bin = Math.floor(place);
    return this.cumulated[bin] + (place - bin) * (this.cumulated[bin + 1] - this.cumulated[bin]);
  }

  /** By how many steps a band is louder than usual: whole ones, but for where they begin. */
  unusual(b) {
    const evened = Math.max(1 / EVENED, Math.min(EVENED, SPREAD / Math.sqrt(this.variances[b])));
    const steps = ((this.relative(b) - this.means[b]) * evened * this.stretches[b]) / STEP;
    const whole = Math.round(steps + this.starts[b]);
    return Math.max(-FARTHEST, Math.min(FARTHEST, whole)) - this.starts[b];
  }

  /** Where each sine's amplitude is to be one hop from now. */
  drive(open) {
    for (let b = 0; b < BANDS; b += 1) {
      this.shaped[b] = Math.max(-60, Math.min(0, this.unusual(b) * STEP + this.gains[b] + MIDDLE));
    }
    let total = 0;
    for (let k = 0; k < LINES; k += 1) {
      this.wanted[k] = open ? 10 ** (this.between(this.places[k]) / 20) : 0;
      total += this.wanted[k];
    }
    const scale = total > LOUDEST ? LOUDEST / total : 1;
    for (let k = 0; k < LINES; k += 1) {
      this.wanted[k] *= scale;
      this.slope[k] = (this.wanted[k] - this.amplitude[k]) / this.hop;
    }
  }

  /** The level between two bands' centres. */
  between(place) {
    const low = Math.max(0, Math.min(BANDS - 2, Math.floor(place)));
    const part = Math.max(0, Math.min(1, place - low));
    return this.shaped[low] * (1 - part) + this.shaped[low + 1] * part;
  }
}
