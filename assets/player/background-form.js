// Background form: optional, coarse questions about the player, on one screen.

import { make } from "../shared/dom.js";
import { countryName, languageName } from "../shared/format.js";
import { language, text } from "../shared/texts.js";

/**
 * @import { Background, BackgroundField, ConsentFrame } from "../shared/types.d.ts"
 * @typedef {Omit<BackgroundField, "meaning"> & {meaning?: string, label?: string}} Asked `label`: the question in other words than the catalog's
 * @typedef {Background[string]} Answer null if left out
 * @typedef {{element: HTMLElement, read: () => Answer}} Question
 */

const NO_CODES = ["sign", "other"]; // choices that are no language's code
const CHECKBOX_LIMIT = 8; // choices; longer lists become a select
/** @type {Record<string, (code: string, name: string) => string>} */
const NAMES = { languages: languageName, country_of_residence: countryName };
/** @type {Record<string, string>} */
const QUESTIONS = {
  age_band: "background.age",
  languages: "background.languages",
  continents_lived: "background.continents",
  hearing: "background.hearing",
  headphones: "background.headphones",
  field_recording: "background.field_recording",
  language_work: "background.language_work",
};

/**
 * @param {Background} saved the current answers @param {ConsentFrame} around
 * @param {() => Promise<BackgroundField[] | void>} loadFields @param {(background: Background) => void} save
 * @returns {HTMLElement}
 */
export function backgroundForm(saved, around, loadFields, save) {
  const form = make("form", { class: "ew-yours-form" });
  const why = `${text("background.why")} ${text(around.dataset ? "background.published_apart" : "background.kept_apart")}`;
  const details = make("details", {}, make("summary", {}, text("background.title")), make("p", {}, why), form);
  details.addEventListener("toggle", async () => {
    if (!details.open || form.firstChild) return;
    const fields = await loadFields();
    if (fields && !form.firstChild) fill(form, fields, saved, save);
  });
  return details;
}

/**
 * @param {HTMLFormElement} form @param {BackgroundField[]} fields @param {Background} saved
 * @param {(background: Background) => void} save
 */
function fill(form, fields, saved, save) {
  const questions = fields.map(inPageLanguage).map((field) => ({ name: field.name, ...question(field, saved[field.name]) }));
  form.append(...questions.map(({ element }) => element), make("button", { type: "submit", class: "ew-copy" }, text("background.save")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(Object.fromEntries(questions.map(({ name, read }) => [name, read()])));
  });
}

/**
 * Names languages and countries as the page's language does, in its alphabetical order.
 * @template {Pick<BackgroundField, "name" | "choices">} Field
 * @param {Field} field @returns {Field}
 */
export function inPageLanguage(field) {
  const nameOf = NAMES[field.name];
  if (!nameOf || language === "en") return field;
  /** @param {{value: string}} choice */
  const isNamed = ({ value }) => !NO_CODES.includes(value);
  const named = field.choices.filter(isNamed).map(({ value, label }) => ({ value, label: nameOf(value, label) }));
  const { compare } = new Intl.Collator(language);
  named.sort((one, other) => compare(one.label, other.label));
  return { ...field, choices: [...named, ...field.choices.filter((choice) => !isNamed(choice))] };
}

/** @param {Asked} field @param {Answer} [saved] @returns {Question} */
export function question(field, saved) {
  const values = [saved ?? []].flat();
  if (field.most === 1) return selectOne(field, values[0]);
  return field.choices.length <= CHECKBOX_LIMIT ? checkboxes(field, values) : selectMany(field, values);
}

/** @param {Asked} field @returns {string} */
const labelOf = ({ name, meaning = "", label }) => label ?? (QUESTIONS[name] ? text(QUESTIONS[name]) : meaning);
/** @param {BackgroundField["choices"]} choices @returns {HTMLElement[]} */
const options = (choices) => choices.map(({ value, label }) => make("option", { value }, label));

/** @param {Asked} field @param {string} [saved] @returns {Question} */
function selectOne(field, saved) {
  const select = make("select", {}, make("option", { value: "" }, text("background.unsaid")), ...options(field.choices));
  select.value = saved || "";
  return { element: make("label", {}, make("span", {}, labelOf(field)), select), read: () => select.value || null };
}

/** @param {Asked} field @param {string[]} saved @returns {Question} */
function checkboxes(field, saved) {
  const boxes = field.choices.map(({ value, label }) => {
    const box = make("input", { type: "checkbox", value, checked: saved.includes(value) });
    return { box, label: make("label", { class: "ew-yours-box" }, box, make("span", {}, label)) };
  });
  const legend = make("legend", {}, labelOf(field));
  const read = () => listOrNull(boxes.filter(({ box }) => box.checked).map(({ box }) => box.value));
  const row = make("div", { class: "ew-yours-boxes" }, ...boxes.map(({ label }) => label));
  return { element: make("fieldset", {}, legend, row), read };
}

/**
 * A select with an Add button, and a list of the chosen values with buttons that remove them.
 * @param {Asked} field @param {string[]} saved @returns {Question}
 */
function selectMany(field, saved) {
  const chosen = new Set(saved);
  const names = new Map(field.choices.map(({ value, label }) => [value, label]));
  const select = make("select", { "aria-label": labelOf(field) }, make("option", { value: "" }, text("background.choose")), ...options(field.choices));
  const add = make("button", { type: "button", class: "ew-copy" }, text("background.add"));
  const list = make("ul", { class: "ew-yours-chosen" });
  const status = make("p", { role: "status", class: "ew-hidden" });
  /** @param {string} value */
  const nameOf = (value) => names.get(value) || value;
  const draw = () => list.replaceChildren(...[...chosen].map((value) => chip(nameOf(value), () => remove(value))));
  /** @param {string} value */
  const remove = (value) => (chosen.delete(value), draw(), (status.textContent = text("background.removed", { name: nameOf(value) })), add.focus());
  add.addEventListener("click", () => {
    if (!select.value) return select.focus();
    if (chosen.size >= field.most && !chosen.has(select.value)) return showStatus(status, text("background.limit", { count: field.most }));
    status.className = "ew-hidden";
    status.textContent = text("background.added", { name: nameOf(select.value) });
    chosen.add(select.value);
    select.value = "";
    return draw();
  });
  draw();
  const row = make("div", { class: "ew-code-actions" }, select, add);
  return { element: make("fieldset", {}, make("legend", {}, labelOf(field)), row, list, status), read: () => listOrNull([...chosen]) };
}

/** @param {HTMLElement} status @param {string} sentence */
function showStatus(status, sentence) {
  status.className = "";
  status.textContent = sentence;
}

/** @param {string} name @param {() => void} onRemove @returns {HTMLElement} */
function chip(name, onRemove) {
  const button = make("button", { type: "button", class: "ew-copy", "aria-label": text("background.remove", { name }), onclick: onRemove }, name, " ×");
  return make("li", {}, button);
}

/** @param {string[]} values @returns {Answer} */
const listOrNull = (values) => (values.length ? values : null);
