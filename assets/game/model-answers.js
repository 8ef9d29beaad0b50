// What the models answered, in the card: how many of them were beaten, and each answer with its reasoning.

import { make } from "../shared/dom.js";
import { pinShape } from "../map/pin-shape.js";
import { kilometres, placeName, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

export const REFUSAL_KM = 10_000; // at which AGL1K scores whoever names no point
/**
 * @import { ModelAnswer, PlayedGame, ReadableAnswer, Reveal } from "../shared/types.d.ts"
 * @import { Child } from "../shared/dom.js"
 */

const FEW = 3; // models whose answers are open from the start
/** @type {string[]} */
const ANSWERED = ["guessed", "skipped"];

/**
 * @typedef {object} Duel a model against a player, over the same clips
 * @property {string} name @property {number} theirs points @property {number} mine points
 * @property {number} clips
 */

/** @param {Reveal} reveal @returns {HTMLElement | null} the round's ranking; nothing where no model was asked */
export function modelParts(reveal) {
  const { alms = [] } = reveal;
  if (!alms.length) return null;
  const rows = alms.map((alm) => ({ points: alm.geoscore ?? -1, row: modelRow(alm) }));
  if (ANSWERED.includes(reveal.status)) rows.push({ points: reveal.geoscore, row: yourRow(reveal) });
  rows.sort((one, other) => other.points - one.points);
  return unfolding(modelSentence(reveal), alms.length, make("ul", {}, ...rows.map(({ row }) => row)));
}

/** @param {Reveal} reveal @returns {string} the round's ranking in a sentence, or nothing */
export function modelSentence({ alms = [], geoscore, status }) {
  if (!alms.length) return "";
  const duels = alms.filter(scored).map((alm) => ({ name: alm.name, theirs: alm.geoscore, mine: geoscore, clips: 1 }));
  if (status === "guessed" && duels.length) return outcome(duels);
  return alms.length === 1 ? text("models.answered_one", { name: alms[0].name }) : text("models.answered");
}

/**
 * Totals over the rounds that both have answered. A skip counts as it scores; a round that was left counts for nobody.
 * @param {PlayedGame} game @returns {Duel[]} hardest first
 */
export function duelsOf(game) {
  /** @type {Map<string, Duel>} */
  const byName = new Map();
  for (const { status, reveal } of game.rounds) {
    if (!reveal || !ANSWERED.includes(status)) continue;
    for (const alm of reveal.alms.filter(scored)) {
      const duel = byName.get(alm.name) ?? { name: alm.name, theirs: 0, mine: 0, clips: 0 };
      byName.set(alm.name, duel);
      duel.theirs += alm.geoscore;
      duel.mine += reveal.geoscore;
      duel.clips += 1;
    }
  }
  /** @param {Duel} duel */
  const ahead = ({ theirs, mine, clips }) => (theirs - mine) / clips;
  return [...byName.values()].sort((one, other) => ahead(other) - ahead(one));
}

/** @param {PlayedGame} game @returns {HTMLElement | null} the game's totals against each model's */
export function duelParts(game) {
  const duels = duelsOf(game);
  if (!duels.length) return null;
  const list = make("ul", {}, ...duels.map(duelRow));
  return unfolding(duelSentence(game), duels.length, list, make("p", { class: "ew-alm-rule" }, text("models.rule")));
}

/** @param {PlayedGame} game @returns {string} */
export function duelSentence(game) {
  const duels = duelsOf(game);
  return duels.length ? outcome(duels) : "";
}

/** @param {ModelAnswer} alm @returns {alm is ReadableAnswer} */
const scored = (alm) => Number.isFinite(alm.geoscore);

/** Points are compared as they are shown. @param {Duel[]} duels one or more @returns {string} */
function outcome(duels) {
  const signs = duels.map(({ mine, theirs }) => Math.sign(Math.round(mine) - Math.round(theirs)));
  /** @param {number} sign */
  const against = (sign) => signs.filter((one) => one === sign).length;
  const [beaten, tied, all] = [against(1), against(0), duels.length];
  if (all === 1) {
    const { name } = duels[0];
    return text(beaten ? "models.beat_one" : tied ? "models.tied_one" : "models.beaten_by_one", { name });
  }
  if (beaten === all) return all === 2 ? text("models.beat_both") : text("models.beat_all", { count: all });
  if (!beaten && !tied) return all === 2 ? text("models.beaten_by_both") : text("models.beaten_by_all", { count: all });
  return tied ? text("models.beat_some_tied", { beaten, count: all, tied }) : text("models.beat_some", { beaten, count: all });
}

/** @param {string} heading @param {number} models @param {...Child} inside @returns {HTMLElement} */
function unfolding(heading, models, ...inside) {
  const summary = make("summary", {}, make("h3", {}, heading));
  return make("details", { class: "ew-alms", open: models <= FEW }, summary, ...inside);
}

/** @param {ModelAnswer} alm @returns {HTMLElement} */
function modelRow(alm) {
  const line = rowLine("alm", alm.name, alm.geoscore, modelWords(alm));
  const reasoning = alm.reasoning?.trim();
  if (!reasoning) return make("li", {}, line);
  line.append(make("span", { class: "ew-alm-why" }, text("models.why")));
  const details = make("details", {}, make("summary", {}, line), make("p", { class: "ew-alm-reasoning" }, reasoning));
  details.addEventListener("toggle", () => details.open && details.scrollIntoView({ block: "nearest" }));
  return make("li", {}, details);
}

/** @param {ModelAnswer} alm @returns {string} */
function modelWords(alm) {
  if (alm.refused) return text("models.refused", { distance: kilometres(REFUSAL_KM) });
  if (!scored(alm)) return text("models.no_point");
  return pointWords(alm, alm.distance_km);
}

/** @param {Parameters<typeof placeName>[0]} place @param {number} distance in km @returns {string} */
const pointWords = (place, distance) => text("models.point", { place: placeName(place), distance: kilometres(distance) });

/** @param {Reveal} reveal @returns {HTMLElement} */
function yourRow(reveal) {
  const guessed = reveal.status === "guessed";
  const words = guessed ? pointWords(reveal.guess, reveal.distance_km) : text("round.skip");
  return make("li", { class: "ew-alm-you" }, rowLine("guess", text("models.you"), reveal.geoscore, words));
}

/** @param {Duel} duel @returns {HTMLElement} */
function duelRow({ name, theirs, mine, clips }) {
  return make("li", {}, rowLine("alm", name, theirs, text("models.same_clips", { count: clips, points: integer(mine) })));
}

/** @param {"alm" | "guess"} kind @param {string} name @param {number | null} points @param {string} words @returns {HTMLElement} */
function rowLine(kind, name, points, words) {
  const mark = make("span", { class: `ew-alm-mark ew-pin-${kind}`, "aria-hidden": "true" });
  mark.innerHTML = pinShape(kind);
  const score = make("span", { class: "ew-alm-score" }, points === null ? "–" : integer(points));
  score.append(make("span", { class: "ew-hidden" }, ` ${text("models.points")}`));
  const shown = make("span", { class: "ew-alm-name" }, name);
  return make("span", { class: "ew-alm-line" }, mark, shown, score, make("span", { class: "ew-alm-words" }, words));
}
