// The shapes of the base map: a coarse world first, then the countries; both projected to the Mercator square.

import { address } from "../shared/address.js";
import { EDITION } from "../shared/edition.js";

/** @import { Countries, Ring } from "./types.d.ts" */

const EDGE = 85.0511287798; // degrees: where Web Mercator ends
const TENTHS = 10; // the coarse map's steps in a degree

/** @type {Map<string, Promise<any>>} by file */
const requests = new Map();

/** @param {string} file @returns {Promise<any>} fetched once; after a failure the next call retries */
function load(file) {
  const request = requests.get(file) ?? fetchJson(file);
  requests.set(file, request);
  return request;
}

/** @param {string} file */
async function fetchJson(file) {
  try {
    const response = await fetch(address(`/earwitness/map/${file}${EDITION}`));
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return await response.json();
  } catch (error) {
    requests.delete(file);
    throw error;
  }
}

/** @returns {Promise<Ring[]>} the outlines of the countries, to about 15 km */
export const loadCoarse = async () => (await load("coarse.json")).map(fromSteps);

/** @returns {Promise<Ring[]>} the outlines of the countries, to about 2 km */
export async function loadCountries() {
  /** @type {Countries} */
  const { features } = await load("countries.json");
  return features.flatMap(({ geometry }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flat().map(projectRing);
  });
}

/** @param {number} lat degrees @returns {number} 0 at the top of the Mercator square, 1 at the bottom */
export function mercator(lat) {
  const phi = (Math.max(-EDGE, Math.min(EDGE, lat)) * Math.PI) / 180;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI);
}

/** @param {number[]} steps where a ring starts, then the step to each point, in tenths of a degree @returns {Ring} */
function fromSteps(steps) {
  /** @type {GeoJSON.Position[]} */
  const ring = [];
  let [lon, lat] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    ring.push([lon / TENTHS, lat / TENTHS]);
  }
  return projectRing(ring);
}

/** @param {GeoJSON.Position[]} ring @returns {Ring} */
function projectRing(ring) {
  const xy = new Float64Array(ring.length * 2);
  /** @type {Ring["box"]} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  ring.forEach(([lon, lat], i) => {
    const x = lon / 360 + 0.5;
    const y = mercator(lat);
    xy[2 * i] = x;
    xy[2 * i + 1] = y;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  });
  return { xy, box };
}
