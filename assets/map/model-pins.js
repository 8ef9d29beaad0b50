// Model answers on the map: nearby answers share a pin, and labels go where there is room.

import { make } from "../shared/dom.js";
import { pinShape } from "./pin-shape.js";
import { kilometres, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ReadableAnswer } from "../shared/types.d.ts"
 * @import { Box, LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {object} Group answers sharing a pin
 * @property {LatLon} point @property {Leaflet.Point} pixel the same in px of the map
 * @property {number} lower px that the pin hangs below its point @property {ReadableAnswer[]} alms
 * @typedef {Leaflet.Marker & Pick<Group, "alms" | "lower">} Pin
 */

const SHARE_WITHIN = 26; // px: closer answers share a pin
const SIZE = 44; // px
const TIP = 3; // px from the pin's top to the tip that touches the point
const BELOW_TRUTH = 15; // px: answers at the true place hang below its pin, which would hide them
const MAX_NAMES = 3; // on a label
const GAP = 3; // px around a label
// Label positions to try, in order of preference: Leaflet's direction and offset in px from the tip.
/** @type {[Leaflet.Direction, [x: number, y: number]][]} */
const SIDES = [
  ["bottom", [0, 24]],
  ["right", [14, 16]],
  ["left", [-14, 16]],
  ["bottom", [-48, 24]],
  ["bottom", [48, 24]],
  ["top", [0, 0]],
];

/** Redraws after each move of the map. */
export class ModelPins {
  /**
   * @param {GuessMap} world @param {Leaflet.FeatureGroup} layers parent of the pins
   * @param {ReadableAnswer[]} alms best first @param {LatLon} truth
   */
  constructor(world, layers, alms, truth) {
    this.world = world;
    this.truth = truth;
    this.alms = alms;
    this.pins = world.L.layerGroup().addTo(layers);
    this.onMoveEnd = () => this.draw(true);
    world.map.on("moveend", this.onMoveEnd);
    this.draw(false);
  }

  remove() {
    this.world.map.off("moveend", this.onMoveEnd);
    this.clear();
  }

  clear() {
    // Leaflet leaves open tooltips behind when their layer goes.
    for (const marker of this.pins.getLayers()) marker.getTooltip()?.getElement()?.remove();
    this.pins.clearLayers();
  }

  /** @param {boolean} labelled false while the map moves, when label positions are not final */
  draw(labelled) {
    this.clear();
    const markers = this.groups().map((group) => this.createPin(group).addTo(this.pins));
    if (!labelled) return;
    const taken = this.obstacles();
    for (const marker of markers) this.addLabel(marker, taken);
  }

  /** @returns {Group[]} */
  groups() {
    /** @type {Group} */
    const truth = { pixel: this.pixelOf(this.truth), point: this.truth, lower: BELOW_TRUTH, alms: [] };
    const groups = [truth];
    for (const alm of this.alms) {
      /** @type {LatLon} */
      const point = [alm.lat, alm.lon];
      const pixel = this.pixelOf(point);
      const near = groups.find((group) => group.pixel.distanceTo(pixel) < SHARE_WITHIN);
      if (near) near.alms.push(alm);
      else groups.push({ pixel, point, lower: 0, alms: [alm] });
    }
    return groups.filter(({ alms }) => alms.length);
  }

  /** @param {LatLon} point @returns {Leaflet.Point} */
  pixelOf(point) {
    return this.world.map.project(point);
  }

  /** @param {Group} group @returns {Pin} */
  createPin({ point, lower, alms }) {
    const { L } = this.world;
    const icon = L.divIcon({
      className: "ew-pin ew-pin-alm",
      html: pinShape("alm", alms.length > 1 ? alms.length : undefined),
      iconSize: [SIZE, SIZE],
      iconAnchor: [SIZE / 2, TIP - lower],
    });
    const marker = L.marker(point, { icon, keyboard: false, riseOnHover: true, zIndexOffset: -500 });
    return Object.assign(marker, { alms, lower });
  }

  /**
   * Places a label beside its pin; if there is no room, the label shows on hover.
   * @param {Pin} marker @param {Box[]} taken occupied boxes; a placed label's box is appended
   */
  addLabel(marker, taken) {
    const content = labelContent(marker.alms);
    const options = { className: "ew-tag ew-tag-alm" };
    const label = marker.bindTooltip(content, { ...options, permanent: true }).getTooltip();
    const element = label?.getElement();
    if (!label || !element) return;
    for (const [direction, [x, y]] of SIDES) {
      Object.assign(label.options, { direction, offset: [x, y + marker.lower] });
      label.update();
      const box = element.getBoundingClientRect();
      if (!this.isInside(box) || taken.some((other) => collide(box, other))) continue;
      taken.push(box);
      return;
    }
    element.remove();
    marker.unbindTooltip().bindTooltip(content, { ...options, direction: "auto", offset: [0, 16 + marker.lower] });
  }

  /** @returns {Box[]} */
  obstacles() {
    const { element: map } = this.world;
    const drawn = [...map.querySelectorAll(".ew-pin-fill, .ew-tag:not(.ew-tag-alm), .leaflet-control-attribution")];
    const around = map.parentElement?.querySelectorAll(".ew-card, .ew-tool") ?? [];
    return [...drawn, ...around].map((element) => element.getBoundingClientRect());
  }

  /** @param {Box} box @returns {boolean} */
  isInside(box) {
    const map = this.world.element.getBoundingClientRect();
    return box.left >= map.left && box.right <= map.right && box.top >= map.top && box.bottom <= map.bottom;
  }
}

/** @param {ReadableAnswer[]} alms @returns {HTMLElement} */
function labelContent(alms) {
  const lines = alms.slice(0, MAX_NAMES).map((alm) =>
    make(
      "span",
      { class: "ew-tag-line" },
      make("span", { class: "ew-tag-name" }, alm.name),
      make("span", { class: "ew-tag-far" }, text("map.model", { distance: kilometres(alm.distance_km), points: integer(alm.geoscore) })),
    ),
  );
  const more = alms.length - MAX_NAMES;
  return make("span", {}, ...lines, more > 0 && make("span", { class: "ew-tag-line" }, text("map.more_models", { count: more })));
}

/** @param {Box} a @param {Box} b @returns {boolean} */
const collide = (a, b) =>
  a.left < b.right + GAP && b.left < a.right + GAP && a.top < b.bottom + GAP && b.top < a.bottom + GAP;
