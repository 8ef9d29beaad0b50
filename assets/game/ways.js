// Ways to play besides the ordinary game, offered on the welcome screen: each is a screen with an address.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { LinkName } from "./game.js"
 * @import { Page } from "./page.js"
 */

/** @typedef {{name: LinkName, label: string, hint: string}} Way its texts */

/** @type {Way[]} in the order shown */
const WAYS = [
  { name: "daily", label: "ways.daily", hint: "ways.daily.hint" },
  { name: "duel", label: "ways.duel", hint: "ways.duel.hint" },
  { name: "party", label: "ways.party", hint: "ways.party.hint" },
  { name: "me", label: "ways.me", hint: "ways.me.hint" },
];

/** @param {Page} page @returns {HTMLElement} */
export function wayParts(page) {
  const known = WAYS.filter(({ name }) => name !== "me" || page.session.token); // nobody new has a page of their own yet
  const items = known.map((way) => make("li", {}, wayButton(page, way)));
  return make("ul", { class: "ew-ways", "aria-label": text("ways.label") }, ...items);
}

/** @param {Page} page @param {Way} way */
function wayButton(page, { name, label, hint }) {
  const more = make("span", {}, text(hint));
  const button = make("button", { type: "button", class: "ew-way" }, make("strong", {}, text(label)), more);
  button.addEventListener("click", () => page.press({ label: "", run: () => page.open(name) }));
  if (name === "daily" && page.session.token) showStatus(page, more);
  return button;
}

/** Says how a player stands with the daily; nothing waits for it. @param {Page} page @param {HTMLElement} hint */
async function showStatus(page, hint) {
  try {
    await (await import("../daily/daily-status.js")).showStatus(page, hint);
  } catch (error) {
    console.info(error); // the hint stays as it was
  }
}
