// The drawn panorama: what stands around the listener, as plain shapes with names at true angles. It is no photograph.

import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { svg } from "../shared/svg.js";
import { text } from "../shared/texts.js";
import { height, metres, side } from "./directions.js";

/**
 * @typedef {object} Thing
 * @property {string} name as players read it
 * @property {number} azimuth degrees @property {number} elevation degrees @property {number} distance_m metres
 */

const [WIDTH, HEIGHT] = [720, 340]; // for 360 degrees around, and as many units a degree upwards
const ROOM = 40; // units around, for half of the largest thing as a phone draws it
const MIDDLE = 164; // leaves that room above a thing at the steepest, and below
const UNITS = WIDTH / 360; // a degree
const [SMALLEST, LARGEST] = [11, 22]; // units, of a thing far away and of one at hand
const AT_HAND = 1; // metres
const STEEPEST = 60; // degrees: what stands steeper is drawn there
const LINE = 15; // units between names that would stand on one another
const LETTER = 7.5; // units, about the width of one

/** @param {Thing} thing */
const spot = ({ azimuth, elevation }) => ({ x: WIDTH / 2 - azimuth * UNITS, y: MIDDLE - Math.max(-STEEPEST, Math.min(STEEPEST, elevation)) * UNITS });

/** @param {Thing} thing @returns {number} units */
const sizeOf = ({ distance_m: distance }) => Math.max(SMALLEST, Math.min(LARGEST, LARGEST * (AT_HAND / distance) ** 0.5));

/** @param {Thing[]} things numbered as they come @returns {HTMLElement} */
export function panorama(things) {
  const picture = svg("svg", { class: "ew-panorama-picture", viewBox: `${-ROOM} 0 ${WIDTH + 2 * ROOM} ${HEIGHT}`, "aria-hidden": "true" }, ...ground(), ...shapes(things));
  const names = make("ol", { class: "ew-panorama-names" }, ...things.map((thing, index) => make("li", {}, make("span", { "aria-hidden": "true" }, make("b", {}, integer(index + 1)), thing.name), make("span", { class: "ew-hidden" }, describe(thing)))));
  return make("figure", { class: "ew-panorama" }, picture, make("figcaption", {}, text("spatial.panorama")), names);
}

/** @param {Thing} thing @returns {string} e.g. "dog: 40° to the left, level, 2.0 m" */
function describe(thing) {
  const values = { name: thing.name, side: side(thing.azimuth), height: height(thing.elevation), distance: metres(thing.distance_m) };
  return text("spatial.panorama.thing", values);
}

/** The level of the ears, and what is ahead, to the sides and behind. @returns {Node[]} */
function ground() {
  /** @type {[number, string][]} */
  const sides = [
    [90, text("spatial.panorama.left")],
    [0, text("spatial.panorama.ahead")],
    [-90, text("spatial.panorama.right")],
  ];
  const behind = [4, WIDTH - 4].map((x) => svg("text", { class: "ew-panorama-side", x, y: HEIGHT - 5, style: `text-anchor: ${x < MIDDLE ? "start" : "end"}` }, text("spatial.panorama.behind")));
  const lines = sides.map(([azimuth]) => svg("line", { class: "ew-panorama-line", x1: WIDTH / 2 - azimuth * UNITS, x2: WIDTH / 2 - azimuth * UNITS, y1: 6, y2: HEIGHT - 20 }));
  const words = sides.map(([azimuth, name]) => svg("text", { class: "ew-panorama-side", x: WIDTH / 2 - azimuth * UNITS, y: HEIGHT - 5 }, name));
  return [svg("line", { class: "ew-panorama-line is-level", x1: 0, x2: WIDTH, y1: MIDDLE, y2: MIDDLE }), ...lines, ...words, ...behind];
}

/** The farthest first, so that the nearest stand before them. @param {Thing[]} things @returns {Node[]} */
function shapes(things) {
  const numbered = things.map((thing, index) => ({ thing, number: index + 1 }));
  const heights = nameHeights(things);
  return numbered.sort((one, other) => other.thing.distance_m - one.thing.distance_m).map(({ thing, number }) => {
    const { x, y } = spot(thing);
    const size = sizeOf(thing);
    const name = thing.name;
    const within = Math.max(name.length * LETTER * 0.5 + 2, Math.min(WIDTH - name.length * LETTER * 0.5 - 2, x));
    return svg(
      "g",
      { class: "ew-panorama-thing" },
      svg("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size, rx: size * 0.35 }),
      svg("text", { class: "ew-panorama-number", x, y: y + 4.5 }, integer(number)),
      svg("text", { class: "ew-panorama-name", x: within, y: heights[number - 1] }, name),
    );
  });
}

/** Where each name stands, under its thing, or lower where another name stands. @param {Thing[]} things @returns {number[]} */
function nameHeights(things) {
  /** @type {{left: number, right: number, y: number}[]} */
  const placed = [];
  return things.map((thing) => {
    const { x, y } = spot(thing);
    const half = (thing.name.length * LETTER) / 2;
    const isTaken = (/** @type {number} */ at) => placed.some((other) => other.left < x + half && other.right > x - half && Math.abs(other.y - at) < LINE);
    let at = y + sizeOf(thing) + 13;
    while (isTaken(at) && at < HEIGHT - 30) at += LINE;
    placed.push({ left: x - half, right: x + half, y: at });
    return at;
  });
}
