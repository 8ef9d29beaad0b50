// A question with any number of answers, as chips.

import { make } from "./dom.js";

/**
 * @param {string} legend @param {{value: string, label: string}[]} choices @param {{onChange: () => void, chosen: string[]}} options
 * @returns {{element: HTMLElement, read: () => string[]}}
 */
export function checkboxField(legend, choices, { onChange, chosen }) {
  const boxes = choices.map(({ value }) => make("input", { type: "checkbox", value, checked: chosen.includes(value) }));
  const chips = choices.map(({ label }, index) => make("label", { class: "ew-yours-box" }, boxes[index], make("span", {}, label)));
  const list = make("div", { class: "ew-yours-boxes" }, ...chips);
  list.addEventListener("change", onChange);
  const read = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  return { element: make("fieldset", {}, make("legend", {}, legend), list), read };
}
