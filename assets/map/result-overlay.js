// Draws on the map what a reveal or a summary tells: pins with names, and the arcs between them.

import { ModelPins } from "./model-pins.js";
import { greatCircle } from "./great-circle.js";
import { nearestCopy } from "./guess-map.js";
import { pinShape } from "./pin-shape.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ModelAnswer, ReadableAnswer, Reveal } from "../shared/types.d.ts"
 * @import { LatLon, ProjectedLine } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {"guess" | "truth"} Kind
 * @typedef {[x: number, y: number]} Pixels
 */

/** @type {Record<Kind, Pixels>} */
const SIZES = { guess: [44, 52], truth: [44, 44] };
/** @type {Record<Kind, Pixels>} */
const OFFSETS = { guess: [0, -46], truth: [0, -16] };
// The view makes room for so many models, the best: among all, one is always on the other side of the world.
const FRAMED = 3;
const NORTH_MOST = 85; // degrees: beyond it Web Mercator has no place

/** @param {number} lat @returns {number} */
const onMercator = (lat) => Math.max(-NORTH_MOST, Math.min(NORTH_MOST, lat));

/** A way that crosses a pole leaves the map and comes back: in pieces. @param {LatLon[]} way @returns {LatLon[][]} */
function onMap(way) {
  /** @type {LatLon[]} */
  let piece = [];
  const pieces = [piece];
  for (const point of way) {
    if (Math.abs(point[0]) < NORTH_MOST) piece.push(point);
    else if (piece.length) pieces.push((piece = []));
  }
  return pieces;
}

/**
 * A line between whole pixels wobbles where it is nearly straight; Leaflet would round every point to one.
 * @param {typeof Leaflet} L @returns {typeof Leaflet.Polyline}
 */
const smooth = (L) =>
  L.Polyline.extend({
    /**
     * @this {ProjectedLine} @param {Leaflet.LatLng[][]} points @param {Leaflet.Point[][]} rings filled
     * @param {Leaflet.Bounds} bounds extended
     */
    _projectLatlngs(points, rings, bounds) {
      const corner = this._map.getPixelOrigin();
      for (const piece of points) {
        const ring = piece.map((point) => this._map.project(point).subtract(corner));
        for (const at of ring) bounds.extend(at);
        rings.push(ring);
      }
    },
  });

/** @type {Record<Kind, Pixels>} */
const ANCHORS = { guess: [22, 48], truth: [22, 22] };

/** What is drawn over the map after a guess; `remove()` takes all of it away. */
export class ResultOverlay {
  /** @type {LatLon[]} that the view makes room for */
  points = [];
  /** @type {ModelPins | null} */
  modelPins = null;

  /** @param {GuessMap} world @param {boolean} moving whether arcs may draw themselves */
  constructor(world, moving) {
    this.world = world;
    this.moving = moving;
    this.layers = world.L.featureGroup().addTo(world.map);
    this.lines = world.L.svg({ padding: 1 }).addTo(world.map);
    this.Line = smooth(world.L);
  }

  /**
   * One round: guess, truth, the way between, and the answers of ALMs.
   * @param {Reveal} reveal @param {{names: boolean, number?: number}} how
   */
  add(reveal, { names, number }) {
    const { guess, truth, alms } = reveal;
    const way = guess ? greatCircle(guess, truth) : [];
    const end = way.at(-1) ?? [truth.lat, truth.lon];
    if (guess) this.arc(onMap(way));
    if (guess) this.pin("guess", way[0], names ? text("map.your_guess") : "", number);
    this.pin("truth", end, names ? truth.city || text("map.true_place") : "", number);
    for (const [lat, lon] of guess ? way : [end]) this.points.push([onMercator(lat), lon]);
    this.models(alms, end);
  }

  /** @param {ModelAnswer[]} alms @param {LatLon} truth */
  models(alms, truth) {
    const placed = alms.filter(hasPoint).map((alm) => ({ ...alm, lat: onMercator(alm.lat), lon: nearestCopy(alm.lon, truth[1]) }));
    if (!placed.length) return;
    placed.sort((one, other) => other.geoscore - one.geoscore);
    /** @type {LatLon[]} */
    const points = placed.map(({ lat, lon }) => [lat, lon]);
    this.points.push(...points.slice(0, FRAMED));
    this.world.marks.push(...points);
    this.modelPins = new ModelPins(this.world, this.layers, placed, truth);
  }

  /** @param {LatLon[][]} pieces of a way */
  arc(pieces) {
    const style = { renderer: this.lines, interactive: false, smoothFactor: 0.1 };
    for (const className of ["ew-arc-casing", "ew-arc"]) {
      const line = new this.Line(pieces, { ...style, className }).addTo(this.layers);
      const path = line.getElement();
      if (this.moving && path) this.unroll(path);
    }
  }

  /** @param {Element} path */
  unroll(path) {
    path.setAttribute("pathLength", "1");
    path.classList.add("is-drawing");
    path.addEventListener("animationend", () => {
      path.classList.remove("is-drawing");
      path.removeAttribute("pathLength");
    });
  }

  /** @param {Kind} kind @param {LatLon} point @param {string} name may be empty @param {number} [number] of a round */
  pin(kind, [lat, lon], name, number) {
    const L = this.world.L;
    const size = number ? 0.85 : 1;
    const icon = L.divIcon({
      className: `ew-pin ew-pin-${kind}${this.moving ? " is-landing" : ""}`,
      html: pinShape(kind, number),
      iconSize: scaled(SIZES[kind], size),
      iconAnchor: scaled(ANCHORS[kind], size),
    });
    const marker = L.marker([lat, lon], { icon, keyboard: false, interactive: false });
    marker.addTo(this.layers);
    this.world.marks.push([lat, lon]);
    if (!name) return;
    const offset = OFFSETS[kind];
    const label = document.createElement("span");
    label.textContent = name;
    marker.bindTooltip(label, { permanent: true, direction: "top", offset, className: `ew-tag ew-tag-${kind}` });
  }

  /** @returns {{side: number, above: number}} how far names and pins stick out of the points, in px */
  reach() {
    const names = [.../** @type {NodeListOf<HTMLElement>} */ (this.world.element.querySelectorAll(".ew-tag"))];
    const side = Math.max(22, ...names.map((name) => name.offsetWidth / 2));
    return { side, above: names.length ? -OFFSETS.guess[1] + names[0].offsetHeight + 4 : ANCHORS.guess[1] };
  }

  /** @returns {Leaflet.LatLngBounds} of everything drawn */
  bounds() {
    return this.world.L.latLngBounds(this.points);
  }

  remove() {
    this.modelPins?.remove();
    this.layers.remove();
    this.lines.remove();
    this.world.marks.length = 0;
  }
}

/** @param {Pixels} sides @param {number} size @returns {Pixels} */
const scaled = ([x, y], size) => [x * size, y * size];

/** @param {ModelAnswer} alm @returns {alm is ReadableAnswer} */
const hasPoint = (alm) => Number.isFinite(alm.lat) && Number.isFinite(alm.lon);
