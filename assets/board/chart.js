// plotly.js, fetched when a chart first comes into view, and dressed in the page's own type and colours.

import { make } from "../shared/dom.js";

/**
 * @import { Axis, Chart, ChartLayout, Plotly } from "./types.d.ts"
 * @typedef {{ink: string, line: string, surface: string, font: {family: string, size: number}}} Dress the page's type and colours
 */

const AXIS = /^[xy]axis\d*$/;
// The title stands above the chart, as a heading; no finger drags a box where it means to scroll.
const FIXED = { title: undefined, template: undefined, dragmode: false };
const touch = matchMedia("(pointer: coarse)");

/** @type {Promise<Plotly> | undefined} */
let arriving;

/** @param {string} version @returns {Promise<Plotly>} plotly.js */
function plotly(version) {
  arriving ??= new Promise((resolve, reject) => {
    const script = make("script", { src: `/earwitness/plotly/plotly.min.js?v=${encodeURIComponent(version)}` });
    const lost = () => {
      arriving = undefined;
      script.remove();
      reject(new Error("plotly.min.js did not load"));
    };
    script.addEventListener("load", () => (window.Plotly ? resolve(window.Plotly) : lost()));
    script.addEventListener("error", lost);
    document.head.append(script);
  });
  return arriving;
}

/**
 * Draw a chart, or draw it anew with other figures or other colours.
 * @param {HTMLElement} holder @param {Chart} chart @param {string} version of the page's files
 */
export async function draw(holder, chart, version) {
  const Plotly = await plotly(version);
  const dress = dressed(chart, colours(holder));
  // A finger that moves over a chart scrolls the page; nothing in it waits for hovering alone.
  const config = { displayModeBar: false, responsive: true, staticPlot: touch.matches, doubleClick: false, showTips: false };
  await Plotly.react(holder, dress.data, dress.layout, config);
  holder.querySelectorAll("svg").forEach((svg) => svg.setAttribute("focusable", "false"));
}

/** @param {HTMLElement} holder @returns {Dress} */
function colours(holder) {
  const style = getComputedStyle(holder);
  /** @param {string} name */
  const of = (name) => style.getPropertyValue(name).trim();
  const size = parseFloat(of("--text-s")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { ink: of("--ink"), line: of("--line"), surface: of("--surface"), font: { family: style.fontFamily, size } };
}

/**
 * The same chart in the page's type and colours, where it does not choose its own. What it is given stays as it is.
 * @param {Chart} chart @param {Dress} dress @returns {Required<Chart>}
 */
function dressed(chart, { ink, line, surface, font: type }) {
  const { data, layout } = structuredClone({ data: chart.data, layout: chart.layout || {} });
  const axes = new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((key) => AXIS.test(key))]);
  for (const name of axes) {
    const own = /** @type {Axis} */ (layout[name] || {});
    const title = own.title && { ...own.title, font: { size: type.size, ...own.title.font } };
    layout[name] = { gridcolor: line, zerolinecolor: line, ...own, title, fixedrange: true };
  }
  const font = { ...type, color: ink };
  const fonts = { font, hoverlabel: { bgcolor: ink, bordercolor: ink, font: { ...font, color: surface } } };
  return { data, layout: { ...layout, ...fonts, ...FIXED } };
}

/** @returns {boolean} */
export const isDark = () => document.body.classList.contains("dark");

/** Calls back whenever the page turns from light to dark or back. @param {() => void} turned */
export function onTheme(turned) {
  let dark = isDark();
  new MutationObserver(() => {
    const now = isDark();
    if (now !== dark) turned();
    dark = now;
  }).observe(document.body, { attributeFilter: ["class"] });
}
