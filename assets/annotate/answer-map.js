// The map of an answer: the place named, the true place, and the arc between them.

import { greatCircle } from "../map/great-circle.js";
import { GuessMap, loadLeaflet } from "../map/guess-map.js";
import { pinShape } from "../map/pin-shape.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { Point } from "../shared/types.d.ts"
 */

const PADDING = 40; // px around the pins

export class AnswerMap {
  /** @type {Leaflet.FeatureGroup | null} */
  layers = null;

  /** @param {HTMLElement} element */
  constructor(element) {
    const ignore = () => {};
    const config = { abandon_minutes: 0, tiles_url: null, tiles_attribution: "" };
    this.world = loadLeaflet().then((L) => new GuessMap(L, element, config, { onPin: ignore, onBlank: ignore, onLost: ignore }));
  }

  /** @param {Point | null} guess @param {Point} truth */
  async show(guess, truth) {
    const world = await this.world;
    const { L, map } = world;
    this.layers?.remove();
    this.layers = L.featureGroup().addTo(map);
    const path = guess ? greatCircle(guess, truth) : [];
    const [lat, lon] = path.at(-1) ?? [truth.lat, truth.lon];
    if (path.length) L.polyline(path, { className: "ew-arc", interactive: false }).addTo(this.layers);
    const icon = L.divIcon({ className: "ew-pin ew-pin-truth", html: pinShape("truth"), iconSize: [44, 44], iconAnchor: [22, 22] });
    L.marker([lat, lon], { icon, keyboard: false, interactive: false }).addTo(this.layers);
    world.fit(this.layers.getBounds(), { animate: false, padding: { padding: [PADDING, PADDING] } });
    world.showPin(guess, guess?.lon);
  }
}
