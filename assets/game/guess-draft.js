// A guess in the making: the pin, and how much was heard and done on the way to it.

/**
 * @import { Point, Telemetry } from "../shared/types.d.ts"
 * @import { Draft, Session } from "../shared/session.js"
 * @import { Sound } from "./sound.js"
 */

/** @returns {Telemetry["device"]} */
function device() {
  if (!matchMedia("(pointer: coarse)").matches) return "desktop";
  return Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet";
}

/** Counts for one open round, kept over reloads. */
export class GuessDraft {
  /** @type {string | null} the round's id */
  round = null;
  /** @type {Point | null} */
  pin = null;
  moves = 0;
  losses = 0;
  away = false;

  /** @param {Session} session @param {Sound} sound */
  constructor(session, sound) {
    this.session = session;
    this.sound = sound;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.left() : this.back()));
    window.addEventListener("blur", () => this.left());
    window.addEventListener("focus", () => this.back());
    window.addEventListener("pagehide", () => this.keep());
    sound.addEventListener("change", () => this.keep());
  }

  /** @param {string} round its id @returns {Partial<Draft>} what an earlier page kept of it */
  open(round) {
    /** @type {Partial<Draft>} */
    const kept = this.session.draft(round) || {};
    this.pin = kept.pin || null;
    this.moves = kept.moves || 0;
    this.losses = kept.losses || 0;
    this.round = null; // nothing is kept until the sound holds this round's counts
    return kept;
  }

  /** @param {string} round its id */
  begin(round) {
    this.round = round;
    this.keep();
  }

  close() {
    this.round = null;
    this.session.saveDraft(null);
  }

  /** @param {Point} pin */
  put(pin) {
    if (this.pin) this.moves += 1;
    this.pin = pin;
    this.keep();
  }

  left() {
    if (this.round && !this.away) this.losses += 1;
    this.away = true;
    this.keep();
  }

  back() {
    this.away = false;
  }

  keep() {
    if (!this.round) return;
    const { heard, plays, firstAt } = this.sound;
    const { round, pin, moves, losses } = this;
    this.session.saveDraft({ round, pin, moves, losses, heard, plays, firstAt });
  }

  /** @returns {Telemetry} the fields that travel with a guess; `seconds_to_guess` only when something was heard */
  telemetry() {
    const { heard, plays, firstAt } = this.sound;
    const since = firstAt ? { seconds_to_guess: tenth((Date.now() - firstAt) / 1000) } : {};
    return {
      seconds_heard: tenth(heard),
      plays,
      ...since,
      pin_moves: this.moves,
      focus_losses: this.losses,
      device: device(),
    };
  }
}

/** @param {number} seconds @returns {number} */
const tenth = (seconds) => Math.max(0, Math.round(seconds * 10) / 10);
