// The place of a round in its game, at the head of the card.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Round } from "../shared/types.d.ts"
 * @import { Stage } from "./stage.js"
 */

/** @param {{number: number, of: number}} round @returns {string} */
export const progressText = ({ number, of }) => text("round.progress", { number, total: of });

/**
 * @param {Stage<any>} page @param {Pick<Round, "number" | "of">} position @param {string} [facts] the points so far, or what is left of the time
 * @param {string} [what] is played, where that is to be said
 */
export function showProgress(page, { number, of }, facts = "", what = "") {
  const { round, dots, mark } = page.ui;
  mark.textContent = what;
  mark.hidden = !what;
  round.textContent = progressText({ number, of });
  page.ui.total.textContent = facts;
  /** @param {number} dot */
  const state = (dot) => (dot < number ? "is-done" : dot === number ? "is-now" : "");
  dots.replaceChildren(...Array.from({ length: of }, (_, i) => make("i", { class: state(i + 1) })));
}
