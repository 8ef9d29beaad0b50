// Which figures stand in which column, and how rows are sorted by them.

/**
 * @import { Column, Part, Row } from "./types.d.ts"
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
  const main = MAIN.flatMap(([key, title, ...others]) => {
    const column = known.get(key);
    return column ? [{ id: key, title: text(title), keys: [key, ...others], column }] : [];
  });
  const taken = new Set(main.flatMap((entry) => entry.keys));
  const more = columns.filter((column) => !taken.has(column.key));
  return { main, more: more.map((column) => ({ id: column.key, title: headed(column), keys: [column.key], column })) };
}

/** @param {Column} column @returns {string} */
const headed = ({ title, unit }) => (unit === "km" ? text("board.column.in_km", { title }) : title);

/**
 * What a row has for a column: the first is what it is sorted by.
 * @param {Row} row @param {Part} part @param {Entry} entry @returns {{key: string, value: number}[]}
 */
export function found(row, part, entry) {
  const figures = row.figures[part] || {};
  const known = entry.keys.flatMap((key) => {
    const value = figures[key] ?? (key === "n" && part === "all" ? row.clips : null);
    return value === null ? [] : [{ key, value }];
  });
  return row.kind === "alm" ? known : known.slice(0, 1); // only models name a place beside their point
}

/** @param {Entry | null} entry @returns {boolean} whether the best comes first when the largest does */
export const largestFirst = (entry) => entry !== null && entry.column.better !== "low";

/**
 * @param {Row[]} rows @param {Part} part @param {Entry | null} entry none: by name @param {boolean} down largest first
 * @returns {Row[]} those without a figure last
 */
export function sorted(rows, part, entry, down) {
  const way = down ? -1 : 1;
  if (!entry) return [...rows].sort((a, b) => way * a.name.localeCompare(b.name, language));
  const valued = rows.map((row) => ({ row, value: found(row, part, entry)[0]?.value }));
  const known = valued.filter(({ value }) => value !== undefined);
  const rest = valued.filter(({ value }) => value === undefined);
  return [...known.sort((a, b) => way * (a.value - b.value)), ...rest].map(({ row }) => row);
}
