// Ways to play besides the ordinary game, offered on the welcome screen: each is a screen with an address.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { LinkName } from "./game.js"
 * @import { Page } from "./page.js"
 */

/** @type {LinkName[]} in the order shown; the texts are `ways.NAME` and `ways.NAME.hint` */
const WAYS = [];

/** @param {Page} page @returns {HTMLElement | null} */
export function wayParts(page) {
  if (!WAYS.length) return null;
  const items = WAYS.map((name) => make("li", {}, wayButton(page, name)));
  return make("ul", { class: "ew-ways", "aria-label": text("ways.label") }, ...items);
}

/** @param {Page} page @param {LinkName} name */
function wayButton(page, name) {
  const label = make("strong", {}, text(`ways.${name}`));
  const button = make("button", { type: "button", class: "ew-way" }, label, make("span", {}, text(`ways.${name}.hint`)));
  button.addEventListener("click", () => page.press({ label: "", run: () => page.open(name) }));
  return button;
}
