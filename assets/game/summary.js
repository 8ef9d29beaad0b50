// The summary at the end of a game: the total, and one row per round.

import { duelParts, duelSentence } from "./model-answers.js";
import { isPresent, make } from "../shared/dom.js";
import { integer, kilometres, MAX_SCORE, placeName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Mode, PlayedGame, PlayedRound } from "../shared/types.d.ts" */

/** @type {Record<Mode, string>} */
const ENDS = { random: "summary.over", duel: "summary.over", daily: "summary.over", challenge: "summary.over", party: "summary.over", replay: "summary.replay_over", practice: "summary.practice_over" };

/** @param {PlayedGame} game @param {string} mark what marks it, if anything does @param {HTMLElement[]} compared with others who heard the same sounds @param {HTMLElement} share @returns {HTMLElement[]} */
export function summaryParts(game, mark, compared, share) {
  const maxTotal = MAX_SCORE * game.rounds.length;
  return [
    make("p", { class: "ew-kicker" }, [text(ENDS[game.mode]), mark].filter(Boolean).join(" · ")),
    make(
      "h2",
      { class: "ew-place ew-sum" },
      make("strong", {}, integer(game.total)),
      make("span", {}, ` ${text("reveal.of", { most: integer(maxTotal) })}`),
    ),
    game.mode === "replay" && make("p", { class: "ew-kind" }, text("summary.replays")),
    ...compared,
    make("ol", { class: "ew-rows" }, ...game.rounds.map(roundRow)),
    duelParts(game),
    share,
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
    make("span", { class: "ew-row-score", "aria-hidden": "true" }, integer(count)),
    make("span", { class: "ew-hidden" }, text("round.points", { count })),
  );
}
