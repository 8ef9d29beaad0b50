// The sound of a trial: one file on the static track, a sound field on the track with head turning.

import { address } from "../shared/address.js";

/** @import { Trial } from "./types.d.ts" */
/** @import { TurnedSound } from "./head-turn.js" */

/** Plays a scene as often as asked, and counts what was heard. Fires "change". */
export class SceneSound extends EventTarget {
  heard = 0; // seconds, over all plays
  plays = 0;
  firstAt = 0; // ms since 1970; 0 before the first sound
  startedAt = 0;
  /** @type {HTMLAudioElement | null} */
  audio = null;
  /** @type {TurnedSound | null} */
  turned = null;

  /** @param {Trial} trial */
  constructor({ audio, track, seconds }) {
    super();
    this.files = audio;
    this.isTurned = track === "head-turn";
    this.seconds = seconds;
    if (!this.isTurned) this.audio = this.makeAudio();
  }

  makeAudio() {
    const audio = new Audio(address(this.files[0]));
    audio.preload = "auto";
    for (const name of ["playing", "pause", "ended", "error"]) audio.addEventListener(name, () => this.note());
    return audio;
  }

  get isPlaying() {
    return this.turned?.isPlaying ?? Boolean(this.audio && !this.audio.paused && !this.audio.ended);
  }

  get isLost() {
    return Boolean(this.audio?.error);
  }

  /** Plays from the start, or stops. @returns {Promise<void>} @throws where the browser refuses, or the file does not come */
  async toggle() {
    if (this.isPlaying) return this.stop();
    await (this.isTurned ? this.playTurned() : this.playFile());
    this.note();
  }

  async playFile() {
    const audio = (this.audio ??= this.makeAudio());
    if (audio.error) audio.load();
    audio.currentTime = 0;
    await audio.play();
  }

  async playTurned() {
    const { TurnedSound } = await import("./head-turn.js");
    this.turned ??= await TurnedSound.load(this.files);
    await this.turned.play(() => this.note());
  }

  stop() {
    this.audio?.pause();
    this.turned?.stop();
    this.note();
  }

  /** Counts plays and seconds where it has started or stopped. */
  note() {
    const now = performance.now();
    if (this.isPlaying && !this.startedAt) {
      this.startedAt = now;
      this.plays += 1;
      this.firstAt ||= Date.now();
    } else if (!this.isPlaying && this.startedAt) {
      this.heard += Math.min(this.seconds, (now - this.startedAt) / 1000);
      this.startedAt = 0;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {number} degrees that the head was turned by in all */
  get headDegrees() {
    return Math.round(this.turned?.turned ?? 0);
  }

  close() {
    this.stop();
    this.audio?.removeAttribute("src");
    void this.turned?.close();
    this.turned = null;
  }
}
