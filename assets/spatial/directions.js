// Directions around the listener's head: angles, and how they are said.

import { decimal, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @typedef {object} Direction
 * @property {number} azimuth degrees, 0 in front, positive to the left, above -180 and up to 180
 * @property {number} elevation degrees, positive up, from -90 to 90
 * @property {number} [distance_m] metres
 */

/** Degrees that the head may be raised or lowered. */
export const STEEPEST = 60;
/** Degrees of azimuth and elevation by key. @type {Record<string, [azimuth: number, elevation: number]>} */
export const TURNS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const LEVEL = 8; // degrees: nearer to the level of the ears is no height that anybody would mention
const LITTLE = 30;
const OVERHEAD = 75;

/** @param {number} azimuth degrees @returns {number} above -180 and up to 180 */
export function wrap(azimuth) {
  const turned = ((azimuth % 360) + 360) % 360;
  return turned > 180 ? turned - 360 : turned;
}

/** @param {number} degrees @returns {number} radians */
export const radians = (degrees) => (degrees * Math.PI) / 180;

/** @param {number} radians @returns {number} degrees */
export const degrees = (radians) => (radians * 180) / Math.PI;

/** @param {Direction} direction @returns {boolean} whether it is in the half in front of the ears */
export const isInFront = ({ azimuth }) => Math.abs(azimuth) <= 90;

/** @param {number} azimuth degrees @returns {number} the hour at which it stands on a clock face with 12 in front */
export const hour = (azimuth) => Math.round((((-azimuth % 360) + 360) % 360) / 30) || 12;

/** Says a direction as on a clock face. @param {Direction} direction @returns {string} e.g. "3 o'clock, 85° to the right, a little up" */
export function spoken(direction) {
  const { azimuth, elevation, distance_m: distance } = direction;
  if (elevation > OVERHEAD) return withDistance(text("spatial.overhead"), distance);
  if (elevation < -OVERHEAD) return withDistance(text("spatial.underneath"), distance);
  const values = { hour: integer(hour(azimuth)), side: side(azimuth), height: height(elevation) };
  return withDistance(text("spatial.direction", values), distance);
}

/** @param {number} azimuth degrees @returns {string} */
export function side(azimuth) {
  const turned = integer(Math.abs(azimuth));
  if (turned === integer(0)) return text("spatial.ahead");
  if (turned === integer(180)) return text("spatial.behind");
  return text(azimuth > 0 ? "spatial.left" : "spatial.right", { degrees: turned });
}

/** @param {number} elevation degrees @returns {string} */
export function height(elevation) {
  const size = Math.abs(elevation);
  if (size < LEVEL) return text("spatial.level");
  const values = { degrees: integer(size) };
  if (size < LITTLE) return text(elevation > 0 ? "spatial.little_up" : "spatial.little_down", values);
  return text(elevation > 0 ? "spatial.up" : "spatial.down", values);
}

/** @param {number} distance @returns {string} e.g. "1.5 m" */
export const metres = (distance) => text("unit.metres", { value: decimal(distance, 1) });

/** @param {string} words @param {number | undefined} distance metres */
const withDistance = (words, distance) => (distance === undefined ? words : text("spatial.at_distance", { direction: words, distance: metres(distance) }));
