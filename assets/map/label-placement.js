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
   * Puts a label on the best of some sides of its point.
   * @param {Leaflet.Tooltip} label @param {Side[]} sides in order of preference @param {number} [lower] px further down
   * @returns {boolean} whether it covers nothing there; only then the place is taken
   */
  place(label, sides, lower = 0) {
    let best = { lost: Infinity, side: sides[0] };
    for (const side of sides) {
      const lost = this.lost(moved(label, side, lower));
      if (lost < best.lost - 1) best = { lost, side };
      if (lost < 1) break;
    }
    const box = moved(label, best.side, lower);
    if (best.lost < 1) this.taken.push(box);
    return best.lost < 1;
  }
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
