// The map among what stands around it: framed beside the card, with its buttons, names, search and crosshair.

import { GuessMap } from "./guess-map.js";
import { coordinates } from "../shared/format.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { PlaceName } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { Crosshair } from "./crosshair.js"
 * @import { PlaceLabels } from "./place-labels.js"
 * @import { PlaceSearch } from "./place-search.js"
 * @import { ResultOverlay } from "./result-overlay.js"
 * @import { Covered } from "./types.d.ts"
 */

const EDGE = 12; // px between the outermost name and whatever ends the free part
const BUTTONS = 76; // px that the zoom buttons take at the right
const CREDITS = 26; // px that the credits take at the top, where the card covers their place at the foot
const FOOT = 44; // px: half of the true place's mark, and air
const LEAST = 40; // px left each way, whatever stands around
const ROOMY = 250; // px of height with room for the zoom buttons beside what is drawn

/** Owns the `GuessMap` of a page, and all that is brought for it later. */
export class MapLayout {
  /** @type {PlaceLabels | null} */
  labels = null;
  asksForLabels = false;
  /** @type {PlaceSearch | null} */
  search = null;
  /** @type {Crosshair | null} */
  crosshair = null;

  /** @param {Page} page @param {typeof Leaflet} L */
  constructor(page, L) {
    const { ui } = page;
    this.page = page;
    this.ui = ui;
    this.world = new GuessMap(L, ui.map, page.config, (pin, how) => page.onPin(pin, how));
    ui.zoomIn.addEventListener("click", () => this.world.map.zoomIn(1));
    ui.zoomOut.addEventListener("click", () => this.world.map.zoomOut(1));
    ui.findButton.addEventListener("click", () => this.find());
    ui.map.addEventListener("focusin", () => this.pointByKeys(), { once: true });
    this.world.map.on("zoomend", () => this.name());
  }

  /** @returns {Covered} by the card */
  covered() {
    const [map, card] = [this.ui.map.getBoundingClientRect(), this.ui.card.getBoundingClientRect()];
    const below = card.width > map.width * 0.7;
    return below ? { bottom: map.bottom - card.top } : { left: card.right - map.left };
  }

  /**
   * Show all that is drawn in the part of the map that the card, the buttons and the credits leave free.
   * @param {ResultOverlay} overlay
   */
  frame(overlay) {
    const { left = 0, bottom = 0 } = this.covered();
    const { clientWidth, clientHeight } = this.ui.map;
    const [across, high] = [clientWidth - left, clientHeight - bottom];
    this.ui.zoom.hidden = high < ROOMY;
    const { side, above } = overlay.reach();
    const [west, east] = shrunk(side + EDGE, side + EDGE + (high < ROOMY ? 0 : BUTTONS), across);
    const [north, south] = shrunk(above + EDGE + (bottom ? CREDITS : 0), FOOT, high);
    /** @type {Leaflet.FitBoundsOptions} */
    const padding = { paddingTopLeft: [left + west, north], paddingBottomRight: [east, bottom + south] };
    this.world.fit(overlay.bounds(), { animate: this.page.animated, padding });
  }

  async pointByKeys() {
    const { ui, page, world } = this;
    const { Crosshair } = await page.loadModules(() => import("./crosshair.js"));
    this.crosshair = new Crosshair(world, ui.crosshair, {
      guess: () => page.press(page.primaryAction),
      moved: (lat, lon) => page.announcer.announce(coordinates(lat, lon)),
      clear: () => this.covered(),
    });
    if (ui.map.matches(":focus-visible")) this.crosshair.appear();
  }

  async name() {
    if (this.asksForLabels || this.world.map.getZoom() < 3) return;
    this.asksForLabels = true;
    const { PlaceLabels } = await this.page.loadModules(() => import("./place-labels.js"));
    this.labels = new PlaceLabels(this.world, places);
  }

  async find() {
    const { ui, page, world } = this;
    const { PlaceSearch } = await page.loadModules(() => import("./place-search.js"));
    this.search ??= new PlaceSearch(ui, places, {
      go: ({ lat, lon }) => world.goTo(lat, lon, 6, page.animated),
      pin: ({ lat, lon }) => (world.place(lat, lon, "search"), ui.primary.focus()),
      open: () => !world.locked,
      say: (words) => page.announcer.announce(words),
    });
    this.search.open();
  }
}

/**
 * Two margins, made smaller alike where `room` px would not leave enough between them.
 * @param {number} one @param {number} other @param {number} room @returns {[number, number]}
 */
function shrunk(one, other, room) {
  const part = Math.min(1, Math.max(0, room - LEAST) / (one + other));
  return [one * part, other * part];
}

/** @param {string} path @returns {Promise<{places: PlaceName[]}>} */
async function places(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
