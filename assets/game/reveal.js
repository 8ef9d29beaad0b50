// The reward: what the card says after a guess.

import { modelParts, modelSentence } from "./model-answers.js";
import { make } from "../shared/dom.js";
import { kilometres, miles, placeName, plain, verdict, webAddress, whole } from "../shared/format.js";
import { text, textParts } from "../shared/texts.js";

const COUNTING = 900; // ms
const BEST = 5000;

/**
 * @param {any} reveal @param {boolean} moving whether figures may count up
 * @param {HTMLElement} [aside] to be seen without scrolling @returns {HTMLElement[]}
 */
export function revealParts(reveal, moving, aside) {
  return [
    make("p", { class: "ew-kicker" }, kicker(reveal)),
    make("h2", { class: "ew-place" }, placeName(reveal.truth)),
    reveal.status === "guessed" ? scoreParts(reveal, moving) : refusalParts(reveal),
    aside,
    modelParts(reveal),
    clipParts(reveal.clip),
  ].filter(Boolean);
}

/** @param {any} reveal @returns {string} the reveal in one breath, for a screen reader */
export function revealSentence(reveal) {
  const place = placeName(reveal.truth);
  if (reveal.status !== "guessed") return text("reveal.announce_place", { place });
  const ranking = modelSentence(reveal);
  const distance = kilometres(reveal.distance_km);
  const said = text("reveal.announce", { verdict: verdict(reveal.geoscore), place, distance, score: whole(reveal.geoscore), most: whole(BEST) });
  return ranking ? `${said} ${ranking}.` : said;
}

function kicker(reveal) {
  if (reveal.status === "guessed") return verdict(reveal.geoscore);
  return text(reveal.status === "skipped" ? "reveal.skipped" : "reveal.abandoned");
}

function scoreParts(reveal, moving) {
  const figure = make("strong", {}, moving ? "0" : whole(reveal.geoscore));
  const bar = make("span", { class: "ew-meter-fill" });
  const fill = (part) => (bar.style.transform = `scaleX(${part / BEST})`);
  if (moving) countUp(reveal.geoscore, (now) => ((figure.textContent = whole(now)), fill(now)));
  else fill(reveal.geoscore);
  const far = make("strong", {}, kilometres(reveal.distance_km));
  const away = textParts("reveal.away", { distance: far, miles: miles(reveal.distance_km) });
  return make(
    "div",
    { class: "ew-result" },
    make("p", { class: "ew-score" }, figure, make("span", {}, ` ${text("reveal.of", { most: whole(BEST) })}`)),
    make("p", { class: "ew-far" }, ...away),
    make("span", { class: "ew-meter", "aria-hidden": "true" }, bar),
  );
}

function refusalParts(reveal) {
  const honest = () => text("reveal.honest", { distance: kilometres(reveal.distance_km), count: Math.round(reveal.geoscore) });
  return make("p", { class: "ew-kind" }, reveal.status === "skipped" ? honest() : text("reveal.left_open"));
}

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

function creditParts(clip) {
  const address = webAddress(clip.source);
  const credit = plain(clip.credit);
  const parts = [credit && text("reveal.credit", { name: credit }), plain(clip.licence)].filter(Boolean);
  if (!parts.length && !address) return null;
  const link = address && make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text("reveal.source"));
  return make("p", { class: "ew-credit" }, parts.join(" · "), link && parts.length ? " · " : "", link);
}

/** @param {number} to @param {(now: number) => void} show called for each frame */
function countUp(to, show) {
  const start = performance.now();
  const step = (now) => {
    const part = Math.min(1, Math.max(0, (now - start) / COUNTING));
    show(to * (1 - (1 - part) ** 3));
    if (part < 1) requestAnimationFrame(step);
  };
  show(0);
  requestAnimationFrame(step);
}
