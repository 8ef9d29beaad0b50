// An opponent's card: where it points, how good it is, and what a duel with it counts for.

import { pinPicture } from "./pin-picture.js";
import { rivalName } from "../game/rival.js";
import { make } from "../shared/dom.js";
import { integer, percent } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Ladder, Opponent, Wink } from "../shared/types.d.ts"
 * @import { Child } from "../shared/dom.js"
 */

/** @param {Ladder} ladder @param {Opponent} opponent @returns {Child[]} */
export function cardParts({ wink }, opponent) {
  const { kind, rung, pins, counts, beaten } = opponent;
  return [
    make("p", { class: "ew-kicker" }, text(beaten ? "duel.rung_beaten" : "duel.rung", { number: rung })),
    make("h2", { class: "ew-place", tabindex: "-1" }, rivalName(opponent)),
    kind === "constant" && make("p", { class: "ew-kind" }, text("duel.always")),
    pinPicture(pins),
    kind === "constant" && make("p", { class: "ew-duel-wink" }, winkText(wink)),
    kind === "crowd" && make("p", { class: "ew-duel-wink" }, text("duel.crowd_note")),
    make("dl", { class: "ew-duel-facts" }, ...facts(opponent).flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)])),
    make("p", { class: "ew-kind" }, text(counts ? "duel.counts" : "duel.counts_not")),
  ];
}

/** @param {Opponent} opponent @returns {string} on one line */
export function factsLine({ geoscore, beaten_by_share: share }) {
  const score = geoscore === null ? "" : text("duel.geoscore", { score: integer(geoscore) });
  const won = share === null ? "" : text("duel.share", { share: percent(share, 0) });
  return score && won ? text("duel.facts", { score, won }) : score || won;
}

/** @param {Opponent} opponent @returns {[string, string][]} */
function facts({ geoscore, beaten_by_share: share, clips, left }) {
  /** @type {[string, string | null][]} */
  const all = [
    [text("duel.fact.geoscore"), geoscore === null ? null : integer(geoscore)],
    [text("duel.fact.share"), share === null ? null : percent(share, 0)],
    [text("duel.fact.clips"), left === clips ? text("duel.clips_new", { clips }) : text("duel.clips", { clips, count: left })],
  ];
  return all.flatMap(([term, value]) => (value === null ? [] : [/** @type {[string, string]} */ ([term, value])]));
}

/** @param {Wink | null} wink @returns {string} the figures only where the paper has them */
function winkText(wink) {
  if (!wink) return text("duel.click_note");
  const { models, farther, source } = wink;
  return text("duel.wink", { models, count: farther, source });
}
