// Place labels: more at higher zooms, never overlapping.

import { countryName } from "../shared/format.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { PlaceName } from "../shared/types.d.ts"
 * @import { Box } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {(path: string) => Promise<{places: PlaceName[]}>} GetPlaces fetches names from the API
 * @typedef {PlaceName & {zoom: number, until: number}} KnownPlace shown from zoom `zoom` up to, but not including, `until`
 * @typedef {{x: number, y: number}} Pixels
 */

const FIRST_ZOOM = 1;
const PAUSE = 250; // ms after the last move
const HEIGHTS = [15, 14, 13, 12]; // px, by rank

const ANSWER = [2400, 1500]; // px: area that one API response covers
const CELL = [128, 700]; // px: minimum and maximum size of a request cell

const measure = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** Fetches place names around the centre of a `GuessMap` and draws those that fit. */
export class PlaceLabels {
  /** @type {Map<string, KnownPlace>} */
  known = new Map();
  /** @type {Set<string>} cells */
  requested = new Set();
  timer = 0;

  /** @param {GuessMap} world @param {GetPlaces} get */
  constructor(world, get) {
    this.world = world;
    this.get = get;
    const pane = world.map.createPane("ew-labels");
    pane.classList.add("ew-labels");
    pane.setAttribute("aria-hidden", "true");
    this.layer = world.L.layerGroup().addTo(world.map);
    world.map.on("moveend zoomend", () => this.schedule());
    world.map.on("zoomstart", () => this.layer.clearLayers());
    this.schedule();
  }

  /** The zoom whose names are shown; they never overlap, so a little less room than at that zoom does. */
  get level() {
    return Math.round(this.world.map.getZoom());
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.update(), PAUSE);
  }

  async update() {
    if (this.level < FIRST_ZOOM || !this.world.element.clientWidth) {
      this.layer.clearLayers();
      return;
    }
    this.draw();
    await this.request(this.level);
    this.draw();
  }

  /** Requests each cell once per zoom. @param {number} zoom */
  async request(zoom) {
    const middle = this.cell(zoom);
    const key = `${zoom}/${middle.x}/${middle.y}`;
    if (this.requested.has(key)) return;
    this.requested.add(key);
    const { lat, lng } = this.world.map.unproject(middle, zoom);
    const query = new URLSearchParams({ lat: latParam(lat), lon: lonParam(lng), zoom: String(zoom) });
    try {
      const { places } = await this.get(`/api/places?${query}`);
      for (const place of places) this.remember(place, zoom);
      this.expire(new Set(places.map(keyOf)), middle, zoom);
    } catch {
      this.requested.delete(key); // labels are optional: the next move retries
    }
  }

  /**
   * Centre of the cell in view, in px of that zoom. Cells are sized so that one response covers the whole map.
   * @param {number} zoom @returns {Leaflet.Point}
   */
  cell(zoom) {
    const { map } = this.world;
    const { x, y } = map.project(map.getCenter().wrap(), zoom);
    const size = map.getSize();
    const [width, height] = [cellSize(ANSWER[0] - size.x), cellSize(ANSWER[1] - size.y)];
    return this.world.L.point(Math.round(x / width) * width, Math.round(y / height) * height);
  }

  /** @param {PlaceName} place @param {number} zoom */
  remember(place, zoom) {
    const key = keyOf(place);
    const known = this.known.get(key);
    if (!known) this.known.set(key, { ...place, zoom, until: Infinity });
    else if (known.zoom > zoom) known.zoom = zoom;
  }

  /**
   * Hides countries that a response no longer names: their cities take the space.
   * @param {Set<string>} responseKeys @param {Leaflet.Point} middle of the cell @param {number} zoom
   */
  expire(responseKeys, middle, zoom) {
    for (const [key, place] of this.known) {
      if (place.rank > 0 || place.until <= zoom || responseKeys.has(key)) continue;
      const { x, y } = this.world.map.project([place.lat, place.lon], zoom).subtract(middle);
      if (Math.abs(x) < ANSWER[0] / 2 && Math.abs(y) < ANSWER[1] / 2) place.until = zoom;
    }
  }

  draw() {
    const { map, L } = this.world;
    this.layer.clearLayers();
    const zoom = this.level;
    if (zoom < FIRST_ZOOM) return;
    const size = map.getSize();
    const taken = this.world.labelObstacles.map((mark) => pinBox(map.latLngToContainerPoint(mark)));
    const shown = [...this.known.values()].filter((place) => place.zoom <= zoom && zoom < place.until);
    for (const place of shown.sort((a, b) => a.rank - b.rank)) {
      const point = this.onScreen(place);
      if (point.x < 0 || point.y < 0 || point.x > size.x || point.y > size.y) continue;
      const box = this.box(place, point);
      if (taken.some((other) => collide(box, other))) continue;
      taken.push(box);
      this.layer.addLayer(this.label(L, place, map.containerPointToLatLng(point)));
    }
  }

  /** @param {PlaceName} place @returns {Leaflet.Point} */
  onScreen({ lat, lon }) {
    const { map } = this.world;
    const near = map.getCenter().lng;
    return map.latLngToContainerPoint([lat, lon + 360 * Math.round((near - lon) / 360)]);
  }

  /** @param {PlaceName} place @param {Pixels} point @returns {Box} of its label */
  box(place, { x, y }) {
    const { name, country, rank } = place;
    const height = HEIGHTS[Math.min(rank, HEIGHTS.length - 1)];
    measure.font = `600 ${height}px sans-serif`;
    const width = measure.measureText(labelOf(place)).width + 22;
    if (name === country) return { left: x - 0.7 * width, right: x + 0.7 * width, top: y - height, bottom: y + height };
    return { left: x - 6, right: x + width, top: y - height, bottom: y + height };
  }

  /** @param {typeof Leaflet} L @param {PlaceName} place @param {Leaflet.LatLng} point @returns {Leaflet.Marker} */
  label(L, place, point) {
    const { name, country, rank } = place;
    const text = document.createElement("span");
    text.textContent = labelOf(place);
    const kind = name === country ? "ew-label-country" : `ew-label-${Math.min(rank, 3)}`;
    const icon = L.divIcon({ className: `ew-label ${kind}`, html: text, iconSize: [0, 0] });
    return L.marker(point, { icon, pane: "ew-labels", interactive: false, keyboard: false });
  }
}

/** @param {PlaceName} place @returns {string} a country's name in the page's language; a town's own name */
const labelOf = ({ name, country, country_code: code }) => (name === country ? countryName(code, name) : name);
/** @param {Pixels} point @returns {Box} of a pin and its label */
const pinBox = ({ x, y }) => ({ left: x - 70, right: x + 70, top: y - 80, bottom: y + 30 });
/** @param {number} lat @returns {string} */
const latParam = (lat) => Math.max(-90, Math.min(90, lat)).toFixed(4);
/** @param {number} lon @returns {string} */
const lonParam = (lon) => Math.max(-180, Math.min(180, lon)).toFixed(4);
/** @param {number} spare px @returns {number} px */
const cellSize = (spare) => Math.max(CELL[0], Math.min(CELL[1], spare));
/** @param {PlaceName} place @returns {string} */
const keyOf = ({ name, lat, lon }) => `${name}/${lat}/${lon}`;
/** @param {Box} a @param {Box} b @returns {boolean} */
const collide = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
