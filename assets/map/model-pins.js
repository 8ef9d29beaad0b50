// The models' answers on the map: those that lie together share a pin, and names stand where they find room.

import { make } from "../shared/dom.js";
import { pinShape } from "./pin-shape.js";
import { kilometres, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ReadableAnswer } from "../shared/types.d.ts"
 * @import { Box, LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {object} Group answers that share a pin
 * @property {LatLon} point @property {Leaflet.Point} at the same in px of the map
 * @property {number} lower px that the pin hangs below its point @property {ReadableAnswer[]} alms
 * @typedef {Leaflet.Marker & Pick<Group, "alms" | "lower">} Pin
 */

const TOGETHER = 26; // px between answers that share a pin
const SIZE = 44; // px
const TIP = 3; // px from the pin's top to the tip that touches the point
const BELOW_TRUTH = 15; // px: the mark of the true place would hide what is so near, so it hangs below
const NAMED = 3; // names on a tag
const AIR = 3; // px between a tag and whatever is beside it
// Where a name may stand, best first: Leaflet's direction, and px from the tip.
/** @type {[Leaflet.Direction, [x: number, y: number]][]} */
const SIDES = [
  ["bottom", [0, 24]],
  ["right", [14, 16]],
  ["left", [-14, 16]],
  ["bottom", [-48, 24]],
  ["bottom", [48, 24]],
  ["top", [0, 0]],
];

/** Redraws itself whenever the map has come to rest. */
export class ModelPins {
  /**
   * @param {GuessMap} world @param {Leaflet.FeatureGroup} layers where the pins belong
   * @param {ReadableAnswer[]} alms the best first @param {LatLon} truth
   */
  constructor(world, layers, alms, truth) {
    this.world = world;
    this.truth = truth;
    this.alms = alms;
    this.pins = world.L.layerGroup().addTo(layers);
    this.rest = () => this.draw(true);
    world.map.on("moveend", this.rest);
    this.draw(false);
  }

  remove() {
    this.world.map.off("moveend", this.rest);
    this.clear();
  }

  clear() {
    // Leaflet lets names linger.
    for (const marker of this.pins.getLayers()) marker.getTooltip()?.getElement()?.remove();
    this.pins.clearLayers();
  }

  /** @param {boolean} named whether the map is at rest, so that names can be placed */
  draw(named) {
    this.clear();
    const markers = this.groups().map((group) => this.pin(group).addTo(this.pins));
    if (!named) return;
    const taken = this.obstacles();
    for (const marker of markers) this.name(marker, taken);
  }

  /** @returns {Group[]} */
  groups() {
    /** @type {Group} */
    const truth = { at: this.pixel(this.truth), point: this.truth, lower: BELOW_TRUTH, alms: [] };
    const groups = [truth];
    for (const alm of this.alms) {
      /** @type {LatLon} */
      const point = [alm.lat, alm.lon];
      const at = this.pixel(point);
      const near = groups.find((group) => group.at.distanceTo(at) < TOGETHER);
      if (near) near.alms.push(alm);
      else groups.push({ at, point, lower: 0, alms: [alm] });
    }
    return groups.filter(({ alms }) => alms.length);
  }

  /** @param {LatLon} point @returns {Leaflet.Point} */
  pixel(point) {
    return this.world.map.project(point);
  }

  /** @param {Group} group @returns {Pin} */
  pin({ point, lower, alms }) {
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
   * A name beside its pin, or, where there is no room, one that comes when the pin is pointed at.
   * @param {Pin} marker @param {Box[]} taken by what is drawn; a name that is drawn is added
   */
  name(marker, taken) {
    const words = tag(marker.alms);
    const look = { className: "ew-tag ew-tag-alm" };
    const label = marker.bindTooltip(words, { ...look, permanent: true }).getTooltip();
    const element = label?.getElement();
    if (!label || !element) return;
    for (const [direction, [x, y]] of SIDES) {
      Object.assign(label.options, { direction, offset: [x, y + marker.lower] });
      label.update();
      const box = element.getBoundingClientRect();
      if (!this.inside(box) || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      return;
    }
    element.remove();
    marker.unbindTooltip().bindTooltip(words, { ...look, direction: "auto", offset: [0, 16 + marker.lower] });
  }

  /** @returns {Box[]} */
  obstacles() {
    const { element } = this.world;
    const drawn = [...element.querySelectorAll(".ew-pin-fill, .ew-tag:not(.ew-tag-alm), .leaflet-control-attribution")];
    const around = element.parentElement?.querySelectorAll(".ew-card, .ew-tool") ?? [];
    return [...drawn, ...around].map((one) => one.getBoundingClientRect());
  }

  /** @param {Box} box @returns {boolean} */
  inside(box) {
    const map = this.world.element.getBoundingClientRect();
    return box.left >= map.left && box.right <= map.right && box.top >= map.top && box.bottom <= map.bottom;
  }
}

/** @param {ReadableAnswer[]} alms @returns {HTMLElement} */
function tag(alms) {
  const lines = alms.slice(0, NAMED).map((alm) =>
    make(
      "span",
      { class: "ew-tag-line" },
      make("span", { class: "ew-tag-name" }, alm.name),
      make("span", { class: "ew-tag-far" }, text("map.model", { distance: kilometres(alm.distance_km), points: integer(alm.geoscore) })),
    ),
  );
  const more = alms.length - NAMED;
  return make("span", {}, ...lines, more > 0 && make("span", { class: "ew-tag-line" }, text("map.more_models", { count: more })));
}

/** @param {Box} a @param {Box} b @returns {boolean} */
const meets = (a, b) =>
  a.left < b.right + AIR && b.left < a.right + AIR && a.top < b.bottom + AIR && b.top < a.bottom + AIR;
