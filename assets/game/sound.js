// Audio playback through one <audio> element, with a count of the seconds actually heard.

/** 20 ms of silence. Playing it during the first tap lifts the browser's autoplay block. */
function silence() {
  const samples = 160; // at 8 kHz, 8 bit
  const bytes = new Uint8Array(44 + samples).fill(128);
  const view = new DataView(bytes.buffer);
  /** @param {number} offset @param {string} text */
  const ascii = (offset, text) => [...text].forEach((letter, i) => view.setUint8(offset + i, letter.charCodeAt(0)));
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
 * @typedef {object} SavedCounts from before a reload
 * @property {number} [heard] seconds @property {number} [plays] @property {number | null} [firstAt] ms since 1970
 */

/** Emits `change` (playing, waiting or broken changed), `time`, `first` (first sound of a round) and `broken`. */
export class Sound extends EventTarget {
  audio = new Audio();
  /** @type {string | null} URL of the recording; null while none is loaded */
  url = null;
  unlocked = false;
  countedSeconds = 0; // s
  plays = 0;
  /** @type {number | null} when the first sound played, in ms since 1970: comparable across reloads */
  firstAt = null;
  /** @type {number | null} `performance.now()` when playback last started; null while not playing */
  playingSince = null;
  countsAsPlay = true; // whether the next start is a new play
  resumeAt = 0; // s, applied once metadata has loaded
  broken = false;
  waiting = false;
  length = 0; // s, as the API states it; used until metadata has loaded

  constructor() {
    super();
    this.audio.preload = "auto";
    for (const name of EVENTS) {
      this.audio.addEventListener(name, () => this.url && this[`on_${name}`]());
    }
  }

  /** @param {SavedCounts} [saved] */
  reset(saved = {}) {
    this.countedSeconds = saved.heard || 0;
    this.plays = saved.plays || 0;
    this.firstAt = saved.firstAt || null;
    this.playingSince = null;
    this.countsAsPlay = !this.plays;
    this.resumeAt = 0;
    this.broken = false;
    this.waiting = false;
    this.length = 0;
  }

  /** Call this synchronously in a click or key handler. */
  unlock() {
    if (this.url || this.unlocked) return;
    this.unlocked = true;
    this.audio.src = silence();
    this.audio.play().catch(() => {});
  }

  /** @param {string} url @param {number} seconds @param {SavedCounts} [saved] */
  load(url, seconds, saved) {
    this.url = null;
    this.audio.pause();
    this.reset(saved);
    this.length = seconds;
    this.url = url;
    this.audio.src = url;
    this.emit("change");
    this.emit("time");
  }

  /** @returns {Promise<boolean>} false if the browser blocked playback */
  async play() {
    if (this.broken) this.reload();
    try {
      await this.audio.play();
      return true;
    } catch (error) {
      return error instanceof DOMException && error.name === "AbortError";
    }
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    return this.playing ? this.pause() : this.play();
  }

  stop() {
    this.url = null;
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    this.emit("change");
  }

  /** @param {number} seconds from the start */
  seek(seconds) {
    const target = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    if (this.audio.readyState) this.audio.currentTime = target;
    else this.resumeAt = target;
    if (target < 1 && !this.playing) this.countsAsPlay = true;
    this.emit("time");
  }

  get playing() {
    return Boolean(this.url) && !this.audio.paused && !this.audio.ended;
  }

  get time() {
    return this.audio.readyState ? this.audio.currentTime : this.resumeAt;
  }

  get duration() {
    return Number.isFinite(this.audio.duration) && this.audio.readyState ? this.audio.duration : this.length;
  }

  /** Seconds actually heard: pauses and skipped parts do not count. */
  get heard() {
    return this.countedSeconds + (this.playingSince === null ? 0 : (performance.now() - this.playingSince) / 1000);
  }

  /** @returns {boolean} whether pages can set the volume on this device (on iPhones they cannot) */
  get hasVolume() {
    const previous = this.audio.volume;
    this.audio.volume = previous === 0.5 ? 0.6 : 0.5;
    const changed = this.audio.volume !== previous;
    this.audio.volume = previous;
    return changed;
  }

  reload() {
    this.resumeAt = this.audio.currentTime || this.resumeAt;
    this.broken = false;
    this.audio.load();
    this.emit("change");
  }

  on_loadedmetadata() {
    if (this.resumeAt) this.audio.currentTime = this.resumeAt;
    this.resumeAt = 0;
    this.emit("time");
  }

  on_playing() {
    this.waiting = false;
    this.playingSince ??= performance.now();
    if (this.countsAsPlay) this.plays += 1;
    this.countsAsPlay = false;
    if (!this.firstAt) {
      this.firstAt = Date.now();
      performance.mark("earwitness:sound");
      this.emit("first");
    }
    this.emit("change");
  }

  on_pause() {
    this.stopCounting();
  }

  on_seeking() {
    this.stopCounting();
  }

  on_waiting() {
    this.waiting = true;
    this.stopCounting();
  }

  on_ended() {
    this.countsAsPlay = true;
    this.stopCounting();
  }

  on_timeupdate() {
    // After a seek within the buffered range, some browsers fire no second "playing".
    if (this.playing && !this.audio.seeking) this.playingSince ??= performance.now();
    this.emit("time");
  }

  on_error() {
    this.broken = true;
    this.stopCounting();
    this.emit("broken");
  }

  stopCounting() {
    this.countedSeconds = this.heard;
    this.playingSince = null;
    this.emit("change");
  }

  /** @param {"change" | "time" | "first" | "broken"} name */
  emit(name) {
    this.dispatchEvent(new Event(name));
  }
}
