// Rows of the leaderboard's table: a row's cells and its expanded details.

import { columnFigures } from "./columns.js";
import { notesOf, basisOf, seedRange, doubtNotes, figure, interval, kindOf, olderInterval } from "./format.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Part, Row } from "./types.d.ts"
 * @import { Entry } from "./columns.js"
 * @import { Child } from "../shared/dom.js"
 *
 * @typedef {object} View how rows are shown
 * @property {Part} part @property {Entry[]} entries @property {Entry[]} rest columns shown only in expanded rows
 * @property {number} best score at the end of the bars @property {number | null} mark score of the best constant click
 * @property {Set<string>} open @property {Set<string>} unfolded @property {boolean} narrow
 * @property {(action: "open" | "unfold", id: string) => void} act @property {string} ago age of older intervals
 */

/** @type {Record<string, string>} */
const SHAPES = {
  human: '<circle cx="8" cy="8" r="5.500"/>',
  you: '<circle cx="8" cy="8" r="5.200" fill="none" stroke-width="2"/><circle cx="8" cy="8" r="2"/>',
  crowd: '<path d="m8 1.800 6.200 6.200L8 14.200 1.800 8z"/>',
  "best-tenth": '<path d="m8 1.500 2 4.300 4.600.500-3.400 3.200 1 4.600L8 11.800l-4.200 2.300 1-4.600L1.400 6.300 6 5.800z"/>',
  alm: '<path d="M3 3h10v10H3z"/>',
  constant: '<path d="M8 1.500v13" fill="none" stroke-width="2.500"/>',
};

/** @param {Row} row @returns {string} unique id: a model can have two rows with the same key */
export const idOf = (row) => `${row.key}|${row.basis}`;

/** @param {Row} row @returns {boolean} whether the row stays on top: people's, and the reader's own */
export const isPinned = ({ key }) => key === "human" || key === "you";

/** @param {string} kind @returns {HTMLElement} the symbol of a kind of entrant */
export function shape(kind) {
  const holder = make("span", { class: `ew-board-shape is-${kind}`, "aria-hidden": "true" });
  holder.innerHTML = `<svg viewBox="0 0 16 16" focusable="false">${SHAPES[kind] || SHAPES.constant}</svg>`;
  return holder;
}

/** @param {Row} row @param {Row[]} beneath @param {View} view @returns {HTMLTableRowElement} */
export function rowOf(row, beneath, view) {
  const pinned = isPinned(row) ? " is-pinned" : "";
  const modifiers = `${pinned}${row.provisional ? " is-provisional" : ""}${row.main ? "" : " is-beneath"} is-${row.kind}`;
  return make(
    "tr",
    { role: "row", class: `ew-board-row${modifiers}`, "data-key": row.key, "data-id": idOf(row) },
    ...(view.narrow ? narrowNames(row, beneath, view) : wideNames(row, beneath, view)),
    ...view.entries.map((entry) => cell(row, entry, view)),
  );
}

/** @param {Row} row @param {View} view @returns {HTMLTableRowElement} the expanded details, below their row */
export function detailsOf(row, view) {
  const rest = view.rest.filter((entry) => columnFigures(row, view.part, entry).length);
  const parts = rest.map((entry) => make("div", {}, make("dt", {}, entry.title), make("dd", {}, ...values(row, entry, view))));
  const entries = [...view.entries, ...view.rest];
  const columns = entries.map(({ column, title }) => ({ ...column, title }));
  const titles = entries.flatMap(({ keys, title }) => keys.map((key) => ({ key, title })));
  const doubts = doubtNotes(row.doubts?.[view.part] || {}, titles).map((words) => make("p", { class: "ew-board-doubted" }, `† ${words}`));
  const notes = [...notesOf(row, view.part, columns, view.ago).map((sentence) => make("p", {}, ...sentence)), ...doubts];
  const list = parts.length > 0 && make("dl", { class: "ew-board-figures" }, ...parts);
  const width = view.entries.length + 2;
  const inside = make("td", { role: "cell", colspan: width }, make("div", { class: "ew-board-told" }, ...notes, list));
  return make("tr", { role: "row", class: "ew-board-opened", id: panelOf(row), "data-id": `${idOf(row)}|opened` }, inside);
}

/** @param {Row} row @returns {string} element id of the row's details */
const panelOf = (row) => `ew-board-${encodeURIComponent(idOf(row)).replace(/[^\w-]/g, "-")}`;

/** @param {Row} row @returns {Child[]} */
function rank(row) {
  if (row.rank === null) return [make("span", { class: "ew-hidden" }, text("board.row.unranked"))];
  const span = row.rank_interval;
  const wide = span && span[0] !== span[1];
  return [String(row.rank), wide && make("small", { dir: "ltr" }, `${span[0]}–${span[1]}`)];
}

/** @param {Row} row @returns {HTMLElement} */
const rankCell = (row) => make("td", { role: "cell", class: "ew-board-rank" }, ...rank(row));
/** @param {...Child} inside @returns {HTMLElement} */
const nameCell = (...inside) => make("th", { role: "rowheader", scope: "row", class: "ew-board-name" }, ...inside);
/** @param {Row} row @returns {HTMLElement} */
const kindCell = (row) => make("td", { role: "cell", class: "ew-board-kind" }, marks(row));

/** @param {Row} row @param {Row[]} beneath @param {View} view @returns {HTMLElement[]} */
function wideNames(row, beneath, view) {
  return [rankCell(row), nameCell(expandButton(row, view), marks(row), provisionalNote(row), moreButton(row, beneath.length, view))];
}

/**
 * The name takes a full line, so that it need not wrap; kind and basis go below it, beside the figures.
 * @param {Row} row @param {Row[]} beneath @param {View} view @returns {HTMLElement[]}
 */
function narrowNames(row, beneath, view) {
  return [nameCell(expandButton(row, view), moreButton(row, beneath.length, view), provisionalNote(row)), kindCell(row)];
}

/** @param {Row} row @param {View} view @returns {HTMLElement} */
function expandButton(row, view) {
  const id = idOf(row);
  const expanded = view.open.has(id);
  return make(
    "button",
    {
      type: "button",
      class: "ew-board-open",
      "data-act": "open",
      "aria-expanded": String(expanded),
      "aria-controls": expanded && panelOf(row),
      onclick: () => view.act("open", id),
    },
    view.narrow && row.rank !== null && make("span", { class: "ew-board-rank" }, make("span", { class: "ew-hidden" }, `${text("board.rank")} `), `${row.rank} `),
    make("span", {}, row.name),
  );
}

/** @param {Row} row @returns {HTMLElement} */
function marks(row) {
  const pinned = isPinned(row) && text("board.pinned");
  const words = [kindOf(row), basisOf(row), pinned].filter(Boolean).map((part) => make("span", {}, part));
  return make("span", { class: "ew-board-what" }, shape(row.kind), make("span", {}, ...words));
}

/** @param {Row} row @returns {Child} */
const provisionalNote = ({ provisional }) => provisional && make("span", { class: "ew-board-lacks" }, text("board.row.provisional", { needs: provisional }));

/** @param {Row} row @param {number} count rows beneath @param {View} view @returns {HTMLElement | null} */
function moreButton(row, count, view) {
  if (!count) return null;
  const shown = view.unfolded.has(idOf(row));
  return make(
    "button",
    {
      type: "button",
      class: "ew-board-unfold",
      "data-act": "unfold",
      "aria-expanded": String(shown),
      "aria-label": text("board.row.more_of", { count, name: row.name }),
      onclick: () => view.act("unfold", idOf(row)),
    },
    text("board.row.more", { count }),
  );
}

/** @param {Row} row @param {Entry} entry @param {View} view @returns {HTMLElement} */
function cell(row, entry, view) {
  const inside = values(row, entry, view);
  if (entry.id === "geoscore") inside.push(bar(row, view));
  return make("td", { role: "cell", class: `ew-board-figure is-${entry.id}`, "data-title": entry.title }, ...inside);
}

/** @param {Row} row @param {Entry} entry @param {View} view @returns {Child[]} */
function values(row, entry, { part, ago }) {
  const figures = columnFigures(row, part, entry);
  const none = figures[0]?.key === entry.keys[0] ? [] : [make("span", { class: "ew-board-none" }, make("span", { "aria-hidden": "true" }, "–"), make("span", { class: "ew-hidden" }, text("board.row.none")))];
  const shownFigures = figures.flatMap(({ key, value }) => {
    const span = interval(row.intervals[part]?.[key], entry.column);
    const older = !span && olderInterval(row, part, key, entry.column, ago);
    const seeds = seedRange(row, part, key, entry.column);
    const byName = key !== entry.keys[0];
    const shown = figure(value, entry.column, row.basis === "published");
    const doubt = row.doubts?.[part]?.[key] && make("span", { class: "ew-board-doubt" }, "†", make("span", { class: "ew-hidden" }, ` ${text("board.row.doubtful")}`));
    return [
      byName ? make("small", { class: "ew-board-named" }, text("board.row.value_by_name", { value: shown })) : make("span", { class: "ew-board-value" }, shown),
      doubt,
      !byName && span && make("small", { class: "ew-board-span" }, span),
      !byName && older && make("small", { class: "ew-board-span is-older" }, ...older),
      !byName && seeds && make("small", { class: "ew-board-seeds" }, seeds),
    ];
  });
  return [...none, ...shownFigures];
}

/**
 * A bar from 0 with the interval as a whisker and a tick at the best constant click.
 * @param {Row} row @param {View} view @returns {HTMLElement | null}
 */
function bar(row, { part, best, mark }) {
  const value = row.figures[part]?.geoscore;
  if (value === null || value === undefined) return null;
  /** @param {number} score */
  const percentOf = (score) => `${Math.min(100, (100 * score) / best).toFixed(2)}%`;
  const span = row.intervals[part]?.geoscore;
  const whisker = span && make("i", { class: "ew-board-whisker" });
  if (span && whisker) {
    whisker.style.insetInlineStart = percentOf(span[0]);
    whisker.style.width = percentOf(span[1] - span[0]);
  }
  const fill = make("i", { class: "ew-board-fill" });
  fill.style.width = percentOf(value);
  const tick = mark !== null && make("i", { class: "ew-board-tick" });
  if (mark !== null && tick) tick.style.insetInlineStart = percentOf(mark);
  return make("span", { class: "ew-board-bar", "aria-hidden": "true" }, fill, whisker, tick);
}
