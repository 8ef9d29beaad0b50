// The three ways to answer: pointing, choosing, and a number.

import { make } from "../shared/dom.js";
import { decimal, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { metres } from "./directions.js";
import { itemText } from "./item-text.js";
import { HeadPointer } from "./pointer.js";

/** @import { Answer, Item } from "./types.d.ts" */

/**
 * @typedef {object} Field
 * @property {HTMLElement} root
 * @property {() => Answer | null} read null before anything is chosen
 * @property {(key: string) => boolean} press whether a key pressed outside it means something to it
 */

/** @param {Item} item @param {() => void} onChange @returns {Field} */
export function answerField(item, onChange) {
  if (item.kind === "point") return pointField(item, onChange);
  return item.kind === "choice" ? choiceField(item, onChange) : numberField(item, onChange);
}

/** @param {Item} item @param {() => void} onChange @returns {Field} */
function pointField(item, onChange) {
  const pointer = new HeadPointer({ asksDistance: item.asks_distance, onChange });
  return { root: pointer.root, read: () => pointer.value, press: () => false };
}

/** @param {Item} item @param {() => void} onChange @returns {Field} */
function choiceField(item, onChange) {
  /** @type {number | null} */
  let chosen = null;
  const buttons = item.options.map((option, index) => {
    const number = make("kbd", { "aria-hidden": "true" }, integer(index + 1));
    return make("button", { type: "button", class: "ew-choice", "aria-pressed": "false", onclick: () => choose(index) }, number, make("span", {}, itemText(option)));
  });
  /** @param {number} index */
  function choose(index) {
    chosen = index;
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === index)));
    onChange();
  }
  const press = (/** @type {string} */ key) => {
    const button = buttons[Number(key) - 1];
    if (!button) return false;
    choose(Number(key) - 1);
    button.focus();
    return true;
  };
  const root = make("div", { class: "ew-choices", role: "group", "aria-label": text("spatial.choices") }, ...buttons);
  return { root, read: () => (chosen === null ? null : { option: chosen }), press };
}

/** @param {Item} item @param {() => void} onChange @returns {Field} */
function numberField({ unit, most }, onChange) {
  const isMetres = unit === "m";
  const [largest, step] = isMetres ? [most ?? 10, 0.1] : [most ?? 180, 5];
  let isSet = false;
  const range = make("input", { type: "range", min: 0, max: largest, step, value: largest / 2, class: "is-unset", "aria-label": text(isMetres ? "spatial.number.metres" : "spatial.number.degrees") });
  const output = make("output", {}, text("spatial.number.none"));
  const say = () => (isMetres ? metres(range.valueAsNumber) : text("spatial.degrees", { degrees: decimal(range.valueAsNumber, 0) }));
  const set = () => {
    isSet = true;
    range.classList.remove("is-unset");
    output.textContent = say();
    range.setAttribute("aria-valuetext", say());
    onChange();
  };
  range.addEventListener("input", set);
  range.addEventListener("pointerup", set); // also where it stood already
  range.addEventListener("keydown", ({ key }) => key.startsWith("Arrow") && setTimeout(set));
  range.setAttribute("aria-valuetext", text("spatial.number.none"));
  const root = make("div", { class: "ew-number" }, output, range, make("div", { class: "ew-number-ends", "aria-hidden": "true" }, make("span", {}, "0"), make("span", {}, isMetres ? metres(largest) : text("spatial.degrees", { degrees: integer(largest) }))));
  return { root, read: () => (isSet ? { number: range.valueAsNumber } : null), press: () => false };
}
