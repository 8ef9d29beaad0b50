// The table of the same-clips comparison: people and the reader on top, then each model beside people.

import { narrow } from "./narrow.js";
import { isPinned, shape } from "./row.js";
import { differenceText, figure, interval, kindOf } from "./format.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Column, ComparedRow, Difference, Row, Span } from "./types.d.ts"
 * @typedef {[column: Column, heading: string, name: string]} Compared a column, and text keys of its heading and its name
 * @typedef {(key: string) => [value: number | null | undefined, span: Span | undefined]} Values a figure and its interval, by column
 */

/** @type {[key: string, heading: string, name: string][]} */
const COMPARED = [
  ["geoscore", "board.column.geoscore", "board.column.geoscore"],
  ["distance_km", "board.column.distance", "board.same.distance"],
  ["continent_acc_coordinates", "board.column.continent", "board.column.continent"],
  ["country_acc_coordinates", "board.column.country", "board.column.country"],
];
const PHONE_COLUMNS = 2; // the other figures go into the sentences

/**
 * @param {Map<string, Column>} columns by key @param {Row[]} pinned rows that stay on top @param {string} invitation to
 *   get a row of one's own, or "" @param {ComparedRow[]} rows in order
 * @returns {HTMLElement}
 */
export function comparison(columns, pinned, invitation, rows) {
  const known = COMPARED.flatMap(([key, ...titles]) => {
    const column = columns.get(key);
    return column ? [/** @type {Compared} */ ([column, ...titles])] : [];
  });
  const shown = narrow.matches ? known.slice(0, PHONE_COLUMNS) : known;
  const head = [heading(text("board.name")), ...shown.map(([, title]) => heading(text(title)))];
  const invited = invitation && make("tr", { role: "row", class: "ew-board-invited" }, make("td", { role: "cell", colspan: shown.length + 1 }, invitation));
  return make(
    "table",
    { role: "table", class: "ew-board-same" },
    make("caption", { class: "ew-hidden" }, text("board.same.caption")),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...head)),
    make("tbody", { role: "rowgroup" }, ...pinned.map((row) => pinnedRow(row, shown)), invited, ...rows.flatMap((row) => besidePeople(row, shown, known))),
  );
}

/** @param {string} title @returns {HTMLElement} */
const heading = (title) => make("th", { role: "columnheader", scope: "col" }, title);

/** @param {Row} row over all its clips @param {Compared[]} shown @returns {HTMLElement} */
function pinnedRow(row, shown) {
  const clips = text("board.tally.clips", { count: row.clips ?? 0 });
  const facts = [row.kind === "you" ? kindOf(row) : clips, isPinned(row) && text("board.pinned")].filter(Boolean).join(" · ");
  const made = tableRow(row.kind, row.name, facts, shown, (key) => [row.figures.all?.[key], row.intervals.all?.[key]]);
  made.classList.add("is-pinned");
  made.dataset.key = row.key;
  return made;
}

/** @param {ComparedRow} row @param {Compared[]} shown @param {Compared[]} known @returns {HTMLElement[]} */
function besidePeople(row, shown, known) {
  const { difference, why_not: whyNot } = row;
  const own = tableRow(row.kind, row.name, text("board.tally.clips", { count: row.clips ?? 0 }), shown, (key) => [difference?.[key]?.entrant ?? row.figures.all?.[key], row.intervals.all?.[key]]);
  if (!difference) return [own];
  const people = tableRow("human", text("board.kind.human"), "", shown, (key) => [difference[key]?.people, difference[key]?.people_interval ?? undefined]);
  const why = whyNot && make("p", { class: "ew-board-small" }, whyNot);
  const cell = make("td", { role: "cell", colspan: shown.length + 1 }, why, differences(row, difference, shown.length, known));
  return [own, people, make("tr", { role: "row", class: "ew-board-differ" }, cell)];
}

/**
 * @param {string} kind @param {string} name @param {string} facts @param {Compared[]} shown @param {Values} of
 * @returns {HTMLElement}
 */
function tableRow(kind, name, facts, shown, of) {
  const head = make("th", { role: "rowheader", scope: "row" }, make("span", { class: "ew-board-what" }, shape(kind), make("span", {}, make("bdi", {}, name), facts && make("small", {}, ` ${facts}`))));
  const cells = shown.map(([column, title]) => {
    const [value, ends] = of(column.key);
    const span = interval(ends, column);
    return make("td", { role: "cell", "data-title": text(title) }, figure(value, column), span && make("small", { class: "ew-board-span" }, span));
  });
  return make("tr", { role: "row" }, head, ...cells);
}

/**
 * The differences as a list; figures without a column in the table are included.
 * @param {ComparedRow} row @param {Record<string, Difference>} difference @param {number} shown how many have a column
 * @param {Compared[]} known @returns {HTMLElement}
 */
function differences({ key, figures }, difference, shown, known) {
  const items = known.flatMap(([column, , title], index) => {
    const { [column.key]: paired } = difference;
    if (!paired) return [];
    const value = index < shown ? "" : ` ${figure(figures.all?.[column.key], column)}:`;
    return [make("li", {}, make("strong", {}, text(title)), `${value} `, ...differenceText(paired, column))];
  });
  if (items.length <= shown) return make("ul", {}, ...items);
  const more = make("details", { "data-key": key }, make("summary", {}, text("board.same.more")), make("ul", {}, ...items.slice(shown)));
  return make("div", {}, make("ul", {}, ...items.slice(0, shown)), more);
}
