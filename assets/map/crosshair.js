// Pointing by keyboard: arrows move a crosshair over the map, Enter places the pin, Enter again guesses.

/**
 * @import * as Leaflet from "leaflet"
 * @import { Covered, LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 */

const SLOW = 6; // px for the first press
const FAST = 48; // px for each repeat of a held key
const MARGIN = 0.12; // of the window: nearer to an edge the map moves instead

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Listens to the keys of a `GuessMap` while the map has the focus. */
export class Crosshair {
  step = SLOW; // px
  fresh = false; // whether it has moved since it placed the pin

  /**
   * @param {GuessMap} world @param {HTMLElement} sign drawn at the point
   * @param {{guess: () => void, moved: (lat: number, lon: number) => void, clear: () => Covered}} wiring
   */
  constructor(world, sign, { guess, moved, clear }) {
    this.world = world;
    this.at = world.L.point(0, 0);
    this.sign = sign;
    this.guess = guess;
    this.moved = moved;
    this.clear = clear;
    world.element.addEventListener("keydown", (event) => this.key(event));
    world.element.addEventListener("keyup", () => (this.step = SLOW));
    world.element.addEventListener("blur", () => this.hide());
    world.element.addEventListener("focus", () => world.element.matches(":focus-visible") && this.appear());
    world.element.addEventListener("pointerdown", () => this.hide());
    world.map.on("zoomend resize", () => this.draw());
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.world.element) return;
    const arrow = ARROWS[event.key];
    if (arrow) this.move(arrow, event.repeat);
    else if (event.key === "+" || event.key === "=") this.zoom(1);
    else if (event.key === "-" || event.key === "_") this.zoom(-1);
    else if (event.key === "Enter" && !event.repeat) this.enter();
    else return;
    event.preventDefault();
  }

  appear() {
    if (!this.sign.hidden) return;
    this.at = this.middle();
    this.sign.hidden = false;
    this.fresh = true;
    this.draw();
  }

  hide() {
    this.sign.hidden = true;
  }

  /** The middle of what no card covers. @returns {Leaflet.Point} */
  middle() {
    const size = this.world.map.getSize();
    const { left = 0, bottom = 0 } = this.clear();
    return this.world.L.point((size.x + left) / 2, (size.y - bottom) / 2);
  }

  /** @param {[x: number, y: number]} arrow @param {boolean} held */
  move([x, y], held) {
    this.appear();
    this.step = held ? Math.min(FAST, this.step * 1.15) : SLOW;
    const want = this.at.add([x * this.step, y * this.step]);
    const inside = this.inside(want);
    const beyond = want.subtract(inside);
    this.at = inside;
    this.fresh = true;
    if (beyond.x || beyond.y) this.world.map.panBy(beyond, { animate: false });
    this.draw();
    this.moved(...this.point());
  }

  /** @param {Leaflet.Point} point @returns {Leaflet.Point} the nearest that may be pointed at */
  inside(point) {
    const size = this.world.map.getSize();
    const { left = 0, bottom = 0 } = this.clear();
    const edge = MARGIN * Math.min(size.x, size.y);
    const x = Math.max(left + edge, Math.min(size.x - edge, point.x));
    return this.world.L.point(x, Math.max(edge, Math.min(size.y - bottom - edge, point.y)));
  }

  /** @param {number} by levels */
  zoom(by) {
    this.appear();
    const { map } = this.world;
    map.setZoomAround(this.at, map.getZoom() + by, { animate: false });
  }

  enter() {
    if (this.sign.hidden) {
      this.appear();
      return;
    }
    if (!this.fresh && this.world.pin) {
      this.guess();
      return;
    }
    const [lat, lon] = this.point();
    this.world.place(lat, lon, "keys");
    this.fresh = false;
  }

  /** @returns {LatLon} */
  point() {
    const { lat, lng } = this.world.map.containerPointToLatLng(this.at);
    return [lat, lng];
  }

  draw() {
    if (this.sign.hidden) return;
    this.sign.style.transform = `translate(${Math.round(this.at.x)}px, ${Math.round(this.at.y)}px)`;
  }
}
