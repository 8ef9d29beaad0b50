// One <audio> element for the whole visit, and an honest count of what was heard.

/** Two hundredths of a second of silence: played inside the first tap, it earns the right to play later. */
function silence() {
  const samples = 160; // at 8 kHz, 8 bit
  const bytes = new Uint8Array(44 + samples).fill(128);
  const view = new DataView(bytes.buffer);
  /** @param {number} at @param {string} text */
  const ascii = (at, text) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  ascii(0, "RIFF");
  view.setUint32(4, 36 + samples, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  ascii(36, "data");
  view.setUint32(40, samples, true);
  return `data:audio/wav;base64,${btoa(String.fromCharCode(...bytes))}`;
}

const EVENTS = /** @type {const} */ (
  ["playing", "pause", "waiting", "ended", "seeking", "timeupdate", "error", "loadedmetadata"]
);

/**
 * @typedef {object} Past counts from before a reload
 * @property {number} [heard] seconds @property {number} [plays] @property {number | null} [firstAt] ms since 1970
 */

/**
 * Fires `change` (playing, waiting, broken), `time`, `first` (the first sound of a round) and `broken`.
 */
export class Sound extends EventTarget {
  audio = new Audio();
  /** @type {string | null} of the recording; null while there is none */
  address = null;
  unlocked = false;
  counted = 0; // s
  plays = 0;
  /** @type {number | null} ms since 1970, so that it outlasts a reload */
  firstAt = null;
  /** @type {number | null} ms of `performance.now()`, while it plays */
  since = null;
  anew = true;
  resumeAt = 0; // s
  broken = false;
  waiting = false;
  length = 0; // s

  constructor() {
    super();
    this.audio.preload = "auto";
    for (const name of EVENTS) {
      this.audio.addEventListener(name, () => this.address && this[`on_${name}`]());
    }
  }

  /** @param {Past} [past] */
  reset(past = {}) {
    this.counted = past.heard || 0;
    this.plays = past.plays || 0;
    this.firstAt = past.firstAt || null;
    this.since = null;
    this.anew = !this.plays;
    this.resumeAt = 0;
    this.broken = false;
    this.waiting = false;
    this.length = 0;
  }

  /** Call inside a click or key press, before anything is awaited. */
  unlock() {
    if (this.address || this.unlocked) return;
    this.unlocked = true;
    this.audio.src = silence();
    this.audio.play().catch(() => {});
  }

  /** @param {string} address @param {number} seconds @param {Past} [past] */
  load(address, seconds, past) {
    this.address = null;
    this.audio.pause();
    this.reset(past);
    this.length = seconds;
    this.address = address;
    this.audio.src = address;
    this.tell("change");
    this.tell("time");
  }

  /** @returns {Promise<boolean>} whether the browser let it play */
  async play() {
    if (this.broken) this.mend();
    try {
      await this.audio.play();
      return true;
    } catch (problem) {
      return problem instanceof DOMException && problem.name === "AbortError";
    }
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    return this.playing ? this.pause() : this.play();
  }

  stop() {
    this.address = null;
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    this.tell("change");
  }

  /** @param {number} seconds from the start */
  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    if (this.audio.readyState) this.audio.currentTime = to;
    else this.resumeAt = to;
    if (to < 1 && !this.playing) this.anew = true;
    this.tell("time");
  }

  get playing() {
    return Boolean(this.address) && !this.audio.paused && !this.audio.ended;
  }

  get time() {
    return this.audio.readyState ? this.audio.currentTime : this.resumeAt;
  }

  get duration() {
    return Number.isFinite(this.audio.duration) && this.audio.readyState ? this.audio.duration : this.length;
  }

  /** Seconds of real listening, pauses and seeking left out. */
  get heard() {
    return this.counted + (this.since === null ? 0 : (performance.now() - this.since) / 1000);
  }

  /** @returns {boolean} whether this device obeys a volume set by a page (iPhones do not) */
  get hasVolume() {
    const before = this.audio.volume;
    this.audio.volume = before === 0.5 ? 0.6 : 0.5;
    const obeyed = this.audio.volume !== before;
    this.audio.volume = before;
    return obeyed;
  }

  mend() {
    this.resumeAt = this.audio.currentTime || this.resumeAt;
    this.broken = false;
    this.audio.load();
    this.tell("change");
  }

  on_loadedmetadata() {
    if (this.resumeAt) this.audio.currentTime = this.resumeAt;
    this.resumeAt = 0;
    this.tell("time");
  }

  on_playing() {
    this.waiting = false;
    this.since ??= performance.now();
    if (this.anew) this.plays += 1;
    this.anew = false;
    if (!this.firstAt) {
      this.firstAt = Date.now();
      performance.mark("earwitness:sound");
      this.tell("first");
    }
    this.tell("change");
  }

  on_pause() {
    this.settle();
  }

  on_seeking() {
    this.settle();
  }

  on_waiting() {
    this.waiting = true;
    this.settle();
  }

  on_ended() {
    this.anew = true;
    this.settle();
  }

  on_timeupdate() {
    // After a seek within what is loaded, some browsers send no second "playing".
    if (this.playing && !this.audio.seeking) this.since ??= performance.now();
    this.tell("time");
  }

  on_error() {
    this.broken = true;
    this.settle();
    this.tell("broken");
  }

  settle() {
    this.counted = this.heard;
    this.since = null;
    this.tell("change");
  }

  /** @param {"change" | "time" | "first" | "broken"} name */
  tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
