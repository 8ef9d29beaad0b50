// The opponent of a duel, as rounds name it.

import { text } from "../shared/texts.js";

/** @import { Rival, Score } from "../shared/types.d.ts" */

/** @param {Pick<Rival, "name" | "kind">} rival @returns {string} models have names of their own; the others are named by us */
export function rivalName({ name, kind }) {
  if (kind === "constant") return text("duel.click");
  if (kind === "crowd") return text("duel.crowd");
  return document.dir === "rtl" ? `\u2068${name ?? ""}\u2069` : (name ?? ""); // apart from the numbers around it
}

/** @param {Rival} rival @param {Score} score @returns {string} for the head of the card */
export const scoreText = (rival, score) =>
  text("duel.head", { you: Math.round(score.you), name: rivalName(rival), opponent: Math.round(score.opponent) });
