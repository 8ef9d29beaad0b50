// The figures: each drawn when it comes into view, told in words, and there to be downloaded.

import { draw, isDark, onTheme } from "./chart.js";
import { ask, Unanswered } from "./feed.js";
import { legend, named } from "./chart-legend.js";
import { isPresent, make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/**
 * @import { BoardBody, Chart, FigureBody, ListedFigure, Row, Trace } from "./types.d.ts"
 * @import { Choice } from "./chart-legend.js"
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

/** All figures of the board, in sections. */
export class Figures {
  /** @type {Row[]} */
  rows = [];
  /** @type {Map<string, Figure>} by name */
  shown = new Map();
  /** @type {Set<string> | null} names of the figures that stand beside people's */
  chosen = null;
  told = ""; // what was laid out last, as JSON

  /** @param {HTMLElement} section @param {string} version */
  constructor(section, version) {
    this.section = section;
    this.version = version;
    this.watch = new IntersectionObserver((seen) => seen.forEach((one) => this.seen(one)), { rootMargin: "200px" });
    onTheme(() => this.each((figure) => figure.redraw()));
  }

  /** @param {BoardBody} board */
  show(board) {
    const told = JSON.stringify(board.figures);
    this.rows = board.rows;
    if (told !== this.told) this.lay(board.figures);
    else this.each((figure) => figure.stale());
    this.told = told;
  }

  /** @param {(figure: Figure) => void} action */
  each(action) {
    this.shown.forEach((figure) => action(figure));
  }

  /** @param {IntersectionObserverEntry} entry */
  seen({ target, isIntersecting }) {
    const figure = [...this.shown.values()].find((one) => one.element === target);
    figure?.inView(isIntersecting);
  }

  /** @param {ListedFigure[]} listed */
  lay(listed) {
    const sections = Object.keys(HEADINGS).filter((name) => listed.some(({ section }) => section === name));
    const names = new Set(listed.map(({ name }) => name));
    for (const name of this.shown.keys()) if (!names.has(name)) this.shown.delete(name);
    this.section.replaceChildren(...sections.map((name) => this.part(name, listed.filter(({ section }) => section === name))));
  }

  /** @param {string} name of a section @param {ListedFigure[]} listed @returns {HTMLElement} */
  part(name, listed) {
    const [title, words] = HEADINGS[name];
    /** @type {(HTMLElement | null)[]} */
    const head = [make("h2", {}, text(title)), make("p", { class: "ew-board-note" }, text(words))];
    const grid = make("div", { class: `ew-board-grid is-${name}` });
    if (name === "confusion") head.push(this.chooser(listed, grid));
    else grid.append(...listed.map((one) => this.figure(one).element));
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

  /** People stand always beside the chosen. @param {ListedFigure[]} listed @param {HTMLElement} grid @returns {HTMLElement | null} */
  chooser(listed, grid) {
    const others = listed.filter(({ entrant }) => entrant !== PEOPLE);
    const chosen = (this.chosen ??= new Set([this.bestModel(others)].filter(isPresent)));
    const place = () => {
      const wanted = listed.filter(({ entrant, name }) => entrant === PEOPLE || chosen.has(name));
      grid.replaceChildren(...wanted.map((one) => this.figure(one).element));
    };
    place();
    if (!others.length) return null;
    const boxes = others.map((one) => {
      const box = make("input", { type: "checkbox", value: one.name, checked: chosen.has(one.name) });
      box.addEventListener("change", () => (chosen[box.checked ? "add" : "delete"](one.name), place()));
      return make("label", { class: "ew-board-chip" }, box, make("span", {}, this.nameOf(one)));
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
    const there = new Map(others.map((one) => [one.entrant, one.name]));
    const best = this.rows.find(({ key, kind }) => kind === "alm" && there.has(key));
    return best ? there.get(best.key) : others[0]?.name;
  }
}

/** One figure: title, chart, the same in words, and its numbers as CSV. */
class Figure {
  isOld = true;
  visible = false;
  tag = ""; // ETag of what is drawn
  /** @type {Chart | null} */
  drawn = null;
  legendTold = ""; // what the legend was made from, as JSON
  /** @type {Map<string, boolean>} traces that the reader has turned on or off, by name */
  turned = new Map();
  /** @type {Choice} */
  choice = { unfolded: false, isShown: (trace) => this.isShown(trace), toggle: (trace) => this.toggle(trace) };

  /** @param {ListedFigure} listed @param {string} version */
  constructor({ name, title, section }, version) {
    this.path = `/api/leaderboard/figures/${encodeURIComponent(name)}`;
    this.version = version;
    this.title = title;
    this.legend = make("div", { hidden: true });
    const words = `ew-words-${name}`;
    const plot = { class: "ew-board-chart", role: "img", "aria-label": title, "aria-describedby": words };
    this.frame = section === "map" ? mapFrame(title, words) : null;
    this.chart = this.frame ?? make("div", plot);
    this.words = make("p", { id: words });
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
    new ResizeObserver(() => scrolls(wide, title)).observe(this.chart);
  }

  /** @param {boolean} yes */
  inView(yes) {
    this.visible = yes;
    if (yes && this.isOld) this.fetch();
  }

  /** New figures have been counted. */
  stale() {
    this.isOld = true;
    if (this.visible && this.element.isConnected) this.fetch();
  }

  async fetch() {
    this.isOld = false;
    try {
      /** @type {{data: FigureBody, tag: string}} */
      const { data, tag } = await ask(this.path);
      if (tag && tag === this.tag) return;
      await this.fill(data);
      this.tag = tag;
    } catch (problem) {
      this.failed(problem);
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
    const traces = named(chart.data);
    const told = JSON.stringify(traces.map(({ name, line, marker }) => [name, line, marker]));
    if (told !== this.legendTold) this.nameTraces(traces);
    this.legendTold = told;
    const data = chart.data.map((trace) => ({ ...trace, visible: this.isShown(trace) }));
    await draw(this.chart, { data, layout: { ...chart.layout, showlegend: false } }, this.version);
  }

  /** @param {Trace[]} traces */
  nameTraces(traces) {
    this.legend.hidden = !traces.length;
    this.legend.replaceChildren(legend(traces, this.title, this.choice));
  }

  /** @param {Trace} trace */
  toggle(trace) {
    this.turned.set(trace.name ?? "", !this.isShown(trace));
    this.redraw();
  }

  /** As the reader wants it, and as the figure comes where they have said nothing. @param {Trace} trace @returns {boolean} */
  isShown({ name = "", visible = true }) {
    return this.turned.get(name) ?? visible === true;
  }

  /** In the colours of now. */
  redraw() {
    if (this.frame) dress(this.frame);
    if (this.drawn) this.draw(this.drawn).catch((problem) => this.failed(problem));
  }

  /** @param {unknown} problem */
  failed(problem) {
    this.isOld = true;
    if (!(problem instanceof Unanswered)) console.warn(problem);
    const again = make("button", { type: "button", class: "ew-board-again", onclick: () => this.fetch() }, text("page.try_again"));
    this.state.replaceChildren(`${problem instanceof Unanswered ? problem.message : text("board.figure.lost")} `, again);
    this.state.hidden = false;
  }
}

/** What is wider than a phone scrolls inside, by keyboard as well. @param {HTMLElement} element @param {string} label */
function scrolls(element, label) {
  const wide = element.scrollWidth > element.clientWidth + 1;
  /** @type {Record<string, string>} */
  const facts = wide ? { tabindex: "0", role: "region", "aria-label": label } : {};
  for (const name of ["tabindex", "role", "aria-label"]) {
    if (name in facts) element.setAttribute(name, facts[name]);
    else element.removeAttribute(name);
  }
}

/** @param {string} title @param {string} words the id of those that describe it @returns {HTMLIFrameElement} */
function mapFrame(title, words) {
  const src = `/api/leaderboard/map?theme=${isDark() ? "dark" : "light"}`;
  const frame = make("iframe", { src, title, "aria-describedby": words, loading: "lazy", class: "ew-board-map" });
  frame.addEventListener("load", () => dress(frame));
  return frame;
}

/** The map's page turns with ours. @param {HTMLIFrameElement} frame */
const dress = (frame) => frame.contentDocument?.documentElement.classList.toggle("dark", isDark());
