// The reward: what the card says after a guess.

import { modelParts, modelSentence } from "./model-answers.js";
import { isThere, make } from "../shared/dom.js";
import { kilometres, miles, placeName, plain, verdict, webAddress, whole } from "../shared/format.js";

/**
 * @import { ClipTexts, GuessedReveal, Reveal, UnguessedReveal } from "../shared/types.d.ts"
 */

const COUNTING = 900; // ms
const BEST = 5000;

/**
 * @param {Reveal} reveal @param {boolean} moving whether figures may count up
 * @param {HTMLElement | null} [aside] to be seen without scrolling @returns {HTMLElement[]}
 */
export function revealParts(reveal, moving, aside) {
  return [
    make("p", { class: "ew-kicker" }, kicker(reveal)),
    make("h2", { class: "ew-place" }, placeName(reveal.truth)),
    reveal.status === "guessed" ? scoreParts(reveal, moving) : refusalParts(reveal),
    aside,
    modelParts(reveal),
    clipParts(reveal.clip),
  ].filter(isThere);
}

/** @param {Reveal} reveal @returns {string} the reveal in one breath, for a screen reader */
export function revealSentence(reveal) {
  const place = placeName(reveal.truth);
  if (reveal.status !== "guessed") return `It was ${place}.`;
  const ranking = modelSentence(reveal);
  const score = `${whole(reveal.geoscore)} of ${whole(BEST)} points`;
  return `${verdict(reveal.geoscore)}. It was ${place}. You were ${kilometres(reveal.distance_km)} away: ${score}.${ranking && ` ${ranking}.`}`;
}

/** @param {Reveal} reveal @returns {string} */
function kicker(reveal) {
  if (reveal.status === "guessed") return verdict(reveal.geoscore);
  return reveal.status === "skipped" ? "Not every sound gives itself away" : "This round closed by itself";
}

/** @param {GuessedReveal} reveal @param {boolean} moving @returns {HTMLElement} */
function scoreParts(reveal, moving) {
  const figure = make("strong", {}, moving ? "0" : whole(reveal.geoscore));
  const bar = make("span", { class: "ew-meter-fill" });
  /** @param {number} part */
  const fill = (part) => (bar.style.transform = `scaleX(${part / BEST})`);
  if (moving) countUp(reveal.geoscore, (now) => ((figure.textContent = whole(now)), fill(now)));
  else fill(reveal.geoscore);
  const far = kilometres(reveal.distance_km);
  return make(
    "div",
    { class: "ew-result" },
    make("p", { class: "ew-score" }, figure, make("span", {}, ` of ${whole(BEST)}`)),
    make("p", { class: "ew-far" }, make("strong", {}, far), make("span", {}, ` (${miles(reveal.distance_km)}) away`)),
    make("span", { class: "ew-meter", "aria-hidden": "true" }, bar),
  );
}

/** @param {UnguessedReveal} reveal @returns {HTMLElement} */
function refusalParts(reveal) {
  const points = whole(reveal.geoscore ?? 0);
  const words =
    reveal.status === "skipped"
      ? `“I can’t tell” is an honest answer. It counts as 10,000 km: ${points} points.`
      : "It was open for more than 30 minutes, so it counts no points.";
  return make("p", { class: "ew-kind" }, words);
}

/** @param {ClipTexts} clip @returns {HTMLElement} */
function clipParts(clip) {
  const [title, description] = [plain(clip.title), plain(clip.description)];
  return make(
    "div",
    { class: "ew-clip" },
    title && make("p", { class: "ew-clip-title" }, title),
    description && description !== title && make("p", { class: "ew-clip-words" }, description),
    creditParts(clip),
  );
}

/** @param {ClipTexts} clip @returns {HTMLElement | null} */
function creditParts(clip) {
  const address = webAddress(clip.source);
  const credit = plain(clip.credit);
  const parts = [credit && `Credit: ${credit}`, plain(clip.licence)].filter(Boolean);
  if (!parts.length && !address) return null;
  const link = address && make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, "Source");
  return make("p", { class: "ew-credit" }, parts.join(" · "), link && parts.length ? " · " : "", link);
}

/** @param {number} to @param {(now: number) => void} show called for each frame */
function countUp(to, show) {
  const start = performance.now();
  /** @param {number} now */
  const step = (now) => {
    const part = Math.min(1, Math.max(0, (now - start) / COUNTING));
    show(to * (1 - (1 - part) ** 3));
    if (part < 1) requestAnimationFrame(step);
  };
  show(0);
  requestAnimationFrame(step);
}
