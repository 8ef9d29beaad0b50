// The figures: each drawn when it comes into view, told in words, and there to be downloaded.

import { draw, isDark, onTheme } from "./chart.js";
import { ask, Unanswered } from "./feed.js";
import { legend, named } from "./chart-legend.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/** @typedef {{name: string, title: string, entrant: string | null, section: string}} Listed */

const PEOPLE = "human";
const HEADINGS = {
  confusion: ["board.confusion.title", "board.confusion.words"],
  errors: ["board.errors.title", "board.errors.words"],
  groups: ["board.groups.title", "board.groups.words"],
  heard: ["board.heard.title", "board.heard.words"],
  map: ["board.map.title", "board.map.words"],
};

/** All figures of the board, in sections. */
export class Figures {
  /** @param {HTMLElement} section @param {string} version */
  constructor(section, version) {
    this.section = section;
    this.version = version;
    this.shown = new Map();
    this.chosen = null;
    this.watch = new IntersectionObserver((seen) => seen.forEach((one) => this.seen(one)), { rootMargin: "200px" });
    onTheme(() => this.each((figure) => figure.redraw()));
  }

  /** @param {any} board */
  show(board) {
    const told = JSON.stringify(board.figures);
    this.rows = board.rows;
    if (told !== this.told) this.lay(board.figures);
    else this.each((figure) => figure.stale());
    this.told = told;
  }

  each(action) {
    this.shown.forEach(action);
  }

  seen({ target, isIntersecting }) {
    const figure = [...this.shown.values()].find((one) => one.element === target);
    figure?.inView(isIntersecting);
  }

  /** @param {Listed[]} listed */
  lay(listed) {
    const sections = Object.keys(HEADINGS).filter((name) => listed.some(({ section }) => section === name));
    const names = new Set(listed.map(({ name }) => name));
    for (const name of this.shown.keys()) if (!names.has(name)) this.shown.delete(name);
    this.section.replaceChildren(...sections.map((name) => this.part(name, listed.filter(({ section }) => section === name))));
  }

  part(name, listed) {
    const [title, words] = HEADINGS[name];
    const head = [make("h2", {}, text(title)), make("p", { class: "ew-board-note" }, text(words))];
    const grid = make("div", { class: `ew-board-grid is-${name}` });
    if (name === "confusion") head.push(this.chooser(listed, grid));
    else grid.append(...listed.map((one) => this.figure(one).element));
    return make("section", { class: "ew-board-section", "data-section": name }, ...head.filter(Boolean), grid);
  }

  figure(listed) {
    const known = this.shown.get(listed.name);
    if (known) return known;
    const figure = new Figure(listed, this.version);
    this.shown.set(listed.name, figure);
    this.watch.observe(figure.element);
    return figure;
  }

  /** People stand always beside the chosen. */
  chooser(listed, grid) {
    const others = listed.filter(({ entrant }) => entrant !== PEOPLE);
    this.chosen ??= new Set([this.bestModel(others)].filter(Boolean));
    const place = () => {
      const wanted = listed.filter(({ entrant, name }) => entrant === PEOPLE || this.chosen.has(name));
      grid.replaceChildren(...wanted.map((one) => this.figure(one).element));
    };
    place();
    if (!others.length) return null;
    const boxes = others.map((one) => {
      const box = make("input", { type: "checkbox", value: one.name, checked: this.chosen.has(one.name) });
      box.addEventListener("change", () => (this.chosen[box.checked ? "add" : "delete"](one.name), place()));
      return make("label", { class: "ew-board-chip" }, box, make("span", {}, this.nameOf(one)));
    });
    const chips = make("div", { class: "ew-board-chips" }, ...boxes);
    return make("fieldset", { class: "ew-board-choice" }, make("legend", {}, text("board.figure.beside_people")), chips);
  }

  nameOf({ entrant, title }) {
    return this.rows.find(({ key }) => key === entrant)?.name ?? title;
  }

  bestModel(others) {
    const there = new Map(others.map((one) => [one.entrant, one.name]));
    const best = this.rows.find(({ key, kind }) => kind === "alm" && there.has(key));
    return best ? there.get(best.key) : others[0]?.name;
  }
}

/** One figure: title, chart, the same in words, and its numbers as CSV. */
class Figure {
  /** @param {Listed} listed @param {string} version */
  constructor({ name, title, section }, version) {
    this.path = `/api/leaderboard/figures/${encodeURIComponent(name)}`;
    this.version = version;
    this.title = title;
    this.turned = new Map();
    this.choice = { unfolded: false, isShown: (trace) => this.isShown(trace), toggle: (trace) => this.toggle(trace) };
    this.legend = make("div", { hidden: true });
    const words = `ew-words-${name}`;
    const plot = { class: "ew-board-chart", role: "img", "aria-label": title, "aria-describedby": words };
    this.chart = section === "map" ? mapFrame(title, words) : make("div", plot);
    this.words = make("p", { id: words });
    this.state = make("p", { class: "ew-board-note", role: "status" }, text("board.figure.drawing"));
    this.element = make(
      "figure",
      { class: "ew-board-plot", "data-figure": name },
      make("figcaption", {}, title),
      this.state,
      make("div", { class: "ew-board-wide" }, this.chart),
      this.legend,
      make("details", { class: "ew-board-words" }, make("summary", {}, text("board.figure.in_words")), this.words),
      make("a", { href: `${this.path}.csv`, download: "", class: "ew-board-link" }, ...textParts("board.figure.csv", { title: make("span", { class: "ew-hidden" }, title) })),
    );
    new ResizeObserver(() => scrolls(this.chart.parentElement, title)).observe(this.chart);
    this.isOld = true;
  }

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
      const { data, tag } = await ask(this.path);
      if (tag && tag === this.tag) return;
      await this.fill(data);
      this.tag = tag;
    } catch (problem) {
      this.failed(problem);
    }
  }

  async fill({ alt, chart }) {
    this.words.textContent = alt;
    if (chart.data) await this.draw(chart);
    this.state.hidden = true;
    this.chart.dataset.drawn = "";
  }

  async draw(chart) {
    this.drawn = chart;
    const traces = named(chart.data);
    const told = JSON.stringify(traces.map(({ name, line, marker }) => [name, line, marker]));
    if (told !== this.legendTold) this.nameTraces(traces);
    this.legendTold = told;
    const data = chart.data.map((trace) => ({ ...trace, visible: this.isShown(trace) }));
    await draw(this.chart, { data, layout: { ...chart.layout, showlegend: false } }, this.version);
  }

  nameTraces(traces) {
    this.legend.hidden = !traces.length;
    this.legend.replaceChildren(legend(traces, this.title, this.choice));
  }

  toggle(trace) {
    this.turned.set(trace.name, !this.isShown(trace));
    this.redraw();
  }

  /** As the reader wants it, and as the figure comes where they have said nothing. */
  isShown({ name, visible = true }) {
    return this.turned.get(name) ?? visible === true;
  }

  /** In the colours of now. */
  redraw() {
    if (this.chart.contentDocument) dress(this.chart);
    if (this.drawn) this.draw(this.drawn).catch((problem) => this.failed(problem));
  }

  failed(problem) {
    this.isOld = true;
    if (!(problem instanceof Unanswered)) console.warn(problem);
    const again = make("button", { type: "button", class: "ew-board-again", onclick: () => this.fetch() }, text("page.try_again"));
    this.state.replaceChildren(`${problem instanceof Unanswered ? problem.message : text("board.figure.lost")} `, again);
    this.state.hidden = false;
  }
}

/** What is wider than a phone scrolls inside, by keyboard as well. */
function scrolls(element, label) {
  const wide = element.scrollWidth > element.clientWidth + 1;
  const facts = wide ? { tabindex: "0", role: "region", "aria-label": label } : {};
  for (const name of ["tabindex", "role", "aria-label"]) {
    if (name in facts) element.setAttribute(name, facts[name]);
    else element.removeAttribute(name);
  }
}

function mapFrame(title, words) {
  const src = `/api/leaderboard/map?theme=${isDark() ? "dark" : "light"}`;
  const onload = ({ target }) => dress(target);
  return make("iframe", { src, onload, title, "aria-describedby": words, loading: "lazy", class: "ew-board-map" });
}

/** The map's page turns with ours. */
const dress = (frame) => frame.contentDocument.documentElement.classList.toggle("dark", isDark());
