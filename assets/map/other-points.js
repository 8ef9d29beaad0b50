// Where other people pointed, under everything else of a result: a quiet dot for each place, larger where several did.

import { nearestCopy } from "./guess-map.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { Others } from "../shared/types.d.ts"
 * @import { LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 */

const RADIUS = 4.5; // px, of one person's dot
const MAX_RADIUS = 11; // px

/**
 * @param {GuessMap} world @param {Leaflet.FeatureGroup} layers parent of the dots
 * @param {Leaflet.Renderer} renderer @param {Others} others @param {number} lon of the true place, whose copy of the world is shown
 */
export function drawOthers(world, layers, renderer, { points }, lon) {
  for (const { point, people } of places(points)) {
    const radius = Math.min(MAX_RADIUS, RADIUS * Math.sqrt(people));
    world.L.circleMarker([point[0], nearestCopy(point[1], lon)], { renderer, radius, className: "ew-other", interactive: false }).addTo(layers);
  }
}

/** @param {LatLon[]} points @returns {{point: LatLon, people: number}[]} each place once */
function places(points) {
  /** @type {Map<string, {point: LatLon, people: number}>} */
  const byPlace = new Map();
  for (const point of points) {
    const place = byPlace.get(point.join()) ?? { point, people: 0 };
    byPlace.set(point.join(), place);
    place.people += 1;
  }
  return [...byPlace.values()];
}
