// Other people in the card: how many were farther off, what their marks on the map are, and a switch for these.

import { make } from "../shared/dom.js";
import { pinShape } from "../map/pin-shape.js";
import { kilometres, percent } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Reveal } from "../shared/types.d.ts" */

const HIDING = "is-without-others"; // class of the page while their marks are hidden

/** @param {Reveal} reveal @returns {HTMLElement | null} null where too few others have pointed */
export function othersParts(reveal) {
  const { others } = reveal;
  if (!others) return null;
  const crowd = others.crowd && mark("ew-others-crowd", pinShape("crowd"), text("others.crowd", { distance: kilometres(others.crowd.distance_km) }));
  return make(
    "div",
    { class: "ew-others" },
    make("div", { class: "ew-others-head" }, make("p", {}, othersSentence(reveal)), switchButton()),
    make("div", { class: "ew-others-legend" }, mark("ew-others-dot", "", text("others.dots")), crowd),
  );
}

/** @param {Reveal} reveal @returns {string} may be empty */
export function othersSentence({ others }) {
  if (!others) return "";
  const { closer_than: share, people: count } = others;
  if (!share || share < 0.005) return text("others.people", { count });
  return share === 1 ? text("others.closest", { count }) : text("others.closer", { share: percent(Math.min(share, 0.99), 0), count });
}

/** @param {string} kind @param {string} shape SVG @param {string} words @returns {HTMLElement} */
function mark(kind, shape, words) {
  const sign = make("span", { class: kind, "aria-hidden": "true" });
  sign.innerHTML = shape;
  return make("span", { class: "ew-others-mark" }, sign, words);
}

/** @returns {HTMLElement} what was chosen holds for later rounds as well */
function switchButton() {
  const button = make("button", { type: "button", class: "ew-others-switch" });
  const root = document.querySelector(".ew");
  const show = () => {
    const isHiding = root?.classList.contains(HIDING);
    button.textContent = text(isHiding ? "others.show" : "others.hide");
    button.setAttribute("aria-label", text(isHiding ? "others.show_them" : "others.hide_them"));
  };
  button.addEventListener("click", () => {
    root?.classList.toggle(HIDING);
    show();
  });
  show();
  return button;
}
