// Chips at the edge of the map for models that pointed beyond it: an arrow, a name, a distance.

import { make } from "../shared/dom.js";
import { kilometres } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { ReadableAnswer } from "../shared/types.d.ts"
 * @import { LabelSpace } from "./label-placement.js"
 * @import { Box, LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {{alms: ReadableAnswer[], points: LatLon[], angle: number, element: HTMLElement}} Chip
 * @typedef {{x: number, y: number}} Pixels
 */

const INSET = 6; // px between chips and the edge
const STEP = 26; // px that a chip without room slides along the edge
const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4];

export class EdgeChips {
  /** @type {Chip[]} */
  chips = [];

  /** @param {GuessMap} world @param {(points: LatLon[]) => void} onShow asked to bring points into view */
  constructor(world, onShow) {
    this.world = world;
    this.onShow = onShow;
    this.holder = make("div", { class: "ew-chips" });
    world.L.DomEvent.disableClickPropagation(this.holder);
    this.holder.addEventListener("keydown", (event) => event.stopPropagation()); // Enter on the map guesses
    world.element.append(this.holder);
  }

  remove() {
    this.holder.remove();
  }

  clear() {
    this.chips = [];
    this.holder.replaceChildren();
  }

  /**
   * Adds answers beyond the edge; without room they join another chip.
   * @param {ReadableAnswer[]} alms @param {LatLon} point of them @param {LabelSpace} space
   */
  add(alms, point, space) {
    const map = this.world.element.getBoundingClientRect();
    const { x, y } = this.world.map.latLngToContainerPoint(point);
    const target = { x: x + map.left, y: y + map.top };
    const middle = { x: (space.frame.left + space.frame.right) / 2, y: (space.frame.top + space.frame.bottom) / 2 };
    /** @type {Chip} */
    const chip = { alms, points: [point], angle: Math.atan2(target.y - middle.y, target.x - middle.x), element: make("button", { type: "button", class: "ew-chip" }) };
    this.draw(chip);
    this.holder.append(chip.element);
    if (this.place(chip, target, middle, space)) this.chips.push(chip);
    else this.join(chip);
  }

  /** @param {Chip} chip @param {Pixels} target @param {Pixels} middle of the frame @param {LabelSpace} space @returns {boolean} whether there is room */
  place({ element }, target, middle, space) {
    const map = this.world.element.getBoundingClientRect();
    const [width, height] = [element.offsetWidth, element.offsetHeight];
    const { x, y, upright } = edgePoint(target, middle, space.frame, width, height);
    for (const step of STEPS) {
      const [left, top] = [x + (upright ? 0 : step * STEP) - width / 2, y + (upright ? step * STEP : 0) - height / 2];
      const box = { left, top, right: left + width, bottom: top + height };
      if (space.lost(box) >= 1) continue;
      space.taken.push(box);
      element.style.translate = `${left - map.left}px ${top - map.top}px`;
      return true;
    }
    return false;
  }

  /** Adds a chip's answers to the one that points most nearly the same way. @param {Chip} chip */
  join(chip) {
    chip.element.remove();
    /** @param {Chip} other */
    const turn = ({ angle }) => Math.abs(Math.atan2(Math.sin(angle - chip.angle), Math.cos(angle - chip.angle)));
    const [nearest] = [...this.chips].sort((a, b) => turn(a) - turn(b));
    if (!nearest) return;
    nearest.alms = [...nearest.alms, ...chip.alms];
    nearest.points.push(...chip.points);
    this.draw(nearest);
  }

  /** @param {Chip} chip */
  draw({ alms, points, angle, element }) {
    const [{ name, distance_km: distance }] = alms;
    const more = alms.length - 1;
    const arrow = make("span", { class: "ew-chip-arrow", "aria-hidden": "true", style: `rotate: ${angle}rad` });
    const words = more ? text("map.more_models", { count: more }) : kilometres(distance);
    element.replaceChildren(arrow, make("span", { class: "ew-chip-name" }, name), make("span", { class: "ew-chip-far" }, words));
    element.setAttribute("aria-label", text("map.show_models", { name: alms.map((alm) => alm.name).join(", ") }));
    element.onclick = () => this.onShow(points);
  }
}

/**
 * Where the line from the middle of a frame to a target leaves the frame, for a box of a size to stay inside.
 * @param {Pixels} target @param {Pixels} middle @param {Box} frame @param {number} width @param {number} height
 * @returns {Pixels & {upright: boolean}} `upright`: on the left or right edge
 */
function edgePoint(target, middle, frame, width, height) {
  const [dx, dy] = [target.x - middle.x, target.y - middle.y];
  const across = Math.max(1, (frame.right - frame.left - width) / 2 - INSET) / Math.max(1e-9, Math.abs(dx));
  const along = Math.max(1, (frame.bottom - frame.top - height) / 2 - INSET) / Math.max(1e-9, Math.abs(dy));
  const part = Math.min(across, along);
  return { x: middle.x + dx * part, y: middle.y + dy * part, upright: across < along };
}
