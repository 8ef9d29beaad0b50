// Names on the map: more of them as it comes nearer, never two on top of each other.

/**
 * @import * as Leaflet from "leaflet"
 * @import { PlaceName } from "../shared/types.d.ts"
 * @import { Box } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {(path: string) => Promise<{places: PlaceName[]}>} GetPlaces asks the API for names
 * @typedef {PlaceName & {zoom: number, until: number}} KnownPlace a name with the zooms from which, and below which, it is shown
 * @typedef {{x: number, y: number}} Pixels
 */

const FIRST_ZOOM = 3;
const PAUSE = 250; // ms after the map came to rest
const HEIGHTS = [15, 14, 13, 12]; // px, by rank

const ANSWER = [2400, 1500]; // px of the map that one answer covers
const CELL = [128, 700]; // px: the least and the most between two questions

const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** Asks for place names around the middle of a `GuessMap` and writes those that find room. */
export class PlaceLabels {
  /** @type {Map<string, KnownPlace>} */
  known = new Map();
  /** @type {Set<string>} cells */
  asked = new Set();
  timer = 0;

  /** @param {GuessMap} world @param {GetPlaces} get */
  constructor(world, get) {
    this.world = world;
    this.get = get;
    const pane = world.map.createPane("ew-labels");
    pane.classList.add("ew-labels");
    pane.setAttribute("aria-hidden", "true");
    this.layer = world.L.layerGroup().addTo(world.map);
    world.map.on("moveend zoomend", () => this.soon());
    world.map.on("zoomstart", () => this.layer.clearLayers());
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.update(), PAUSE);
  }

  async update() {
    const { map } = this.world;
    if (map.getZoom() < FIRST_ZOOM || !this.world.element.clientWidth) {
      this.layer.clearLayers();
      return;
    }
    this.write();
    await this.ask(Math.floor(map.getZoom()));
    this.write();
  }

  /** One question for each cell, at each zoom. @param {number} zoom */
  async ask(zoom) {
    const middle = this.cell(zoom);
    const key = `${zoom}/${middle.x}/${middle.y}`;
    if (this.asked.has(key)) return;
    this.asked.add(key);
    const { lat, lng } = this.world.map.unproject(middle, zoom);
    const query = new URLSearchParams({ lat: clamp(lat), lon: clamp180(lng), zoom: String(zoom) });
    try {
      const { places } = await this.get(`/api/places?${query}`);
      for (const place of places) this.learn(place, zoom);
      this.forget(new Set(places.map(keyOf)), middle, zoom);
    } catch {
      this.asked.delete(key); // names are a comfort: the next move asks again
    }
  }

  /**
   * The middle of the cell in view, in px of that zoom: as wide as an answer still reaches past the window.
   * @param {number} zoom @returns {Leaflet.Point}
   */
  cell(zoom) {
    const { map } = this.world;
    const { x, y } = map.project(map.getCenter().wrap(), zoom);
    const size = map.getSize();
    const [wide, high] = [span(ANSWER[0] - size.x), span(ANSWER[1] - size.y)];
    return this.world.L.point(Math.round(x / wide) * wide, Math.round(y / high) * high);
  }

  /** @param {PlaceName} place @param {number} zoom */
  learn(place, zoom) {
    const key = keyOf(place);
    const known = this.known.get(key);
    if (!known) this.known.set(key, { ...place, zoom, until: Infinity });
    else if (known.zoom > zoom) known.zoom = zoom;
  }

  /**
   * Countries that an answer no longer names have made room for their towns.
   * @param {Set<string>} named keys @param {Leaflet.Point} middle of the cell @param {number} zoom
   */
  forget(named, middle, zoom) {
    for (const [key, place] of this.known) {
      if (place.rank > 0 || place.until <= zoom || named.has(key)) continue;
      const { x, y } = this.world.map.project([place.lat, place.lon], zoom).subtract(middle);
      if (Math.abs(x) < ANSWER[0] / 2 && Math.abs(y) < ANSWER[1] / 2) place.until = zoom;
    }
  }

  write() {
    const { map, L } = this.world;
    this.layer.clearLayers();
    const zoom = map.getZoom();
    if (zoom < FIRST_ZOOM) return;
    const size = map.getSize();
    const taken = this.world.marks.map((mark) => around(map.latLngToContainerPoint(mark)));
    const shown = [...this.known.values()].filter((place) => place.zoom <= zoom && zoom < place.until);
    for (const place of shown.sort((a, b) => a.rank - b.rank)) {
      const at = this.onScreen(place);
      if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) continue;
      const box = this.box(place, at);
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      this.layer.addLayer(this.label(L, place, map.containerPointToLatLng(at)));
    }
  }

  /** @param {PlaceName} place @returns {Leaflet.Point} */
  onScreen({ lat, lon }) {
    const { map } = this.world;
    const near = map.getCenter().lng;
    return map.latLngToContainerPoint([lat, lon + 360 * Math.round((near - lon) / 360)]);
  }

  /** @param {PlaceName} place @param {Pixels} at @returns {Box} that its name takes */
  box({ name, country, rank }, { x, y }) {
    const height = HEIGHTS[Math.min(rank, HEIGHTS.length - 1)];
    pen.font = `600 ${height}px sans-serif`;
    const width = pen.measureText(name).width + 22;
    if (name === country) return { left: x - 0.7 * width, right: x + 0.7 * width, top: y - height, bottom: y + height };
    return { left: x - 6, right: x + width, top: y - height, bottom: y + height };
  }

  /** @param {typeof Leaflet} L @param {PlaceName} place @param {Leaflet.LatLng} at @returns {Leaflet.Marker} */
  label(L, { name, country, rank }, at) {
    const text = document.createElement("span");
    text.textContent = name;
    const kind = name === country ? "ew-label-country" : `ew-label-${Math.min(rank, 3)}`;
    const icon = L.divIcon({ className: `ew-label ${kind}`, html: text, iconSize: [0, 0] });
    return L.marker(at, { icon, pane: "ew-labels", interactive: false, keyboard: false });
  }
}

/** @param {Pixels} at @returns {Box} that a pin and its name take */
const around = ({ x, y }) => ({ left: x - 70, right: x + 70, top: y - 80, bottom: y + 30 });
/** @param {number} lat @returns {string} */
const clamp = (lat) => Math.max(-90, Math.min(90, lat)).toFixed(4);
/** @param {number} lon @returns {string} */
const clamp180 = (lon) => Math.max(-180, Math.min(180, lon)).toFixed(4);
/** @param {number} spare px @returns {number} px */
const span = (spare) => Math.max(CELL[0], Math.min(CELL[1], spare));
/** @param {PlaceName} place @returns {string} */
const keyOf = ({ name, lat, lon }) => `${name}/${lat}/${lon}`;
/** @param {Box} a @param {Box} b @returns {boolean} */
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
