// Turning the head while a scene plays: by drag, by keys, or with the phone.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { height, side, STEEPEST, TURNS, wrap } from "./directions.js";
import { TopView } from "./head-views.js";

/** @import { SceneSound } from "./scene-sound.js" */

const STEP = 5; // degrees
const DRAGGED = 0.6; // degrees a pixel

/** @typedef {typeof DeviceOrientationEvent & {requestPermission?: () => Promise<"granted" | "denied">}} AskableOrientation */

export class TurningPad {
  azimuth = 0;
  elevation = 0;
  /** Where the phone pointed when it began to turn the head. @type {{alpha: number, beta: number} | null} */
  origin = null;

  /** @param {SceneSound} sound @param {(sentence: string) => void} notify */
  constructor(sound, notify) {
    this.sound = sound;
    this.notify = notify;
    this.view = new TopView(false);
    this.words = make("p", { class: "ew-turn-words" });
    this.pad = make("div", { class: "ew-turn-pad", role: "slider", tabindex: 0, "aria-label": text("spatial.turn"), "aria-valuemin": -180, "aria-valuemax": 180 }, this.view.root);
    this.pad.addEventListener("pointerdown", (event) => this.pad.setPointerCapture(event.pointerId));
    this.pad.addEventListener("pointermove", (event) => this.drag(event));
    this.pad.addEventListener("keydown", (event) => this.press(event));
    this.onMotion = (/** @type {DeviceOrientationEvent} */ event) => this.follow(event);
    const phone = "DeviceOrientationEvent" in window && matchMedia("(pointer: coarse)").matches;
    const withPhone = phone && make("button", { type: "button", class: "ew-around-second", onclick: () => void this.usePhone() }, text("spatial.turn.phone"));
    this.root = make("div", { class: "ew-turn" }, this.pad, make("div", {}, make("p", {}, text("spatial.turn.how")), this.words, withPhone));
    sound.addEventListener("change", () => this.sound.turned?.face(this.azimuth, this.elevation)); // once it is loaded
    this.face(0, 0);
  }

  /** @param {PointerEvent} event */
  drag(event) {
    if (!this.pad.hasPointerCapture(event.pointerId)) return;
    this.face(this.azimuth - event.movementX * DRAGGED, this.elevation - event.movementY * DRAGGED);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const turn = TURNS[event.key];
    if ((!turn && event.key !== "Home") || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 : STEP;
    if (turn) this.face(this.azimuth + turn[0] * step, this.elevation + turn[1] * step);
    else this.face(0, 0);
  }

  /** Asks for the phone's motion, as some browsers want it, and turns with it. */
  async usePhone() {
    const orientation = /** @type {AskableOrientation} */ (DeviceOrientationEvent);
    const allowed = orientation.requestPermission ? await orientation.requestPermission().catch(() => "denied") : "granted";
    if (allowed !== "granted") return this.notify(text("spatial.turn.refused"));
    this.origin = null;
    window.addEventListener("deviceorientation", this.onMotion);
    return this.notify(text("spatial.turn.with_phone"));
  }

  /** @param {DeviceOrientationEvent} event */
  follow({ alpha, beta }) {
    if (alpha === null || beta === null) return;
    this.origin ??= { alpha, beta };
    this.face(alpha - this.origin.alpha, beta - this.origin.beta);
  }

  /** @param {number} azimuth degrees, positive to the left @param {number} elevation degrees, positive up */
  face(azimuth, elevation) {
    this.azimuth = Math.round(wrap(azimuth) * 10) / 10;
    this.elevation = Math.round(Math.max(-STEEPEST, Math.min(STEEPEST, elevation)) * 10) / 10;
    this.sound.turned?.face(this.azimuth, this.elevation);
    const words = text("spatial.turn.facing", { side: side(this.azimuth), height: height(this.elevation) });
    this.words.textContent = words;
    this.pad.setAttribute("aria-valuenow", String(Math.round(this.azimuth)));
    this.pad.setAttribute("aria-valuetext", words);
    this.view.turnHead(this.azimuth);
  }

  close() {
    window.removeEventListener("deviceorientation", this.onMotion);
  }
}
