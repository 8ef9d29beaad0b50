// Parts of forms: choices as radio buttons or checkboxes, and the form that Enter sends.

import { make } from "../shared/dom.js";

/** @import { Child } from "../shared/dom.js" */

let names = 0; // of groups made so far: radio buttons of a group share a name

/** @param {() => void} onSubmit @param {...Child} children @returns {HTMLFormElement} */
export function makeForm(onSubmit, ...children) {
  const form = make("form", { class: "ew-yours ew-study-form", novalidate: true }, ...children);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit();
  });
  return form;
}

/**
 * A question with one answer.
 * @template Value
 * @param {string} legend @param {{value: Value, label: string}[]} choices
 * @param {{onChange: () => void, chosen?: Value, lang?: string, inRow?: boolean}} options `inRow`: short answers beside one another
 * @returns {{element: HTMLElement, read: () => Value | undefined}}
 */
export function radioField(legend, choices, { onChange, chosen, lang, inRow = false }) {
  const name = `ew-choice-${(names += 1)}`;
  const boxes = choices.map(({ value }) => make("input", { type: "radio", name, checked: value === chosen }));
  const rows = choices.map(({ label }, index) => make("label", { class: "ew-yours-box" }, boxes[index], make("span", {}, label)));
  const list = make("div", { class: `ew-yours-boxes${inRow ? "" : " ew-study-rows"}` }, ...rows);
  list.addEventListener("change", onChange);
  const read = () => choices[boxes.findIndex(({ checked }) => checked)]?.value;
  return { element: make("fieldset", { lang }, make("legend", {}, legend), list), read };
}
