// The world to point at: base map, optional tiles, the pin of the guess.

import { createBasemap, loadCountries } from "./basemap.js";
import { pinShape } from "./pin-shape.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { PageConfig, Point } from "../shared/types.d.ts"
 * @import { LatLon, PinnedBy } from "./types.d.ts"
 */

const FAR = 1e6; // degrees: no bound to the east or west
/** @type {[LatLon, LatLon]} */
const BOUNDS = [[-84, -FAR], [84, FAR]];

/** @type {Promise<typeof Leaflet> | undefined} */
let engine;

/** @returns {Promise<typeof Leaflet>} Leaflet; a failure may be tried again */
export function leaflet() {
  // The head's own script runs before this module; a second one is only for when that failed.
  if (window.L) return Promise.resolve(window.L);
  engine ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const lost = () => {
      engine = undefined;
      reject(new Error("leaflet.js did not load"));
    };
    script.src = `/earwitness/leaflet/leaflet.js${new URL(import.meta.url).search}`;
    script.onload = () => (window.L ? resolve(window.L) : lost());
    script.onerror = lost;
    document.head.append(script);
  });
  return engine;
}

/** @param {number} lon degrees @returns {number} the same meridian within [-180, 180] */
export function wrapLon(lon) {
  if (lon >= -180 && lon <= 180) return lon;
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** @param {number} lon @param {number} near @returns {number} the copy of a meridian nearest to another */
export const nearestCopy = (lon, near) => lon + 360 * Math.round((near - lon) / 360);

/** Web Mercator that goes on beyond its square: a far view puts its middle there when a card covers the map's foot. */
const tall = (/** @type {typeof Leaflet} */ L) =>
  L.extend({}, L.CRS.EPSG3857, { projection: L.extend({}, L.Projection.SphericalMercator, { MAX_LATITUDE: 89.99 }) });

/** A Leaflet map with one pin that can be put, dragged and locked. Tells `onPin(point, how)` of each change. */
export class GuessMap {
  locked = true;
  /** @type {Point | null} */
  pin = null;
  /** @type {Leaflet.Marker | null} of the pin */
  marker = null;
  /** @type {LatLon[]} what names must not hide */
  marks = [];
  hasView = false;

  /**
   * @param {typeof Leaflet} L @param {HTMLElement} element @param {PageConfig} config
   * @param {(pin: Point, how: PinnedBy) => void} onPin
   */
  constructor(L, element, config, onPin) {
    this.L = L;
    this.element = element;
    this.onPin = onPin;
    this.map = L.map(element, {
      crs: tall(L),
      zoomControl: false,
      keyboard: false,
      doubleClickZoom: false,
      attributionControl: false,
      trackResize: false, // behind another tab the map has no size; its own observer waits until it has
      maxBounds: BOUNDS,
      maxBoundsViscosity: 0.8,
      maxZoom: 17,
      zoomSnap: config.tiles_url ? 1 : 0.25,
      wheelPxPerZoomLevel: 100,
    });
    this.startView();
    this.basemap = createBasemap(L).addTo(this.map);
    this.addLayers(config);
    this.map.on("mousedown", () => this.map.stop()); // a gliding map stands still under a finger
    this.map.on("click", (event) => this.place(event.latlng.lat, event.latlng.lng, "click"));
    this.map.on("move", () => this.bringPinHome());
    new ResizeObserver(() => this.resized()).observe(element);
  }

  /** @param {PageConfig} config */
  addLayers(config) {
    const again = () => loadCountries().then((shapes) => this.basemap.show(shapes), () => setTimeout(again, 3000));
    again();
    new MutationObserver(() => this.basemap._update()).observe(document.body, { attributeFilter: ["class"] });
    const credits = this.L.control.attribution({ prefix: false, position: "bottomright" }).addTo(this.map);
    credits.addAttribution(text("map.credits"));
    if (!config.tiles_url) return;
    this.L.tileLayer(config.tiles_url, { attribution: config.tiles_attribution, maxZoom: 19 }).addTo(this.map);
  }

  /** @returns {number} zoom levels between two that the map stops at */
  get snap() {
    return this.map.options.zoomSnap ?? 1;
  }

  /** Zoom at which the world is as wide and as high as the window. @param {{x: number, y: number}} size px @returns {number} */
  cover(size) {
    const { snap } = this;
    return Math.ceil(Math.log2(Math.max(size.x, size.y, 300) / 256) / snap - 0.2) * snap;
  }

  /** The world as a round begins. */
  startView() {
    const { clientWidth: x, clientHeight: y } = this.element;
    const first = !this.hasView;
    this.hasView = true;
    /** @type {LatLon} */
    const middle = [22, nearestCopy(x < 700 ? 10 : 0, first ? 0 : this.map.getCenter().lng)];
    const zoom = this.cover({ x, y });
    const there = !first && this.map.getZoom() === zoom && this.map.getCenter().distanceTo(middle) < 1000;
    // A view set outside of its bounds would glide into them, and go on to do so after the next one is set.
    if (!there) this.map.setMaxBounds().setView(middle, zoom, { animate: false }).panInsideBounds(BOUNDS, { animate: false });
    this.map.setMaxBounds(BOUNDS);
    this.limitZoom(); // last: from below its least zoom the map would glide, and end where it was
  }

  limitZoom() {
    const { snap } = this;
    const least = Math.floor(Math.log2(Math.max(this.element.clientHeight, 320) / 256) / snap) * snap;
    if (this.map.options.minZoom !== least) this.map.setMinZoom(least);
  }

  resized() {
    if (!this.element.clientWidth) return; // another tab of the page is open
    this.map.invalidateSize({ animate: false });
    if (this.map.options.maxBounds) this.limitZoom();
  }

  /** Put the pin. @param {number} lat @param {number} lon any copy of the meridian @param {PinnedBy} how */
  place(lat, lon, how) {
    if (this.locked) return;
    const point = { lat: Math.max(-90, Math.min(90, lat)), lon: wrapLon(lon) };
    if (this.pin?.lat === point.lat && this.pin?.lon === point.lon) return;
    this.show(point, lon);
    this.onPin(point, how);
  }

  /**
   * Draw the pin without telling anyone.
   * @param {Point | null} point @param {number} [lon] the copy of the meridian to draw it on
   */
  show(point, lon) {
    this.pin = point;
    if (!point) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    this.marker ??= this.createMarker();
    this.marker.setLatLng([point.lat, lon ?? point.lon]).addTo(this.map);
    this.bringPinHome();
  }

  createMarker() {
    const icon = this.L.divIcon({
      className: "ew-pin ew-pin-guess",
      html: pinShape("guess"),
      iconSize: [44, 52],
      iconAnchor: [22, 48],
    });
    const marker = this.L.marker([0, 0], { icon, draggable: true, autoPan: true, keyboard: false, zIndexOffset: 500 });
    marker.on("dragend", () => {
      const { lat, lng } = marker.getLatLng();
      this.place(lat, lng, "drag");
    });
    return marker;
  }

  bringPinHome() {
    if (!this.marker) return;
    const { lat, lng } = this.marker.getLatLng();
    const near = nearestCopy(lng, this.map.getCenter().lng);
    if (near !== lng) this.marker.setLatLng([lat, near]);
  }

  /** @param {boolean} locked whether the pin can no longer be put or dragged */
  lock(locked) {
    this.locked = locked;
    this.element.classList.toggle("is-open", !locked);
    if (locked) this.marker?.dragging?.disable();
    else this.marker?.dragging?.enable();
  }

  /**
   * Show all of `bounds` in the part of the map that nothing covers, from as far away as that takes.
   * @param {Leaflet.LatLngBounds} bounds @param {{animate: boolean, padding: Leaflet.FitBoundsOptions}} how
   */
  fit(bounds, { animate, padding }) {
    this.map.setMinZoom(-1).setMaxBounds();
    const alone = bounds.getNorthEast().equals(bounds.getSouthWest());
    const options = { ...padding, maxZoom: alone ? 4 : 9, animate, duration: 0.8 };
    if (animate) this.map.flyToBounds(bounds, options);
    else this.map.fitBounds(bounds, options);
  }

  /** @param {number} lat @param {number} lon @param {number} zoom @param {boolean} animate */
  goTo(lat, lon, zoom, animate) {
    /** @type {LatLon} */
    const to = [lat, nearestCopy(lon, this.map.getCenter().lng)];
    this.map.setView(to, Math.max(zoom, this.map.getZoom()), { animate });
  }
}
