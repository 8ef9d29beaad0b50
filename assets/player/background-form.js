// What players tell of themselves, if they like: a few coarse choices on one screen, each of which can be left out.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

const FEW = 8; // choices that can all be seen at once
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
 * @param {Record<string, any>} told so far, by field @param {any} around what the host tells
 * @param {() => Promise<any[]>} ask for the fields @param {(background: object) => void} keep
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

function fill(form, asked, told, keep) {
  const fields = asked.map((field) => ({ name: field.name, ...fieldParts(field, told[field.name]) }));
  form.append(...fields.map((field) => field.element), make("button", { type: "submit", class: "ew-copy" }, text("background.save")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(Object.fromEntries(fields.map(({ name, read }) => [name, read()])));
  });
}

/** @returns {{element: HTMLElement, read: () => any}} `read` gives null for what is not told */
function fieldParts(field, told) {
  if (field.most === 1) return oneOf(field, told);
  return field.choices.length <= FEW ? someOfFew(field, told || []) : someOfMany(field, told || []);
}

const labelOf = ({ name, meaning }) => (QUESTIONS[name] ? text(QUESTIONS[name]) : meaning);
const options = (choices) => choices.map(({ value, label }) => make("option", { value }, label));

function oneOf(field, told) {
  const select = make("select", {}, make("option", { value: "" }, text("background.unsaid")), ...options(field.choices));
  select.value = told || "";
  return { element: make("label", {}, make("span", {}, labelOf(field)), select), read: () => select.value || null };
}

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

/** A list to choose from, and what has been chosen, each with a button that takes it out again. */
function someOfMany(field, told) {
  const chosen = new Set(told);
  const names = new Map(field.choices.map(({ value, label }) => [value, label]));
  const select = make("select", { "aria-label": labelOf(field) }, make("option", { value: "" }, text("background.choose")), ...options(field.choices));
  const add = make("button", { type: "button", class: "ew-copy" }, text("background.add"));
  const list = make("ul", { class: "ew-yours-chosen" });
  const said = make("p", { role: "status", class: "ew-hidden" });
  const draw = () => list.replaceChildren(...[...chosen].map((value) => chip(names.get(value) || value, () => drop(value))));
  const drop = (value) => (chosen.delete(value), draw(), (said.textContent = text("background.removed", { name: names.get(value) })), add.focus());
  add.addEventListener("click", () => {
    if (!select.value) return select.focus();
    if (chosen.size >= field.most && !chosen.has(select.value)) return show(said, text("background.limit", { count: field.most }));
    said.className = "ew-hidden";
    said.textContent = text("background.added", { name: names.get(select.value) });
    chosen.add(select.value);
    select.value = "";
    return draw();
  });
  draw();
  const row = make("div", { class: "ew-code-actions" }, select, add);
  return { element: make("fieldset", {}, make("legend", {}, labelOf(field)), row, list, said), read: () => some([...chosen]) };
}

function show(said, sentence) {
  said.className = "";
  said.textContent = sentence;
}

function chip(name, drop) {
  const button = make("button", { type: "button", class: "ew-copy", "aria-label": text("background.remove", { name }), onclick: drop }, name, " ×");
  return make("li", {}, button);
}

const some = (values) => (values.length ? values : null);
