// The reveal: the card after a guess or a skip.

import { REFUSAL_KM, modelParts, modelSentence } from "./model-answers.js";
import { othersParts, othersSentence } from "./others.js";
import { directionSentence } from "../shared/compass.js";
import { isPresent, make } from "../shared/dom.js";
import { httpUrl, integer, kilometres, MAX_SCORE, miles, placeName, plainText, verdict } from "../shared/format.js";
import { text, textParts } from "../shared/texts.js";

/**
 * @import { ClipTexts, GuessedReveal, Reveal, UnguessedReveal } from "../shared/types.d.ts"
 */

const COUNT_UP = 900; // ms
const HIT = 1; // km

/**
 * @param {Reveal} reveal @param {boolean} animated whether the score counts up
 * @param {number} abandonMinutes how long a round stays open untouched
 * @param {HTMLElement[]} questions about the round @param {HTMLElement | null} rival the opponent's answer, in a duel
 * @returns {HTMLElement[]}
 */
export function revealParts(reveal, animated, abandonMinutes, questions = [], rival = null) {
  return [
    make("p", { class: "ew-kicker" }, kicker(reveal)),
    make("h2", { class: "ew-place" }, placeName(reveal.truth)),
    reveal.status === "guessed" ? scoreParts(reveal, animated) : unguessedParts(reveal, abandonMinutes),
    rival,
    othersParts(reveal),
    modelParts(reveal, !rival),
    clipParts(reveal.clip),
    ...questions,
  ].filter(isPresent);
}

/** @param {Reveal} reveal @returns {string} the reveal in a sentence, for screen readers */
export function revealSentence(reveal) {
  const place = placeName(reveal.truth);
  if (reveal.status !== "guessed") return text("reveal.announce_place", { place });
  const others = othersSentence(reveal);
  const ranking = modelSentence(reveal);
  const distance = kilometres(reveal.distance_km);
  const result = text("reveal.announce", { verdict: verdict(reveal.geoscore), place, distance, score: integer(reveal.geoscore), most: integer(MAX_SCORE) });
  return [result, directionText(reveal), others && `${others}.`, ranking && `${ranking}.`].filter(Boolean).join(" ");
}

/** @param {Reveal} reveal @returns {string} */
function kicker(reveal) {
  if (reveal.status === "guessed") return verdict(reveal.geoscore);
  return text(reveal.status === "skipped" ? "reveal.skipped" : "reveal.abandoned");
}

/** @param {GuessedReveal} reveal @param {boolean} animated @returns {HTMLElement} */
function scoreParts(reveal, animated) {
  const figure = make("strong", {}, animated ? "0" : integer(reveal.geoscore));
  const bar = make("span", { class: "ew-meter-fill" });
  /** @param {number} points */
  const fill = (points) => (bar.style.transform = `scaleX(${points / MAX_SCORE})`);
  if (animated) countUp(reveal.geoscore, (points) => ((figure.textContent = integer(points)), fill(points)));
  else fill(reveal.geoscore);
  const distance = make("strong", {}, kilometres(reveal.distance_km));
  const direction = directionText(reveal);
  const away = textParts("reveal.away", { distance, miles: miles(reveal.distance_km) });
  return make(
    "div",
    { class: "ew-result" },
    make("p", { class: "ew-score" }, figure, make("span", {}, ` ${text("reveal.of", { most: integer(MAX_SCORE) })}`)),
    make("p", { class: "ew-far" }, ...away),
    direction && make("p", { class: "ew-kind" }, direction),
    make("span", { class: "ew-meter", "aria-hidden": "true" }, bar),
  );
}

/** In which direction the place is, unless it was hit. @param {GuessedReveal} reveal @returns {string} */
const directionText = ({ guess, truth, distance_km: distance }) => (distance < HIT ? "" : directionSentence(guess, truth));

/** @param {UnguessedReveal} reveal @param {number} abandonMinutes @returns {HTMLElement} */
function unguessedParts(reveal, abandonMinutes) {
  const { status, distance_km: distance, geoscore } = reveal;
  const skipText = () => text("reveal.honest", { distance: kilometres(distance ?? REFUSAL_KM), count: Math.round(geoscore) });
  return make("p", { class: "ew-kind" }, status === "skipped" ? skipText() : text("reveal.left_open", { count: abandonMinutes }));
}

/** @param {ClipTexts} clip @returns {HTMLElement} */
function clipParts(clip) {
  const [title, description, fact] = [plainText(clip.title), plainText(clip.description), plainText(clip.fact)];
  return make(
    "div",
    { class: "ew-clip" },
    title && make("p", { class: "ew-clip-title" }, title),
    description && description !== title && make("p", { class: "ew-clip-words" }, description),
    fact && make("p", { class: "ew-clip-fact" }, fact),
    creditParts(clip),
  );
}

/** @param {ClipTexts} clip @returns {HTMLElement | null} */
function creditParts(clip) {
  const address = httpUrl(clip.source);
  const credit = plainText(clip.credit);
  const parts = [credit && text("reveal.credit", { name: credit }), plainText(clip.licence)].filter(Boolean);
  if (!parts.length && !address) return null;
  const link = address && make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text("reveal.source"));
  return make("p", { class: "ew-credit" }, parts.join(" · "), link && parts.length ? " · " : "", link);
}

/** @param {number} to @param {(value: number) => void} show called for each frame */
function countUp(to, show) {
  const start = performance.now();
  /** @param {number} now */
  const drawFrame = (now) => {
    const part = Math.min(1, Math.max(0, (now - start) / COUNT_UP));
    show(to * (1 - (1 - part) ** 3));
    if (part < 1) requestAnimationFrame(drawFrame);
  };
  show(0);
  requestAnimationFrame(drawFrame);
}
