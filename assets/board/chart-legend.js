// Chart legend: buttons that show and hide traces; plotly's own legend works neither by touch nor by keyboard.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Trace } from "./types.d.ts" */

/** @type {Record<string, string>} */
const SYMBOLS = {
  circle: '<circle cx="12" cy="8" r="5"/>',
  diamond: '<path d="m12 2 6 6-6 6-6-6z"/>',
  hourglass: '<path d="M7 3h10l-4 5 4 5H7l4-5z"/>',
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

/** @param {Trace[]} data @returns {Trace[]} the traces to list in a legend; empty if there is only one */
export function legendTraces(data) {
  const traces = data.filter(({ name, showlegend }) => name && showlegend !== false);
  return traces.length > 1 ? traces : [];
}

/**
 * @typedef {{expanded: boolean, isShown: (trace: Trace) => boolean, isExtra: (trace: Trace) => boolean, toggle: (trace: Trace) => void, refresh?: () => void}} LegendState
 *   `expanded` and `refresh` are updated in place; extra traces are hidden by default
 */

/**
 * Traces hidden by default get a button only while they are shown or the legend is expanded.
 * @param {Trace[]} traces from `legendTraces` @param {string} title of the chart @param {LegendState} state
 * @returns {HTMLElement}
 */
export function legend(traces, title, state) {
  const chips = traces.map((trace) => ({ trace, button: traceButton(trace, state) }));
  /** @param {Trace} trace */
  const isHidden = (trace) => state.isExtra(trace) && !state.expanded && !state.isShown(trace);
  const update = () => {
    for (const { trace, button } of chips) {
      button.hidden = isHidden(trace);
      button.setAttribute("aria-pressed", String(state.isShown(trace)));
    }
  };
  update();
  state.refresh = update;
  const more = traces.some(state.isExtra) && moreButton(state, update);
  return make("div", { class: "ew-board-who", role: "group", "aria-label": text("board.figure.legend", { title }) }, ...chips.map(({ button }) => button), more);
}

/** @param {Trace} trace @param {LegendState} state @returns {HTMLElement} */
function traceButton(trace, { toggle }) {
  return make("button", { type: "button", onclick: () => toggle(trace) }, swatch(trace), make("span", {}, unescaped(trace.name ?? "")));
}

/** @param {LegendState} state @param {() => void} update @returns {HTMLElement} */
function moreButton(state, update) {
  const button = make("button", { type: "button", class: "ew-board-unfold", "aria-expanded": String(state.expanded) }, text("board.figure.more_rows"));
  button.addEventListener("click", () => {
    state.expanded = !state.expanded;
    button.setAttribute("aria-expanded", String(state.expanded));
    update();
  });
  return button;
}

/** Trace names are HTML-escaped, because plotly parses them as markup. @param {string} name @returns {string} */
const unescaped = (name) => new DOMParser().parseFromString(name, "text/html").body.textContent || "";

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
