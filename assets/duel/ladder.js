// The ladder: all opponents, the strongest on top, so that one climbs.

import { factsLine } from "./opponent-card.js";
import { pinPicture } from "./pin-picture.js";
import { rivalName } from "../game/rival.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Ladder, Opponent, Wink } from "../shared/types.d.ts"
 * @import { Child } from "../shared/dom.js"
 * @import { Layout } from "../game/layout.js"
 */

/**
 * @param {Ladder} ladder @param {Opponent | undefined} next whom to beat next
 * @param {(opponent: Opponent) => void} choose @returns {Child[]}
 */
export function ladderParts({ opponents, wink }, next, choose) {
  const rungs = [...opponents].reverse().map((opponent) => rung(opponent, opponent === next, wink, choose));
  return [
    make("h2", { class: "ew-place", tabindex: "-1" }, text("duel.title")),
    make("p", { class: "ew-kind" }, text(next ? "duel.lead" : "duel.top")),
    make("ol", { class: "ew-ladder", "aria-label": text("duel.label") }, ...rungs),
  ];
}

/** @param {Opponent} opponent @param {boolean} isNext @param {Wink | null} wink @param {(opponent: Opponent) => void} choose */
function rung(opponent, isNext, wink, choose) {
  const { beaten, kind, pins } = opponent;
  const mark = beaten ? text("duel.beaten") : isNext ? text("duel.up_next") : "";
  const name = make("span", { class: "ew-rung-name" }, rivalName(opponent));
  const facts = make("span", { class: "ew-rung-facts" }, factsLine(opponent));
  const sign = mark && make("span", { class: `ew-rung-mark${beaten ? " is-beaten" : ""}` }, mark);
  const always = kind === "constant" && make("span", { class: "ew-rung-facts" }, text("duel.always"));
  const why = kind === "constant" && wink ? text("duel.wink_short", { models: wink.models, count: wink.farther }) : "";
  const words = make("span", { class: "ew-rung-words" }, name, always, facts, why && make("span", { class: "ew-rung-facts" }, why), sign);
  const button = make("button", { type: "button", class: `ew-rung${isNext ? " is-next" : ""}` }, pinPicture(pins), words);
  button.addEventListener("click", () => choose(opponent));
  return make("li", {}, button);
}

/** Scrolls to whom to beat next: the card, or what is in it. @param {Layout} ui */
export function showRung({ card, body }) {
  const rung = card.querySelector(".ew-rung.is-next");
  for (const box of [body, card]) {
    if (!rung || box.scrollHeight <= box.clientHeight) continue;
    const [at, frame] = [rung.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollTop += at.top - frame.top - (frame.height - at.height) / 2;
  }
}
