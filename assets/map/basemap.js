// Countries on a canvas: projected once, then scaled, with as many copies of the world as are in view.

/**
 * @import * as Leaflet from "leaflet"
 * @import { Basemap, Countries, Ring } from "./types.d.ts"
 * @typedef {object} View what a drawing is of
 * @property {number} scale px that the world is across @property {Leaflet.Point} corner of the canvas, in px of the world
 * @property {Leaflet.Point} size px @property {CSSStyleDeclaration} style that holds the colours
 */

const WORLD = 256; // px across at zoom 0
const EDGE = 85.0511287798; // degrees: where Web Mercator ends
const FINE = 0.9; // px: closer points of a coast are one point
const COARSE = 4; // px: enough for the shoal around it
const PADDING = 0.35; // of the window, drawn beyond each edge
const REST = 50; // ms between two drawings while the map moves

const version = new URL(import.meta.url).search;
/** @type {Promise<Countries> | undefined} */
let countries;

/** @returns {Promise<Countries>} the GeoJSON of countries, fetched once; a failure may be tried again */
export function loadCountries() {
  countries ??= fetch(`/earwitness/map/countries.json${version}`)
    .then((response) => {
      if (!response.ok) throw new Error(`countries.json: ${response.status}`);
      return response.json();
    })
    .catch((problem) => {
      countries = undefined;
      throw problem;
    });
  return countries;
}

/** @param {number} lat degrees @returns {number} 0 at the top of the Mercator square, 1 at its foot */
function mercator(lat) {
  const phi = (Math.max(-EDGE, Math.min(EDGE, lat)) * Math.PI) / 180;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI);
}

/** @param {GeoJSON.Position[]} ring @returns {Ring} */
function projectRing(ring) {
  const xy = new Float64Array(ring.length * 2);
  /** @type {Ring["box"]} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  ring.forEach(([lon, lat], i) => {
    const x = lon / 360 + 0.5;
    const y = mercator(lat);
    xy[2 * i] = x;
    xy[2 * i + 1] = y;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  });
  return { xy, box };
}

/** @param {Countries} collection @returns {Ring[]} */
function ringsOf(collection) {
  return collection.features.flatMap(({ geometry }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flat().map(projectRing);
  });
}

/**
 * Adds one ring to a path, leaving out points that fall on the last one.
 * @param {Path2D} path @param {Ring} ring @param {number} scale @param {number} left @param {number} top
 * @param {number} shortest px
 */
function traceRing(path, { xy }, scale, left, top, shortest) {
  let lastX = xy[0] * scale + left;
  let lastY = xy[1] * scale + top;
  const [startX, startY] = [lastX, lastY];
  path.moveTo(lastX, lastY);
  for (let i = 2; i < xy.length; i += 2) {
    const x = xy[i] * scale + left;
    const y = xy[i + 1] * scale + top;
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < shortest) continue;
    path.lineTo(x, y);
    lastX = x;
    lastY = y;
  }
  path.lineTo(startX, startY);
}

/** @param {typeof Leaflet} L @returns {Basemap} a layer; call `show(geojson)` when the countries have come */
export function createBasemap(L) {
  const renderer = /** @type {Basemap} */ (/** @type {unknown} */ (L.Renderer.prototype));
  /** @type {Partial<Basemap> & ThisType<Basemap> & Record<string, unknown>} */
  const basemap = {
    options: { padding: PADDING, pane: "tilePane" },

    _initContainer() {
      this._container = L.DomUtil.create("canvas", "ew-basemap");
      this._container.setAttribute("aria-hidden", "true");
      this._rings = [];
    },

    _destroyContainer() {
      this._container?.remove();
      delete this._container;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      renderer._update.call(this);
      this._draw();
    },

    getEvents() {
      return { ...renderer.getEvents.call(this), move: this._follow };
    },

    /** Draw anew when a drag or a flight leaves what is drawn; a zoom animation only scales it. */
    _follow() {
      if (this._map._animatingZoom || performance.now() - this._drawnAt < REST) return;
      const view = this._map.getBounds();
      const same = Math.abs(this._map.getZoom() - this._drawnZoom) < 0.3;
      if (!same || !this._drawnView.contains(view)) this._update();
    },

    show(collection) {
      this._rings = ringsOf(collection);
      this._draw();
    },

    _draw() {
      const min = this._bounds.getTopLeft();
      const size = this._bounds.getSize();
      const sharp = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      const pen = canvas?.getContext("2d");
      if (!canvas || !pen) return;
      this._drawnAt = performance.now();
      this._drawnZoom = this._zoom;
      this._drawnView = this._map.getBounds().pad(PADDING);
      L.DomUtil.setPosition(canvas, min);
      canvas.width = size.x * sharp;
      canvas.height = size.y * sharp;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      pen.scale(sharp, sharp);
      const corner = this._map.getPixelOrigin().add(min);
      paint(pen, this._rings, { scale: WORLD * 2 ** this._zoom, corner, size, style: getComputedStyle(canvas) });
    },
  };
  return new (L.Renderer.extend(basemap))();
}

/** @param {CanvasRenderingContext2D} pen @param {Ring[]} rings @param {View} view */
function paint(pen, rings, view) {
  /** @param {string} name */
  const colour = (name) => view.style.getPropertyValue(name).trim();
  drawGrid(pen, view, colour("--map-grid"));
  const land = landPath(rings, view, FINE);
  pen.lineJoin = "round"; // a mitre would be a spike in the sea at each sharp cape
  pen.lineWidth = 8;
  pen.strokeStyle = colour("--map-shoal");
  pen.stroke(landPath(rings, view, COARSE));
  pen.fillStyle = colour("--map-land");
  pen.fill(land, "evenodd");
  pen.lineWidth = 0.8;
  pen.strokeStyle = colour("--map-border");
  pen.stroke(land);
}

/** @param {Ring[]} rings @param {View} view @param {number} shortest px @returns {Path2D} */
function landPath(rings, { scale, corner, size }, shortest) {
  const path = new Path2D();
  const first = Math.floor(corner.x / scale) - 1;
  const last = Math.floor((corner.x + size.x) / scale) + 1;
  for (let world = first; world <= last; world += 1) {
    const left = world * scale - corner.x;
    for (const ring of rings) {
      const [west, north, east, south] = ring.box;
      if ((east - west) * scale + (south - north) * scale < shortest) continue;
      if (east * scale + left < 0 || west * scale + left > size.x) continue;
      if (south * scale - corner.y < 0 || north * scale - corner.y > size.y) continue;
      traceRing(path, ring, scale, left, -corner.y, shortest);
    }
  }
  return path;
}

/** @param {CanvasRenderingContext2D} pen @param {View} view @param {string} colour */
function drawGrid(pen, { scale, corner, size }, colour) {
  const step = scale < 4000 ? 30 : 10; // degrees
  const width = (step / 360) * scale;
  pen.beginPath();
  for (let x = -(((corner.x % width) + width) % width); x <= size.x; x += width) {
    pen.moveTo(x, 0);
    pen.lineTo(x, size.y);
  }
  for (let lat = -80 - (-80 % step); lat <= 80; lat += step) {
    const y = mercator(lat) * scale - corner.y;
    pen.moveTo(0, y);
    pen.lineTo(size.x, y);
  }
  pen.lineWidth = 1;
  pen.strokeStyle = colour;
  pen.stroke();
}
