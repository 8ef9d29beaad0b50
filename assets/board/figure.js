// One figure of the leaderboard: title, chart, legend, description in words, CSV link.

import { address } from "../shared/address.js";
import { draw, isDark } from "./chart.js";
import { fetchJson, FetchError, told } from "./feed.js";
import { legend, legendTraces } from "./chart-legend.js";
import { narrow } from "./narrow.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/**
 * @import { Chart, FigureBody, ListedFigure, Trace } from "./types.d.ts"
 * @import { Figures } from "./figures.js"
 * @import { LegendState } from "./chart-legend.js"
 */

const RESERVED_ON_PHONES = 460; // px, for a chart that has not been drawn

export class Figure {
  isStale = true;
  visible = false;
  tag = ""; // ETag of the drawn data
  /** @type {Chart | null} */
  drawn = null;
  legendJson = ""; // JSON of what the legend was built from
  /** @type {LegendState} */
  legendState;

  /** @param {ListedFigure} listed @param {string} version @param {Pick<Figures, "shared">} figures all of them @param {string} folder of the API in which they are */
  constructor({ name, title, section, height }, version, figures, folder = "/api/leaderboard/figures") {
    this.figures = figures;
    this.legendState = { ...figures.shared.state };
    this.path = `${folder}/${encodeURIComponent(name)}`;
    this.version = version;
    this.title = title;
    this.legend = make("div", { hidden: true });
    const descriptionId = `ew-words-${name}`;
    const plot = { class: "ew-board-chart", dir: "ltr", role: "img", "aria-label": title, "aria-describedby": descriptionId };
    this.frame = section === "map" ? mapFrame(title, descriptionId) : null;
    this.chart = this.frame ?? make("div", plot);
    if (height && !this.frame) this.chart.style.minHeight = `${narrow.matches ? Math.min(height, RESERVED_ON_PHONES) : height}px`;
    this.words = make("p", { id: descriptionId });
    this.state = make("p", { class: "ew-board-note", role: "status" }, text("board.figure.drawing"));
    const wide = make("div", { class: "ew-board-wide" }, this.chart);
    this.element = make(
      "figure",
      { class: "ew-board-plot", "data-figure": name },
      make("figcaption", {}, title),
      this.state,
      wide,
      this.legend,
      make("details", { class: "ew-board-words" }, make("summary", {}, text("board.figure.in_words")), this.words),
      make("a", { href: address(`${this.path}.csv`), download: "", class: "ew-board-link" }, ...textParts("board.figure.csv", { title: make("span", { class: "ew-hidden" }, title) })),
    );
    new ResizeObserver(() => updateFocusability(wide, title)).observe(this.chart);
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    if (visible && this.isStale) this.fetch();
  }

  /** New data may be available. */
  markStale() {
    this.isStale = true;
    if (this.visible && this.element.isConnected) this.fetch();
  }

  async fetch() {
    this.isStale = false;
    try {
      /** @type {{data: FigureBody, tag: string}} */
      const { data, tag } = await fetchJson(told(this.path));
      if (tag && tag === this.tag) return;
      await this.fill(data);
      this.tag = tag;
    } catch (error) {
      this.showError(error);
    }
  }

  /** @param {FigureBody} body */
  async fill({ alt, chart: { data, layout } }) {
    this.words.textContent = alt;
    if (data) await this.draw({ data, layout });
    this.state.hidden = true;
    this.chart.dataset.drawn = "";
    this.chart.style.minHeight = "";
  }

  /** @param {Chart} chart */
  async draw(chart) {
    this.drawn = chart;
    const traces = legendTraces(chart.data);
    const legendJson = JSON.stringify(traces.map(({ name, line, marker }) => [name, line, marker]));
    if (legendJson !== this.legendJson) this.drawLegend(traces);
    this.legendJson = legendJson;
    this.legendState.refresh?.();
    this.figures.shared.add(traces);
    const data = chart.data.map((trace) => ({ ...trace, visible: this.figures.shared.state.isShown(trace) }));
    const growing = chart.layout?.meta?.height;
    const height = growing && { height: growing.base + growing.each * data.filter(({ visible }) => visible).length };
    await draw(this.chart, { data, layout: { ...chart.layout, ...height, showlegend: false } }, this.version);
  }

  /** @param {Trace[]} traces */
  drawLegend(traces) {
    this.legend.hidden = !traces.length;
    this.legend.replaceChildren(legend(traces, this.title, this.legendState));
  }

  /** Redraws in the current theme. */
  redraw() {
    if (this.frame) updateFrameTheme(this.frame);
    if (this.drawn) this.draw(this.drawn).catch((error) => this.showError(error));
  }

  /** @param {unknown} error */
  showError(error) {
    this.isStale = true;
    if (!(error instanceof FetchError)) console.warn(error);
    const retry = make("button", { type: "button", class: "ew-board-again", onclick: () => this.fetch() }, text("page.try_again"));
    this.state.replaceChildren(`${error instanceof FetchError ? error.message : text("board.figure.lost")} `, retry);
    this.state.hidden = false;
  }
}

/** Makes a box that overflows sideways focusable, so that it scrolls by keyboard. @param {HTMLElement} element @param {string} label */
function updateFocusability(element, label) {
  const overflows = element.scrollWidth > element.clientWidth + 1;
  /** @type {Record<string, string>} */
  const attributes = overflows ? { tabindex: "0", role: "region", "aria-label": label } : {};
  for (const name of ["tabindex", "role", "aria-label"]) {
    if (name in attributes) element.setAttribute(name, attributes[name]);
    else element.removeAttribute(name);
  }
}

/** @param {string} title @param {string} descriptionId @returns {HTMLIFrameElement} */
function mapFrame(title, descriptionId) {
  const src = told(`/api/leaderboard/map?theme=${isDark() ? "dark" : "light"}`);
  const frame = make("iframe", { src, title, "aria-describedby": descriptionId, loading: "lazy", class: "ew-board-map" });
  frame.addEventListener("load", () => updateFrameTheme(frame));
  return frame;
}

/** Applies the page's light or dark theme to the map's page. @param {HTMLIFrameElement} frame */
const updateFrameTheme = (frame) => frame.contentDocument?.documentElement.classList.toggle("dark", isDark());
