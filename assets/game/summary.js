// The summary at the end of a game: one row per round, the total and a line to share.

import { duelParts, duelSentence } from "./model-answers.js";
import { copyText } from "../shared/clipboard.js";
import { isPresent, make } from "../shared/dom.js";
import { kilometres, placeName, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Mode, PlayedGame, PlayedRound } from "../shared/types.d.ts" */

const MAX_SCORE = 5000;
/** @type {Record<Mode, string>} */
const ENDS = { random: "summary.over", duel: "summary.over", daily: "summary.over", challenge: "summary.over", party: "summary.over", replay: "summary.replay_over", practice: "summary.practice_over" };
const STEPS = "▁▂▃▄▅▆▇█";

/** @param {PlayedGame} game @param {(success: boolean) => void} onCopied @returns {HTMLElement[]} */
export function summaryParts(game, onCopied) {
  const maxTotal = MAX_SCORE * game.rounds.length;
  return [
    make("p", { class: "ew-kicker" }, text(ENDS[game.mode])),
    make(
      "h2",
      { class: "ew-place ew-sum" },
      make("strong", {}, integer(game.total)),
      make("span", {}, ` ${text("reveal.of", { most: integer(maxTotal) })}`),
    ),
    game.mode === "replay" && make("p", { class: "ew-kind" }, text("summary.replays")),
    make("ol", { class: "ew-rows" }, ...game.rounds.map(roundRow)),
    duelParts(game),
    shareParts(game, maxTotal, onCopied),
  ].filter(isPresent);
}

/** @param {PlayedGame} game @returns {string} */
export function summarySentence(game) {
  const duels = duelSentence(game);
  const count = game.rounds.length;
  const result = text("summary.announce", { score: integer(game.total), most: integer(MAX_SCORE * count), count });
  return duels ? `${result} ${duels}.` : result;
}

/** @param {PlayedRound} round @returns {HTMLElement} */
export function roundRow({ number, status, reveal }) {
  const label = text(status === "skipped" ? "round.skip" : "summary.left_open");
  const distance = reveal?.status === "guessed" ? kilometres(reveal.distance_km) : label;
  const count = Math.round(reveal?.geoscore ?? 0);
  return make(
    "li",
    {},
    make("span", { class: "ew-row-number", "aria-hidden": "true" }, String(number)),
    make("span", { class: "ew-row-place" }, reveal ? placeName(reveal.truth) : text("summary.unknown")),
    make("span", { class: "ew-row-far" }, distance),
    make("span", { class: "ew-row-score", "aria-label": text("round.points", { count }) }, integer(count)),
  );
}

/** @param {PlayedGame} game @param {number} maxTotal @returns {string} reveals no places */
export function shareLine(game, maxTotal) {
  const bars = game.rounds.map(({ reveal }) => {
    const part = Math.min(1, (reveal?.geoscore ?? 0) / MAX_SCORE);
    return STEPS[Math.round(part * (STEPS.length - 1))];
  });
  return text("summary.share", { bars: bars.join(""), score: integer(game.total), most: integer(maxTotal) });
}

/** @param {PlayedGame} game @param {number} maxTotal @param {(success: boolean) => void} onCopied @returns {HTMLElement} */
function shareParts(game, maxTotal, onCopied) {
  const result = shareLine(game, maxTotal);
  const line = make("output", { class: "ew-share-line", "aria-label": text("summary.share_label") }, result);
  const copy = make("button", { type: "button", class: "ew-copy" }, text("summary.copy"));
  copy.addEventListener("click", async () => onCopied(await copyText(result, line)));
  return make("div", { class: "ew-share" }, line, copy);
}
