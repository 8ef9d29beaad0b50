// Directions in words.

import { text } from "./texts.js";

/** @import { Point } from "./types.d.ts" */

const RADIANS = Math.PI / 180;
// Clockwise from the north.
const SENTENCES = ["compass.north", "compass.northeast", "compass.east", "compass.southeast", "compass.south", "compass.southwest", "compass.west", "compass.northwest"];

/** @param {Point} from @param {Point} to @returns {number} degrees clockwise from the north, along the shortest way */
export function bearing(from, to) {
  const [phi, other, turn] = [from.lat * RADIANS, to.lat * RADIANS, (to.lon - from.lon) * RADIANS];
  const east = Math.sin(turn) * Math.cos(other);
  const north = Math.cos(phi) * Math.sin(other) - Math.sin(phi) * Math.cos(other) * Math.cos(turn);
  return (Math.atan2(east, north) / RADIANS + 360) % 360;
}

/** @param {Point} guess @param {Point} truth @returns {string} e.g. "The place is to the south-east of your guess." */
export function directionSentence(guess, truth) {
  const eighth = Math.round(bearing(guess, truth) / 45) % 8;
  return text(SENTENCES[eighth] ?? "");
}
