// The screen of an open round that asks how sure the player is, or what helped: optional, and left at any time.

import { ConfidenceArea } from "../map/confidence-area.js";
import { make } from "../shared/dom.js";
import { cluesField, confidenceField } from "./guess-questions.js";

/**
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { AskedScene } from "./game.js"
 * @import { Page } from "./page.js"
 */

/** @param {Page} page @param {AskedScene} scene @param {MapLayout} map */
export function asked(page, { about }, map) {
  const { draft } = page;
  if (!draft.pin) return;
  const area = new ConfidenceArea(map, draft.pin, draft.answers.confidence_km);
  const field =
    about === "clues"
      ? cluesField(draft)
      : confidenceField(draft, { onRadius: (km) => area.setRadius(km), onRest: () => area.fit() });
  page.setScreen("asked", make("div", { class: "ew-yours ew-guess-form" }, field));
  page.area = area;
  page.openRound.update();
  if (about === "confidence") area.fit();
  field.querySelector("input")?.focus({ preventScroll: true });
}
