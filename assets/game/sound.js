// Audio playback through one <audio> element, with a count of the seconds actually heard.

import { silence } from "./silence.js";

const EVENTS = /** @type {const} */ (
  ["playing", "pause", "waiting", "ended", "seeking", "timeupdate", "error", "loadedmetadata"]
);

/**
 * @typedef {object} SavedCounts from before a reload
 * @property {number} [heard] seconds @property {number} [plays] @property {number | null} [firstAt] ms since 1970
 */

/** Emits `change` (playing, waiting, stalled or broken changed), `time`, `first` (first sound of a round) and `broken`. */
export class Sound extends EventTarget {
  audio = new Audio();
  /** @type {string | null} URL of the recording; null while none is loaded */
  url = null;
  /** @type {string | null} object URL of the recording, if the browser holds all of it */
  held = null;
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
  stalled = false; // whether it has been silent for so long that the player was told
  length = 0; // s, as the API states it; used until metadata has loaded
  /** @type {number | null} how often a recording may be started; null: as often as one likes */
  mostPlays = null;

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
    this.stalled = false;
    this.length = 0;
  }

  /** Call this synchronously in a click or key handler. */
  unlock() {
    if (this.url || this.unlocked) return;
    this.unlocked = true;
    this.audio.src = silence();
    this.audio.play().catch(() => {});
  }

  /**
   * @param {string} url at the server @param {number} seconds @param {SavedCounts} [saved]
   * @param {string} [held] object URL of the recording, where it has been fetched already; it is released after use
   */
  load(url, seconds, saved, held) {
    this.url = null;
    this.audio.pause();
    this.reset(saved);
    this.length = seconds;
    this.url = url;
    this.audio.src = held ?? url;
    this.hold(held);
    this.emit("change");
    this.emit("time");
  }

  /** Releases what was held before. @param {string | null} [held] */
  hold(held = null) {
    if (this.held) URL.revokeObjectURL(this.held);
    this.held = held;
  }

  /** @returns {Promise<boolean>} false if the browser blocked playback; pending while no sound arrives */
  async play() {
    if (this.isUsedUp) return true;
    if (this.broken) this.reload();
    try {
      const started = this.audio.play();
      this.emit("change");
      await started;
      return true;
    } catch (error) {
      this.emit("change");
      return !(error instanceof DOMException && error.name === "NotAllowedError");
    }
  }

  pause() {
    this.audio.pause();
  }

  /** Asks for the recording anew and plays on where it stopped. */
  retry() {
    this.reload();
    return this.play();
  }

  stop() {
    this.url = null;
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    this.hold();
    this.emit("change");
  }

  /** @param {boolean} stalled */
  stall(stalled) {
    this.stalled = stalled;
    this.emit("change");
  }

  /** @param {number} seconds from the start */
  seek(seconds) {
    if (this.mostPlays !== null) return;
    const target = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    if (this.audio.readyState) this.audio.currentTime = target;
    else this.resumeAt = target;
    if (target < 1 && !this.playing) this.countsAsPlay = true;
    this.emit("time");
  }

  /** @param {number | null} most starts from now on; with a limit the position is fixed, as going back would be another start */
  limitPlays(most) {
    this.mostPlays = most;
  }

  get playsLeft() {
    return this.mostPlays === null ? Infinity : Math.max(0, this.mostPlays - this.plays);
  }

  /** Whether it may not be started again. */
  get isUsedUp() {
    return this.countsAsPlay && !this.playsLeft && !this.playing;
  }

  get playing() {
    return Boolean(this.url) && !this.audio.paused && !this.audio.ended;
  }

  get isHeard() {
    return this.playingSince !== null;
  }

  /** Whether it should play, but does not yet. */
  get isSilent() {
    return this.playing && !this.isHeard && !this.broken;
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
    this.stalled = false;
    if (this.held && this.url) this.audio.src = this.url;
    else this.audio.load();
    this.hold();
    this.emit("change");
  }

  on_loadedmetadata() {
    if (this.resumeAt) this.audio.currentTime = this.resumeAt;
    this.resumeAt = 0;
    this.emit("time");
  }

  on_playing() {
    this.waiting = false;
    this.stalled = false;
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
    const { seeking, readyState, HAVE_FUTURE_DATA } = this.audio;
    if (this.playing && !seeking && readyState >= HAVE_FUTURE_DATA) this.playingSince ??= performance.now();
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
