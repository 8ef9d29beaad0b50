// Model answers in the card: how many models the player beat, and each answer with its reasoning.

import { make } from "../shared/dom.js";
import { pinShape } from "../map/pin-shape.js";
import { kilometres, placeName, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { ModelAnswer, PlayedGame, ReadableAnswer, Reveal } from "../shared/types.d.ts"
 * @import { Child } from "../shared/dom.js"
 */

export const REFUSAL_KM = 10_000; // the distance at which AGL1K scores an answer without a point
const OPEN_UP_TO = 3; // models; longer lists start collapsed
/** @type {string[]} */
const ANSWERED = ["guessed", "skipped"];

/**
 * @typedef {object} Duel a model against the player, on the same clips
 * @property {string} name @property {number} modelPoints @property {number} playerPoints
 * @property {number} clips
 */

/** @param {Reveal} reveal @param {boolean} [opens] whether a short list starts open @returns {HTMLElement | null} the round's ranking; null if no model was evaluated on the clip */
export function modelParts(reveal, opens = true) {
  const { alms = [] } = reveal;
  if (!alms.length) return null;
  const rows = alms.map((alm) => ({ points: alm.geoscore ?? -1, row: modelRow(alm) }));
  if (ANSWERED.includes(reveal.status)) rows.push({ points: reveal.geoscore, row: playerRow(reveal) });
  rows.sort((a, b) => b.points - a.points);
  return collapsible(modelSentence(reveal), opens ? alms.length : Infinity, make("ul", {}, ...rows.map(({ row }) => row)));
}

/** @param {Reveal} reveal @returns {string} the round's ranking in a sentence; may be empty */
export function modelSentence({ alms = [], geoscore, status }) {
  if (!alms.length) return "";
  const duels = alms.filter(scored).map((alm) => ({ name: alm.name, modelPoints: alm.geoscore, playerPoints: geoscore, clips: 1 }));
  if (status === "guessed" && duels.length) return outcome(duels);
  return alms.length === 1 ? text("models.answered_one", { name: alms[0].name }) : text("models.answered");
}

/**
 * Totals over the rounds that both the player and the model answered. A skip counts with its score; an abandoned round
 * is left out.
 * @param {PlayedGame} game @returns {Duel[]} strongest model first
 */
export function duelsOf(game) {
  /** @type {Map<string, Duel>} */
  const byName = new Map();
  for (const { status, reveal } of game.rounds) {
    if (!reveal || !ANSWERED.includes(status)) continue;
    for (const alm of reveal.alms.filter(scored)) {
      const duel = byName.get(alm.name) ?? { name: alm.name, modelPoints: 0, playerPoints: 0, clips: 0 };
      byName.set(alm.name, duel);
      duel.modelPoints += alm.geoscore;
      duel.playerPoints += reveal.geoscore;
      duel.clips += 1;
    }
  }
  /** @param {Duel} duel */
  const lead = ({ modelPoints, playerPoints, clips }) => (modelPoints - playerPoints) / clips;
  return [...byName.values()].sort((a, b) => lead(b) - lead(a));
}

/** @param {PlayedGame} game @returns {HTMLElement | null} the player's total against each model's */
export function duelParts(game) {
  const duels = duelsOf(game);
  if (!duels.length) return null;
  const list = make("ul", {}, ...duels.map(duelRow));
  return collapsible(duelSentence(game), duels.length, list, make("p", { class: "ew-alm-rule" }, text("models.rule")));
}

/** @param {PlayedGame} game @returns {string} */
export function duelSentence(game) {
  const duels = duelsOf(game);
  return duels.length ? outcome(duels) : "";
}

/** @param {ModelAnswer} alm @returns {alm is ReadableAnswer} */
const scored = (alm) => Number.isFinite(alm.geoscore);

/** Compares points as displayed, rounded. @param {Duel[]} duels one or more @returns {string} */
function outcome(duels) {
  const signs = duels.map(({ playerPoints, modelPoints }) => Math.sign(Math.round(playerPoints) - Math.round(modelPoints)));
  /** @param {number} sign */
  const countOf = (sign) => signs.filter((other) => other === sign).length;
  const [beaten, tied, all] = [countOf(1), countOf(0), duels.length];
  if (all === 1) {
    const { name } = duels[0];
    return text(beaten ? "models.beat_one" : tied ? "models.tied_one" : "models.beaten_by_one", { name });
  }
  if (beaten === all) return all === 2 ? text("models.beat_both") : text("models.beat_all", { count: all });
  if (!beaten && !tied) return all === 2 ? text("models.beaten_by_both") : text("models.beaten_by_all", { count: all });
  return tied ? text("models.beat_some_tied", { beaten, count: all, tied }) : text("models.beat_some", { beaten, count: all });
}

/** @param {string} heading @param {number} models @param {...Child} children @returns {HTMLElement} */
function collapsible(heading, models, ...children) {
  const summary = make("summary", {}, make("h3", {}, heading));
  return make("details", { class: "ew-alms", open: models <= OPEN_UP_TO }, summary, ...children);
}

/** @param {ModelAnswer} alm @returns {HTMLElement} */
export function modelRow(alm) {
  const line = answerLine("alm", alm.name, alm.geoscore, modelDetail(alm));
  const reasoning = alm.reasoning?.trim();
  if (!reasoning) return make("li", {}, line);
  line.append(make("span", { class: "ew-alm-why" }, text("models.why")));
  const details = make("details", {}, make("summary", {}, line), make("p", { class: "ew-alm-reasoning" }, reasoning));
  details.addEventListener("toggle", () => details.open && details.scrollIntoView({ block: "nearest" }));
  return make("li", {}, details);
}

/** @param {ModelAnswer} alm @returns {string} */
function modelDetail(alm) {
  if (alm.refused) return text("models.refused", { distance: kilometres(REFUSAL_KM) });
  if (!scored(alm)) return text("models.no_point");
  return pointDetail(alm, alm.distance_km);
}

/** @param {Parameters<typeof placeName>[0]} place @param {number} distance in km @returns {string} */
const pointDetail = (place, distance) => text("models.point", { place: placeName(place), distance: kilometres(distance) });

/** @param {Reveal} reveal @returns {HTMLElement} */
function playerRow(reveal) {
  const guessed = reveal.status === "guessed";
  const detail = guessed ? pointDetail(reveal.guess, reveal.distance_km) : text("round.skip");
  return make("li", { class: "ew-alm-you" }, answerLine("guess", text("models.you"), reveal.geoscore, detail));
}

/** @param {Duel} duel @returns {HTMLElement} */
function duelRow({ name, modelPoints, playerPoints, clips }) {
  return make("li", {}, answerLine("alm", name, modelPoints, text("models.same_clips", { count: clips, points: integer(playerPoints) })));
}

/** @param {"alm" | "guess"} kind @param {string} name @param {number | null} points @param {string} detail @returns {HTMLElement} */
function answerLine(kind, name, points, detail) {
  const pin = make("span", { class: `ew-alm-mark ew-pin-${kind}`, "aria-hidden": "true" });
  pin.innerHTML = pinShape(kind);
  const score = make("span", { class: "ew-alm-score" }, points === null ? "–" : integer(points));
  score.append(make("span", { class: "ew-hidden" }, ` ${text("models.points")}`));
  const label = make("span", { class: "ew-alm-name" }, name);
  return make("span", { class: "ew-alm-line" }, pin, label, score, make("span", { class: "ew-alm-words" }, detail));
}
