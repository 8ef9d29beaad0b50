// The end of a game in a challenge: own points beside those of who shared it, round by round.

import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { read } from "./challenge-screen.js";

/**
 * @import { Challenge, PlayedGame } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 */

/** @param {Page} page @param {PlayedGame} game @returns {Promise<Challenge | null>} the challenge that a game was begun in, if it is somebody else's */
export async function challengeOf(page, game) {
  const { link } = page.history;
  const name = game.challenge ?? (game.mode === "daily" && link?.name === "challenge" ? link.value : null);
  const challenge = name ? await read(page, name) : null;
  return challenge?.is_own ? null : challenge;
}

/** @param {Challenge} challenge @param {PlayedGame} game @returns {string} */
export function outcome({ total }, game) {
  const mine = Math.round(game.total);
  if (mine === total) return text("challenge.even");
  const values = { points: integer(Math.abs(mine - total)) };
  return mine > total ? text("challenge.won", values) : text("challenge.lost", values);
}

/** @param {Challenge} challenge @param {PlayedGame} game @returns {HTMLElement} */
export function comparisonParts(challenge, game) {
  const head = [text("challenge.round"), text("challenge.you"), text("challenge.they")];
  const rows = challenge.scores.map((theirs, place) => {
    const own = game.rounds[place]?.reveal;
    return row(String(place + 1), own ? Math.round(own.geoscore) : null, theirs);
  });
  return make(
    "section",
    { class: "ew-compared", "aria-label": text("challenge.compared") },
    make("p", { class: "ew-outcome" }, outcome(challenge, game)),
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...rows),
      make("tfoot", {}, row(text("challenge.total"), Math.round(game.total), challenge.total)),
    ),
  );
}

/** @param {string} name @param {number | null} mine @param {number} theirs */
function row(name, mine, theirs) {
  const wins = (mine ?? 0) - theirs;
  return make("tr", {}, make("th", { scope: "row" }, name), cell(mine, wins > 0), cell(theirs, wins < 0));
}

/** @param {number | null} points @param {boolean} isMore */
const cell = (points, isMore) => make("td", { class: isMore ? "is-more" : null }, points === null ? "–" : integer(points));
