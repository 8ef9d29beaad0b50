// The switch of languages: a button that opens the list of all, each under its own name.

import { icon, make } from "./dom.js";
import { language, languages, text } from "./texts.js";

const KEPT = "earwitness.language"; // read by early-language.js
const LIST_ID = "ew-languages";

/**
 * @param {() => Record<string, unknown>} memory what the browser keeps nowhere, to be carried through the reload
 * @returns {HTMLElement[]} the button and its list
 */
export function languageSwitch(memory) {
  const items = Object.entries(languages).map(([code, { name }]) => make("li", {}, choice(code, name, memory)));
  const list = make("ul", { id: LIST_ID, class: "ew-languages", popover: "auto", "aria-label": text("page.language") }, ...items);
  const button = make(
    "button",
    { type: "button", class: "ew-language", popovertarget: LIST_ID, "aria-label": text("page.language_now", { language: languages[language]?.name ?? language }) },
    icon("globe"),
    make("span", { "aria-hidden": "true" }, language),
  );
  list.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (event) => moveFocus(list, event));
  return [button, list];
}

/** @param {string} code @param {string} name @param {() => Record<string, unknown>} memory @returns {HTMLElement} */
function choice(code, name, memory) {
  const isCurrent = code === language;
  const onclick = () => (isCurrent ? document.getElementById(LIST_ID)?.hidePopover() : choose(code, memory()));
  return make("button", { type: "button", lang: code, "aria-current": isCurrent && "true", onclick }, name);
}

/**
 * Keeps the choice and loads the page again, which comes back to where it was.
 * @param {string} code @param {Record<string, unknown>} memory
 */
function choose(code, memory) {
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    history.replaceState({ ...history.state, ...memory, [KEPT]: code }, "");
  }
  location.reload();
}

/** @param {HTMLElement} list @param {KeyboardEvent} event */
function moveFocus(list, event) {
  const buttons = [...list.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  /** @type {Record<string, number>} */
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (!Object.hasOwn(targets, event.key)) return;
  event.preventDefault();
  buttons.at(targets[event.key] % buttons.length)?.focus();
}
