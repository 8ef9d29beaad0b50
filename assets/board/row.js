// One row of the leaderboard: its cells, and what it tells to whoever opens it.

import { found } from "./columns.js";
import { about, basis, between, doubted, figure, interval, what } from "./format.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Part, Row } from "./types.d.ts"
 * @import { Entry } from "./columns.js"
 * @import { Child } from "../shared/dom.js"
 *
 * @typedef {object} Look how rows are shown
 * @property {Part} part @property {Entry[]} entries @property {Entry[]} rest columns that only an opened row tells
 * @property {number} best where the bars end @property {number | null} mark the best constant click
 * @property {Set<string>} open @property {Set<string>} unfolded @property {boolean} narrow
 * @property {(what: "open" | "unfold", id: string) => void} act
 */

/** @type {Record<string, string>} */
const SHAPES = {
  human: '<circle cx="8" cy="8" r="5.500"/>',
  crowd: '<circle cx="8" cy="4.600" r="3"/><circle cx="4.200" cy="11.200" r="3"/><circle cx="11.800" cy="11.200" r="3"/>',
  "best-tenth": '<path d="m8 1.500 2 4.300 4.600.500-3.400 3.200 1 4.600L8 11.800l-4.200 2.300 1-4.600L1.400 6.300 6 5.800z"/>',
  alm: '<path d="M8 2.200 14.200 13.400H1.800z"/>',
  constant: '<path d="M8 2v12M2 8h12" fill="none" stroke-width="2.500"/>',
};

/** @param {Row} row @returns {string} tells rows apart: a model's two rows share a key */
export const idOf = (row) => `${row.key}|${row.basis}`;

/** @param {string} kind @returns {HTMLElement} a shape of its own for each kind of entrant */
export function shape(kind) {
  const holder = make("span", { class: `ew-board-shape is-${kind}`, "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 16 16" focusable="false">${SHAPES[kind] || SHAPES.constant}</svg>`;
  return holder;
}

/** @param {Row} row @param {Row[]} beneath @param {Look} look @returns {HTMLTableRowElement} */
export function rowOf(row, beneath, look) {
  const kept = `${row.provisional ? " is-provisional" : ""}${row.main ? "" : " is-beneath"} is-${row.kind}`;
  return make(
    "tr",
    { role: "row", class: `ew-board-row${kept}`, "data-key": row.key, "data-id": idOf(row) },
    ...(look.narrow ? narrowNames(row, beneath, look) : wideNames(row, beneath, look)),
    ...look.entries.map((entry) => cell(row, entry, look)),
  );
}

/** @param {Row} row @param {Look} look @returns {HTMLTableRowElement} what stands beneath a row that was opened */
export function openedOf(row, look) {
  const rest = look.rest.filter((entry) => found(row, look.part, entry).length);
  const parts = rest.map((entry) => make("div", {}, make("dt", {}, entry.title), make("dd", {}, ...values(row, entry, look))));
  const columns = [...look.entries, ...look.rest].flatMap(({ keys, title }) => keys.map((key) => ({ key, title })));
  const doubts = doubted(row.doubts?.[look.part] || {}, columns).map((words) => make("p", { class: "ew-board-doubted" }, `† ${words}`));
  const says = [...about(row).map((sentence) => make("p", {}, sentence)), ...doubts];
  const list = parts.length > 0 && make("dl", { class: "ew-board-figures" }, ...parts);
  const width = look.entries.length + 2;
  const inside = make("td", { role: "cell", colspan: width }, make("div", { class: "ew-board-told" }, ...says, list));
  return make("tr", { role: "row", class: "ew-board-opened", id: panelOf(row), "data-id": `${idOf(row)}|opened` }, inside);
}

/** @param {Row} row @returns {string} the id of what it opens */
const panelOf = (row) => `ew-board-${idOf(row).replace(/[^\w-]/g, "-")}`;

/** @param {Row} row @returns {Child[]} */
function rank(row) {
  if (row.rank === null) return [make("span", { class: "ew-hidden" }, text("board.row.unranked"))];
  const span = row.rank_interval;
  const wide = span && span[0] !== span[1];
  return [String(row.rank), wide && make("small", {}, `${span[0]}–${span[1]}`)];
}

/** @param {Row} row @returns {HTMLElement} */
const rankCell = (row) => make("td", { role: "cell", class: "ew-board-rank" }, ...rank(row));
/** @param {...Child} inside @returns {HTMLElement} */
const nameCell = (...inside) => make("th", { role: "rowheader", scope: "row", class: "ew-board-name" }, ...inside);
/** @param {Row} row @returns {HTMLElement} */
const kindCell = (row) => make("td", { role: "cell", class: "ew-board-kind" }, marks(row));

/** @param {Row} row @param {Row[]} beneath @param {Look} look @returns {HTMLElement[]} */
function wideNames(row, beneath, look) {
  return [rankCell(row), nameCell(opener(row, look), marks(row), lacks(row), unfold(row, beneath.length, look))];
}

/**
 * The name has a line of its own, so that it need not break; what it is stands beneath it, beside the figures.
 * @param {Row} row @param {Row[]} beneath @param {Look} look @returns {HTMLElement[]}
 */
function narrowNames(row, beneath, look) {
  return [nameCell(opener(row, look), unfold(row, beneath.length, look), lacks(row)), kindCell(row)];
}

/** @param {Row} row @param {Look} look @returns {HTMLElement} */
function opener(row, look) {
  const id = idOf(row);
  const opened = look.open.has(id);
  return make(
    "button",
    {
      type: "button",
      class: "ew-board-open",
      "data-act": "open",
      "aria-expanded": String(opened),
      "aria-controls": opened && panelOf(row),
      onclick: () => look.act("open", id),
    },
    look.narrow && row.rank !== null && make("span", { class: "ew-board-rank" }, make("span", { class: "ew-hidden" }, `${text("board.rank")} `), `${row.rank} `),
    make("span", {}, row.name),
  );
}

/** @param {Row} row @returns {HTMLElement} */
function marks(row) {
  const words = [what(row), basis(row)].filter(Boolean).map((each) => make("span", {}, each));
  return make("span", { class: "ew-board-what" }, shape(row.kind), make("span", {}, ...words));
}

/** @param {Row} row @returns {Child} */
const lacks = ({ provisional }) => provisional && make("span", { class: "ew-board-lacks" }, text("board.row.provisional", { needs: provisional }));

/** @param {Row} row @param {number} count of the rows beneath @param {Look} look @returns {HTMLElement | null} */
function unfold(row, count, look) {
  if (!count) return null;
  const shown = look.unfolded.has(idOf(row));
  return make(
    "button",
    {
      type: "button",
      class: "ew-board-unfold",
      "data-act": "unfold",
      "aria-expanded": String(shown),
      "aria-label": text("board.row.more_of", { count, name: row.name }),
      onclick: () => look.act("unfold", idOf(row)),
    },
    text("board.row.more", { count }),
  );
}

/** @param {Row} row @param {Entry} entry @param {Look} look @returns {HTMLElement} */
function cell(row, entry, look) {
  const inside = values(row, entry, look);
  if (entry.id === "geoscore") inside.push(bar(row, look));
  return make("td", { role: "cell", class: `ew-board-figure is-${entry.id}` }, ...inside);
}

/** @param {Row} row @param {Entry} entry @param {Look} look @returns {Child[]} */
function values(row, entry, { part }) {
  const there = found(row, part, entry);
  if (!there.length) return [make("span", { class: "ew-board-none" }, make("span", { "aria-hidden": "true" }, "–"), make("span", { class: "ew-hidden" }, text("board.row.none")))];
  return there.flatMap(({ key, value }, number) => {
    const span = interval(row.intervals[part]?.[key], entry.column);
    const seeds = between(row, part, key, entry.column);
    const named = entry.keys.length > 1 && key !== entry.keys[0];
    const told = figure(value, entry.column, row.basis === "published");
    const doubt = row.doubts?.[part]?.[key] && make("span", { class: "ew-board-doubt" }, "†", make("span", { class: "ew-hidden" }, ` ${text("board.row.doubtful")}`));
    return [
      number ? make("small", { class: "ew-board-named" }, text("board.row.value_by_name", { value: told })) : make("span", { class: "ew-board-value" }, told),
      doubt,
      !number && span && make("small", { class: "ew-board-span" }, span),
      !number && seeds && make("small", { class: "ew-board-seeds" }, seeds),
      !number && named && make("small", { class: "ew-board-named" }, text("board.row.by_name")),
    ];
  });
}

/**
 * A bar from 0, its interval as a whisker, and a tick where the best constant click is.
 * @param {Row} row @param {Look} look @returns {HTMLElement | null}
 */
function bar(row, { part, best, mark }) {
  const value = row.figures[part]?.geoscore;
  if (value === null || value === undefined) return null;
  /** @param {number} score */
  const at = (score) => `${Math.min(100, (100 * score) / best).toFixed(2)}%`;
  const span = row.intervals[part]?.geoscore;
  const whisker = span && make("i", { class: "ew-board-whisker" });
  if (span && whisker) {
    whisker.style.left = at(span[0]);
    whisker.style.width = at(span[1] - span[0]);
  }
  const fill = make("i", { class: "ew-board-fill" });
  fill.style.width = at(value);
  const tick = mark !== null && make("i", { class: "ew-board-tick" });
  if (mark !== null && tick) tick.style.left = at(mark);
  return make("span", { class: "ew-board-bar", "aria-hidden": "true" }, fill, whisker, tick);
}
