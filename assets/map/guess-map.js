// The game's Leaflet map: base map, optional tiles and the pin of the guess.

import { address } from "../shared/address.js";
import { EDITION } from "../shared/edition.js";
import { createBasemap } from "./basemap.js";
import { pinShape } from "./pin-shape.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { Point, StageConfig } from "../shared/types.d.ts"
 * @import { Covered, LatLon, PinnedBy } from "./types.d.ts"
 */

const UNBOUNDED = 1e6; // degrees of longitude
/** @type {[LatLon, LatLon]} */
const BOUNDS = [[-84, -UNBOUNDED], [84, UNBOUNDED]];

/** @type {Promise<typeof Leaflet> | undefined} */
let loading;

/** @returns {Promise<typeof Leaflet>} after a failure the next call retries */
export function loadLeaflet() {
  // The document's head loads Leaflet before this module runs; load it here only if that failed.
  if (window.L) return Promise.resolve(window.L);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const lost = () => {
      loading = undefined;
      reject(new Error("leaflet.js did not load"));
    };
    script.src = address(`/earwitness/leaflet/leaflet.js${EDITION}`);
    script.onload = () => (window.L ? resolve(window.L) : lost());
    script.onerror = lost;
    document.head.append(script);
  });
  return loading;
}

/** @param {number} lon degrees @returns {number} the same meridian within [-180, 180] */
export function wrapLon(lon) {
  if (lon >= -180 && lon <= 180) return lon;
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** @param {number} lon @param {number} near @returns {number} the copy of meridian `lon` that is nearest to `near` */
export const nearestCopy = (lon, near) => lon + 360 * Math.round((near - lon) / 360);

/** Web Mercator beyond 85°: with a card over the lower part, the centre of a wide view can lie there. */
const extendedMercator = (/** @type {typeof Leaflet} */ L) =>
  L.extend({}, L.CRS.EPSG3857, { projection: L.extend({}, L.Projection.SphericalMercator, { MAX_LATITUDE: 89.99 }) });

/** A Leaflet map with one pin, which the player can place and drag unless it is locked; each change calls `onPin`. */
export class GuessMap {
  locked = true;
  /** @type {Point | null} */
  pin = null;
  /** @type {Leaflet.Marker | null} of the pin */
  marker = null;
  /** @type {LatLon[]} points that place labels keep clear of */
  labelObstacles = [];
  hasView = false;
  /** @type {(() => void) | null} sets a view that waits until the map is shown */
  pendingView = null;

  /**
   * @param {typeof Leaflet} L @param {HTMLElement} element @param {StageConfig} config
   * @param {{onPin: (pin: Point, how: PinnedBy) => void, onBlank: () => void, onLost: () => void}} options
   * `onBlank`: a click came before any coast was drawn; `onLost`: the shapes did not load, and are retried
   */
  constructor(L, element, config, options) {
    this.L = L;
    this.element = element;
    this.options = options;
    this.map = L.map(element, {
      crs: extendedMercator(L),
      zoomControl: false,
      keyboard: false,
      doubleClickZoom: false,
      attributionControl: false,
      trackResize: false, // on a hidden tab the map has no size; the ResizeObserver below waits for one
      maxBounds: BOUNDS,
      maxBoundsViscosity: 0.8,
      maxZoom: 17,
      zoomSnap: config.tiles_url ? 1 : 0.25,
      wheelPxPerZoomLevel: 100,
    });
    // What the map draws is told in words beside it.
    for (const pane of ["overlayPane", "markerPane", "tooltipPane"]) this.map.getPane(pane)?.setAttribute("aria-hidden", "true");
    this.startView();
    this.basemap = createBasemap(L).addTo(this.map);
    this.addLayers(config);
    this.map.on("mousedown", () => this.map.stop()); // a touch stops the inertia
    this.map.on("click", (event) => this.onClick(event.latlng));
    this.map.on("move", () => this.recentrePin());
    new ResizeObserver(() => this.onResize()).observe(element);
  }

  /** @param {StageConfig} config */
  addLayers(config) {
    this.basemap.fill(this.options.onLost);
    new MutationObserver(() => this.basemap._draw()).observe(document.body, { attributeFilter: ["class"] });
    const credits = this.L.control.attribution({ prefix: false, position: "bottomright" }).addTo(this.map);
    credits.addAttribution(text("map.credits"));
    if (!config.tiles_url) return;
    this.L.tileLayer(config.tiles_url, { attribution: config.tiles_attribution, maxZoom: 19 }).addTo(this.map);
  }

  /** @returns {number} the step between zoom levels */
  get snap() {
    return this.map.options.zoomSnap ?? 1;
  }

  /** Zoom at which the world fills the map. @param {{x: number, y: number}} size px @returns {number} */
  cover(size) {
    const { snap } = this;
    return Math.ceil(Math.log2(Math.max(size.x, size.y, 300) / 256) / snap - 0.2) * snap;
  }

  /** Sets a view now, or once the map has a size: on a hidden tab it has none. @param {() => void} setView */
  whenShown(setView) {
    this.pendingView = this.element.clientWidth ? null : setView;
    if (!this.pendingView) setView();
  }

  /** Shows the whole world, for the start of a round. */
  showWorld() {
    this.whenShown(() => this.startView());
  }

  startView() {
    const { clientWidth: x, clientHeight: y } = this.element;
    const first = !this.hasView;
    this.hasView = true;
    /** @type {LatLon} */
    const middle = [22, nearestCopy(x < 700 ? 10 : 0, first ? 0 : this.map.getCenter().lng)];
    const zoom = this.cover({ x, y });
    const alreadyThere = !first && this.map.getZoom() === zoom && this.map.getCenter().distanceTo(middle) < 1000;
    // Leaflet animates a view outside maxBounds back into them, even after the next setView; so set it without bounds.
    if (!alreadyThere) this.map.setMaxBounds().setView(middle, zoom, { animate: false }).panInsideBounds(BOUNDS, { animate: false });
    this.map.setMaxBounds(BOUNDS);
    this.limitZoom(); // last: a map below its minimum zoom would animate back to where it was
  }

  limitZoom() {
    const { snap } = this;
    const minZoom = Math.floor(Math.log2(Math.max(this.element.clientHeight, 320) / 256) / snap) * snap;
    if (this.map.options.minZoom !== minZoom) this.map.setMinZoom(minZoom);
  }

  onResize() {
    if (!this.element.clientWidth) return; // another tab is open
    this.map.invalidateSize({ animate: false });
    this.pendingView?.();
    this.pendingView = null;
    if (this.map.options.maxBounds) this.limitZoom();
  }

  /** @param {Leaflet.LatLng} point */
  onClick({ lat, lng }) {
    if (this.basemap.isBlank() && !this.locked) this.options.onBlank();
    else this.placePin(lat, lng, "click");
  }

  /** Moves the pin and reports it. @param {number} lat @param {number} lon may be outside ±180 @param {PinnedBy} how */
  placePin(lat, lon, how) {
    if (this.locked) return;
    const point = { lat: Math.max(-90, Math.min(90, lat)), lon: wrapLon(lon) };
    if (this.pin?.lat === point.lat && this.pin?.lon === point.lon) return;
    this.showPin(point, lon);
    this.options.onPin(point, how);
  }

  /**
   * Draws the pin without calling `onPin`.
   * @param {Point | null} point @param {number} [lon] longitude to draw it at, may be outside ±180
   */
  showPin(point, lon) {
    this.pin = point;
    if (!point) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    this.marker ??= this.createMarker();
    this.marker.setLatLng([point.lat, lon ?? point.lon]).addTo(this.map);
    this.recentrePin();
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
      this.placePin(lat, lng, "drag");
    });
    return marker;
  }

  /** Moves the pin to the copy of the world in view. */
  recentrePin() {
    if (!this.marker) return;
    const { lat, lng } = this.marker.getLatLng();
    const near = nearestCopy(lng, this.map.getCenter().lng);
    if (near !== lng) this.marker.setLatLng([lat, near]);
  }

  /** @param {boolean} locked whether the pin is fixed */
  lock(locked) {
    this.locked = locked;
    this.element.classList.toggle("is-open", !locked);
    if (locked) this.marker?.dragging?.disable();
    else this.marker?.dragging?.enable();
  }

  /**
   * Fits `bounds` into the part of the map that nothing covers, zooming out as far as necessary.
   * @param {Leaflet.LatLngBounds} bounds @param {{animate: boolean, padding: Leaflet.FitBoundsOptions}} how
   */
  fit(bounds, { animate, padding }) {
    this.map.setMinZoom(-1).setMaxBounds();
    const isPoint = bounds.getNorthEast().equals(bounds.getSouthWest());
    const options = { ...padding, maxZoom: isPoint ? 4 : 9, animate, duration: 0.8 };
    if (animate) this.map.flyToBounds(bounds, options);
    else this.map.fitBounds(bounds, options);
  }

  /**
   * Shows a point in the middle of the part of the map that nothing covers.
   * @param {number} lat @param {number} lon @param {number} zoom the least
   * @param {{animate: boolean, covered: Covered}} how
   */
  goTo(lat, lon, zoom, { animate, covered: { left = 0, right = 0, bottom = 0 } }) {
    const level = Math.max(zoom, this.map.getZoom());
    const point = this.map.project([lat, nearestCopy(lon, this.map.getCenter().lng)], level);
    this.map.setView(this.map.unproject(point.add([(right - left) / 2, bottom / 2]), level), level, { animate });
  }
}
