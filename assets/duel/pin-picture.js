// A picture of where an opponent points: dots on a small map.

import { loadCoarse, mercator } from "../map/shapes.js";
import { svg } from "../shared/svg.js";

/** @import { Ring } from "../map/types.d.ts" */

const SIDE = 360; // of the Mercator square, in the picture's units
const VIEW = `0 55 ${SIDE} 190`; // without the poles
const FINEST = 1.2; // units: nearer points of a coast are left out
const SMALLEST = 2; // units: smaller islands are left out
const LAND = "ew-duel-land"; // id of the shape that all pictures use

/** @param {[lat: number, lon: number][]} pins @returns {Element} */
export function pinPicture(pins) {
  /** @type {Map<string, {x: number, y: number, count: number}>} */
  const dots = new Map();
  for (const [lat, lon] of pins) {
    const at = `${lat} ${lon}`;
    const dot = dots.get(at) ?? { x: (lon / 360 + 0.5) * SIDE, y: mercator(lat) * SIDE, count: 0 };
    dots.set(at, { ...dot, count: dot.count + 1 });
  }
  const circles = [...dots.values()].map(({ x, y, count }) => svg("circle", { cx: x, cy: y, r: 4 + 1.6 * Math.sqrt(count) }));
  return svg("svg", { class: "ew-duel-picture", viewBox: VIEW, "aria-hidden": "true" }, svg("use", { href: `#${LAND}` }), ...circles);
}

/** The land, once for all pictures on a screen; it appears when it has come. @returns {Element} */
export function landShape() {
  const path = svg("path", { id: LAND, class: "ew-duel-land" });
  loadCoarse().then(
    (rings) => path.setAttribute("d", rings.map(outline).join("")),
    (error) => console.warn(error), // dots alone say something, too
  );
  return svg("svg", { class: "ew-hidden", "aria-hidden": "true" }, svg("defs", {}, path));
}

/** @param {Ring} ring @returns {string} */
function outline({ xy, box: [left, top, right, bottom] }) {
  if (Math.max(right - left, bottom - top) * SIDE < SMALLEST) return "";
  let [lastX, lastY] = [xy[0] * SIDE, xy[1] * SIDE];
  let path = `M${lastX.toFixed(1)} ${lastY.toFixed(1)}`;
  for (let i = 2; i < xy.length; i += 2) {
    const [x, y] = [xy[i] * SIDE, xy[i + 1] * SIDE];
    if (Math.hypot(x - lastX, y - lastY) < FINEST) continue;
    path += `L${x.toFixed(1)} ${y.toFixed(1)}`;
    [lastX, lastY] = [x, y];
  }
  return `${path}Z`;
}
