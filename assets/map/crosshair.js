// Keyboard pointing: arrow keys move a crosshair, Enter places the pin, a second Enter guesses.

/**
 * @import * as Leaflet from "leaflet"
 * @import { Point } from "../shared/types.d.ts"
 * @import { Covered, LatLon } from "./types.d.ts"
 * @import { GuessMap } from "./guess-map.js"
 * @typedef {object} CrosshairOptions
 * @property {() => void} onGuess @property {(lat: number, lon: number) => void} onMove @property {() => Covered} covered
 * @property {(pin: Point) => void} onKeep called when Enter leaves the pin where it is
 * @property {(step: number) => void} onZoom gets the km that an arrow key moves to the east or west
 * @property {(lat: number, lon: number) => Promise<string>} onRest gives the name of the place
 */

import { make } from "../shared/dom.js";
import { ARROWS, isForCrosshair, ZOOMS } from "./crosshair-keys.js";

const SLOW = 6; // px per key press
const FAST = 48; // px, the most per repeat of a held key
const REST = 700; // ms without a move, after which the place is told
const MARGIN = 0.12; // of the map's shorter side; within it the map moves instead


/** Active while the map has the keyboard focus. */
export class Crosshair {
  step = SLOW; // px
  movedSincePin = false;
  isOnPin = false; // since it was shown there
  restTimer = 0;

  /**
   * @param {GuessMap} world @param {HTMLElement} element drawn at the point
   * @param {CrosshairOptions} options
   */
  constructor(world, element, { onGuess, onKeep, onMove, onZoom, onRest, covered }) {
    this.world = world;
    this.position = world.L.point(0, 0);
    this.element = element;
    this.onGuess = onGuess;
    this.onKeep = onKeep;
    this.onMove = onMove;
    this.onZoom = onZoom;
    this.onRest = onRest;
    this.name = make("span", { class: "ew-crosshair-name", hidden: true });
    element.append(this.name);
    this.covered = covered;
    world.element.addEventListener("keydown", (event) => this.onKeydown(event));
    world.element.addEventListener("keyup", () => (this.step = SLOW));
    world.element.addEventListener("blur", () => this.hide());
    world.element.addEventListener("focus", () => world.element.matches(":focus-visible") && this.show());
    world.element.addEventListener("pointerdown", () => this.hide());
    world.map.on("zoomend resize", () => this.draw());
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
    if (!isForCrosshair(event, this.world.element)) return;
    const { key, repeat } = event;
    if (Object.hasOwn(ARROWS, key)) this.move(ARROWS[key], repeat);
    else if (Object.hasOwn(ZOOMS, key)) this.zoom(ZOOMS[key]);
    else if (!repeat) this.onEnter();
    event.preventDefault();
  }

  show() {
    if (!this.element.hidden) return;
    const pin = this.pinPosition();
    this.position = pin ?? this.middle();
    this.element.hidden = false;
    this.isOnPin = Boolean(pin);
    this.movedSincePin = true;
    this.draw();
    this.onMove(...this.point());
  }

  /** Where the pin is, if it is in view and can be moved. @returns {Leaflet.Point | null} */
  pinPosition() {
    const { marker, locked, map } = this.world;
    const position = marker && !locked ? map.latLngToContainerPoint(marker.getLatLng()) : null;
    return position && this.clamp(position).distanceTo(position) < 1 ? position : null;
  }

  hide() {
    clearTimeout(this.restTimer);
    this.element.hidden = true;
  }

  /** The middle of the part that no card covers. @returns {Leaflet.Point} */
  middle() {
    const size = this.world.map.getSize();
    const { left = 0, right = 0, bottom = 0 } = this.covered();
    return this.world.L.point((size.x + left - right) / 2, (size.y - bottom) / 2);
  }

  /** @param {[x: number, y: number]} arrow @param {boolean} held */
  move([x, y], held) {
    this.show();
    this.step = held ? Math.min(FAST, this.step * 1.15) : SLOW;
    const target = this.position.add([x * this.step, y * this.step]);
    const inside = this.clamp(target);
    const overshoot = target.subtract(inside);
    this.position = inside;
    this.movedSincePin = true;
    this.isOnPin = false;
    if (overshoot.x || overshoot.y) this.world.map.panBy(overshoot, { animate: false });
    this.draw();
    this.onMove(...this.point());
    this.name.hidden = true;
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => this.rest(), REST);
  }

  /** Shows the name of the place, unless the crosshair has moved on by the time it is known. */
  async rest() {
    const [lat, lon] = this.point();
    const name = await this.onRest(lat, lon).catch(() => "");
    const [latNow, lonNow] = this.point();
    if (lat !== latNow || lon !== lonNow) return;
    this.name.textContent = name;
    this.name.hidden = !name;
  }

  /** @param {Leaflet.Point} point @returns {Leaflet.Point} the nearest point inside the margins */
  clamp(point) {
    const size = this.world.map.getSize();
    const { left = 0, right = 0, bottom = 0 } = this.covered();
    const edge = MARGIN * Math.min(size.x, size.y);
    const x = Math.max(left + edge, Math.min(size.x - right - edge, point.x));
    return this.world.L.point(x, Math.max(edge, Math.min(size.y - bottom - edge, point.y)));
  }

  /** @param {number} levels */
  zoom(levels) {
    this.show();
    const { map } = this.world;
    map.setZoomAround(this.position, map.getZoom() + levels, { animate: false });
    const [here, next] = [this.position, this.position.add([SLOW, 0])].map((point) => map.containerPointToLatLng(point));
    if (here && next) this.onZoom(map.distance(here, next) / 1000);
  }

  onEnter() {
    if (this.element.hidden) {
      this.show();
      return;
    }
    if (!this.movedSincePin && this.world.pin) {
      this.onGuess();
      return;
    }
    const [lat, lon] = this.point();
    if (this.isOnPin && this.world.pin) this.onKeep(this.world.pin);
    else this.world.placePin(lat, lon, "keys");
    this.movedSincePin = false;
  }

  /** @returns {LatLon} */
  point() {
    const { lat, lng } = this.world.map.containerPointToLatLng(this.position);
    return [lat, lng];
  }

  draw() {
    if (this.element.hidden) return;
    this.element.style.transform = `translate(${Math.round(this.position.x)}px, ${Math.round(this.position.y)}px)`;
  }
}
