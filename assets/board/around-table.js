// Tables of the second board: standings, models beside people, printed figures. On phones a row is a card.

import { decimal, percent } from "../shared/format.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { AroundBody, AroundColumn, AroundFigure, AroundRow, PrintedFigure } from "./types.d.ts" */

const KINDS = /** @type {const} */ ([["point", "pointing"], ["choice", "choosing"], ["number", "numbers"]]);
/** @type {Record<string, string>} what follows a printed figure */
const UNITS = { "%": " %", deg: "°", m: " m", share: "" };

/** @param {number} value @param {AroundColumn} column @returns {string} */
function shown(value, { unit }) {
  if (unit === "share") return percent(value, 0);
  if (unit === "deg") return `${decimal(value, 0)}°`;
  return unit === "m" ? text("unit.metres", { value: decimal(value, 1) }) : decimal(value, 2);
}

/** A table for each kind of question that has figures. @param {AroundBody} body @returns {HTMLElement[]} */
export function standings({ columns, rows }) {
  return KINDS.flatMap(([kind, title]) => {
    const own = columns.filter((column) => column.kind === kind && rows.some(({ figures }) => column.key in figures));
    const having = rows.filter(({ figures }) => own.some(({ key }) => key in figures));
    if (!having.length) return [];
    const head = [text("spatial.board.who"), ...own.map(({ title: name }) => name)];
    const lines = having.map((row) => ({ name: nameCell(row), cells: own.map((column) => figureCell(row.figures[column.key], column)), class: `is-${row.kind}` }));
    return [make("section", { class: "ew-board-section" }, make("h2", {}, text(`spatial.board.${title}`)), table(text("spatial.board.caption"), head, lines))];
  });
}

/** @param {AroundRow} row @returns {Node[]} */
function nameCell({ name, note, figures }) {
  const alone = Object.values(figures).some(({ interval_over: over, low }) => low !== null && over === "items");
  const notes = [note, alone && note ? text("spatial.board.items_alone") : ""].filter(Boolean).join(" ");
  return [make("b", {}, name), make("small", {}, notes)];
}

/** @param {AroundFigure | undefined} figure @param {AroundColumn} column @returns {Node[]} */
function figureCell(figure, column) {
  if (!figure) return [make("span", {}, "–")];
  const parts = [make("b", {}, shown(figure.value, column))];
  if (figure.low !== null && figure.high !== null) parts.push(make("small", {}, text("spatial.board.interval", { low: shown(figure.low, column), high: shown(figure.high, column) })));
  if (figure.trials && figure.chance_uniform !== null) parts.push(make("small", {}, text("spatial.board.chance", { value: shown(figure.chance_uniform, column) })));
  return parts;
}

/** @param {AroundBody} body @returns {HTMLElement[]} */
export function differences({ differences: found, rows, columns }) {
  if (!found.length) return [];
  /** @param {string} key */
  const nameOf = (key) => rows.find((row) => row.key === key)?.name ?? key;
  const head = [text("spatial.board.model"), text("spatial.board.people"), "", text("spatial.board.difference"), text("spatial.board.items")];
  const lines = found.flatMap((one) => {
    const column = columns.find(({ key }) => key === one.measure);
    if (!column) return [];
    const apart = one.model_value - one.people_value;
    const spread = one.low !== null && one.high !== null ? [make("small", {}, text("spatial.board.interval", { low: signed(one.low, column), high: signed(one.high, column) }))] : [];
    return [{ name: [make("b", {}, nameOf(one.model))], cells: [[nameOf(one.people)], [column.title], [make("b", {}, signed(apart, column)), ...spread], [String(one.items)]], class: "" }];
  });
  return [make("section", { class: "ew-board-section" }, make("h2", {}, text("spatial.board.differences")), make("p", { class: "ew-board-note" }, text("spatial.board.differences_how")), table(text("spatial.board.differences"), head, lines))];
}

/** @param {number} value @param {AroundColumn} column @returns {string} */
const signed = (value, column) => `${value < 0 ? "−" : "+"}${shown(Math.abs(value), column)}`;

/** What papers print, folded by paper and table. @param {AroundBody} body @returns {HTMLElement} */
export function printed({ published }) {
  /** @type {Map<string, PrintedFigure[]>} */
  const groups = new Map();
  for (const one of published) {
    const title = `${one.paper}, ${one.source}`;
    groups.set(title, [...(groups.get(title) ?? []), one]);
  }
  const parts = [...groups].map(([title, figures]) => make("details", { class: "ew-board-measured" }, make("summary", {}, figures[0].context ? `${title} (${text("spatial.board.context")})` : title), printedTable(title, figures)));
  return make("section", { class: "ew-board-section" }, make("h2", {}, text("spatial.board.published")), make("p", { class: "ew-board-note" }, text("spatial.board.published_how")), ...parts);
}

/** @param {string} title @param {PrintedFigure[]} figures @returns {HTMLElement} a row for each question and metric, a column for each model */
function printedTable(title, figures) {
  /** @param {PrintedFigure} one */
  const columnOf = ({ name, trained_on: trained, tested_on: tested, role }) => [name, trained && trained !== tested ? `${trained} → ${tested}` : tested, role === "model" ? "" : text(`spatial.board.role.${role}`)].filter(Boolean).join(" · ");
  const columns = [...new Set(figures.map(columnOf))];
  const rows = [...new Set(figures.map(({ question, metric }) => `${question}: ${metric}`))];
  const lines = rows.map((row) => {
    const own = figures.filter(({ question, metric }) => `${question}: ${metric}` === row);
    const cells = columns.map((column) => {
      const one = own.find((figure) => columnOf(figure) === column);
      return [one ? `${one.value}${UNITS[one.unit] ?? ""}` : "–"];
    });
    return { name: [make("span", { lang: "en" }, row)], cells, class: "" };
  });
  return table(title, [text("spatial.board.question"), ...columns], lines);
}

/**
 * @param {string} caption @param {string[]} head
 * @param {{name: (Node | string)[], cells: (Node | string)[][], class: string}[]} lines @returns {HTMLElement}
 */
function table(caption, head, lines) {
  const titles = head.map((title) => make("th", { scope: "col", role: "columnheader" }, title));
  const body = lines.map((line) => {
    const cells = line.cells.map((parts, number) => make("td", { role: "cell" }, make("span", { class: "ew-board-cell-title", "aria-hidden": "true" }, head[number + 1]), make("span", { class: "ew-board-cell" }, ...parts)));
    return make("tr", { role: "row", class: line.class }, make("th", { scope: "row", role: "rowheader" }, ...line.name), ...cells);
  });
  const element = make("table", { role: "table", class: "ew-board-abilities" }, make("caption", { class: "ew-hidden" }, caption), make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...titles)), make("tbody", { role: "rowgroup" }, ...body));
  return make("div", { class: "ew-board-scroll", role: "region", tabindex: "0", "aria-label": caption }, element);
}
