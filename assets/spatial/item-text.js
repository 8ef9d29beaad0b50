// Questions and options of an item, in the page's language.

import { hasText, text } from "../shared/texts.js";

/** @import { ItemText } from "./types.d.ts" */

const IS_KEY = "@"; // before a value that is itself a key

/** @param {ItemText} item @returns {string} */
export function itemText({ key, values = {}, plain = "" }) {
  if (!key || !hasText(key)) return plain;
  const read = Object.entries(values).map(([name, value]) => [name, valueText(value)]);
  return text(key, Object.fromEntries(read));
}

/** @param {string | number} value @returns {string | number} */
const valueText = (value) => (typeof value === "string" && value.startsWith(IS_KEY) ? soundName(value) : value);

/** @param {string} key of a sound's name, with or without the sign before it @returns {string} */
export function soundName(key) {
  const name = key.startsWith(IS_KEY) ? key.slice(1) : key;
  const full = hasText(name) ? name : `spatial.sound.${name.replaceAll(" ", "_")}`;
  return hasText(full) ? text(full) : name;
}
