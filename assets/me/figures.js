// Figures of a player's rounds: totals, progress beside the same click, continents and kinds of sound.

import { make } from "../shared/dom.js";
import { integer, MAX_SCORE } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { part } from "./part.js";

/** @import { Block, Group, OwnSummary, Sound } from "./types.d.ts" */


/** @param {OwnSummary} summary @returns {HTMLElement} */
export function figureParts({ rounds, games, geoscore, best_game: best, streak }) {
  /** @type {[string, string][]} */
  const figures = [
    [text("me.rounds"), integer(rounds)],
    [text("me.games"), integer(games)],
    [text("me.mean"), geoscore === null ? "–" : integer(geoscore)],
    [text("me.best_game"), best ? integer(best.points) : "–"],
    [text("me.streak"), text("me.days", { count: streak.days })],
    [text("me.longest"), text("me.days", { count: streak.best })],
  ];
  return make("dl", { class: "ew-own-figures" }, ...figures.map(([name, figure]) => make("div", {}, make("dt", {}, name), make("dd", {}, figure))));
}

/** @param {OwnSummary["progress"]} progress @returns {HTMLElement | null} */
export function progressParts({ blocks, rounds, geoscore, click }) {
  if (geoscore === null || click === null) return null;
  const values = { you: integer(geoscore), click: integer(click), count: rounds };
  const sentence = text(geoscore > click ? "me.progress.ahead" : "me.progress.behind", values);
  const head = row("th", text("me.progress.rounds"), text("challenge.you"), text("me.progress.click"));
  const rows = blocks.map((block) => row("td", span(block), bar(block.geoscore), bar(block.click, true)));
  return part(text("me.progress"), make("p", {}, sentence), table(head, rows));
}

/** @param {OwnSummary["continents"]} continents @returns {HTMLElement | null} */
export const continentParts = (continents) => groups(text("me.continents"), continents, ({ continent }) => continentName(continent));

/** @param {OwnSummary["sounds"]} sounds @returns {HTMLElement | null} */
export const soundParts = (sounds) => groups(text("me.sounds"), sounds, ({ sound }) => soundName(sound));

/**
 * @template {Group} One
 * @param {string} title @param {One[]} found @param {(one: One) => string} name @returns {HTMLElement | null}
 */
function groups(title, found, name) {
  if (!found.length) return null;
  const head = row("th", make("span", { class: "ew-hidden" }, title), text("me.mean"), text("me.rounds"));
  const ordered = [...found].sort((one, other) => other.geoscore - one.geoscore);
  return part(title, table(head, ordered.map((one) => row("td", name(one), bar(one.geoscore), integer(one.rounds)))));
}

/** @param {HTMLElement} head @param {HTMLElement[]} rows */
const table = (head, rows) => make("table", { class: "ew-own-table" }, make("thead", {}, head), make("tbody", {}, ...rows));

/** @param {"th" | "td"} tag @param {...(string | HTMLElement)} cells */
function row(tag, ...[first, ...others]) {
  const scope = tag === "th" ? "col" : null;
  return make("tr", {}, make("th", { scope: scope ?? "row" }, first), ...others.map((cell) => make(tag, { scope }, cell)));
}

/** @param {number} points @param {boolean} [isOther] @returns {HTMLElement} the number with a bar behind it */
function bar(points, isOther = false) {
  const share = Math.min(1, points / MAX_SCORE);
  return make("span", { class: isOther ? "ew-bar is-other" : "ew-bar", style: `--share: ${share}` }, integer(points));
}

/** @param {Block} block */
const span = ({ from, to }) => text("me.progress.span", { from, to });

/** @param {string} continent as the server names it @returns {string} */
function continentName(continent) {
  const name = continent.toLowerCase().replace(" ", "_");
  if (name === "africa") return text("me.continent.africa");
  if (name === "antarctica") return text("me.continent.antarctica");
  if (name === "asia") return text("me.continent.asia");
  if (name === "europe") return text("me.continent.europe");
  if (name === "north_america") return text("me.continent.north_america");
  if (name === "oceania") return text("me.continent.oceania");
  return name === "south_america" ? text("me.continent.south_america") : continent;
}

/** @param {Sound} sound @returns {string} */
function soundName(sound) {
  if (sound === "speech") return text("me.sound.speech");
  if (sound === "animal") return text("me.sound.animal");
  if (sound === "music") return text("me.sound.music");
  return sound === "nature" ? text("me.sound.nature") : text("me.sound.things");
}
