// Tables for the host of a study: answers by stratum and recording, where participants are, and checks.

import { make } from "../shared/dom.js";
import { integer, percent } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { bar, section } from "./watch-numbers.js";

/**
 * @import { Child } from "../shared/dom.js"
 * @import { StepRow, Watched } from "./types.d.ts"
 * @typedef {Child | Child[]} Cell
 */

const LEAST = 5; // people from whom on results of checks are shown
const KINDS = {
  screening: "watch.steps.screening",
  questions: "watch.steps.questions",
  level: "watch.steps.level",
  headphones: "watch.steps.headphones",
  instructions: "watch.steps.instructions",
  comprehension: "watch.steps.comprehension",
  practice: "watch.steps.practice",
  rounds: "watch.steps.rounds",
  exposure: "watch.steps.exposure",
  reveal: "watch.steps.reveal",
};
const CHECKS = { ...KINDS, catch: "watch.checks.catch" };

/** @param {Watched} watched @returns {HTMLElement} */
export function strata({ strata: rows }) {
  const columns = ["watch.stratum", "watch.answers", "watch.full", "watch.unanswered"];
  const cells = rows.map((row) => [
    row.stratum,
    [counted(row.answers, row.needs), bar(row.needs === null ? null : row.needs - (row.missing ?? 0), row.needs)],
    row.full === null ? integer(row.clips) : counted(row.full, row.clips),
    integer(row.unanswered),
  ]);
  return section("strata", text("watch.strata"), table("strata", columns, cells));
}

/** @param {Watched} watched @param {boolean} isEmpty whether nobody has come @returns {HTMLElement} */
export function steps({ steps: rows, people: { screened_out, failed, returned, declined } }, isEmpty) {
  const columns = ["watch.step", "watch.reached", "watch.here", "watch.away", "watch.ended"];
  const cells = rows.map((row) => [stepName(row), ...[row.reached, row.here, row.away, row.ended].map(integer)]);
  const ended = make("p", { class: "ew-hint" }, text("watch.people.ended", { screened_out, failed, returned, declined }));
  return hiddenIf(isEmpty, section("steps", text("watch.steps"), table("steps", columns, cells), ended));
}

/** @param {Watched} watched @returns {HTMLElement} */
export function leftInRounds({ left_in_rounds: parts }) {
  const cells = parts.map(({ from, to, people }) => [
    from === to ? text("watch.left_in_rounds.one", { first: from }) : text("watch.left_in_rounds.part", { first: from, last: to }),
    integer(people),
  ]);
  const part = section("left", text("watch.left_in_rounds"), table("left", ["watch.steps.rounds", "watch.people"], cells));
  return hiddenIf(!parts.some(({ people }) => people), part);
}

/** @param {Watched} watched @returns {HTMLElement} */
export function checks({ checks: rows }) {
  const cells = rows.map(({ check, took, passed }) => [
    text(CHECKS[check]),
    integer(took),
    passed === null ? text("watch.checks.few", { least: LEAST }) : `${integer(passed)} (${percent(passed / took, 0)})`,
  ]);
  const part = section("checks", text("watch.checks"), table("checks", ["watch.check", "watch.took", "watch.passed"], cells));
  return hiddenIf(!rows.length, part);
}

/** @param {Watched} watched @returns {HTMLElement} */
export function clips({ clips: rows }) {
  const columns = ["watch.recording", "watch.answers", "watch.open", "watch.unanswered", "watch.stratum"];
  const cells = (rows ?? []).map((row) => [row.clip, counted(row.answers, row.needs), integer(row.open), integer(row.unanswered), row.stratum]);
  const list = rows ? table("clips", columns, cells) : make("p", { class: "ew-hint" }, text("watch.wait"));
  const details = make("details", {}, make("summary", {}, make("h2", { id: "watch-clips-title" }, text("watch.each"))), list);
  const save = make("button", { type: "button", class: "ew-copy", "data-act": "save" }, text("watch.download"));
  return make("section", { id: "watch-clips", class: "ew-watch-part", "aria-labelledby": "watch-clips-title" }, details, save);
}

/** @param {StepRow} row @returns {string} */
function stepName({ kind, session }) {
  const step = text(KINDS[kind]);
  return session > 1 ? text("watch.steps.session", { step, number: session }) : step;
}

/** @param {number} count @param {number | null} total @returns {string} */
const counted = (count, total) => (total === null ? integer(count) : text("watch.of", { count, total }));

/** @param {string} id of the section @param {string[]} columns keys of texts @param {Cell[][]} rows the first cell names its row @returns {HTMLElement} */
function table(id, columns, rows) {
  const head = make("tr", {}, ...columns.map((key) => make("th", { scope: "col" }, text(key))));
  const body = rows.map(([name, ...cells]) => make("tr", {}, make("th", { scope: "row" }, ...children(name)), ...cells.map((cell) => make("td", {}, ...children(cell)))));
  const element = make("table", { "aria-labelledby": `watch-${id}-title` }, make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "ew-watch-scroll", role: "group", "aria-labelledby": `watch-${id}-title` }, element);
}

/** @param {boolean} isEmpty @param {HTMLElement} part keeps its place, so that those after it are not drawn anew @returns {HTMLElement} */
const hiddenIf = (isEmpty, part) => Object.assign(part, { hidden: isEmpty });

/** @param {Cell} cell @returns {Child[]} */
const children = (cell) => (Array.isArray(cell) ? cell : [cell]);
