// Text catalog: looks up the page's texts by key. The document's head carries one language's; others are loaded.

import { address } from "./address.js";

/**
 * @typedef {string | Record<string, string>} Entry a template, or templates by plural category
 * @typedef {Record<string, string | number>} Values by placeholder; `count` also selects the plural form
 * @typedef {{name: string, dir: "ltr" | "rtl", version: string}} Language its own name, the direction it is written in, and its file's version
 */

const ELEMENT_ID = "ew-texts"; // element id, written by game/texts.py
const PLACEHOLDER = /\{(\w+)\}/;
const FALLBACK = "en";

/** @type {{language: string, texts: Record<string, Entry>, languages: Record<string, Language>}} */
const sent = JSON.parse(document.getElementById(ELEMENT_ID)?.textContent || '{"language": "en", "texts": {}, "languages": {}}');
const { languages } = sent;
let { language, texts } = sent;
let plurals = new Intl.PluralRules(language);
let numbers = new Intl.NumberFormat(language);

export { language, languages };

/** @param {string} wanted @returns {boolean} whether the document came in this language */
export const isSentIn = (wanted) => wanted === sent.language;

/**
 * Changes the language of all texts from now on.
 * @param {string} wanted one of `languages` @returns {Promise<void>} @throws {Error} when its texts do not arrive
 */
export async function speak(wanted) {
  if (wanted === language || !Object.hasOwn(languages, wanted)) return;
  const found = wanted === sent.language ? sent.texts : await fetchTexts(wanted);
  texts = { ...sent.texts, ...found };
  language = wanted;
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(language);
}

/** A language's texts; those without a translation are English. @param {string} wanted @returns {Promise<Record<string, Entry>>} */
async function fetchTexts(wanted) {
  const response = await fetch(address(`/earwitness/texts/${wanted}.json?v=${languages[wanted].version}`));
  if (!response.ok) throw new Error(`texts in ${wanted}: ${response.status}`);
  /** @type {Record<string, Entry>} */
  const found = await response.json();
  const isWhole = sent.language === FALLBACK || Object.keys(sent.texts).every((key) => Object.hasOwn(found, key));
  return isWhole ? found : { ...(await fetchTexts(FALLBACK)), ...found };
}

/** @param {string} key */
export const hasText = (key) => Object.hasOwn(texts, key);

/**
 * Fills in a text's placeholders. Numbers are formatted for the page's language.
 * @param {string} key @param {Values} [values] @returns {string} ⟦key⟧ if the text or a value is missing
 */
export const text = (key, values = {}) => textParts(key, values).join("");

/**
 * Like `text`, in parts, for texts that contain elements.
 * @param {string} key @param {Record<string, string | number | Node>} values @returns {(string | Node)[]}
 */
export function textParts(key, values) {
  return template(key, values.count)
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 ? fillPlaceholder(key, part, values[part]) : part));
}

/** @param {string} key @param {unknown} count @returns {string} */
function template(key, count) {
  const entry = texts[key];
  if (typeof entry === "string") return entry;
  const form = entry?.[plurals.select(Number(count))] ?? entry?.other;
  return form ?? reportMissing(key, "no such text");
}

/** @param {string} key @param {string} name @param {string | number | Node | undefined} value @returns {string | Node} */
function fillPlaceholder(key, name, value) {
  if (value === undefined) return reportMissing(key, `no value for ${name}`);
  return typeof value === "number" ? numbers.format(value) : value;
}

/** Logs an error, which fails every browser test. @param {string} key @param {string} reason @returns {string} */
function reportMissing(key, reason) {
  console.error(`${key}: ${reason}`);
  return `⟦${key}⟧`;
}
