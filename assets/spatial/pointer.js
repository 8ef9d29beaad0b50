// The pointer: says where around the head a sound is, by mouse, finger or keys, and without sight.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { height, metres, side, spoken, TURNS, wrap } from "./directions.js";
import { DISTANCES, SideView, TopView } from "./head-views.js";

/** @import { Direction } from "./directions.js" */
/** @import { Mark } from "./head-views.js" */

const STEP = 5; // degrees
const FINE = 1; // with Shift
const FARTHER = 2 ** 0.25; // of a distance, for one key
const FARTHER_FINE = 2 ** (1 / 16);
const [NEAREST, FARTHEST] = [DISTANCES[0], DISTANCES[DISTANCES.length - 1]];
const FIRST_DISTANCE = 1.5; // metres, where a key is pressed first

/**
 * @typedef {object} PointerOptions
 * @property {boolean} asksDistance
 * @property {(direction: Direction) => void} onChange called whenever it points elsewhere
 */

/** Points nowhere at first. */
export class HeadPointer {
  /** @type {Direction | null} */
  value = null;

  /** @param {PointerOptions} options */
  constructor({ asksDistance, onChange }) {
    this.asksDistance = asksDistance;
    this.onChange = onChange;
    this.top = new TopView(asksDistance);
    this.side = new SideView();
    this.words = make("p", { class: "ew-pointer-words", "aria-hidden": "true" }, text("spatial.pointer.none"));
    const how = make("p", { id: "ew-pointer-how", class: "ew-hidden" }, text(asksDistance ? "spatial.pointer.keys_distance" : "spatial.pointer.keys"));
    this.ring = this.dial(this.top, text("spatial.pointer.around"), 180, text("spatial.view.top"));
    this.arc = this.dial(this.side, text("spatial.pointer.height"), 90, text("spatial.view.side"));
    this.range = asksDistance ? this.distanceRange() : null;
    const distance = this.range && make("label", { class: "ew-pointer-distance" }, make("span", {}, text("spatial.pointer.distance")), this.range);
    this.root = make("div", { class: "ew-pointer", dir: "ltr" }, make("div", { class: "ew-pointer-views" }, this.ring, this.arc), distance, this.words, how);
    this.tell();
  }

  /**
   * One of the pictures as a slider.
   * @param {TopView | SideView} view @param {string} name @param {number} most degrees to either side @param {string} caption
   */
  dial(view, name, most, caption) {
    const range = { role: "slider", tabindex: 0, "aria-valuemin": -most, "aria-valuemax": most, "aria-describedby": "ew-pointer-how" };
    const dial = make("div", { class: "ew-pointer-dial", "aria-label": name, ...range }, view.root, make("span", { class: "ew-pointer-caption", "aria-hidden": "true" }, caption));
    dial.addEventListener("pointerdown", (event) => this.grab(dial, view, event));
    dial.addEventListener("pointermove", (event) => dial.hasPointerCapture(event.pointerId) && this.pointAt(view, event));
    dial.addEventListener("keydown", (event) => this.press(event));
    return dial;
  }

  /** @param {HTMLElement} dial @param {TopView | SideView} view @param {PointerEvent} event */
  grab(dial, view, event) {
    if (event.button) return;
    event.preventDefault(); // neither selects text nor scrolls
    dial.setPointerCapture(event.pointerId);
    dial.focus({ preventScroll: true });
    this.pointAt(view, event);
  }

  /** @param {TopView | SideView} view @param {PointerEvent} event */
  pointAt(view, event) {
    this.point(view.directionAt(view.spotAt(event), this.value ?? this.first));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const turn = TURNS[event.key];
    const isDistance = this.asksDistance && (event.key === "PageUp" || event.key === "PageDown");
    if ((!turn && !isDistance && event.key !== "Home") || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.value;
    if (!at || event.key === "Home") return this.point({ ...(at ?? this.first), azimuth: 0, elevation: 0 });
    if (turn) return this.turn(at, turn, event.shiftKey ? FINE : STEP);
    const factor = event.shiftKey ? FARTHER_FINE : FARTHER;
    this.moveTo((at.distance_m ?? FIRST_DISTANCE) * (event.key === "PageUp" ? factor : 1 / factor));
  }

  /** @param {Direction} at @param {[number, number]} turn @param {number} step degrees */
  turn(at, [azimuth, elevation], step) {
    const raised = Math.max(-90, Math.min(90, at.elevation + elevation * step));
    this.point({ ...at, azimuth: wrap(at.azimuth + azimuth * step), elevation: raised });
  }

  /** @param {number} distance metres */
  moveTo(distance) {
    this.point({ ...(this.value ?? this.first), distance_m: Math.max(NEAREST, Math.min(FARTHEST, distance)) });
  }

  /** Straight ahead. @returns {Direction} */
  get first() {
    return { azimuth: 0, elevation: 0, ...(this.asksDistance ? { distance_m: FIRST_DISTANCE } : {}) };
  }

  /** @param {Direction} direction */
  point(direction) {
    this.value = direction;
    this.show([{ ...direction, kind: "answer" }]);
    this.tell();
    this.onChange(direction);
  }

  /** @param {Mark[]} marks */
  show(marks) {
    this.top.show(marks);
    this.side.show(marks);
  }

  /** Says the value on the page and to screen readers. */
  tell() {
    const at = this.value;
    this.words.textContent = at ? spoken(at) : text("spatial.pointer.none");
    this.words.classList.toggle("is-empty", !at);
    this.say(this.ring, at?.azimuth ?? 0, at ? spoken(at) : text("spatial.pointer.none"));
    this.say(this.arc, at?.elevation ?? 0, at ? `${height(at.elevation)}, ${side(at.azimuth)}` : text("spatial.pointer.none"));
    if (!this.range) return;
    const distance = at?.distance_m ?? FIRST_DISTANCE;
    this.range.value = String(Math.log2(distance));
    this.range.setAttribute("aria-valuetext", at ? metres(distance) : text("spatial.pointer.none"));
  }

  /** @param {HTMLElement} dial @param {number} value degrees @param {string} words */
  say(dial, value, words) {
    dial.setAttribute("aria-valuenow", String(value));
    dial.setAttribute("aria-valuetext", words);
  }

  /** @returns {HTMLInputElement} on a scale on which twice the distance is always the same way */
  distanceRange() {
    const [least, most] = [Math.log2(NEAREST), Math.log2(FARTHEST)];
    const range = make("input", { type: "range", min: least, max: most, step: 0.05, "aria-label": text("spatial.pointer.distance") });
    range.addEventListener("input", () => this.moveTo(2 ** Number(range.value)));
    return range;
  }
}
