// Places labels on the map: each where it covers as little as possible of pins, other labels, card and buttons.

/**
 * @import * as Leaflet from "leaflet"
 * @import { Box } from "./types.d.ts"
 * @typedef {[direction: Leaflet.Direction, offset: [x: number, y: number]]} Side where a label may stand, in px from its point
 */

const GAP = 3; // px around a label

/** The free part of a map, and what already stands on it. All boxes are in px of the window. */
export class LabelSpace {
  /** @param {Box} frame that labels must stay within @param {Box[]} taken grows with each label */
  constructor(frame, taken) {
    this.frame = frame;
    this.taken = taken;
  }

  /** @param {Element[]} elements that labels must not cover */
  keepClear(elements) {
    this.taken.push(...elements.map((element) => element.getBoundingClientRect()));
  }

  /** @param {Box} box @returns {number} px² of it that cover something or lie outside the frame */
  lost(box) {
    const outside = area(box) - overlap(box, this.frame);
    return this.taken.reduce((sum, other) => sum + overlap(grown(box), other), Math.max(0, outside));
  }

  /**
   * Puts a label on the first of some sides of its point where it covers nothing.
   * @param {Leaflet.Tooltip} label @param {Side[]} sides in order of preference
   * @param {{lower?: number, isClear?: (box: Box) => boolean}} [options] `lower`: px further down; `isClear`: whether
   * readers see there what it names
   * @returns {boolean} whether there is such a side; only then the place is taken
   */
  place(label, sides, { lower = 0, isClear = () => true } = {}) {
    return sides.some((side) => {
      const box = moved(label, side, lower);
      if (this.lost(box) >= 1 || !isClear(box)) return false;
      this.taken.push(box);
      return true;
    });
  }
}

/** @param {Box} box @param {Element} pin @returns {number} px from a label to the middle of a pin */
export function distanceTo(box, pin) {
  const { left, right, top, bottom } = pin.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
}

/** @param {Leaflet.Tooltip} label @param {Side} side @param {number} lower @returns {Box} where it is now */
function moved(label, [direction, [x, y]], lower) {
  Object.assign(label.options, { direction, offset: [x, y + lower] });
  label.update();
  const { left, right, top, bottom } = /** @type {HTMLElement} */ (label.getElement()).getBoundingClientRect();
  return { left, right, top, bottom };
}

/** @param {Box} box @returns {Box} */
const grown = ({ left, right, top, bottom }) => ({ left: left - GAP, right: right + GAP, top: top - GAP, bottom: bottom + GAP });

/** @param {Box} box @returns {number} px² */
const area = ({ left, right, top, bottom }) => Math.max(0, right - left) * Math.max(0, bottom - top);

/** @param {Box} a @param {Box} b @returns {number} px² that both cover */
const overlap = (a, b) =>
  area({ left: Math.max(a.left, b.left), right: Math.min(a.right, b.right), top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom) });
