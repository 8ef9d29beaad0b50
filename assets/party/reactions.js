// Reactions: six to choose from, shown to all for a moment, kept nowhere.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Reaction } from "./types.d.ts" */

/** @type {Record<Reaction, [sign: string, label: string]>} the label as a text key */
const REACTIONS = {
  clap: ["👏", "party.react.clap"],
  laugh: ["😂", "party.react.laugh"],
  wow: ["😮", "party.react.wow"],
  think: ["🤔", "party.react.think"],
  sad: ["😢", "party.react.sad"],
  heart: ["❤️", "party.react.heart"],
};
const SHOWN_MS = 2600;
const MOST = 6; // at once: a class of fifty may clap

/** @param {(reaction: Reaction) => void} send @returns {HTMLElement} */
export function reactionBar(send) {
  const names = /** @type {Reaction[]} */ (Object.keys(REACTIONS));
  const buttons = names.map((name) => {
    const [sign, label] = REACTIONS[name];
    return make("button", { type: "button", class: "ew-react", "aria-label": text(label), onclick: () => send(name) }, sign);
  });
  return make("div", { class: "ew-reactions", role: "group", "aria-label": text("party.reactions") }, ...buttons);
}

/** Shows a reaction for a moment; screen readers are spared. @param {HTMLElement} root @param {Reaction} reaction @param {string} nickname */
export function showReaction(root, reaction, nickname) {
  const holder = root.querySelector(".ew-reacted") ?? root.appendChild(make("div", { class: "ew-reacted", "aria-hidden": "true" }));
  if (holder.childElementCount >= MOST) holder.firstElementChild?.remove();
  const shown = make("span", {}, REACTIONS[reaction]?.[0] ?? "", " ", make("bdi", {}, nickname));
  holder.append(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}
