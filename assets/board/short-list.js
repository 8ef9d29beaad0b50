// On phones, lists of entrants are short until the reader asks for all.

import { narrow } from "./narrow.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

export const SHORT = 4; // rows, with those that stay on top

/**
 * @template T
 * @param {T[]} others in order @param {number} pinned how many rows stand above them @param {boolean} short
 * @returns {T[]}
 */
export const limited = (others, pinned, short) => (short ? others.slice(0, Math.max(1, SHORT - pinned)) : others);

/** @param {number} rounds that the reader has played @param {number} fewest that a row needs @returns {string} */
export function invitation(rounds, fewest) {
  if (rounds >= fewest) return "";
  return rounds ? text("board.you.needs_more", { count: fewest - rounds }) : text("board.you.needs", { count: fewest });
}

/** Folds a group of choices away on phones. @param {HTMLElement} group @param {string} label @returns {HTMLElement} */
export const foldable = (group, label) => make("details", { class: "ew-board-fold", open: !narrow.matches }, make("summary", {}, label), group);

/** The button that shows all rows, or few again. */
export class ShowAll {
  all = false;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.button = make("button", { type: "button", class: "ew-board-again ew-board-show-all", hidden: true, "aria-expanded": "false" });
    this.button.addEventListener("click", () => {
      this.all = !this.all;
      onChange();
    });
  }

  /** @param {number} count of all rows @param {boolean} narrow */
  update(count, narrow) {
    this.button.hidden = !narrow || count <= SHORT;
    this.button.textContent = this.all ? text("board.show_fewer") : text("board.show_all", { count });
    this.button.setAttribute("aria-expanded", String(this.all));
  }
}
