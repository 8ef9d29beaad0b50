// Figures of the leaderboard: drawn when scrolled into view, described in words, downloadable as CSV.

import { onThemeChange } from "./chart.js";
import { Figure } from "./figure.js";
import { narrow } from "./narrow.js";
import { SharedLegend } from "./shared-legend.js";
import { foldable, SHORT } from "./short-list.js";
import { isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { BoardBody, ListedFigure, Row, Trace } from "./types.d.ts" */

const PEOPLE = "human";
const LEGENDED = ["errors", "groups"]; // sections whose charts name entrants by their marks
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
  /** What a trace shows is the same in all charts. */
  shared = new SharedLegend({
    isShown: (trace) => this.toggled.get(trace.name ?? "") ?? this.isDefault(trace),
    isExtra: (trace) => !this.isDefault(trace),
    toggle: (trace) => this.toggle(trace, !this.shared.state.isShown(trace)),
  });
  drawing = false; // charts that have not been scrolled to
  /** @type {Map<string, boolean>} visibility of the traces that the reader has toggled, by name */
  toggled = new Map();

  /** @param {HTMLElement} section @param {string} version */
  constructor(section, version) {
    this.section = section;
    this.version = version;
    this.watch = new IntersectionObserver((entries) => entries.forEach((entry) => this.onIntersect(entry)), { rootMargin: "200px" });
    onThemeChange(() => this.each((figure) => figure.redraw()));
    narrow.addEventListener("change", () => this.each((figure) => figure.redraw()));
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
    if (isIntersecting) this.drawRest();
  }

  /** Draws the other charts one by one while nothing else is to be done, so that a reader meets no empty boxes. */
  async drawRest() {
    if (this.drawing) return;
    this.drawing = true;
    for (const figure of this.shown.values()) {
      await new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));
      if (figure.element.isConnected && figure.isStale) await figure.fetch();
    }
    this.drawing = false;
  }

  /** Shows or hides an entrant in all charts. @param {Trace} trace @param {boolean} shown */
  toggle({ name = "" }, shown) {
    this.toggled.set(name, shown);
    this.each((figure) => figure.redraw());
  }

  /** Whether a trace is drawn unless the reader says otherwise; phones draw a few. @param {Trace} trace @returns {boolean} */
  isDefault(trace) {
    const { name, visible = true } = trace;
    return visible === true && (!narrow.matches || !name || this.isAmongFirst(trace));
  }

  /** Whether an entrant is people or one of the best few of the board. @param {Trace} trace @returns {boolean} */
  isAmongFirst({ name }) {
    const main = this.rows.filter((row) => row.basis === "clips" && (row.main || row.kind === "alm"));
    const people = main.filter(({ key }) => key === PEOPLE);
    return [...people, ...main.filter(({ key }) => key !== PEOPLE)].slice(0, SHORT).some((row) => row.name === name);
  }

  /** @param {ListedFigure[]} listed */
  layOut(listed) {
    const sections = Object.keys(HEADINGS).filter((name) => listed.some(({ section }) => section === name));
    const names = new Set(listed.map(({ name }) => name));
    for (const name of this.shown.keys()) if (!names.has(name)) this.shown.delete(name);
    const made = sections.map((name) => ({ name, element: this.sectionOf(name, listed.filter(({ section }) => section === name)) }));
    /** @param {(name: string) => boolean} wanted */
    const those = (wanted) => made.filter(({ name }) => wanted(name)).map(({ element }) => element);
    const named = make("div", {}, ...those((name) => LEGENDED.includes(name)));
    named.prepend(this.shared.element);
    this.section.replaceChildren(...those((name) => name === "confusion"), named, ...those((name) => name !== "confusion" && !LEGENDED.includes(name)));
  }

  /** @param {string} name of a section @param {ListedFigure[]} listed @returns {HTMLElement} */
  sectionOf(name, listed) {
    const [title, words] = HEADINGS[name];
    /** @type {(HTMLElement | null)[]} */
    const head = [make("h2", {}, text(title)), make("p", { class: "ew-board-note" }, text(words))];
    const grid = make("div", { class: `ew-board-grid is-${name}` });
    if (name === "confusion") head.push(make("p", { class: "ew-board-note ew-board-codes" }, text("board.confusion.codes")), this.chooser(listed, grid));
    else grid.append(...listed.map((item) => this.figure(item).element));
    return make("section", { class: "ew-board-section", "data-section": name }, ...head, grid);
  }

  /** @param {ListedFigure} listed @returns {Figure} */
  figure(listed) {
    const known = this.shown.get(listed.name);
    if (known) return known;
    const figure = new Figure(listed, this.version, this);
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
    return foldable(make("fieldset", { class: "ew-board-choice" }, make("legend", { class: "ew-hidden" }, text("board.figure.beside_people")), chips), text("board.figure.beside_people"));
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
