// Charts of the second board: one reader's choice of a row for the polar plots, then all rows in each chart.

import { onThemeChange } from "./chart.js";
import { Figure } from "./figure.js";
import { narrow } from "./narrow.js";
import { SharedLegend } from "./shared-legend.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { AroundBody, AroundRow, ListedFigure, Trace } from "./types.d.ts" */

const SECTIONS = ["confusion", "errors", "groups"];

export class AroundFigures {
  /** @type {Map<string, Figure>} by name */
  shown = new Map();
  /** @type {Set<string>} names of the traces that the reader has hidden */
  hidden = new Set();
  listed = ""; // JSON of the list that was laid out last
  shared = new SharedLegend({
    isShown: ({ name = "" }) => !this.hidden.has(name),
    isExtra: () => false,
    toggle: (trace) => this.toggle(trace),
  });

  /** @param {string} version of the page's files @param {string} folder of the API */
  constructor(version, folder) {
    this.version = version;
    this.folder = folder;
    this.element = make("div", { class: "ew-board-sections" });
    this.who = make("select", { "aria-label": text("spatial.board.who") });
    this.who.addEventListener("change", () => this.showChosen());
    this.polar = make("div", { class: "ew-board-grid is-confusion" });
    /** @type {ListedFigure[]} */
    this.confusions = [];
    this.watch = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => this.onIntersect(target, isIntersecting)), { rootMargin: "200px" });
    onThemeChange(() => this.redraw());
    narrow.addEventListener("change", () => this.redraw());
  }

  /** @param {AroundBody} body */
  show({ figures, rows }) {
    const listed = JSON.stringify(figures);
    if (listed !== this.listed) this.layOut(figures, rows);
    else this.shown.forEach((figure) => figure.markStale());
    this.listed = listed;
  }

  /** @param {ListedFigure[]} figures @param {AroundRow[]} rows */
  layOut(figures, rows) {
    this.shown.clear();
    const [confusion, ...named] = SECTIONS.map((name) => this.sectionOf(name, figures, rows));
    this.element.replaceChildren(...confusion, make("div", {}, this.shared.element, ...named.flat()));
  }

  /** @param {string} name @param {ListedFigure[]} figures @param {AroundRow[]} rows @returns {HTMLElement[]} nothing without figures */
  sectionOf(name, figures, rows) {
    const own = figures.filter(({ section }) => section === name);
    if (!own.length) return [];
    const head = [make("h2", {}, text(`spatial.board.chart.${name}`)), make("p", { class: "ew-board-note" }, text(`spatial.board.chart.${name}_words`))];
    const body = name === "confusion" ? this.chooser(own, rows) : [make("div", { class: `ew-board-grid is-${name}` }, ...own.map((item) => this.figure(item).element))];
    return [make("section", { class: "ew-board-section" }, ...head, ...body)];
  }

  /** @param {ListedFigure[]} own @param {AroundRow[]} rows @returns {HTMLElement[]} */
  chooser(own, rows) {
    this.confusions = own;
    const keys = [...new Set(own.map(({ entrant }) => entrant ?? ""))];
    const earlier = this.who.value;
    this.who.replaceChildren(...keys.map((value) => make("option", { value }, rows.find(({ key }) => key === value)?.name ?? value)));
    if (keys.includes(earlier)) this.who.value = earlier;
    this.showChosen();
    return [make("label", { class: "ew-board-order", hidden: keys.length < 2 }, make("span", {}, text("spatial.board.who")), this.who), this.polar];
  }

  showChosen() {
    const own = this.confusions.filter(({ entrant }) => entrant === this.who.value);
    this.polar.replaceChildren(...own.map((item) => this.figure(item).element));
  }

  /** @param {ListedFigure} listed @returns {Figure} */
  figure(listed) {
    const known = this.shown.get(listed.name);
    if (known) return known;
    const figure = new Figure(listed, this.version, this, this.folder);
    this.shown.set(listed.name, figure);
    this.watch.observe(figure.element);
    return figure;
  }

  /** @param {Element} target @param {boolean} isIntersecting */
  onIntersect(target, isIntersecting) {
    [...this.shown.values()].find(({ element }) => element === target)?.setVisible(isIntersecting);
  }

  /** @param {Trace} trace */
  toggle({ name = "" }) {
    if (!this.hidden.delete(name)) this.hidden.add(name);
    this.redraw();
  }

  redraw() {
    this.shown.forEach((figure) => figure.redraw());
  }
}
