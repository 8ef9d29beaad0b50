// The opponent of a duel, as rounds name it.

import { text } from "../shared/texts.js";

/** @import { Rival, Score } from "../shared/types.d.ts" */

/** @param {Pick<Rival, "name" | "kind">} rival @returns {string} models have names of their own; the others are named by us */
export function rivalName({ name, kind }) {
  return kind === "constant" ? text("duel.click") : kind === "crowd" ? text("duel.crowd") : (name ?? "");
}

/** @param {Rival} rival @param {Score} score @returns {string} for the head of the card */
export const scoreText = (rival, score) =>
  text("duel.head", { you: Math.round(score.you), name: rivalName(rival), opponent: Math.round(score.opponent) });
