// Base map: a Leaflet canvas layer of country shapes, projected once and scaled for each drawing.

import { loadCoarse, loadCountries, mercator } from "./shapes.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { Basemap, Ring } from "./types.d.ts"
 * @typedef {object} View
 * @property {number} scale width of the world in px @property {Leaflet.Point} corner of the canvas, in px of the world
 * @property {Leaflet.Point} size px @property {CSSStyleDeclaration} style source of the colours
 * @property {number} pixelRatio pixels of the canvas per px
 */

const WORLD = 256; // px: width of the world at zoom 0
const SHORTEST = 0.9; // px: least distance between points of a coast
const PADDING = 0.35; // of the map's size, drawn beyond each edge
const ROOM = 0.15; // of the map's size, drawn beyond each edge, below which a pan redraws
const REDRAW_INTERVAL = 50; // ms, while the map moves
const RETRY_DELAY = 3000; // ms
const COAST = 1.2; // px, as is the next
const BORDER = 0.9;

/**
 * Adds a ring to a path, leaving out points closer than `SHORTEST` to the last one.
 * @param {Path2D} path @param {Ring} ring @param {number} scale @param {number} left @param {number} top
 */
function traceRing(path, { xy }, scale, left, top) {
  let lastX = xy[0] * scale + left;
  let lastY = xy[1] * scale + top;
  const [startX, startY] = [lastX, lastY];
  path.moveTo(lastX, lastY);
  for (let i = 2; i < xy.length; i += 2) {
    const x = xy[i] * scale + left;
    const y = xy[i + 1] * scale + top;
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < SHORTEST) continue;
    path.lineTo(x, y);
    lastX = x;
    lastY = y;
  }
  path.lineTo(startX, startY);
}

/** @param {typeof Leaflet} L @returns {Basemap} a layer, blank until `fill` has loaded its shapes */
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
      if (this._bounds && (this._map._animatingZoom || this._isDrawn())) return;
      renderer._update.call(this);
      this._draw();
    },

    /** Whether the canvas shows what is in view, with some room around it, at the right place and scale. */
    _isDrawn() {
      const size = this._map.getSize();
      if (this._zoom !== this._map.getZoom() || !this._drawnSize?.equals(size)) return false;
      if (!this._drawnOrigin.equals(this._map.getPixelOrigin())) return false;
      const room = size.multiplyBy(ROOM);
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      return this._bounds.contains(L.bounds(corner.subtract(room), corner.add(size).add(room)));
    },

    getEvents() {
      return { ...renderer.getEvents.call(this), move: this._follow };
    },

    /** Redraws when a drag or flight leaves the drawn area; a zoom animation only scales the canvas. */
    _follow() {
      if (this._map._animatingZoom || performance.now() - this._drawnAt < REDRAW_INTERVAL) return;
      const view = this._map.getBounds();
      const sameZoom = Math.abs(this._map.getZoom() - this._zoom) < 0.3;
      if (!sameZoom || !this._drawnView.contains(view)) this._update();
    },

    isBlank() {
      return !this._rings?.length;
    },

    async fill(onFailure) {
      loadCoarse().then((rings) => this.isBlank() && this._show(rings), () => {}); // the countries follow anyway
      for (let tries = 0; ; tries += 1) {
        try {
          this._show(await loadCountries());
          return;
        } catch {
          if (!tries) onFailure?.();
          await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
        }
      }
    },

    _show(rings) {
      this._rings = rings;
      this._draw();
    },

    _draw() {
      const min = this._bounds.getTopLeft();
      const size = this._bounds.getSize();
      const pixelRatio = Math.min(window.devicePixelRatio || 1, 2);
      const canvas = this._container;
      const context = canvas?.getContext("2d");
      if (!canvas || !context) return;
      this._drawnAt = performance.now();
      this._drawnView = this._map.getBounds().pad(PADDING);
      this._drawnSize = this._map.getSize();
      this._drawnOrigin = this._map.getPixelOrigin();
      L.DomUtil.setPosition(canvas, min);
      canvas.width = size.x * pixelRatio;
      canvas.height = size.y * pixelRatio;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      context.scale(pixelRatio, pixelRatio);
      const corner = this._drawnOrigin.add(min);
      const scale = WORLD * 2 ** this._zoom;
      paint(context, this._rings, { scale, corner, size, style: getComputedStyle(canvas), pixelRatio });
    },
  };
  return new (L.Renderer.extend(basemap))();
}

/** @param {CanvasRenderingContext2D} context @param {Ring[]} rings @param {View} view */
function paint(context, rings, view) {
  /** @param {string} name */
  const colour = (name) => view.style.getPropertyValue(name).trim();
  drawGrid(context, view, colour("--map-grid"));
  const land = landPath(rings, view);
  context.strokeStyle = colour("--map-coast");
  drawCoast(context, land, view.pixelRatio);
  context.fillStyle = colour("--map-land");
  context.fill(land, "evenodd");
  context.lineWidth = BORDER;
  context.strokeStyle = colour("--map-border");
  context.stroke(land);
}

/**
 * Draws a line as wide as `COAST` around what the land will cover.
 * @param {CanvasRenderingContext2D} context @param {Path2D} land @param {number} pixelRatio
 */
function drawCoast(context, land, pixelRatio) {
  if (pixelRatio > 1) {
    context.lineJoin = "round"; // mitres would put spikes into the sea at sharp capes
    context.lineWidth = COAST * 2; // the land covers the inner half, and all of it along borders
    context.stroke(land);
    return;
  }
  // Lines a pixel thin, one to each side: browsers draw these many times as fast as a line of twice the width.
  context.lineWidth = 1;
  const aside = COAST - 0.5;
  for (const [x, y] of [[aside, 0], [0, aside], [-aside, 0], [0, -aside]]) {
    context.translate(x, y);
    context.stroke(land);
    context.translate(-x, -y);
  }
}

/** @param {Ring[]} rings @param {View} view @returns {Path2D} */
function landPath(rings, { scale, corner, size }) {
  const path = new Path2D();
  const first = Math.floor(corner.x / scale) - 1;
  const last = Math.floor((corner.x + size.x) / scale) + 1;
  for (let world = first; world <= last; world += 1) {
    const left = world * scale - corner.x;
    for (const ring of rings) {
      const [west, north, east, south] = ring.box;
      if ((east - west) * scale + (south - north) * scale < SHORTEST) continue;
      if (east * scale + left < 0 || west * scale + left > size.x) continue;
      if (south * scale - corner.y < 0 || north * scale - corner.y > size.y) continue;
      traceRing(path, ring, scale, left, -corner.y);
    }
  }
  return path;
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {string} colour */
function drawGrid(context, { scale, corner, size }, colour) {
  const step = scale < 4000 ? 30 : 10; // degrees
  const width = (step / 360) * scale;
  context.beginPath();
  for (let x = -(((corner.x % width) + width) % width); x <= size.x; x += width) {
    context.moveTo(x, 0);
    context.lineTo(x, size.y);
  }
  for (let lat = -80 - (-80 % step); lat <= 80; lat += step) {
    const y = mercator(lat) * scale - corner.y;
    context.moveTo(0, y);
    context.lineTo(size.x, y);
  }
  context.lineWidth = 1;
  context.strokeStyle = colour;
  context.stroke();
}
