// Draft of a guess: the pin, and the telemetry sent with it.

/**
 * @import { Point, Telemetry } from "../shared/types.d.ts"
 * @import { Draft, Session } from "../shared/session.js"
 * @import { Sound } from "./sound.js"
 */

/** @returns {Telemetry["device"]} */
export function device() {
  if (!matchMedia("(pointer: coarse)").matches) return "desktop";
  return Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet";
}

/** Pin and counters of the open round; saved so that they survive a reload. */
export class GuessDraft {
  /** @type {string | null} the round's id */
  round = null;
  /** @type {Point | null} */
  pin = null;
  pinnedAt = 0; // ms since 1970, of the first pin; 0 without one
  moves = 0;
  losses = 0; // of the page's focus
  blurred = false;
  /** @type {NonNullable<Draft["answers"]>} to what a study asks with the guess */
  answers = {};

  /** @param {Session} session @param {Sound} sound */
  constructor(session, sound) {
    this.session = session;
    this.sound = sound;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.onBlur() : this.onFocus()));
    window.addEventListener("blur", () => this.onBlur());
    window.addEventListener("focus", () => this.onFocus());
    window.addEventListener("pagehide", () => this.save());
    sound.addEventListener("change", () => this.save());
  }

  /** @param {string} round its id @returns {Partial<Draft>} the draft saved before a reload, if any */
  open(round) {
    /** @type {Partial<Draft>} */
    const saved = this.session.draft(round) || {};
    this.pin = saved.pin || null;
    this.pinnedAt = saved.pinnedAt || 0;
    this.moves = saved.moves || 0;
    this.losses = saved.losses || 0;
    this.answers = saved.answers || {};
    this.round = null; // nothing is saved until the sound has this round's counters
    return saved;
  }

  /** @param {string} round its id */
  begin(round) {
    this.round = round;
    this.save();
  }

  /** Keeps what is saved, to be opened again. */
  pause() {
    this.save();
    this.round = null;
  }

  /** The round is over. */
  close() {
    if (this.round) this.session.dropDraft(this.round);
    this.round = null;
  }

  /** @param {Point} pin */
  movePin(pin) {
    if (this.pin) this.moves += 1;
    else this.pinnedAt = Date.now();
    this.pin = pin;
    this.save();
  }

  /** @param {Draft["answers"]} answers replace those to the same questions */
  answer(answers) {
    this.answers = { ...this.answers, ...answers };
    this.save();
  }

  onBlur() {
    if (this.round && !this.blurred) this.losses += 1;
    this.blurred = true;
    this.save();
  }

  onFocus() {
    this.blurred = false;
  }

  save() {
    if (!this.round) return;
    const { heard, plays, firstAt } = this.sound;
    const { round, pin, pinnedAt, moves, losses, answers } = this;
    this.session.saveDraft({ round, pin, pinnedAt, moves, losses, answers, heard, plays, firstAt });
  }

  /** @returns {Telemetry} without times since the first sound if the clip was never played */
  telemetry() {
    const { heard, plays, firstAt } = this.sound;
    /** @param {number} at ms since 1970 */
    const since = (at) => toTenth((at - (firstAt || at)) / 1000);
    const pinned = firstAt && this.pinnedAt ? { seconds_to_pin: since(this.pinnedAt) } : {};
    const elapsed = firstAt ? { seconds_to_guess: since(Date.now()), ...pinned } : {};
    return {
      seconds_heard: toTenth(heard),
      plays,
      ...elapsed,
      pin_moves: this.moves,
      focus_losses: this.losses,
      device: device(),
    };
  }
}

/** @param {number} seconds @returns {number} */
export const toTenth = (seconds) => Math.max(0, Math.round(seconds * 10) / 10);
