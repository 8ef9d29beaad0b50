// After an answer: where it was, how far off, what was mixed up, and the scene once more with its picture.

import { make } from "../shared/dom.js";
import { decimal, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { metres, spoken } from "./directions.js";
import { SideView, TopView } from "./head-views.js";
import { itemText, soundName } from "./item-text.js";
import { SceneSound } from "./scene-sound.js";
import { listenButton, nextTrial, toSummary } from "./trial-screen.js";

/**
 * @import { Around } from "./around.js"
 * @import { Mark } from "./head-views.js"
 * @import { Answer, HeardSource, SpatialReveal, Trial } from "./types.d.ts"
 */

const CLOSE = 10; // degrees
const NEAR = 25;

/** @param {Around} around @param {string} game @param {Trial} trial @param {SpatialReveal} reveal */
export function showReveal(around, game, trial, reveal) {
  const sound = new SceneSound(trial);
  const verdict = verdictOf(trial, reveal);
  const sentences = [reversals(reveal), truthSentence(trial, reveal)].filter(Boolean);
  const isLast = trial.number >= trial.of;
  around.show(
    "reveal",
    verdict,
    [
      reveal.scored && make("p", { class: "ew-around-points" }, text("spatial.points", { count: Math.round(reveal.points), points: integer(reveal.points) })),
      ...sentences.map((sentence) => make("p", {}, sentence)),
      pictures(marksOf(trial, reveal)),
      listenButton(around, sound),
      sourceList(reveal.sources),
    ],
    [isLast ? { label: text("spatial.to_summary"), run: () => toSummary(around, game) } : { label: text("spatial.next"), run: () => nextTrial(around, { game }) }],
  );
  around.onHidden = () => sound.stop();
  around.leaving = () => sound.close();
  around.announcer.announce([verdict, ...sentences].join(" "));
}

/** @param {Trial} trial @param {SpatialReveal} reveal @returns {string} */
function verdictOf({ item }, { scored, correct, error_degrees: error, answer, truth }) {
  if (!scored) return text("spatial.kept");
  if (item.kind === "choice") return text(correct ? "spatial.correct" : "spatial.wrong");
  if (item.kind === "point") return text("spatial.off", { degrees: decimal(error ?? 0, 0), verdict: pointVerdict(error ?? 0) });
  const difference = Math.abs((answer.number ?? 0) - (truth?.number ?? 0));
  return text("spatial.number_off", { difference: item.unit === "m" ? metres(difference) : text("spatial.degrees", { degrees: decimal(difference, 0) }) });
}

/** @param {number} error degrees */
function pointVerdict(error) {
  if (error <= CLOSE) return text("spatial.verdict.spot_on");
  return text(error <= NEAR ? "spatial.verdict.close" : "spatial.verdict.off");
}

/** What was mixed up, in words. @param {SpatialReveal} reveal @returns {string} empty where nothing was */
function reversals({ truth, front_back_reversed: isFrontBack, up_down_reversed: isUpDown }) {
  const behind = Math.abs(truth?.azimuth ?? 0) > 90;
  const left = (truth?.azimuth ?? 0) > 0; // the sound's own side: near the middle the answer's may be the other
  const sentences = [];
  if (isFrontBack && behind) sentences.push(text(left ? "spatial.reversed.behind_left" : "spatial.reversed.behind_right"));
  if (isFrontBack && !behind) sentences.push(text(left ? "spatial.reversed.front_left" : "spatial.reversed.front_right"));
  if (isUpDown) sentences.push(text((truth?.elevation ?? 0) > 0 ? "spatial.reversed.above" : "spatial.reversed.below"));
  return sentences.join(" ");
}

/** @param {Trial} trial @param {SpatialReveal} reveal @returns {string} */
function truthSentence({ item }, { truth }) {
  if (!truth) return text("spatial.no_truth");
  if (item.kind === "choice") return text("spatial.truth.option", { option: itemText(item.options[truth.option ?? 0]) });
  if (item.kind === "number") return text("spatial.truth.number", { value: item.unit === "m" ? metres(truth.number ?? 0) : text("spatial.degrees", { degrees: decimal(truth.number ?? 0, 0) }) });
  return text("spatial.truth.point", { direction: spoken(directionOf(truth)) });
}

/** @param {Answer} answer */
function directionOf({ azimuth, elevation, distance_m: distance }) {
  const direction = { azimuth: azimuth ?? 0, elevation: elevation ?? 0 };
  return typeof distance === "number" ? { ...direction, distance_m: distance } : direction;
}

/** @param {Trial} trial @param {SpatialReveal} reveal @returns {Mark[]} */
function marksOf({ item }, { answer, truth, sources }) {
  if (item.kind !== "point" || !truth) return sources.map((source) => ({ ...source, kind: "truth", label: soundName(source.sound) }));
  const isTrue = (/** @type {HeardSource} */ source) => Math.abs(source.azimuth - (truth.azimuth ?? 0)) < 1 && Math.abs(source.elevation - (truth.elevation ?? 0)) < 1;
  /** @type {Mark[]} */
  const others = sources.filter((source) => !isTrue(source)).map((source) => ({ ...source, kind: "other", label: soundName(source.sound) }));
  return [...others, { ...directionOf(truth), kind: "truth", label: text("spatial.mark.truth") }, { ...directionOf(answer), kind: "answer", label: text("spatial.mark.answer") }];
}

/** @param {Mark[]} marks */
function pictures(marks) {
  const views = [new TopView(marks.some(({ distance_m: distance }) => distance !== undefined)), new SideView()];
  for (const view of views) view.show(marks);
  const captions = [text("spatial.view.top"), text("spatial.view.side")];
  return make("div", { class: "ew-pointer-views", "aria-hidden": "true" }, ...views.map((view, place) => make("div", { class: "ew-pointer-dial is-still" }, view.root, make("span", { class: "ew-pointer-caption" }, captions[place]))));
}

/** @param {HeardSource[]} sources */
function sourceList(sources) {
  const items = sources.map((source) => make("li", {}, text("spatial.source", { name: soundName(source.sound), direction: spoken(source) })));
  return items.length > 0 && make("div", { class: "ew-around-sources" }, make("h2", {}, text("spatial.sources")), make("ul", {}, ...items));
}
