// The end of a game: a row a round, the total, and a line to share.

import { duelParts, duelSentence } from "./model-answers.js";
import { toClipboard } from "../shared/clipboard.js";
import { isThere, make } from "../shared/dom.js";
import { counted, kilometres, placeName, whole } from "../shared/format.js";

/** @import { Mode, PlayedGame, PlayedRound } from "../shared/types.d.ts" */

const BEST = 5000;
/** @type {Partial<Record<Mode, string>>} */
const ENDS = { replay: "Replay over", practice: "Practice over" };
const STEPS = "▁▂▃▄▅▆▇█";

/** @param {PlayedGame} game @param {(done: boolean) => void} copied @returns {HTMLElement[]} */
export function summaryParts(game, copied) {
  const most = BEST * game.rounds.length;
  return [
    make("p", { class: "ew-kicker" }, ENDS[game.mode] || "Game over"),
    make(
      "h2",
      { class: "ew-place ew-sum" },
      make("strong", {}, whole(game.total)),
      make("span", {}, ` of ${whole(most)}`),
    ),
    game.mode === "replay" && make("p", { class: "ew-kind" }, "Replays never count in a baseline."),
    make("ol", { class: "ew-rows" }, ...game.rounds.map(row)),
    duelParts(game),
    shareParts(game, most, copied),
  ].filter(isThere);
}

/** @param {PlayedGame} game @returns {string} */
export function summarySentence(game) {
  const against = duelSentence(game);
  const most = whole(BEST * game.rounds.length);
  return `The game is over. ${whole(game.total)} of ${most} points in ${counted(game.rounds.length, "round")}.${against && ` ${against}.`}`;
}

/** @param {PlayedRound} round @returns {HTMLElement} */
function row({ number, status, reveal }) {
  const unguessed = status === "skipped" ? "I can’t tell" : "left open";
  const far = reveal?.status === "guessed" ? kilometres(reveal.distance_km) : unguessed;
  const score = whole(reveal?.geoscore ?? 0);
  return make(
    "li",
    {},
    make("span", { class: "ew-row-number", "aria-hidden": "true" }, String(number)),
    make("span", { class: "ew-row-place" }, reveal ? placeName(reveal.truth) : "Unknown"),
    make("span", { class: "ew-row-far" }, far),
    make("span", { class: "ew-row-score", "aria-label": `${score} points` }, score),
  );
}

/** @param {PlayedGame} game @param {number} most @returns {string} tells nothing about the places */
export function shareLine(game, most) {
  const bars = game.rounds.map(({ reveal }) => {
    const part = Math.min(1, (reveal?.geoscore ?? 0) / BEST);
    return STEPS[Math.round(part * (STEPS.length - 1))];
  });
  return `Earwitness ${bars.join("")} ${whole(game.total)}/${whole(most)}`;
}

/** @param {PlayedGame} game @param {number} most @param {(done: boolean) => void} copied @returns {HTMLElement} */
function shareParts(game, most, copied) {
  const text = shareLine(game, most);
  const line = make("output", { class: "ew-share-line", "aria-label": "Your result as text" }, text);
  const copy = make("button", { type: "button", class: "ew-copy" }, "Copy");
  copy.addEventListener("click", async () => copied(await toClipboard(text, line)));
  return make("div", { class: "ew-share" }, line, copy);
}
