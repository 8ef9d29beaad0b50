// What players tell of themselves, if they like: a few coarse choices on one screen, each of which can be left out.

import { make } from "../shared/dom.js";

/**
 * @import { Background, BackgroundField, ConsentFrame } from "../shared/types.d.ts"
 * @typedef {Background[string]} Answer null for what is not told
 * @typedef {{element: HTMLElement, read: () => Answer}} Question
 */

const WHY =
  "Every answer can be left out. They help to find what makes a good earwitness: languages known, places lived in, practice. ";
const COARSE =
  "They are never published beside a guess, only in one table of players, and only where enough players have told the same: " +
  "what is rarer is made coarser or left out.";
const HERE = "They are kept here under your random name, apart from your guesses.";
const UNSAID = "Rather not say";
const FEW = 8; // choices that can all be seen at once
/** @type {Record<string, string>} */
const QUESTIONS = {
  age_band: "Age",
  languages: "Languages you know",
  continents_lived: "Continents you have lived in",
  hearing: "Hearing",
  headphones: "Headphones while you play",
  field_recording: "Experience in field recording",
  language_work: "Experience in the study of languages",
};

/**
 * @param {Background} told so far @param {ConsentFrame} around
 * @param {() => Promise<BackgroundField[] | void>} ask for the fields @param {(background: Background) => void} keep
 * @returns {HTMLElement}
 */
export function backgroundForm(told, around, ask, keep) {
  const form = make("form", { class: "ew-yours-form" });
  const details = make("details", {}, make("summary", {}, "About you (optional)"), make("p", {}, WHY, around.dataset ? COARSE : HERE), form);
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
  form.append(...fields.map((field) => field.element), make("button", { type: "submit", class: "ew-copy" }, "Keep my answers"));
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
const labelOf = ({ name, meaning }) => QUESTIONS[name] || meaning;
/** @param {BackgroundField["choices"]} choices @returns {HTMLElement[]} */
const options = (choices) => choices.map(({ value, label }) => make("option", { value }, label));

/** @param {BackgroundField} field @param {string} [told] @returns {Question} */
function oneOf(field, told) {
  const select = make("select", {}, make("option", { value: "" }, UNSAID), ...options(field.choices));
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
  const select = make("select", { "aria-label": labelOf(field) }, make("option", { value: "" }, "Choose…"), ...options(field.choices));
  const add = make("button", { type: "button", class: "ew-copy" }, "Add");
  const list = make("ul", { class: "ew-yours-chosen" });
  const said = make("p", { role: "status", class: "ew-hidden" });
  const draw = () => list.replaceChildren(...[...chosen].map((value) => chip(names.get(value) || value, () => drop(value))));
  /** @param {string} value */
  const drop = (value) => (chosen.delete(value), draw(), (said.textContent = `${names.get(value)} removed.`), add.focus());
  add.addEventListener("click", () => {
    if (!select.value) return select.focus();
    if (chosen.size >= field.most && !chosen.has(select.value)) return show(said, `At most ${field.most} can be told.`);
    said.className = "ew-hidden";
    said.textContent = `${names.get(select.value)} added.`;
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
  const button = make("button", { type: "button", class: "ew-copy", "aria-label": `Remove ${name}`, onclick: drop }, name, " ×");
  return make("li", {}, button);
}

/** @param {string[]} values @returns {Answer} */
const some = (values) => (values.length ? values : null);
