// What players tell of themselves, if they like: a few coarse choices on one screen, each of which can be left out.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Background, BackgroundField, ConsentFrame } from "../shared/types.d.ts"
 * @typedef {Background[string]} Answer null for what is not told
 * @typedef {{element: HTMLElement, read: () => Answer}} Question
 */

const FEW = 8; // choices that can all be seen at once
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
 * @param {Background} told so far @param {ConsentFrame} around
 * @param {() => Promise<BackgroundField[] | void>} ask for the fields @param {(background: Background) => void} keep
 * @returns {HTMLElement}
 */
export function backgroundForm(told, around, ask, keep) {
  const form = make("form", { class: "ew-yours-form" });
  const why = `${text("background.why")} ${text(around.dataset ? "background.published_apart" : "background.kept_apart")}`;
  const details = make("details", {}, make("summary", {}, text("background.title")), make("p", {}, why), form);
  details.addEventListener("toggle", async () => {
    if (!details.open || form.firstChild) return;
    const asked = await ask();
    if (asked && !form.firstChild) fill(form, asked, told, keep);
  });
  return details;
}

/**
 * @param {HTMLFormElement} form @param {BackgroundField[]} asked @param {Background} told
 * @param {(background: Background) => void} keep
 */
function fill(form, asked, told, keep) {
  const fields = asked.map((field) => ({ name: field.name, ...fieldParts(field, told[field.name]) }));
  form.append(...fields.map((field) => field.element), make("button", { type: "submit", class: "ew-copy" }, text("background.save")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(Object.fromEntries(fields.map(({ name, read }) => [name, read()])));
  });
}

/** @param {BackgroundField} field @param {Answer} [told] @returns {Question} */
function fieldParts(field, told) {
  const values = [told ?? []].flat();
  if (field.most === 1) return oneOf(field, values[0]);
  return field.choices.length <= FEW ? someOfFew(field, values) : someOfMany(field, values);
}

/** @param {BackgroundField} field @returns {string} */
const labelOf = ({ name, meaning }) => (QUESTIONS[name] ? text(QUESTIONS[name]) : meaning);
/** @param {BackgroundField["choices"]} choices @returns {HTMLElement[]} */
const options = (choices) => choices.map(({ value, label }) => make("option", { value }, label));

/** @param {BackgroundField} field @param {string} [told] @returns {Question} */
function oneOf(field, told) {
  const select = make("select", {}, make("option", { value: "" }, text("background.unsaid")), ...options(field.choices));
  select.value = told || "";
  return { element: make("label", {}, make("span", {}, labelOf(field)), select), read: () => select.value || null };
}

/** @param {BackgroundField} field @param {string[]} told @returns {Question} */
function someOfFew(field, told) {
  const boxes = field.choices.map(({ value, label }) => {
    const box = make("input", { type: "checkbox", value, checked: told.includes(value) });
    return { box, label: make("label", { class: "ew-yours-box" }, box, make("span", {}, label)) };
  });
  const legend = make("legend", {}, labelOf(field));
  const read = () => some(boxes.filter(({ box }) => box.checked).map(({ box }) => box.value));
  const row = make("div", { class: "ew-yours-boxes" }, ...boxes.map(({ label }) => label));
  return { element: make("fieldset", {}, legend, row), read };
}

/**
 * A list to choose from, and what has been chosen, each with a button that takes it out again.
 * @param {BackgroundField} field @param {string[]} told @returns {Question}
 */
function someOfMany(field, told) {
  const chosen = new Set(told);
  const names = new Map(field.choices.map(({ value, label }) => [value, label]));
  const select = make("select", { "aria-label": labelOf(field) }, make("option", { value: "" }, text("background.choose")), ...options(field.choices));
  const add = make("button", { type: "button", class: "ew-copy" }, text("background.add"));
  const list = make("ul", { class: "ew-yours-chosen" });
  const said = make("p", { role: "status", class: "ew-hidden" });
  /** @param {string} value */
  const nameOf = (value) => names.get(value) || value;
  const draw = () => list.replaceChildren(...[...chosen].map((value) => chip(nameOf(value), () => drop(value))));
  /** @param {string} value */
  const drop = (value) => (chosen.delete(value), draw(), (said.textContent = text("background.removed", { name: nameOf(value) })), add.focus());
  add.addEventListener("click", () => {
    if (!select.value) return select.focus();
    if (chosen.size >= field.most && !chosen.has(select.value)) return show(said, text("background.limit", { count: field.most }));
    said.className = "ew-hidden";
    said.textContent = text("background.added", { name: nameOf(select.value) });
    chosen.add(select.value);
    select.value = "";
    return draw();
  });
  draw();
  const row = make("div", { class: "ew-code-actions" }, select, add);
  return { element: make("fieldset", {}, make("legend", {}, labelOf(field)), row, list, said), read: () => some([...chosen]) };
}

/** @param {HTMLElement} said @param {string} sentence */
function show(said, sentence) {
  said.className = "";
  said.textContent = sentence;
}

/** @param {string} name @param {() => void} drop @returns {HTMLElement} */
function chip(name, drop) {
  const button = make("button", { type: "button", class: "ew-copy", "aria-label": text("background.remove", { name }), onclick: drop }, name, " ×");
  return make("li", {}, button);
}

/** @param {string[]} values @returns {Answer} */
const some = (values) => (values.length ? values : null);
