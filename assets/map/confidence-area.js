// The area within a radius of the pin: what the participant is 80% sure of.

import { nearestCopy } from "./guess-map.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { Point } from "../shared/types.d.ts"
 * @import { LatLon } from "./types.d.ts"
 * @import { MapLayout } from "./map-layout.js"
 */

const EARTH_KM = 6371.0088; // mean radius
const RADIANS = Math.PI / 180;
const CORNERS = 180; // of the ring
const MAX_LAT = 88; // degrees: beyond what the map shows

/** @param {number} lat @returns {number} */
const clampLat = (lat) => Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));

/**
 * The points at a distance from a point. Longitudes continue past ±180; around one pole they go once around the Earth.
 * @param {Point} point @param {number} km @returns {LatLon[]}
 */
export function ringAround({ lat, lon }, km) {
  const [angle, phi] = [km / EARTH_KM, lat * RADIANS];
  /** @type {LatLon[]} */
  const ring = [];
  for (let corner = 0; corner <= CORNERS; corner += 1) {
    const bearing = (2 * Math.PI * corner) / CORNERS;
    const sine = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing);
    const east = Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(phi), Math.cos(angle) - Math.sin(phi) * sine);
    const at = lon + east / RADIANS;
    ring.push([clampLat(Math.asin(Math.max(-1, Math.min(1, sine))) / RADIANS), ring.length ? nearestCopy(at, ring[ring.length - 1][1]) : at]);
  }
  return ring;
}

/**
 * The area inside a ring, as polygons with holes.
 * @param {Point} point @param {number} km @param {LatLon[]} ring @returns {LatLon[][]}
 */
export function areaInside({ lat, lon }, km, ring) {
  const reach = km / EARTH_KM / RADIANS;
  const [north, south] = [lat + reach >= 90, lat - reach <= -90];
  const [west, east] = [lon, lon + 360];
  if (north && south) return [[[MAX_LAT, west], [MAX_LAT, east], [-MAX_LAT, east], [-MAX_LAT, west]], ring];
  if (!north && !south) return [ring];
  const edge = north ? MAX_LAT : -MAX_LAT;
  return [[...ring, [edge, ring[ring.length - 1][1]], [edge, ring[0][1]]]];
}

export class ConfidenceArea {
  /** @param {MapLayout} layout @param {Point} pin @param {number} [km] nothing is drawn without */
  constructor(layout, pin, km) {
    const { L, map } = layout.world;
    this.layout = layout;
    this.pin = pin;
    this.km = km;
    const renderer = L.svg({ padding: 0.5 });
    const shared = { renderer, interactive: false };
    this.area = L.polygon([], { ...shared, stroke: false, className: "ew-area" }).addTo(map);
    this.edge = L.polyline([], { ...shared, className: "ew-area-edge" }).addTo(map);
    this.onMoveEnd = () => this.draw();
    map.on("moveend", this.onMoveEnd);
    this.draw();
  }

  /** @param {Point} pin */
  moveTo(pin) {
    this.pin = pin;
    this.draw();
  }

  /** @param {number} [km] */
  setRadius(km) {
    this.km = km;
    this.draw();
  }

  /** Draws three copies of the area beside one another, the middle one nearest to what is seen. */
  draw() {
    const { km } = this;
    if (!km) return;
    const centre = { ...this.pin, lon: nearestCopy(this.pin.lon, this.layout.world.map.getCenter().lng) };
    const ring = ringAround(centre, km);
    const area = areaInside(centre, km, ring);
    const copies = [-360, 0, 360];
    this.area.setLatLngs(copies.map((turn) => area.map((part) => shifted(part, turn))));
    this.edge.setLatLngs(copies.map((turn) => shifted(ring, turn)));
  }

  /** Shows the pin, and the whole area where it is drawn. */
  fit() {
    this.layout.fit(this);
  }

  /** @returns {{side: number, above: number, below: number}} how far the pin extends beyond its point, in px */
  extent() {
    return { side: 22, above: 48, below: 8 };
  }

  /** @returns {Leaflet.LatLngBounds} */
  bounds() {
    const { pin, km } = this;
    return this.layout.world.L.latLngBounds([[pin.lat, pin.lon], ...(km ? ringAround(pin, km) : [])]);
  }

  remove() {
    this.layout.world.map.off("moveend", this.onMoveEnd);
    this.area.remove();
    this.edge.remove();
  }
}

/** @param {LatLon[]} points @param {number} turn degrees of longitude @returns {LatLon[]} */
const shifted = (points, turn) => points.map(([lat, lon]) => [lat, lon + turn]);
