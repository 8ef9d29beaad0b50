// The end of a game: the total, each answer in a line, and something to show.

import { address } from "../shared/address.js";
import { copyText, hasShareSheet, openShareSheet } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { squareTiles } from "../share/squares.js";
import { itemText } from "./item-text.js";

/**
 * @import { Around } from "./around.js"
 * @import { SpatialSummary } from "./types.d.ts"
 */

/** @param {Around} around @param {string} game */
export async function showSummary(around, game) {
  /** @type {SpatialSummary} */
  const summary = await around.api.get(`/api/spatial/games/${encodeURIComponent(game)}`);
  around.store.game = null;
  const values = { total: integer(summary.total), most: integer(summary.most) };
  const title = summary.practice ? text("spatial.summary.practised") : text("spatial.summary", values);
  const play = { label: text(summary.practice ? "spatial.play" : "spatial.play_again"), run: () => around.begin(summary.track, false) };
  around.show(
    "summary",
    title,
    [!summary.practice && shareParts(around, summary), make("ol", { class: "ew-around-trials" }, ...summary.trials.map(trialLine))],
    [play, { label: text("spatial.home"), run: () => around.home() }],
  );
  around.announcer.announce(title);
}

/** @param {SpatialSummary["trials"][number]} trial */
function trialLine({ item, reveal }) {
  const points = reveal?.scored ? text("spatial.points", { count: Math.round(reveal.points), points: integer(reveal.points) }) : "–";
  return make("li", {}, make("span", {}, itemText(item.text)), make("strong", {}, points));
}

/** @param {Around} around @param {SpatialSummary} summary */
function shareParts(around, { total, most, squares }) {
  const points = text("spatial.share", { total: integer(total), most: integer(most) });
  const url = address("/#around");
  const whole = `${points}\n${squares}\n${url}`;
  const line = make("output", { class: "ew-share-line" }, points, squareTiles(squares));
  const report = (/** @type {boolean} */ isCopied) => around.announcer.notify(text(isCopied ? "share.copied" : "share.copy_by_hand"));
  const copy = async () => {
    line.replaceChildren(...whole.split("\n").map((part) => make("span", { class: "ew-share-part" }, `${part}\n`)));
    report(await copyText(whole, line));
  };
  const share = async () => (await openShareSheet({ text: `${points}\n${squares}`, url })) || copy();
  return make(
    "section",
    { class: "ew-share", "aria-label": text("share.title") },
    line,
    hasShareSheet() && make("button", { type: "button", class: "ew-around-second", onclick: () => void share() }, text("share.share")),
    make("button", { type: "button", class: "ew-around-second", onclick: () => void copy() }, text("share.copy")),
  );
}
