// Who is who in a chart: buttons that show and hide, where plotly's own legend can be neither tapped nor reached by keyboard.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Trace } from "./types.d.ts" */

/** @type {Record<string, string>} */
const SYMBOLS = {
  circle: '<circle cx="12" cy="8" r="5"/>',
  diamond: '<path d="m12 2 6 6-6 6-6-6z"/>',
  hexagon: '<path d="m12 2.500 5 2.800v5.400l-5 2.800-5-2.800V5.300z"/>',
  square: '<path d="M7.500 3.500h9v9h-9z"/>',
  "triangle-up": '<path d="m12 2.500 5.500 10h-11z"/>',
  "triangle-down": '<path d="m12 13.500 5.500-10h-11z"/>',
  cross: '<path d="M10.300 3h3.400v3.300H17v3.400h-3.300V13h-3.400V9.700H7V6.300h3.300z"/>',
  x: '<path d="m8.500 3 3.500 3.500L15.500 3 17 4.500 13.500 8l3.500 3.500-1.500 1.500L12 9.500 8.500 13 7 11.500 10.500 8 7 4.500z"/>',
  star: '<path d="m12 2 1.700 4.200 4.500.300-3.500 2.900 1.100 4.400L12 11.400l-3.800 2.400 1.100-4.400-3.500-2.900 4.500-.300z"/>',
  "line-ns": '<path d="M12 2v12"/>',
};
/** @type {Record<string, string>} */
const DASHES = { dash: "6 3", dot: "1.500 2.500", dashdot: "6 2 1.500 2", longdash: "9 3", longdashdot: "9 2 1.500 2" };

/** @param {Trace[]} data @returns {Trace[]} those that a legend names, when there is more than one */
export function named(data) {
  const traces = data.filter(({ name, showlegend }) => name && showlegend !== false);
  return traces.length > 1 ? traces : [];
}

/**
 * @typedef {{unfolded: boolean, isShown: (trace: Trace) => boolean, toggle: (trace: Trace) => void}} Choice what the reader
 *   wants to see; `unfolded` is kept up to date
 */

/**
 * Rows that a chart shows only when asked are named only when asked, or while they are shown.
 * @param {Trace[]} traces as `named` gives them @param {string} title of the chart @param {Choice} choice
 * @returns {HTMLElement}
 */
export function legend(traces, title, choice) {
  const chips = traces.map((trace) => ({ trace, button: chip(trace, choice) }));
  /** @param {Trace} trace */
  const isHidden = (trace) => isRest(trace) && !choice.unfolded && !choice.isShown(trace);
  const fold = () => chips.forEach(({ trace, button }) => (button.hidden = isHidden(trace)));
  fold();
  const more = traces.some(isRest) && unfolding(choice, fold);
  return make("div", { class: "ew-board-who", role: "group", "aria-label": text("board.figure.legend", { title }) }, ...chips.map(({ button }) => button), more);
}

/** @param {Trace} trace @returns {boolean} */
const isRest = ({ visible }) => visible === "legendonly";

/** @param {Trace} trace @param {Choice} choice @returns {HTMLElement} */
function chip(trace, { isShown, toggle }) {
  const shown = isShown(trace);
  const button = make("button", { type: "button", "aria-pressed": String(shown) }, swatch(trace), make("span", {}, plain(trace.name ?? "")));
  button.addEventListener("click", () => {
    toggle(trace);
    button.setAttribute("aria-pressed", String(isShown(trace)));
  });
  return button;
}

/** @param {Choice} choice @param {() => void} fold @returns {HTMLElement} */
function unfolding(choice, fold) {
  const button = make("button", { type: "button", class: "ew-board-unfold", "aria-expanded": String(choice.unfolded) }, text("board.figure.more_rows"));
  button.addEventListener("click", () => {
    choice.unfolded = !choice.unfolded;
    button.setAttribute("aria-expanded", String(choice.unfolded));
    fold();
  });
  return button;
}

/** Names travel escaped, as plotly reads them as markup. @param {string} name @returns {string} */
const plain = (name) => new DOMParser().parseFromString(name, "text/html").body.textContent || "";

/** @param {Trace} trace @returns {HTMLElement} */
function swatch({ mode = "", line, marker }) {
  const holder = make("span", { class: "ew-board-swatch", "aria-hidden": "true" });
  const colour = line?.color || marker?.color;
  const dashes = DASHES[line?.dash ?? ""];
  const dash = dashes ? ` stroke-dasharray="${dashes}"` : "";
  const stroke = mode.includes("lines") ? `<path d="M0 8h24" fill="none" stroke-width="${line?.width || 2}"${dash}/>` : "";
  const symbol = mode.includes("markers") ? SYMBOLS[String([marker?.symbol].flat()[0]).replace("-open", "")] || SYMBOLS.circle : "";
  holder.innerHTML = `<svg viewBox="0 0 24 16" focusable="false">${stroke}${symbol}</svg>`;
  const drawing = holder.querySelector("svg");
  if (drawing) Object.assign(drawing.style, { fill: colour, stroke: colour });
  return holder;
}
