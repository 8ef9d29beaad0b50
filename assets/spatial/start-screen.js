// The first screen: what this is, what has been checked, and what can be played.

import { isPresent, make } from "../shared/dom.js";
import { decimal, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Action, Around } from "./around.js"
 * @import { Checks, SpatialState } from "./types.d.ts"
 */

/** @param {Around} around @param {SpatialState} state */
export function showStart(around, state) {
  const { checks, practised } = state;
  const isChecked = checks.headphones !== null;
  const [check, practise] = [checkAction(around, isChecked), practiseAction(around)];
  const play = playActions(around, state);
  const actions = isChecked ? (practised ? [...play, practise, check] : [practise, ...play, check]) : [check, practise, ...play];
  around.show(
    "start",
    text("spatial.title"),
    [
      make("p", { class: "ew-around-lead" }, text("spatial.lead")),
      make("ul", { class: "ew-around-facts" }, make("li", {}, text("spatial.wear")), make("li", {}, text("spatial.ten", { count: 10, most: integer(1000) })), make("li", {}, checkSentence(checks))),
      state.rendering === "decoded" && make("p", { class: "ew-around-small" }, decodedSentence(state)),
      !around.player.hasChosen && make("p", { class: "ew-around-small" }, text("welcome.choice")),
      credits(state),
    ].filter(isPresent),
    actions,
  );
}

/** @param {Around} around @param {boolean} isAgain @returns {Action} */
function checkAction(around, isAgain) {
  const run = async () => (await import("./check-screens.js")).startChecks(around);
  return { label: text(isAgain ? "spatial.check.again" : "spatial.check.start"), run };
}

/** @param {Around} around @returns {Action} */
const practiseAction = (around) => ({ label: text("spatial.practise"), run: () => around.begin("static", true) });

/** @param {Around} around @param {SpatialState} state @returns {Action[]} */
function playActions(around, { tracks }) {
  const play = { label: text("spatial.play"), run: () => around.begin("static", false) };
  const turn = { label: text("spatial.play_turning"), run: () => around.begin("head-turn", false) };
  return tracks.includes("head-turn") ? [play, turn] : [play];
}

/** @param {Checks} checks @returns {string} */
function checkSentence({ headphones, sides }) {
  if (headphones === null) return text("spatial.check.none");
  if (headphones === "skipped") return text("spatial.check.skipped");
  if (sides === "swapped") return text("spatial.check.swapped");
  return text(headphones === "passed" && sides === "passed" ? "spatial.check.passed" : "spatial.check.failed");
}

/** @param {SpatialState} state @returns {string} */
function decodedSentence({ cues }) {
  if (!cues) return text("spatial.decoded");
  return text("spatial.decoded_cues", { time: integer(cues.itd_us), level: decimal(cues.ild_db, 1) });
}

/** @param {SpatialState} state */
function credits({ title, items, credit }) {
  const lines = [text("spatial.pack", { name: title, count: items }), ...credit].map((line) => make("li", {}, line));
  return make("details", { class: "ew-around-credit" }, make("summary", {}, text("spatial.credit")), make("ul", {}, ...lines));
}
