// The end of a duel: who won, the rounds side by side, and whom to play next.

import { begin } from "./duel-screen.js";
import { addressName, loadLadder } from "./opponents.js";
import { rivalName } from "../game/rival.js";
import { make } from "../shared/dom.js";
import { integer, placeName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Opponent, PlayedGame, PlayedRound, Rival, Score } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { Child } from "../shared/dom.js"
 * @import { Scene } from "../game/game.js"
 */

/** @typedef {PlayedGame & {opponent: Rival, score: Score}} Duel */

/** @param {Duel} game @param {HTMLElement} share @returns {Child[]} */
export function endParts(game, share) {
  return [
    make("p", { class: "ew-kicker" }, outcome(game)),
    make("h2", { class: "ew-place ew-duel-total" }, total(game)),
    roundsTable(game),
    share,
  ];
}

/** @param {Duel} game @returns {string} for screen readers */
export const endSentence = (game) => text("duel.announce_end", { outcome: outcome(game), total: total(game) });

/** @param {Duel} game @returns {string} */
function outcome({ opponent, score }) {
  const lead = Math.round(score.you) - Math.round(score.opponent); // as displayed
  return text(lead > 0 ? "duel.end_won" : lead ? "duel.end_lost" : "duel.end_drawn", { name: rivalName(opponent) });
}

/** @param {Duel} game @returns {string} */
const total = ({ opponent, score }) =>
  text("duel.total", { you: Math.round(score.you), name: rivalName(opponent), opponent: Math.round(score.opponent) });

/** @param {Duel} game @returns {HTMLElement} */
function roundsTable({ opponent, rounds }) {
  const heads = [text("duel.column.sound"), text("models.you"), rivalName(opponent)];
  const head = make("tr", {}, ...heads.map((title) => make("th", { scope: "col" }, title)));
  const body = make("tbody", {}, ...rounds.map(row));
  return make("table", { class: "ew-duel-rounds" }, make("caption", { class: "ew-hidden" }, text("duel.rounds")), make("thead", {}, head), body);
}

/** @param {PlayedRound} round @returns {HTMLElement} */
function row({ number, reveal }) {
  const [you, opponent] = [reveal?.geoscore ?? 0, reveal?.opponent?.geoscore ?? 0].map(Math.round);
  const place = reveal ? placeName(reveal.truth) : text("summary.unknown");
  const sign = make("span", { class: "ew-row-number", "aria-hidden": "true" }, integer(number));
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, make("span", { class: "ew-duel-place" }, sign, make("span", {}, place))),
    make("td", { class: you > opponent ? "is-more" : null }, integer(you)),
    make("td", { class: opponent > you ? "is-more" : null }, integer(opponent)),
  );
}

/** Sets the buttons: one rung up after a win, else the same again. @param {Page} page @param {Duel} game */
export async function setNext(page, { opponent, score }) {
  const all = { label: text("duel.all"), run: () => page.open("duel") };
  const opponents = await loadLadder(page).then((ladder) => ladder.opponents, () => /** @type {Opponent[]} */ ([]));
  const at = opponents.findIndex(({ id }) => id === opponent.id);
  const won = Math.round(score.you) > Math.round(score.opponent);
  const next = at < 0 ? undefined : won ? opponents[at + 1] : opponents[at];
  if (!next) return page.setActions(all);
  const name = rivalName(next);
  /** @returns {Promise<Scene>} */
  const run = () => (won ? page.open("duel", addressName(next)) : begin(page, next));
  return page.setActions({ label: text(won ? "duel.next" : "duel.again", { name }), run }, all);
}
