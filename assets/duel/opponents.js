// The opponents, as the server lists them: weakest first.

import { text } from "../shared/texts.js";

/**
 * @import { Ladder, Opponent } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { LinkedScene } from "../game/game.js"
 */

/** @param {Page} page @returns {Promise<Ladder>} */
export const loadLadder = (page) => page.api.get("/api/duels");

/** @param {Opponent} opponent @returns {string} its name in an address, `/?duel=NAME` */
export function addressName({ id, kind }) {
  if (kind === "constant") return "click";
  return id.replace(/^alm\//, "");
}

/** @param {Ladder} ladder @param {string} value of an address @returns {Opponent | undefined} */
export const findOpponent = ({ opponents }, value) => opponents.find((one) => [one.id, addressName(one)].includes(value));

/** @param {Ladder} ladder @returns {Opponent | undefined} the weakest that is not beaten yet */
export const nextToBeat = ({ opponents }) => opponents.find(({ beaten }) => !beaten);

/** @param {Opponent | undefined} opponent @returns {LinkedScene} the ladder with an opponent chosen, or none */
export const sceneOf = (opponent) => ({
  screen: "duel",
  value: opponent ? addressName(opponent) : "",
  title: text("duel.title"),
});
