// Squares by distance, drawn: emoji look different everywhere, and are told by colour alone.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

const FROM_FAR = [..."⬛🟥🟧🟨🟩"];

/** @param {string} squares as the server gives them @returns {HTMLElement} the nearer, the more dots */
export function squareTiles(squares) {
  const tiles = [...squares].map((square) => make("i", { "data-dots": FROM_FAR.indexOf(square) }));
  return make("span", { class: "ew-squares", role: "img", "aria-label": text("share.squares") }, ...tiles);
}
