// Which figures stand in which column, and how rows are sorted by them.

/**
 * @typedef {import("./format.js").Column} Column
 * @typedef {import("./format.js").Row} Row
 * @typedef {{id: string, title: string, keys: string[], column: Column}} Entry a column of the page: the first of its
 *   keys that a row has a figure for stands in it
 */

import { language, text } from "../shared/texts.js";

// Labels are read from coordinates where there are any: claims about people against models rest on those.
const MAIN = [
  ["geoscore", "board.column.geoscore"],
  ["distance_km", "board.column.distance"],
  ["continent_acc_coordinates", "board.column.continent", "continent_acc"],
  ["country_acc_coordinates", "board.column.country", "country_acc"],
  ["city_acc_coordinates", "board.column.city", "city_acc"],
  ["reject_rate", "board.column.rejects"],
  ["n", "board.column.clips"],
];

/** @param {Column[]} columns as the API explains them @returns {{main: Entry[], more: Entry[]}} */
export function entries(columns) {
  const known = new Map(columns.map((column) => [column.key, column]));
  const main = MAIN.filter(([key]) => known.has(key)).map(([key, title, ...others]) => ({
    id: key,
    title: text(title),
    keys: [key, ...others],
    column: known.get(key),
  }));
  const taken = new Set(main.flatMap((entry) => entry.keys));
  const more = columns.filter((column) => !taken.has(column.key));
  return { main, more: more.map((column) => ({ id: column.key, title: headed(column), keys: [column.key], column })) };
}

const headed = ({ title, unit }) => (unit === "km" ? text("board.column.in_km", { title }) : title);

/**
 * What a row has for a column: the first is what it is sorted by.
 * @param {Row} row @param {string} part @param {Entry} entry @returns {{key: string, value: number}[]}
 */
export function found(row, part, entry) {
  const figures = row.figures[part] || {};
  const there = entry.keys.map((key) => ({ key, value: figures[key] ?? (key === "n" && part === "all" ? row.clips : null) }));
  const known = there.filter(({ value }) => value !== null && value !== undefined);
  return row.kind === "alm" ? known : known.slice(0, 1); // only models name a place beside their point
}

/** @param {Entry | null} entry @returns {boolean} whether the best comes first when the largest does */
export const largestFirst = (entry) => Boolean(entry) && entry.column.better !== "low";

/**
 * @param {Row[]} rows @param {string} part @param {Entry | null} entry none: by name @param {boolean} down largest first
 * @returns {Row[]} those without a figure last
 */
export function sorted(rows, part, entry, down) {
  const way = down ? -1 : 1;
  if (!entry) return [...rows].sort((a, b) => way * a.name.localeCompare(b.name, language));
  const value = new Map(rows.map((row) => [row, found(row, part, entry)[0]?.value]));
  const known = rows.filter((row) => value.get(row) !== undefined);
  const rest = rows.filter((row) => value.get(row) === undefined);
  return [...known.sort((a, b) => way * (value.get(a) - value.get(b))), ...rest];
}
