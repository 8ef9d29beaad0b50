// What the page says: every text by its key, from the catalog that the document carries in its head.

/**
 * @typedef {string | Record<string, string>} Entry a text, or its forms by plural category
 * @typedef {Record<string, string | number>} Values by placeholder; `count` also chooses the plural form
 */

const HOLDER = "ew-texts"; // id of the element that game/texts.py writes
const PLACEHOLDER = /\{(\w+)\}/;

/** @type {{language: string, texts: Record<string, Entry>}} */
const { language, texts } = JSON.parse(document.getElementById(HOLDER)?.textContent || '{"language": "en", "texts": {}}');
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

export { language };

/** @param {string} key @returns {boolean} whether the catalog has such a text */
export const knows = (key) => Object.hasOwn(texts, key);

/**
 * A text with its placeholders filled in. Numbers are written as the language writes them.
 * @param {string} key @param {Values} [values] @returns {string} the key itself, in brackets, when it is missing
 */
export const text = (key, values = {}) => textParts(key, values).join("");

/**
 * The same in pieces, for a text that has elements among its words.
 * @param {string} key @param {Record<string, string | number | Node>} values @returns {(string | Node)[]}
 */
export function textParts(key, values) {
  return template(key, values.count)
    .split(PLACEHOLDER)
    .map((piece, at) => (at % 2 ? filled(key, piece, values[piece]) : piece));
}

/** @param {string} key @param {unknown} count @returns {string} */
function template(key, count) {
  const entry = texts[key];
  if (typeof entry === "string") return entry;
  const form = entry?.[plurals.select(Number(count))] ?? entry?.other;
  return form ?? missing(key, "no such text");
}

/** @param {string} key @param {string} name @param {string | number | Node | undefined} value @returns {string | Node} */
function filled(key, name, value) {
  if (value === undefined) return missing(key, `no value for ${name}`);
  return typeof value === "number" ? numbers.format(value) : value;
}

/** Seen by whoever looks at the page, and by every test of it. @param {string} key @param {string} why @returns {string} */
function missing(key, why) {
  console.error(`${key}: ${why}`);
  return `⟦${key}⟧`;
}
