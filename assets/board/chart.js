// Charts: loads plotly.js on first use and applies the page's font and colours.

import { narrow } from "./narrow.js";
import { address } from "../shared/address.js";
import { make } from "../shared/dom.js";
import { language } from "../shared/texts.js";

/**
 * @import { Axis, Chart, ChartLayout, Plotly } from "./types.d.ts"
 * @typedef {{ink: string, line: string, surface: string, enlarged: number, font: {family: string, size: number}}} ChartTheme
 */

const AXIS = /^[xy]axis\d*$/;
// The title is a heading above the chart; dragging must not start plotly's box zoom.
const FIXED = { title: undefined, template: undefined, dragmode: false };
const USUAL_REM = 16; // px; charts grow with larger text
const touch = matchMedia("(pointer: coarse)");

/** @type {Promise<Plotly> | undefined} */
let loading;

/** @param {string} version @returns {Promise<Plotly>} plotly.js */
function loadPlotly(version) {
  loading ??= new Promise((resolve, reject) => {
    const script = make("script", { src: address(`/earwitness/plotly/plotly.min.js?v=${encodeURIComponent(version)}`) });
    const fail = () => {
      loading = undefined;
      script.remove();
      reject(new Error("plotly.min.js did not load"));
    };
    script.addEventListener("load", () => (window.Plotly ? resolve(window.Plotly) : fail()));
    script.addEventListener("error", fail);
    document.head.append(script);
  });
  return loading;
}

/**
 * Draws a chart, or updates it in place.
 * @param {HTMLElement} holder @param {Chart} chart @param {string} version of the page's files
 */
export async function draw(holder, chart, version) {
  const Plotly = await loadPlotly(version);
  const { data, layout } = themed(narrow.matches ? shortened(chart) : wrapped(chart), readTheme(holder));
  // On touch screens a drag over the chart scrolls the page, so the chart is static.
  const config = { displayModeBar: false, responsive: true, staticPlot: touch.matches, doubleClick: false, showTips: false };
  await Plotly.react(holder, data, layout, config);
  holder.querySelectorAll("svg").forEach((svg) => svg.setAttribute("focusable", "false"));
}

/** The chart with the short labels that it has for its axes. @param {Chart} chart @returns {Chart} */
function shortened({ data, layout = {} }) {
  const xaxis = /** @type {object} */ (layout.xaxis ?? {});
  const axes = Object.entries(layout.meta?.short ?? {}).map(([name, ticktext]) => [name, { .../** @type {object} */ (layout[name]), ticktext }]);
  const fewer = "nticks" in xaxis && { xaxis: { ...xaxis, nticks: 3 } };
  return { data, layout: { ...layout, ...fewer, ...Object.fromEntries(axes) } };
}

/** The chart with what its labels need: a line for each word, where they stand side by side. @param {Chart} chart @returns {Chart} */
function wrapped({ data, layout = {} }) {
  const name = layout.meta?.wrapped;
  const own = /** @type {{ticktext?: string[]}} */ (name ? layout[name] : {});
  const ticktext = own.ticktext?.map((label) => label.replaceAll(" ", "<br>"));
  return name ? { data, layout: { ...layout, [name]: { ...own, ticktext } } } : { data, layout };
}

/** The decimal point and the sign between thousands, as plotly takes them. @returns {string} */
function separators() {
  const parts = new Intl.NumberFormat(language).formatToParts(12_345.6);
  return ["decimal", "group"].map((kind) => parts.find(({ type }) => type === kind)?.value ?? "").join("");
}

/** @param {HTMLElement} holder @returns {ChartTheme} */
function readTheme(holder) {
  const style = getComputedStyle(holder);
  /** @param {string} name */
  const colour = (name) => style.getPropertyValue(name).trim();
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const size = parseFloat(colour("--text-s")) * rem;
  return { ink: colour("--ink"), line: colour("--line"), surface: colour("--surface"), enlarged: rem / USUAL_REM, font: { family: style.fontFamily, size } };
}

/**
 * A copy of the chart with the page's font and colours, except where it sets its own.
 * @param {Chart} chart @param {ChartTheme} theme @returns {Required<Chart>}
 */
function themed(chart, { ink, line, surface, enlarged, font: baseFont }) {
  const { data, layout } = structuredClone({ data: chart.data, layout: chart.layout || {} });
  const axes = new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((key) => AXIS.test(key))]);
  for (const name of axes) {
    const own = /** @type {Axis} */ (layout[name] || {});
    const title = own.title && { ...own.title, font: { size: baseFont.size, ...own.title.font } };
    layout[name] = { gridcolor: line, zerolinecolor: line, ...own, title, fixedrange: true };
  }
  if (layout.polar) layout.polar = polar(/** @type {Record<string, object>} */ (layout.polar), line);
  const font = { ...baseFont, color: ink };
  const fonts = { font, hoverlabel: { bgcolor: ink, bordercolor: ink, font: { ...font, color: surface } } };
  const height = typeof layout.height === "number" && { height: layout.height * enlarged };
  return { data, layout: { ...layout, ...height, ...fonts, ...FIXED, separators: separators() } };
}

/** A polar plot's axes with the page's colour of lines. @param {Record<string, object>} own @param {string} line @returns {object} */
function polar(own, line) {
  return { ...own, angularaxis: { gridcolor: line, linecolor: line, ...own.angularaxis }, radialaxis: { gridcolor: line, ...own.radialaxis } };
}

/** @returns {boolean} */
export const isDark = () => document.body.classList.contains("dark");

/** Calls back when the page switches between light and dark. @param {() => void} onChange */
export function onThemeChange(onChange) {
  let dark = isDark();
  new MutationObserver(() => {
    const now = isDark();
    if (now !== dark) onChange();
    dark = now;
  }).observe(document.body, { attributeFilter: ["class"] });
}
