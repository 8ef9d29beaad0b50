// The map within the page: fits results beside the card and connects zoom buttons, labels, search and crosshair.

import { address } from "../shared/address.js";
import { keepKeys } from "./crosshair-keys.js";
import { GuessMap, wrapLon } from "./guess-map.js";
import { coordinates, kilometres, placeName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { FoundPlace } from "../shared/types.d.ts"
 * @import { Stage } from "../game/stage.js"
 * @import { Crosshair } from "./crosshair.js"
 * @import { PlaceLabels } from "./place-labels.js"
 * @import { PlaceSearch } from "./place-search.js"
 * @import { Box, Covered, Fitted } from "./types.d.ts"
 */

const ZOOMS = { country: 4, region: 5, city: 7, town: 8, point: 7 }; // of the map around a place that was found, at least
const EDGE = 12; // px between the outermost label and the edge of the free area
const BESIDE_BUTTONS = 24; // px: around the zoom buttons, beside the map's far edge
const LEAST = 0.35; // of the free width and height: left for the result between labels that need room
const LABELS_AFTER = 300; // ms after the map, which goes first
const BESIDE_ZOOM = 150; // px: a free area that leaves less height than this hides the zoom buttons

/** Owns the page's `GuessMap` and the modules loaded for it on demand. */
export class MapLayout {
  /** @type {PlaceLabels | null} */
  labels = null;
  labelsRequested = false;
  /** @type {PlaceSearch | null} */
  search = null;
  /** @type {Crosshair | null} */
  crosshair = null;

  /** @param {Stage<any>} page @param {typeof Leaflet} L */
  constructor(page, L) {
    const { ui } = page;
    this.page = page;
    this.ui = ui;
    this.world = new GuessMap(L, ui.map, page.settings, {
      onPin: (pin, how) => page.onPin(pin, how),
      onBlank: () => page.announcer.notify(text("map.loading")),
      onLost: () => page.announcer.notify(text("map.retrying")),
    });
    ui.zoomIn.addEventListener("click", () => this.world.map.zoomIn(1));
    ui.zoomOut.addEventListener("click", () => this.world.map.zoomOut(1));
    ui.findButton.addEventListener("click", () => this.openSearch());
    if (ui.map === document.activeElement) this.loadCrosshair();
    else ui.map.addEventListener("focusin", () => this.loadCrosshair(), { once: true });
    setTimeout(() => this.loadLabels(), LABELS_AFTER);
  }

  /** @returns {Covered} what the card covers */
  covered() {
    const [map, card] = [this.ui.map.getBoundingClientRect(), this.ui.card.getBoundingClientRect()];
    const below = card.width > map.width * 0.7;
    if (below) return { bottom: map.bottom - card.top };
    return isMirrored() ? { right: map.right - card.left } : { left: card.right - map.left };
  }

  /** @returns {Box} the part of the map that the card leaves free, in px of the window */
  freeArea() {
    const { left = 0, right = 0, bottom = 0 } = this.covered();
    const map = this.ui.map.getBoundingClientRect();
    return { left: map.left + left, right: map.right - right, top: map.top, bottom: map.bottom - bottom };
  }

  /** @param {Fitted} overlay */
  fit(overlay) {
    this.world.whenShown(() => this.fitNow(overlay));
  }

  /**
   * Fits a result into the area that the card, the buttons and the credits leave free.
   * @param {Fitted} overlay
   */
  fitNow(overlay) {
    const { left = 0, right = 0, bottom = 0 } = this.covered();
    const { clientWidth, clientHeight } = this.ui.map;
    const [width, height] = [clientWidth - left - right, clientHeight - bottom];
    this.ui.zoom.hidden = false;
    this.ui.zoom.hidden = height < this.ui.zoom.offsetHeight + BESIDE_ZOOM;
    const { side, above, below } = overlay.extent();
    const [buttons, credits] = [this.besideButtons(), bottom ? this.creditsHeight() : 0];
    const [west, east] = scaleMargins(side + EDGE, side + EDGE, width - buttons);
    const [north, south] = scaleMargins(above + EDGE, below + EDGE, height - credits);
    const mirrored = isMirrored();
    /** @type {Leaflet.FitBoundsOptions} */
    const padding = {
      paddingTopLeft: [left + west + (mirrored ? buttons : 0), credits + north],
      paddingBottomRight: [right + east + (mirrored ? 0 : buttons), bottom + south],
    };
    this.world.fit(overlay.bounds(), { animate: this.page.animated, padding });
  }

  /** @returns {number} px that the zoom buttons need at their side */
  besideButtons() {
    const width = this.ui.zoomIn.offsetWidth;
    return width && width + BESIDE_BUTTONS;
  }

  /** @returns {number} px that the credits cover, at the top when the card covers the bottom */
  creditsHeight() {
    const credits = this.ui.map.querySelector(".leaflet-control-attribution");
    return credits instanceof HTMLElement ? credits.offsetHeight : 0;
  }

  async loadCrosshair() {
    const { ui, page, world } = this;
    const keptKeys = keepKeys(ui.map);
    const { Crosshair } = await page.loadModules(() => import("./crosshair.js"));
    this.crosshair = new Crosshair(world, ui.crosshair, {
      onGuess: () => page.press(page.primaryAction),
      onKeep: ({ lat, lon }) => page.announcer.announce(text("round.pinned_by_keys", { point: coordinates(lat, lon) })),
      onMove: (lat, lon) => page.announcer.announce(coordinates(lat, lon)),
      onZoom: (step) => page.announcer.announce(text("map.step", { distance: kilometres(step) })),
      onRest: (lat, lon) => this.sayWhere(lat, lon),
      covered: () => this.covered(),
    });
    if (ui.map.matches(":focus-visible")) this.crosshair.show();
    for (const event of keptKeys()) this.crosshair.onKeydown(event);
  }

  /** Says which town the crosshair rests near. @param {number} lat @param {number} lon @returns {Promise<string>} */
  async sayWhere(lat, lon) {
    const query = new URLSearchParams({ lat: String(lat), lon: String(wrapLon(lon)) });
    const { place } = await fetchPlaces(`/api/places/nearest?${query}`);
    const name = placeName({ ...place, lat, lon });
    this.page.announcer.announce(name);
    return name;
  }

  async loadLabels() {
    if (this.labelsRequested) return;
    this.labelsRequested = true;
    const { PlaceLabels } = await this.page.loadModules(() => import("./place-labels.js"));
    this.labels = new PlaceLabels(this.world, fetchPlaces);
  }

  /** Shows a place, and puts the pin there while a round is open. @param {FoundPlace} place @returns {boolean} whether it is there */
  pinOn({ kind, lat, lon }) {
    const { ui, page, world } = this;
    world.goTo(lat, lon, ZOOMS[kind], { animate: page.animated, covered: this.covered() });
    if (world.locked) return false;
    world.placePin(lat, lon, "search");
    ui.primary.focus();
    return true;
  }

  async openSearch() {
    const { ui, page } = this;
    const { PlaceSearch } = await page.loadModules(() => import("./place-search.js"));
    this.search ??= new PlaceSearch(ui, fetchPlaces, {
      onChoose: (place) => this.pinOn(place),
      announce: (message) => page.announcer.announce(message),
    });
    this.search.open();
  }
}

/** @returns {boolean} whether the page reads from right to left, so that the card is at the right */
const isMirrored = () => document.documentElement.dir === "rtl";

/**
 * Scales two margins down by the same factor if they would leave less than `LEAST` of `room` px between them.
 * @param {number} before @param {number} after @param {number} room @returns {[number, number]}
 */
function scaleMargins(before, after, room) {
  const factor = Math.min(1, (room * (1 - LEAST)) / (before + after));
  return [before * factor, after * factor];
}

/** @param {string} path @returns {Promise<any>} */
async function fetchPlaces(path) {
  const response = await fetch(address(path));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
