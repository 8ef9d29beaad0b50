// Results on the map, for the reveal and the summary: labelled pins joined by great-circle arcs.

import { LabelSpace } from "./label-placement.js";
import { ModelPins } from "./model-pins.js";
import { greatCircle } from "./great-circle.js";
import { nearestCopy } from "./guess-map.js";
import { drawOthers } from "./other-points.js";
import { PinNames } from "./pin-names.js";
import { pinShape } from "./pin-shape.js";
import { cityName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ModelAnswer, Place, ReadableAnswer, Reveal } from "../shared/types.d.ts"
 * @import { Kind } from "./pin-names.js"
 * @import { LatLon, ProjectedLine } from "./types.d.ts"
 * @import { MapLayout } from "./map-layout.js"
 * @typedef {[x: number, y: number]} Pixels
 */

/** @type {Record<Kind, Pixels>} */
const SIZES = { guess: [44, 52], truth: [44, 44], crowd: [30, 30] };
const MAX_LAT = 85; // degrees: where Web Mercator ends

/** @param {number} lat @returns {number} */
const clampLat = (lat) => Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));

/** @param {Place} truth @returns {string} its town, or the nearest one, without the country */
const townName = ({ city, city_km: away }) => (city ? cityName(city, away) : text("map.true_place"));

/** Splits a path where it leaves the map near a pole. @param {LatLon[]} path @returns {LatLon[][]} */
function piecesOnMap(path) {
  /** @type {LatLon[]} */
  let piece = [];
  const pieces = [piece];
  for (const point of path) {
    if (Math.abs(point[0]) < MAX_LAT) piece.push(point);
    else if (piece.length) pieces.push((piece = []));
  }
  return pieces;
}

/**
 * A polyline without Leaflet's rounding to whole pixels, which makes nearly straight arcs wobble.
 * @param {typeof Leaflet} L @returns {typeof Leaflet.Polyline}
 */
const unroundedPolyline = (L) =>
  L.Polyline.extend({
    /**
     * @this {ProjectedLine} @param {Leaflet.LatLng[][]} points @param {Leaflet.Point[][]} rings output, appended to
     * @param {Leaflet.Bounds} bounds output, extended
     */
    _projectLatlngs(points, rings, bounds) {
      const corner = this._map.getPixelOrigin();
      for (const piece of points) {
        const ring = piece.map((point) => this._map.project(point).subtract(corner));
        for (const pixel of ring) bounds.extend(pixel);
        rings.push(ring);
      }
    },
  });

/** @type {Record<Kind, Pixels>} */
const ANCHORS = { guess: [22, 48], truth: [22, 22], crowd: [15, 15] };

/** Everything drawn for one reveal or summary; `remove()` clears it. */
export class ResultOverlay {
  /** @type {LatLon[]} points that the view must include */
  points = [];
  /** @type {ModelPins | null} */
  modelPins = null;
  names = new PinNames();

  /** @param {MapLayout} layout @param {boolean} animated */
  constructor(layout, animated) {
    const { world } = layout;
    this.layout = layout;
    this.world = world;
    this.animated = animated;
    this.layers = world.L.featureGroup().addTo(world.map);
    this.lines = world.L.svg({ padding: 1 }).addTo(world.map);
    this.Line = unroundedPolyline(world.L);
    this.onMoveEnd = () => this.placeLabels();
    world.map.on("moveend", this.onMoveEnd);
  }

  /**
   * Draws one round: guess, true place, the arc between them, the models' answers, and with names what others pointed at.
   * @param {Reveal} reveal @param {{names: boolean, number?: number}} options `number` of the round
   */
  add(reveal, { names, number }) {
    const { guess, truth, alms, others } = reveal;
    const path = guess ? greatCircle(guess, truth) : [];
    const end = path.at(-1) ?? [truth.lat, truth.lon];
    if (others && names) drawOthers(this.world, this.layers, this.lines, others, end[1]);
    if (guess) this.drawArc(piecesOnMap(path));
    if (guess) this.addPin("guess", path[0], names ? [text("map.your_guess"), text("models.you")] : [], number);
    this.addPin("truth", end, names ? [townName(truth)] : [], number);
    for (const [lat, lon] of guess ? path : [end]) this.points.push([clampLat(lat), lon]);
    this.addModels(alms, end);
    if (others?.crowd && names) this.addPin("crowd", [clampLat(others.crowd.lat), nearestCopy(others.crowd.lon, end[1])], [text("map.crowd")]);
  }

  /** @param {ModelAnswer[]} alms @param {LatLon} truth */
  addModels(alms, truth) {
    const placed = alms.filter(hasPoint).map((alm) => ({ ...alm, lat: clampLat(alm.lat), lon: nearestCopy(alm.lon, truth[1]) }));
    if (!placed.length) return;
    placed.sort((a, b) => b.geoscore - a.geoscore);
    /** @type {LatLon[]} */
    const points = placed.map(({ lat, lon }) => [lat, lon]);
    this.world.labelObstacles.push(...points);
    this.modelPins = new ModelPins(this.world, this.layers, placed, truth, (shown) => this.include(shown));
  }

  /** Widens the view to points beyond its edge. @param {LatLon[]} points */
  include(points) {
    this.points.push(...points);
    this.layout.fit(this);
  }

  /** Places the labels once the map stands still: first the player's and the true place's, then the models'. */
  placeLabels() {
    const { element } = this.world;
    this.modelPins?.draw();
    const space = new LabelSpace(this.layout.freeArea(), []);
    space.keepClear([...element.querySelectorAll(".ew-pin-fill, .leaflet-control-attribution")]);
    space.keepClear([...(element.parentElement?.querySelectorAll(".ew-tool, .ew-note") ?? [])]);
    this.names.place(space);
    this.modelPins?.label(space);
  }

  /** @param {LatLon[][]} pieces of the path */
  drawArc(pieces) {
    const style = { renderer: this.lines, interactive: false, smoothFactor: 0.1 };
    for (const className of ["ew-arc-casing", "ew-arc"]) {
      const line = new this.Line(pieces, { ...style, className }).addTo(this.layers);
      const path = line.getElement();
      if (this.animated && path) this.animateLine(path);
    }
  }

  /** @param {Element} path */
  animateLine(path) {
    path.setAttribute("pathLength", "1");
    path.classList.add("is-drawing");
    path.addEventListener("animationend", () => {
      path.classList.remove("is-drawing");
      path.removeAttribute("pathLength");
    });
  }

  /** @param {Kind} kind @param {LatLon} point @param {string[]} versions of its name, the longest first @param {number} [number] of the round */
  addPin(kind, [lat, lon], versions, number) {
    const L = this.world.L;
    const size = number ? 0.85 : 1;
    const icon = L.divIcon({
      className: `ew-pin ew-pin-${kind}${this.animated ? " is-landing" : ""}`,
      html: pinShape(kind, number),
      iconSize: scale(SIZES[kind], size),
      iconAnchor: scale(ANCHORS[kind], size),
    });
    const marker = L.marker([lat, lon], { icon, keyboard: false, interactive: false });
    marker.addTo(this.layers);
    this.world.labelObstacles.push([lat, lon]);
    if (versions.length) this.names.add(kind, marker, versions);
  }

  /** @returns {{side: number, above: number, below: number}} how far labels and pins extend beyond their points, in px */
  extent() {
    const { width, height } = this.names.size();
    const side = Math.max(22, width / 2);
    const [above, below] = [ANCHORS.guess[1], ANCHORS.truth[1]];
    return height ? { side, above: above + height + 4, below: below + height } : { side, above, below };
  }

  /** @returns {Leaflet.LatLngBounds} of `points` */
  bounds() {
    return this.world.L.latLngBounds(this.points);
  }

  remove() {
    this.world.map.off("moveend", this.onMoveEnd);
    this.modelPins?.remove();
    this.layers.remove();
    this.lines.remove();
    this.world.labelObstacles.length = 0;
  }
}

/** @param {Pixels} sides @param {number} size @returns {Pixels} */
const scale = ([x, y], size) => [x * size, y * size];

/** @param {ModelAnswer} alm @returns {alm is ReadableAnswer} */
const hasPoint = (alm) => Number.isFinite(alm.lat) && Number.isFinite(alm.lon);
