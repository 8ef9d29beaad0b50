// Columns of the leaderboard's table, and sorting by them.

/**
 * @import { Column, Part, Row } from "./types.d.ts"
 * @typedef {{id: string, title: string, keys: string[], column: Column}} Entry a column of the table: the first of
 *   its keys is its figure, the others stand beneath
 */

import { language, text } from "../shared/texts.js";

// Accuracies read from coordinates are the ones that compare people with models; those by name stand beneath.
const MAIN = [
  ["geoscore", "board.column.geoscore"],
  ["distance_km", "board.column.distance"],
  ["continent_acc_coordinates", "board.column.continent", "continent_acc"],
  ["country_acc_coordinates", "board.column.country", "country_acc"],
  ["city_acc_coordinates", "board.column.city", "city_acc"],
  ["reject_rate", "board.column.rejects"],
  ["n", "board.column.clips"],
];

/** @param {Column[]} columns from the API @returns {{main: Entry[], more: Entry[]}} */
export function entries(columns) {
  const known = new Map(columns.map((column) => [column.key, column]));
  const main = MAIN.flatMap(([key, title, ...fallbacks]) => {
    const column = known.get(key);
    return column ? [{ id: key, title: text(title), keys: [key, ...fallbacks], column }] : [];
  });
  const used = new Set(main.flatMap((entry) => entry.keys));
  const more = columns.filter((column) => !used.has(column.key));
  return { main, more: more.map((column) => ({ id: column.key, title: titleWithUnit(column), keys: [column.key], column })) };
}

/** @param {Column} column @returns {string} */
const titleWithUnit = ({ title, unit }) => (unit === "km" ? text("board.column.in_km", { title }) : title);

/**
 * A row's figures for a column.
 * @param {Row} row @param {Part} part @param {Entry} entry @returns {{key: string, value: number}[]}
 */
export function columnFigures(row, part, entry) {
  const figures = row.figures[part] || {};
  const known = entry.keys.flatMap((key) => {
    const value = figures[key] ?? (key === "n" && part === "all" ? row.clips : null);
    return value === null ? [] : [{ key, value }];
  });
  return known.filter(({ key }) => key === entry.keys[0] || row.kind === "alm"); // only models name a place as well as a point
}

/** @param {Row} row @param {Part} part @param {Entry} entry @returns {number | undefined} the figure that rows are compared by */
const mainFigure = (row, part, entry) => columnFigures(row, part, entry).find(({ key }) => key === entry.keys[0])?.value;

/** @param {Entry | null} entry @returns {boolean} whether sorting starts with the largest value */
export const largestFirst = (entry) => entry !== null && entry.column.better !== "low";

/**
 * @param {Row[]} rows @param {Part} part @param {Entry | null} entry null sorts by name @param {boolean} descending
 * @returns {Row[]} rows without a figure last
 */
export function sortRows(rows, part, entry, descending) {
  const sign = descending ? -1 : 1;
  if (!entry) return [...rows].sort((a, b) => sign * a.name.localeCompare(b.name, language));
  const known = rows.flatMap((row) => {
    const value = mainFigure(row, part, entry);
    return value === undefined ? [] : [{ row, value }];
  });
  const rest = rows.filter((row) => mainFigure(row, part, entry) === undefined);
  return [...known.sort((a, b) => sign * (a.value - b.value)).map(({ row }) => row), ...rest];
}
