// Text catalog: looks up the page's texts by key; the document's head carries the catalog.

/**
 * @typedef {string | Record<string, string>} Entry a template, or templates by plural category
 * @typedef {Record<string, string | number>} Values by placeholder; `count` also selects the plural form
 */

const ELEMENT_ID = "ew-texts"; // element id, written by game/texts.py
const PLACEHOLDER = /\{(\w+)\}/;

/** @type {{language: string, texts: Record<string, Entry>}} */
const { language, texts } = JSON.parse(document.getElementById(ELEMENT_ID)?.textContent || '{"language": "en", "texts": {}}');
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

export { language };

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
