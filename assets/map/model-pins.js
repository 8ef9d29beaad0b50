// Model answers on the map: nearby answers share a pin, labels go where there is room, far answers to the edge.

import { make } from "../shared/dom.js";
import { EdgeChips } from "./edge-chips.js";
import { pinShape } from "./pin-shape.js";
import { kilometres, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ReadableAnswer } from "../shared/types.d.ts"
 * @import { LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @import { LabelSpace, Side } from "./label-placement.js"
 * @typedef {object} Group answers sharing a pin
 * @property {LatLon} point @property {Leaflet.Point} pixel the same in px of the map
 * @property {number} lower px that the pin hangs below its point @property {ReadableAnswer[]} alms
 * @typedef {Leaflet.Marker & Pick<Group, "alms" | "lower" | "point">} Pin
 */

const SHARE_WITHIN = 26; // px: closer answers share a pin
const SIZE = 44; // px
const TIP = 3; // px from the pin's top to the tip that touches the point
const BELOW_TRUTH = 15; // px: answers at the true place hang below its pin, which would hide them
const MAX_NAMES = 3; // on a label
/** @type {Side[]} */
const SIDES = [
  ["bottom", [0, 24]],
  ["right", [14, 16]],
  ["left", [-14, 16]],
  ["bottom", [-48, 24]],
  ["bottom", [48, 24]],
  ["top", [0, 0]],
];

export class ModelPins {
  /**
   * @param {GuessMap} world @param {Leaflet.FeatureGroup} layers parent of the pins
   * @param {ReadableAnswer[]} alms best first @param {LatLon} truth
   * @param {(points: LatLon[]) => void} onShow asked to bring points into view
   */
  constructor(world, layers, alms, truth, onShow) {
    this.world = world;
    this.truth = truth;
    this.alms = alms;
    this.pins = world.L.layerGroup().addTo(layers);
    this.chips = new EdgeChips(world, onShow);
    this.draw();
  }

  remove() {
    this.clear();
    this.chips.remove();
  }

  clear() {
    // Leaflet leaves open tooltips behind when their layer goes.
    for (const marker of this.pins.getLayers()) marker.getTooltip()?.getElement()?.remove();
    this.pins.clearLayers();
    this.chips.clear();
  }

  /** Draws the pins, without labels. */
  draw() {
    this.clear();
    for (const group of this.groups()) this.createPin(group).addTo(this.pins);
  }

  /** Adds a label to each pin in the frame, and a chip for each beyond. @param {LabelSpace} space */
  label(space) {
    const pins = /** @type {Pin[]} */ (this.pins.getLayers());
    const [near, far] = [true, false].map((wanted) => pins.filter((pin) => this.isInside(pin, space) === wanted));
    for (const { alms, point } of far) this.chips.add(alms, point, space);
    for (const pin of near) addLabel(pin, space);
  }

  /** @param {Pin} pin @param {LabelSpace} space @returns {boolean} whether it can be seen */
  isInside({ point, lower }, { frame }) {
    const map = this.world.element.getBoundingClientRect();
    const at = this.world.map.latLngToContainerPoint(point);
    const [x, y] = [at.x + map.left, at.y + map.top + lower + SIZE / 3];
    return x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
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
    return Object.assign(marker, { alms, lower, point });
  }
}

/** Places a label beside its pin; if there is no room, the label shows on hover. @param {Pin} marker @param {LabelSpace} space */
function addLabel(marker, space) {
  const content = labelContent(marker.alms);
  const options = { className: "ew-tag ew-tag-alm" };
  const label = marker.bindTooltip(content, { ...options, permanent: true }).getTooltip();
  if (!label?.getElement() || space.place(label, SIDES, { lower: marker.lower })) return;
  label.getElement()?.remove();
  marker.unbindTooltip().bindTooltip(content, { ...options, direction: "auto", offset: [0, 16 + marker.lower] });
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
