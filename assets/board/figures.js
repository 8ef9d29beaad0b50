// Figures of the leaderboard: drawn when scrolled into view, described in words, downloadable as CSV.

import { address } from "../shared/address.js";
import { draw, isDark, onThemeChange } from "./chart.js";
import { fetchJson, FetchError } from "./feed.js";
import { legend, legendTraces } from "./chart-legend.js";
import { isPresent, make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/**
 * @import { BoardBody, Chart, FigureBody, ListedFigure, Row, Trace } from "./types.d.ts"
 * @import { LegendState } from "./chart-legend.js"
 */

const PEOPLE = "human";
/** @type {Record<string, [title: string, words: string]>} */
const HEADINGS = {
  confusion: ["board.confusion.title", "board.confusion.words"],
  errors: ["board.errors.title", "board.errors.words"],
  groups: ["board.groups.title", "board.groups.words"],
  heard: ["board.heard.title", "board.heard.words"],
  map: ["board.map.title", "board.map.words"],
};

export class Figures {
  /** @type {Row[]} */
  rows = [];
  /** @type {Map<string, Figure>} by name */
  shown = new Map();
  /** @type {Set<string> | null} names of the figures shown beside people's; null until first shown */
  chosen = null;
  layoutJson = ""; // JSON of the list that was laid out last

  /** @param {HTMLElement} section @param {string} version */
  constructor(section, version) {
    this.section = section;
    this.version = version;
    this.watch = new IntersectionObserver((entries) => entries.forEach((entry) => this.onIntersect(entry)), { rootMargin: "200px" });
    onThemeChange(() => this.each((figure) => figure.redraw()));
  }

  /** @param {BoardBody} board */
  show(board) {
    const layoutJson = JSON.stringify(board.figures);
    this.rows = board.rows;
    if (layoutJson !== this.layoutJson) this.layOut(board.figures);
    else this.each((figure) => figure.markStale());
    this.layoutJson = layoutJson;
  }

  /** @param {(figure: Figure) => void} action */
  each(action) {
    this.shown.forEach((figure) => action(figure));
  }

  /** @param {IntersectionObserverEntry} entry */
  onIntersect({ target, isIntersecting }) {
    const figure = [...this.shown.values()].find(({ element }) => element === target);
    figure?.setVisible(isIntersecting);
  }

  /** @param {ListedFigure[]} listed */
  layOut(listed) {
    const sections = Object.keys(HEADINGS).filter((name) => listed.some(({ section }) => section === name));
    const names = new Set(listed.map(({ name }) => name));
    for (const name of this.shown.keys()) if (!names.has(name)) this.shown.delete(name);
    this.section.replaceChildren(...sections.map((name) => this.sectionOf(name, listed.filter(({ section }) => section === name))));
  }

  /** @param {string} name of a section @param {ListedFigure[]} listed @returns {HTMLElement} */
  sectionOf(name, listed) {
    const [title, words] = HEADINGS[name];
    /** @type {(HTMLElement | null)[]} */
    const head = [make("h2", {}, text(title)), make("p", { class: "ew-board-note" }, text(words))];
    const grid = make("div", { class: `ew-board-grid is-${name}` });
    if (name === "confusion") head.push(this.chooser(listed, grid));
    else grid.append(...listed.map((item) => this.figure(item).element));
    return make("section", { class: "ew-board-section", "data-section": name }, ...head, grid);
  }

  /** @param {ListedFigure} listed @returns {Figure} */
  figure(listed) {
    const known = this.shown.get(listed.name);
    if (known) return known;
    const figure = new Figure(listed, this.version);
    this.shown.set(listed.name, figure);
    this.watch.observe(figure.element);
    return figure;
  }

  /** Checkboxes that choose which figures to show; people's is always shown. @param {ListedFigure[]} listed @param {HTMLElement} grid @returns {HTMLElement | null} */
  chooser(listed, grid) {
    const others = listed.filter(({ entrant }) => entrant !== PEOPLE);
    const chosen = (this.chosen ??= new Set([this.bestModel(others)].filter(isPresent)));
    const update = () => {
      const visible = listed.filter(({ entrant, name }) => entrant === PEOPLE || chosen.has(name));
      grid.replaceChildren(...visible.map((item) => this.figure(item).element));
    };
    update();
    if (!others.length) return null;
    const boxes = others.map((item) => {
      const box = make("input", { type: "checkbox", value: item.name, checked: chosen.has(item.name) });
      box.addEventListener("change", () => (chosen[box.checked ? "add" : "delete"](item.name), update()));
      return make("label", { class: "ew-board-chip" }, box, make("span", {}, this.nameOf(item)));
    });
    const chips = make("div", { class: "ew-board-chips" }, ...boxes);
    return make("fieldset", { class: "ew-board-choice" }, make("legend", {}, text("board.figure.beside_people")), chips);
  }

  /** @param {ListedFigure} listed @returns {string} */
  nameOf({ entrant, title }) {
    return this.rows.find(({ key }) => key === entrant)?.name ?? title;
  }

  /** @param {ListedFigure[]} others @returns {string | undefined} name of the figure */
  bestModel(others) {
    const byEntrant = new Map(others.map(({ entrant, name }) => [entrant, name]));
    const best = this.rows.find(({ key, kind }) => kind === "alm" && byEntrant.has(key));
    return best ? byEntrant.get(best.key) : others[0]?.name;
  }
}

/** One figure: title, chart, description and CSV link. */
class Figure {
  isStale = true;
  visible = false;
  tag = ""; // ETag of the drawn data
  /** @type {Chart | null} */
  drawn = null;
  legendJson = ""; // JSON of what the legend was built from
  /** @type {Map<string, boolean>} visibility of the traces that the reader has toggled, by name */
  toggled = new Map();
  /** @type {LegendState} */
  legendState = { expanded: false, isShown: (trace) => this.isShown(trace), toggle: (trace) => this.toggle(trace) };

  /** @param {ListedFigure} listed @param {string} version */
  constructor({ name, title, section }, version) {
    this.path = address(`/api/leaderboard/figures/${encodeURIComponent(name)}`);
    this.version = version;
    this.title = title;
    this.legend = make("div", { hidden: true });
    const descriptionId = `ew-words-${name}`;
    const plot = { class: "ew-board-chart", role: "img", "aria-label": title, "aria-describedby": descriptionId };
    this.frame = section === "map" ? mapFrame(title, descriptionId) : null;
    this.chart = this.frame ?? make("div", plot);
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
      make("a", { href: `${this.path}.csv`, download: "", class: "ew-board-link" }, ...textParts("board.figure.csv", { title: make("span", { class: "ew-hidden" }, title) })),
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
      const { data, tag } = await fetchJson(this.path);
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
  }

  /** @param {Chart} chart */
  async draw(chart) {
    this.drawn = chart;
    const traces = legendTraces(chart.data);
    const legendJson = JSON.stringify(traces.map(({ name, line, marker }) => [name, line, marker]));
    if (legendJson !== this.legendJson) this.drawLegend(traces);
    this.legendJson = legendJson;
    const data = chart.data.map((trace) => ({ ...trace, visible: this.isShown(trace) }));
    await draw(this.chart, { data, layout: { ...chart.layout, showlegend: false } }, this.version);
  }

  /** @param {Trace[]} traces */
  drawLegend(traces) {
    this.legend.hidden = !traces.length;
    this.legend.replaceChildren(legend(traces, this.title, this.legendState));
  }

  /** @param {Trace} trace */
  toggle(trace) {
    this.toggled.set(trace.name ?? "", !this.isShown(trace));
    this.redraw();
  }

  /** The reader's choice, or else the figure's default. @param {Trace} trace @returns {boolean} */
  isShown({ name = "", visible = true }) {
    return this.toggled.get(name) ?? visible === true;
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
  const src = address(`/api/leaderboard/map?theme=${isDark() ? "dark" : "light"}`);
  const frame = make("iframe", { src, title, "aria-describedby": descriptionId, loading: "lazy", class: "ew-board-map" });
  frame.addEventListener("load", () => updateFrameTheme(frame));
  return frame;
}

/** Applies the page's light or dark theme to the map's page. @param {HTMLIFrameElement} frame */
const updateFrameTheme = (frame) => frame.contentDocument?.documentElement.classList.toggle("dark", isDark());
