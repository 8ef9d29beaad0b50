// The two pictures that the pointer and the reveal share: the head from above in a ring, and from its right side.

import { decimal } from "../shared/format.js";
import { svg } from "../shared/svg.js";
import { degrees, isInFront, radians, wrap } from "./directions.js";

/** @import { Direction } from "./directions.js" */

export const RADIUS = 88; // of the ring and the arc, in the pictures' units
const HALF = 112; // of a picture's side
const NEAREST = 34; // units: the innermost ring of distances
export const DISTANCES = [0.5, 1, 2, 4, 8]; // metres
const [LEAST, MOST] = [DISTANCES[0], DISTANCES[DISTANCES.length - 1]];
const SPAN = Math.log(MOST / LEAST);
const LETTER = 7; // units, about the width of one
const LINE = 13; // units from one line of words to the next
const BESIDE = 0.12; // of the radius: nearer to the upright axis a finger means neither front nor back

/** @typedef {{x: number, y: number}} Spot in a picture's units, from its centre, y downwards */
/** @typedef {"answer" | "truth" | "other"} MarkKind */
/** @typedef {Direction & {kind: MarkKind, label?: string}} Mark */

/** @param {number} distance metres @returns {number} how far from the centre it is drawn */
const radiusOf = (distance) => NEAREST + ((RADIUS - NEAREST) * Math.log(Math.min(MOST, Math.max(LEAST, distance)) / LEAST)) / SPAN;

/** @param {Spot} spot @returns {number} metres */
function distanceAt({ x, y }) {
  const share = (Math.min(RADIUS, Math.max(NEAREST, Math.hypot(x, y))) - NEAREST) / (RADIUS - NEAREST);
  return LEAST * Math.exp(share * SPAN);
}

/** @param {Direction} direction @returns {number} */
const reach = ({ distance_m: distance }) => (distance === undefined ? RADIUS : radiusOf(distance));

/** @param {Direction} direction @returns {Spot} */
function fromAbove(direction) {
  const r = reach(direction);
  return { x: -r * Math.sin(radians(direction.azimuth)), y: -r * Math.cos(radians(direction.azimuth)) };
}

/** @param {Direction} direction @returns {Spot} */
function fromTheSide(direction) {
  const r = reach(direction);
  const ahead = isInFront(direction) ? 1 : -1;
  return { x: ahead * r * Math.cos(radians(direction.elevation)), y: -r * Math.sin(radians(direction.elevation)) };
}

/** Words beside marks, none of which stands on another. */
class Labels {
  /** @type {{left: number, right: number, y: number}[]} */
  placed = [];

  /** @param {string} words @param {Spot} spot @returns {SVGElement} */
  place(words, spot) {
    const half = (words.length * LETTER) / 2;
    const x = Math.max(half - HALF + 2, Math.min(HALF - half - 2, spot.x));
    const heights = [spot.y > 0 ? -13 : 21, spot.y > 0 ? 21 : -13, 36, -28].map((away) => spot.y + away);
    const isFree = (/** @type {number} */ y) => this.placed.every((other) => other.right < x - half || other.left > x + half || Math.abs(other.y - y) > LINE);
    const y = heights.find(isFree) ?? heights[0];
    this.placed.push({ left: x - half, right: x + half, y });
    return svg("text", { x, y }, words);
  }
}

/** A picture with marks, and what a spot in it means. */
class View {
  /** @param {string} name of its class @param {Node[]} ground what is drawn under the marks @param {(direction: Direction) => Spot} spotOf */
  constructor(name, ground, spotOf) {
    this.spotOf = spotOf;
    this.marks = svg("g");
    const box = `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`;
    this.root = svg("svg", { class: `ew-head ${name}`, viewBox: box, "aria-hidden": "true", focusable: "false" }, ...ground, this.marks);
  }

  /** @param {Mark[]} marks */
  show(marks) {
    const labels = new Labels();
    this.marks.replaceChildren(...marks.map((mark) => this.mark(mark, labels)));
  }

  /** @param {Mark} mark @param {Labels} labels @returns {SVGElement} */
  mark(mark, labels) {
    const { x, y } = this.spotOf(mark);
    const line = svg("line", { x1: 0, y1: 0, x2: x, y2: y });
    const shape = mark.kind === "truth" ? svg("rect", { x: x - 6, y: y - 6, width: 12, height: 12, transform: `rotate(45 ${x} ${y})` }) : svg("circle", { cx: x, cy: y, r: mark.kind === "answer" ? 8 : 5 });
    const label = mark.label ? [labels.place(mark.label, { x, y })] : [];
    return svg("g", { class: `ew-mark is-${mark.kind}` }, line, shape, ...label);
  }

  /** @param {PointerEvent} event @returns {Spot} */
  spotAt(event) {
    const box = this.root.getBoundingClientRect();
    const scale = (2 * HALF) / Math.min(box.width, box.height);
    return { x: (event.clientX - box.left - box.width / 2) * scale, y: (event.clientY - box.top - box.height / 2) * scale };
  }
}

/** The head from above, the nose up: azimuth, and distance as rings. */
export class TopView extends View {
  /** @param {boolean} hasDistances */
  constructor(hasDistances) {
    const head = svg("g", {}, ...headFromAbove());
    const rings = hasDistances ? DISTANCES.flatMap(distanceRing) : [svg("circle", { class: "ew-head-ring", r: RADIUS })];
    super("is-top", [...rings, ...hourTicks(), head], fromAbove);
    this.head = head;
    this.hasDistances = hasDistances;
  }

  /** @param {number} azimuth degrees, positive to the left */
  turnHead(azimuth) {
    this.head.setAttribute("transform", `rotate(${-azimuth})`);
  }

  /** @param {Spot} spot @param {Direction} before @returns {Direction} what somebody means who points there */
  directionAt(spot, before) {
    const azimuth = wrap(Math.round(degrees(Math.atan2(-spot.x, -spot.y))));
    return this.hasDistances ? { ...before, azimuth, distance_m: distanceAt(spot) } : { ...before, azimuth };
  }
}

/** The head from its right side, the nose to the right: elevation, in front or behind. */
export class SideView extends View {
  constructor() {
    const marks = [-60, -30, 0, 30, 60].flatMap((elevation) => [elevationTick(elevation, 1), elevationTick(elevation, -1)]);
    super("is-side", [svg("circle", { class: "ew-head-ring", r: RADIUS }), ...marks, ...headFromTheSide()], fromTheSide);
  }

  /** Keeps the side, and turns front to back where the spot is behind. @param {Spot} spot @param {Direction} before @returns {Direction} */
  directionAt({ x, y }, before) {
    const elevation = Math.round(degrees(Math.atan2(-y, Math.abs(x))));
    const isTurned = Math.abs(x) > BESIDE * RADIUS && x > 0 !== isInFront(before);
    return { ...before, elevation, azimuth: isTurned ? wrap(180 - before.azimuth) : before.azimuth };
  }
}

/** A ring with its metres at the lower right. @param {number} distance metres @returns {Node[]} */
function distanceRing(distance) {
  const r = radiusOf(distance);
  const words = svg("text", { class: "ew-head-metres", x: r * Math.SQRT1_2, y: r * Math.SQRT1_2 + 3 }, decimal(distance, distance < 1 ? 1 : 0));
  return [svg("circle", { class: "ew-head-ring", r }), words];
}

/** @returns {Node[]} */
function hourTicks() {
  return Array.from({ length: 12 }, (_, number) => {
    const [x, y] = [Math.sin((number * Math.PI) / 6), -Math.cos((number * Math.PI) / 6)];
    const long = number % 3 ? 4 : 9;
    return svg("line", { class: "ew-head-tick", x1: x * (RADIUS + 3), y1: y * (RADIUS + 3), x2: x * (RADIUS + 3 + long), y2: y * (RADIUS + 3 + long) });
  });
}

/** @param {number} elevation degrees @param {1 | -1} ahead */
function elevationTick(elevation, ahead) {
  const [x, y] = [ahead * Math.cos(radians(elevation)), -Math.sin(radians(elevation))];
  const long = elevation ? 4 : 9;
  return svg("line", { class: "ew-head-tick", x1: x * (RADIUS + 3), y1: y * (RADIUS + 3), x2: x * (RADIUS + 3 + long), y2: y * (RADIUS + 3 + long) });
}

/** @returns {Node[]} */
const headFromAbove = () => [
  svg("path", { class: "ew-head-skin", d: "M-5 -20 0 -31 5 -20Z" }),
  svg("ellipse", { class: "ew-head-skin", cx: -19, cy: 1, rx: 4, ry: 7 }),
  svg("ellipse", { class: "ew-head-skin", cx: 19, cy: 1, rx: 4, ry: 7 }),
  svg("ellipse", { class: "ew-head-hair", rx: 19, ry: 22 }),
];

/** @returns {Node[]} */
const headFromTheSide = () => [
  svg("path", { class: "ew-head-skin", d: "M-10 32V18C-20 12-23 0-20-9C-16-21 0-26 11-20C18-16 20-9 19-4L26 6L19 8V15C19 20 15 21 8 20V32Z" }),
  svg("path", { class: "ew-head-hair", d: "M-13 19C-22 12-23 0-20-9C-16-21 0-26 11-20C14-18 16-16 17-13C8-14 2-9 0-3C-6-3-9 8-13 19Z" }),
  svg("ellipse", { class: "ew-head-ear", cx: -1, cy: 3, rx: 4, ry: 6 }),
];
