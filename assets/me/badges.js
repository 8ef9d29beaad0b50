// Badges: what is earned, and how far the others are.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Badge } from "./types.d.ts" */

/** @param {Badge} badge @returns {[name: string, words: string]} */
function words({ badge, have = 0, all = 0 }) {
  if (badge === "near") return [text("me.badge.near"), text("me.badge.near.words")];
  if (badge === "continents") return [text("me.badge.continents"), text("me.badge.continents.words", { have, all })];
  return [text("me.badge.ladder"), text("me.badge.ladder.words", { have, all })];
}

/** @param {Badge[]} badges @returns {HTMLElement} */
export function badgeParts(badges) {
  const items = badges.map((badge) => {
    const [name, how] = words(badge);
    const state = make("span", { class: "ew-hidden" }, ` ${text(badge.earned ? "me.badge.earned" : "me.badge.open")}`);
    const sign = make("i", { "aria-hidden": "true" }, badge.earned ? "★" : "☆");
    return make("li", { class: badge.earned ? "is-earned" : null }, sign, make("strong", {}, name, state), make("span", {}, how));
  });
  return make("ul", { class: "ew-badges", "aria-label": text("me.badges") }, ...items);
}
