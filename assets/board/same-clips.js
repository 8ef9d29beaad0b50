// Same-clips comparison: people and each chosen model on the clips that both have answered, with the difference.

import { address } from "../shared/address.js";
import { fetchJson, FetchError } from "./feed.js";
import { shape } from "./row.js";
import { differenceText, figure, interval } from "./format.js";
import { isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { BoardBody, Column, ComparedClips, ComparedRow, Difference, Row, Span } from "./types.d.ts"
 * @typedef {[key: string, heading: string, name: string]} Compared a figure's key, and text keys of its heading and its name
 */

/** @type {Compared[]} */
const COMPARED = [
  ["geoscore", "board.column.geoscore", "board.column.geoscore"],
  ["distance_km", "board.column.distance", "board.same.distance"],
  ["continent_acc_coordinates", "board.column.continent", "board.column.continent"],
  ["country_acc_coordinates", "board.column.country", "board.column.country"],
];
const narrow = matchMedia("(max-width: 47.99rem)");
const PHONE_COLUMNS = 2; // the other figures go into the sentences

/** @param {string} title @returns {HTMLElement} */
const heading = (title) => make("th", { role: "columnheader", scope: "col" }, title);

/** @param {Row[]} rows @returns {Row[]} models whose answers this server scored clip by clip */
export const comparable = (rows) => rows.filter((row) => row.kind === "alm" && row.basis === "clips");

/** The comparison's panel: a checkbox for each model, and the result. */
export class SameClips {
  on = false;
  /** @type {Set<string> | null} keys; null leaves the choice to the server */
  chosen = null;
  /** @type {Map<string, Column>} */
  columns = new Map();
  /** @type {Row[]} */
  models = [];
  modelsJson = ""; // JSON of what the checkboxes were built from
  /** @type {symbol | null} the latest request; responses to earlier ones are ignored */
  request = null;
  /** @type {ComparedClips | null} */
  result = null;
  /** @type {string | null} JSON of what the result was drawn from */
  drawn = null;

  /** @param {HTMLElement} panel @param {(sentence: string) => void} announce */
  constructor(panel, announce) {
    this.announce = announce;
    this.boxes = make("div", { class: "ew-board-chips" });
    this.choice = make("fieldset", { class: "ew-board-choice" }, make("legend", {}, text("board.same.choose")), this.boxes);
    this.answer = make("div", { class: "ew-board-answer" });
    panel.append(this.choice, this.answer);
    narrow.addEventListener("change", () => this.on && this.result && this.draw(this.result));
  }

  /** @param {BoardBody} board */
  show(board) {
    this.columns = new Map((board.columns || []).map((column) => [column.key, column]));
    const models = comparable(board.rows);
    const modelsJson = JSON.stringify(models.map(({ key, name }) => [key, name]));
    if (modelsJson !== this.modelsJson) this.setModels(models);
    this.modelsJson = modelsJson;
    if (this.on) this.load();
  }

  /** @param {boolean} on */
  setOn(on) {
    this.on = on;
    if (on) this.load(true);
  }

  /** @param {Row[]} models */
  setModels(models) {
    this.models = models;
    this.choice.hidden = !models.length;
    this.boxes.replaceChildren(...models.map((model) => this.checkbox(model)));
  }

  /** @param {Row} model @returns {HTMLElement} */
  checkbox({ key, name, clips }) {
    const box = make("input", { type: "checkbox", checked: this.chosen?.has(key), value: key });
    box.addEventListener("change", () => {
      this.chosen = new Set(this.checkboxes.filter(({ checked }) => checked).map(({ value }) => value));
      this.load(true);
    });
    return make("label", { class: "ew-board-chip" }, box, make("span", {}, name, make("small", {}, ` ${text("board.tally.clips", { count: clips ?? 0 })}`)));
  }

  get checkboxes() {
    return [...this.boxes.querySelectorAll("input")];
  }

  /** @param {boolean} [aloud] whether to announce the result: the reader caused the request */
  async load(aloud) {
    if (!this.models.length) return this.showMessage(text("board.same.no_answers"));
    if (this.chosen?.size === 0) return this.showMessage(text("board.same.none_chosen"));
    const query = this.chosen ? `?entrants=${[...this.chosen].map(encodeURIComponent).join(",")}` : "";
    const request = (this.request = Symbol("request"));
    this.answer.setAttribute("aria-busy", "true");
    try {
      /** @type {{data: ComparedClips}} */
      const { data } = await fetchJson(address(`/api/leaderboard/same-clips${query}`));
      if (request !== this.request) return undefined;
      if (!this.chosen) this.applyServerChoice(data);
      this.draw(data, aloud);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      if (request === this.request) this.showMessage(error.message, { label: text("page.try_again"), run: () => this.load(true) });
    } finally {
      if (request === this.request) this.answer.removeAttribute("aria-busy");
    }
    return undefined;
  }

  /** Ticks the models that the server chose. @param {ComparedClips} result */
  applyServerChoice({ entrants }) {
    for (const box of this.checkboxes) box.checked = entrants.includes(box.value);
  }

  /** @param {string} sentence @param {{label: string, run: () => void}} [action] */
  showMessage(sentence, action) {
    const button = action && make("button", { type: "button", class: "ew-board-again", onclick: action.run }, action.label);
    this.drawn = null;
    this.answer.replaceChildren(make("p", { class: "ew-board-note" }, sentence, " ", button));
  }

  /** @param {ComparedClips} result @param {boolean} [aloud] whether to announce it */
  draw(result, aloud) {
    this.result = result;
    const { rows, why_not: whyNot } = result;
    const drawn = JSON.stringify([rows, whyNot, narrow.matches]);
    if (drawn === this.drawn) return;
    const why = whyNot && make("p", { class: "ew-board-note" }, whyNot);
    const parts = rows.length ? [why, this.table(rows), make("p", { class: "ew-board-small" }, text("board.same.method"))] : [why];
    this.answer.replaceChildren(...parts.filter(isPresent));
    this.drawn = drawn;
    if (aloud) this.announce(whyNot || text("board.same.compared", { count: rows.length }));
  }

  /** @param {ComparedRow[]} rows @returns {HTMLElement} */
  table(rows) {
    const known = COMPARED.filter(([key]) => this.columns.has(key));
    const shown = narrow.matches ? known.slice(0, PHONE_COLUMNS) : known;
    const head = [heading(text("board.name")), ...shown.map(([, title]) => heading(text(title)))];
    const ordered = [...rows].sort((a, b) => (b.figures.all?.geoscore ?? -1) - (a.figures.all?.geoscore ?? -1));
    return make(
      "div",
      { class: "ew-board-scroll", role: "region", "aria-label": text("board.same_clips"), tabindex: 0 },
      make(
        "table",
        { role: "table", class: "ew-board-same" },
        make("caption", { class: "ew-hidden" }, text("board.same.caption")),
        make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...head)),
        make("tbody", { role: "rowgroup" }, ...ordered.flatMap((row) => this.rows(row, shown, known))),
      ),
    );
  }

  /** @param {ComparedRow} row @param {Compared[]} shown @param {Compared[]} known @returns {HTMLElement[]} */
  rows(row, shown, known) {
    const { difference, why_not: whyNot } = row;
    const own = this.row(row.kind, row.name, text("board.tally.clips", { count: row.clips ?? 0 }), shown, (key) => [difference?.[key]?.entrant ?? row.figures.all?.[key], row.intervals.all?.[key]]);
    if (!difference) return [own];
    const people = this.row("human", text("board.kind.human"), "", shown, (key) => [difference[key]?.people, difference[key]?.people_interval ?? undefined]);
    const why = whyNot && make("p", { class: "ew-board-small" }, whyNot);
    const cell = make("td", { role: "cell", colspan: shown.length + 1 }, why, this.differences(row, difference, shown, known));
    return [own, people, make("tr", { role: "row", class: "ew-board-differ" }, cell)];
  }

  /**
   * @param {string} kind @param {string} name @param {string} clips @param {Compared[]} shown
   * @param {(key: string) => [value: number | null | undefined, span: Span | undefined]} of a figure and its interval
   * @returns {HTMLElement}
   */
  row(kind, name, clips, shown, of) {
    const head = make("th", { role: "rowheader", scope: "row" }, make("span", { class: "ew-board-what" }, shape(kind), make("span", {}, name, clips && make("small", {}, ` ${clips}`))));
    const cells = shown.map(([key]) => {
      const column = this.columns.get(key);
      if (!column) return make("td", { role: "cell" });
      const [value, ends] = of(key);
      const span = interval(ends, column);
      return make("td", { role: "cell" }, figure(value, column), span && make("small", { class: "ew-board-span" }, span));
    });
    return make("tr", { role: "row" }, head, ...cells);
  }

  /**
   * The differences as a list; figures without a column in the table are included.
   * @param {ComparedRow} row @param {Record<string, Difference>} difference @param {Compared[]} shown
   * @param {Compared[]} known @returns {HTMLElement}
   */
  differences({ figures }, difference, shown, known) {
    const listed = known.filter(([key]) => difference[key]);
    return make(
      "ul",
      {},
      ...listed.map(([key, , title], index) => {
        const column = this.columns.get(key);
        if (!column) return "";
        const value = index < shown.length ? "" : ` ${figure(figures.all?.[key], column)}:`;
        return make("li", {}, make("strong", {}, text(title)), `${value} ${differenceText(difference[key], column)}`);
      }),
    );
  }
}
