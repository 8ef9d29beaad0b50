// The screen of an open round that asks how sure the player is, or what helped: optional, and left at any time.

import { ConfidenceArea } from "../map/confidence-area.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { cluesField, confidenceField } from "./guess-questions.js";

/**
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { AskedScene } from "./game.js"
 * @import { Page } from "./page.js"
 */

/** @param {Page} page @param {AskedScene} scene @param {MapLayout} map */
export function asked(page, scene, map) {
  const { draft } = page;
  if (!draft.pin) return;
  const area = new ConfidenceArea(map, draft.pin, draft.answers.confidence_km);
  const parts = scene.about === "clues" ? [cluesField(draft)] : confidenceParts(page, area, () => asked(page, scene, map));
  page.setScreen("asked", make("div", { class: "ew-yours ew-guess-form" }, ...parts));
  page.area = area;
  page.openRound.update();
  if (scene.about === "confidence") area.fit();
  parts[0].querySelector("input")?.focus({ preventScroll: true });
}

/** The slider, and once it was moved a button that takes the answer back. @param {Page} page @param {ConfidenceArea} area @param {() => void} onCleared */
function confidenceParts({ draft }, area, onCleared) {
  const onclick = () => {
    draft.answer({ confidence_km: undefined });
    onCleared();
  };
  const clear = make("button", { type: "button", hidden: !draft.answers.confidence_km, onclick }, text("round.leave_out"));
  /** @param {number} km */
  const onRadius = (km) => {
    clear.hidden = false;
    area.setRadius(km);
  };
  return [confidenceField(draft, { onRadius, onRest: () => area.fit() }), clear];
}
