// Same clips: chosen models and people over the clips that all of them answered, with their paired differences.

import { ask, Unanswered } from "./feed.js";
import { shape } from "./row.js";
import { against, figure, interval } from "./format.js";
import { isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { BoardBody, Column, ComparedClips, ComparedRow, Difference, Row } from "./types.d.ts"
 * @typedef {[key: string, heading: string, name: string]} Compared a figure, its heading and its name alone
 */

/** @type {Compared[]} */
const COMPARED = [
  ["geoscore", "board.column.geoscore", "board.column.geoscore"],
  ["distance_km", "board.column.distance", "board.same.distance"],
  ["continent_acc_coordinates", "board.column.continent", "board.column.continent"],
  ["country_acc_coordinates", "board.column.country", "board.column.country"],
];
const narrow = matchMedia("(max-width: 47.99rem)");
const ON_PHONES = 2; // columns; sentences tell the rest

/** @param {string} title @returns {HTMLElement} */
const heading = (title) => make("th", { role: "columnheader", scope: "col" }, title);

/** @param {Row[]} rows @returns {Row[]} models whose answers were scored here */
export const comparable = (rows) => rows.filter((row) => row.kind === "alm" && row.basis === "clips");

/** The switch's panel: a box to tick for each model, and what came back. */
export class SameClips {
  on = false;
  /** @type {Set<string> | null} keys; until the reader chooses, the server does */
  chosen = null;
  /** @type {Record<string, string>} why a model is not among those that the server chose, by key */
  leftOut = {};
  /** @type {Map<string, Column>} */
  columns = new Map();
  /** @type {Row[]} */
  models = [];
  told = ""; // what the boxes were made from, as JSON
  /** @type {symbol | null} the last question */
  asked = null;
  /** @type {ComparedClips | null} */
  answered = null;
  /** @type {string | null} what the answer was made from, as JSON */
  shown = null;

  /** @param {HTMLElement} panel @param {(sentence: string) => void} say */
  constructor(panel, say) {
    this.say = say;
    this.boxes = make("div", { class: "ew-board-chips" });
    this.choice = make("fieldset", { class: "ew-board-choice" }, make("legend", {}, text("board.same.choose")), this.boxes);
    this.missing = make("p", { class: "ew-board-small" });
    this.answer = make("div", { class: "ew-board-answer" });
    panel.append(this.choice, this.missing, this.answer);
    narrow.addEventListener("change", () => this.on && this.answered && this.fill(this.answered));
  }

  /** @param {BoardBody} board new figures */
  show(board) {
    this.columns = new Map((board.columns || []).map((column) => [column.key, column]));
    const models = comparable(board.rows);
    const told = JSON.stringify(models.map(({ key, name }) => [key, name]));
    if (told !== this.told) this.offer(models);
    this.told = told;
    if (this.on) this.ask();
  }

  /** @param {boolean} on */
  turn(on) {
    this.on = on;
    if (on) this.ask(true);
  }

  /** @param {Row[]} models */
  offer(models) {
    this.models = models;
    this.choice.hidden = !models.length;
    this.boxes.replaceChildren(...models.map((model) => this.box(model)));
  }

  /** @param {Row} model @returns {HTMLElement} */
  box({ key, name, clips }) {
    const box = make("input", { type: "checkbox", checked: this.chosen?.has(key), value: key });
    box.addEventListener("change", () => {
      this.chosen = new Set(this.ticks.filter(({ checked }) => checked).map(({ value }) => value));
      this.ask(true);
    });
    return make("label", { class: "ew-board-chip" }, box, make("span", {}, name, make("small", {}, ` ${text("board.tally.clips", { count: clips ?? 0 })}`)));
  }

  get ticks() {
    return [...this.boxes.querySelectorAll("input")];
  }

  /** @param {boolean} [aloud] whether the reader asked */
  async ask(aloud) {
    if (!this.models.length) return this.tell(text("board.same.no_answers"));
    if (this.chosen) this.explain();
    if (this.chosen?.size === 0) return this.tell(text("board.same.none_chosen"));
    const query = this.chosen ? `?entrants=${[...this.chosen].map(encodeURIComponent).join(",")}` : "";
    const asked = (this.asked = Symbol("question"));
    this.answer.setAttribute("aria-busy", "true");
    try {
      /** @type {{data: ComparedClips}} */
      const { data } = await ask(`/api/leaderboard/same-clips${query}`);
      if (asked !== this.asked) return undefined;
      if (!this.chosen) this.take(data);
      this.fill(data, aloud);
    } catch (problem) {
      if (!(problem instanceof Unanswered)) throw problem;
      if (asked === this.asked) this.tell(problem.message, { label: text("page.try_again"), run: () => this.ask(true) });
    } finally {
      if (asked === this.asked) this.answer.removeAttribute("aria-busy");
    }
    return undefined;
  }

  /** What the server has chosen, and why not the others. @param {ComparedClips} answered */
  take({ entrants, left_out: leftOut }) {
    for (const box of this.ticks) box.checked = entrants.includes(box.value);
    this.leftOut = leftOut;
    this.explain();
  }

  /** Why a model is not ticked, until it is. */
  explain() {
    const open = this.ticks.filter(({ checked }) => !checked).map(({ value }) => this.leftOut[value]);
    this.missing.textContent = open.filter(Boolean).join(" ");
    this.missing.hidden = !this.missing.textContent;
  }

  /** @param {string} sentence @param {{label: string, run: () => void}} [action] */
  tell(sentence, action) {
    const again = action && make("button", { type: "button", class: "ew-board-again", onclick: action.run }, action.label);
    this.shown = null;
    this.answer.replaceChildren(make("p", { class: "ew-board-note" }, sentence, " ", again));
  }

  /** @param {ComparedClips} answered @param {boolean} [aloud] whether the reader asked */
  fill(answered, aloud) {
    this.answered = answered;
    const { clips, rows, why_not: whyNot } = answered;
    const told = JSON.stringify([clips, rows, whyNot, narrow.matches]);
    if (told === this.shown) return;
    const count = make("p", { class: "ew-board-note" }, text("board.same.clips", { count: clips }));
    const why = whyNot && make("p", { class: "ew-board-note" }, whyNot);
    const parts = rows.length ? [count, why, this.table(rows), make("p", { class: "ew-board-small" }, text("board.same.method"))] : [why || count];
    this.answer.replaceChildren(...parts.filter(isPresent));
    this.shown = told;
    if (aloud) this.say(whyNot || text("board.same.in_common", { count: clips }));
  }

  /** @param {ComparedRow[]} rows @returns {HTMLElement} */
  table(rows) {
    const known = COMPARED.filter(([key]) => this.columns.has(key));
    const shown = narrow.matches ? known.slice(0, ON_PHONES) : known;
    const head = [heading(text("board.name")), ...shown.map(([, title]) => heading(text(title)))];
    const best = [...rows].sort((a, b) => (b.figures.all?.geoscore ?? -1) - (a.figures.all?.geoscore ?? -1));
    return make(
      "div",
      { class: "ew-board-scroll", role: "region", "aria-label": text("board.same_clips"), tabindex: 0 },
      make(
        "table",
        { role: "table", class: "ew-board-same" },
        make("caption", { class: "ew-hidden" }, text("board.same.caption")),
        make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...head)),
        make("tbody", { role: "rowgroup" }, ...best.flatMap((row) => this.rows(row, shown, known))),
      ),
    );
  }

  /** @param {ComparedRow} row @param {Compared[]} shown @param {Compared[]} known @returns {HTMLElement[]} */
  rows(row, shown, known) {
    const name = make("th", { role: "rowheader", scope: "row" }, make("span", { class: "ew-board-what" }, shape(row.kind), make("span", {}, row.name)));
    const cells = shown.map(([key]) => {
      const column = this.columns.get(key);
      const span = column && interval(row.intervals.all?.[key], column);
      return make("td", { role: "cell" }, column && figure(row.figures.all?.[key], column), span && make("small", { class: "ew-board-span" }, span));
    });
    const { difference } = row;
    const told = difference && make("td", { role: "cell", colspan: shown.length + 1 }, this.differences(row, difference, shown, known));
    const differ = told && make("tr", { role: "row", class: "ew-board-differ" }, told);
    return [make("tr", { role: "row" }, name, ...cells), differ].filter(isPresent);
  }

  /**
   * What the table has no column for is told with its figure.
   * @param {ComparedRow} row @param {Record<string, Difference>} difference @param {Compared[]} shown
   * @param {Compared[]} known @returns {HTMLElement}
   */
  differences({ figures }, difference, shown, known) {
    const told = known.filter(([key]) => difference[key]);
    return make(
      "ul",
      {},
      ...told.map(([key, , title], at) => {
        const column = this.columns.get(key);
        if (!column) return "";
        const value = at < shown.length ? "" : ` ${figure(figures.all?.[key], column)}:`;
        return make("li", {}, make("strong", {}, text(title)), `${value} ${against(difference[key], column)}`);
      }),
    );
  }
}
