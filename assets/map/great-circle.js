// Great circles: the shortest way between two places, as points on the map.

/**
 * @import { Point } from "../shared/types.d.ts"
 * @import { LatLon } from "./types.d.ts"
 * @typedef {[x: number, y: number, z: number]} Vector unit vector from the Earth's centre
 */

const RADIANS = Math.PI / 180;

/** @param {Point} point @returns {Vector} */
function vector({ lat, lon }) {
  const cosLat = Math.cos(lat * RADIANS);
  return [cosLat * Math.cos(lon * RADIANS), cosLat * Math.sin(lon * RADIANS), Math.sin(lat * RADIANS)];
}

/** @param {Vector} a @param {Vector} b @returns {number} */
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A unit vector perpendicular to `a`, for the path between antipodes. @param {Vector} a @returns {Vector} */
function perpendicular(a) {
  /** @type {Vector} */
  const other = Math.abs(a[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const along = dot(a, other);
  const side = vectorOf((i) => other[i] - along * a[i]);
  const length = Math.hypot(...side);
  return vectorOf((i) => side[i] / length);
}

/** @param {(axis: 0 | 1 | 2) => number} part @returns {Vector} */
const vectorOf = (part) => [part(0), part(1), part(2)];

/**
 * Spherical interpolation at `t` of the angle between unit vectors.
 * @param {Vector} a @param {Vector} b @param {number} angle @param {number} t 0 to 1 @returns {Vector}
 */
function slerp(a, b, angle, t) {
  if (Math.PI - angle < 1e-6) {
    const side = perpendicular(a);
    return vectorOf((i) => a[i] * Math.cos(t * Math.PI) + side[i] * Math.sin(t * Math.PI));
  }
  const sine = Math.sin(angle);
  const [left, right] = [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return vectorOf((i) => left * a[i] + right * b[i]);
}

/**
 * The great circle between two points. Longitudes continue past ±180 where it crosses the antimeridian.
 * @param {Point} from @param {Point} to @param {number} [count]
 * @returns {LatLon[]} `count + 1` points as [lat, lon] in degrees
 */
export function greatCircle(from, to, count = 96) {
  const [a, b] = [vector(from), vector(to)];
  const angle = Math.acos(Math.min(1, Math.max(-1, dot(a, b))));
  if (angle < 1e-9) return [[from.lat, from.lon], [to.lat, to.lon]];
  /** @type {LatLon[]} */
  const points = [];
  let last = from.lon;
  for (let i = 0; i <= count; i += 1) {
    const [x, y, z] = slerp(a, b, angle, i / count);
    const lon = Math.atan2(y, x) / RADIANS;
    last = lon + 360 * Math.round((last - lon) / 360);
    points.push([Math.asin(Math.min(1, Math.max(-1, z))) / RADIANS, last]);
  }
  return points;
}
