// The first screen: how people do against models, in a sentence and drawn.

import { differenceInPoints } from "./format.js";
import { narrow } from "./narrow.js";
import { shape } from "./row.js";
import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { BoardBody, Headline, Row } from "./types.d.ts"
 * @typedef {Headline["pairs"][number]} Pair a model beside people
 */

const NEAREST = 5; // models
const NEAREST_ON_PHONES = 3;
const STEP = 1000; // bars end at the best score rounded up to a multiple

/** The headline and the chart under it; both hidden until people and a model have answered the same clips. */
export class HeadlineView {
  /** @type {BoardBody | null} */
  board = null;

  /** @param {HTMLElement} sentence @param {HTMLElement} chart */
  constructor(sentence, chart) {
    this.sentence = sentence;
    this.chart = chart;
    narrow.addEventListener("change", () => this.board && this.show(this.board));
  }

  /** @param {BoardBody} board @returns {boolean} whether there is a headline */
  show(board) {
    this.board = board;
    const headline = board.state === "ready" ? board.headline : null;
    const people = board.rows.find(({ key }) => key === "human");
    this.sentence.hidden = this.chart.hidden = !headline;
    if (!headline) return false;
    if (this.sentence.textContent !== headline.sentence) this.sentence.textContent = headline.sentence;
    const drawn = chart(headline, people);
    if (drawn.outerHTML !== this.chart.innerHTML) this.chart.replaceChildren(...drawn.childNodes);
    return true;
  }
}

/** @param {Headline} headline @returns {Pair[]} the models nearest to people and the best one, best first */
export function nearest({ pairs, entrant }, count = NEAREST) {
  const byDistance = [...pairs].sort((a, b) => Math.abs(a.difference.mean) - Math.abs(b.difference.mean));
  const near = new Set(byDistance.slice(0, count));
  return pairs.filter((pair) => near.has(pair) || pair.entrant === entrant).sort((a, b) => b.difference.entrant - a.difference.entrant);
}

/** @param {Headline} headline @param {Row | undefined} people @returns {HTMLElement} */
function chart(headline, people) {
  const pairs = nearest(headline, narrow.matches ? NEAREST_ON_PHONES : NEAREST);
  const scores = [people?.figures.all?.geoscore ?? 0, ...pairs.flatMap(({ difference }) => [difference.entrant, difference.people])];
  const end = STEP * Math.max(1, Math.ceil(Math.max(...scores) / STEP));
  const rows = pairs.map((pair) => pairRow(pair, end, pair.entrant === headline.entrant));
  const list = make("ul", { class: "ew-board-pairs", "aria-label": text("board.nearest") }, people && peopleRow(people, end), ...rows);
  return make("div", {}, list, make("p", { class: "ew-board-small" }, text("board.nearest.method")));
}

/** @param {Row} people @param {number} end @returns {HTMLElement} */
function peopleRow({ name, clips, figures }, end) {
  const score = figures.all?.geoscore ?? 0;
  return make("li", { class: "is-human" }, ...entrant("human", name, score), bar(score, null, end), make("small", {}, text("board.nearest.people", { count: clips ?? 0 })));
}

/** @param {Pair} pair @param {number} end @param {boolean} isBest @returns {HTMLElement} */
function pairRow({ name, difference }, end, isBest) {
  const { clips, people } = difference;
  const on = text("board.nearest.on", { count: clips, people: integer(people) });
  const best = isBest && make("span", { class: "ew-board-best" }, text("board.nearest.best"));
  const words = make("small", {}, make("span", {}, differenceInPoints(difference)), " ", make("span", {}, on));
  return make("li", { class: "is-alm" }, ...entrant("alm", name, difference.entrant, best), bar(difference.entrant, people, end), words);
}

/** @param {string} kind @param {string} name @param {number} score @param {HTMLElement | false} [mark] @returns {HTMLElement[]} */
const entrant = (kind, name, score, mark) => [make("span", { class: "ew-board-pair" }, shape(kind), make("span", {}, make("bdi", {}, name), mark && " ", mark)), make("strong", {}, integer(score))];

/** @param {number} score @param {number | null} people where to mark people @param {number} end @returns {HTMLElement} */
function bar(score, people, end) {
  /** @param {number} value */
  const percentOf = (value) => `${Math.min(100, (100 * value) / end).toFixed(2)}%`;
  const fill = make("i", { class: "ew-board-fill" });
  fill.style.width = percentOf(score);
  const mark = people !== null && make("i", { class: "ew-board-people" });
  if (people !== null && mark) mark.style.insetInlineStart = percentOf(people);
  return make("span", { class: "ew-board-bar", "aria-hidden": "true" }, fill, mark);
}
