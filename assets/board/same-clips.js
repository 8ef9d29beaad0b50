// Same-clips comparison: people and each chosen model on the clips that both have answered, with the difference.

import { fetchJson, FetchError, told } from "./feed.js";
import { narrow } from "./narrow.js";
import { foldable, invitation, limited, ShowAll } from "./short-list.js";
import { comparison } from "./same-clips-table.js";
import { isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { BoardBody, Column, ComparedClips, ComparedRow, OwnRow, Row } from "./types.d.ts" */

const AGAIN = 60_000; // ms between requests that the reader has not caused

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
  /** @type {Row | undefined} */
  people;
  /** @type {OwnRow | null} the reader's own row */
  own = null;
  fewest = 0; // rounds that it needs
  loaded = 0; // when the comparison was last asked for, ms since 1970
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
    const choice = make("fieldset", { class: "ew-board-choice" }, make("legend", { class: "ew-hidden" }, text("board.same.choose")), this.boxes);
    this.choice = foldable(choice, text("board.same.choose"));
    this.answer = make("div", { class: "ew-board-answer" });
    this.showAll = new ShowAll(() => this.redraw());
    panel.append(this.answer, this.choice);
    narrow.addEventListener("change", () => this.redraw());
  }

  /** @param {BoardBody} board */
  show(board) {
    this.columns = new Map((board.columns || []).map((column) => [column.key, column]));
    const models = comparable(board.rows);
    const modelsJson = JSON.stringify(models.map(({ key, name }) => [key, name]));
    if (modelsJson !== this.modelsJson) this.setModels(models);
    this.modelsJson = modelsJson;
    this.people = board.rows.find(({ key }) => key === "human");
    this.fewest = board.state === "ready" ? board.fewest_rounds : 0;
    if (this.on && Date.now() - this.loaded >= AGAIN) this.load();
    else this.redraw();
  }

  /** @param {OwnRow | null} own */
  setOwn(own) {
    this.own = own;
    this.redraw();
  }

  redraw() {
    if (this.on && this.result) this.draw(this.result);
  }

  /** @param {boolean} on @param {boolean} aloud whether to announce the result: the reader chose it */
  setOn(on, aloud) {
    this.on = on;
    if (on) this.load(aloud);
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
    return make("label", { class: "ew-board-chip" }, box, make("span", {}, make("bdi", {}, name), make("small", {}, ` ${text("board.tally.clips", { count: clips ?? 0 })}`)));
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
    this.loaded = Date.now();
    this.answer.setAttribute("aria-busy", "true");
    try {
      /** @type {{data: ComparedClips}} */
      const { data } = await fetchJson(told(`/api/leaderboard/same-clips${query}`));
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
    const drawn = JSON.stringify([rows, whyNot, narrow.matches, this.people, this.own, this.showAll.all]);
    if (drawn === this.drawn) return;
    const why = whyNot && make("p", { class: "ew-board-note" }, whyNot);
    const parts = rows.length ? [why, this.table(rows), this.showAll.button, make("p", { class: "ew-board-small" }, text("board.same.method"))] : [why];
    this.replace(parts.filter(isPresent));
    this.drawn = drawn;
    if (aloud) this.announce(whyNot || text("board.same.compared", { count: rows.length }));
  }

  /** Puts in a new answer, with what the reader has opened and where they are in it. @param {HTMLElement[]} parts */
  replace(parts) {
    const focus = document.activeElement;
    const inside = focus?.closest("details")?.dataset.key;
    const opened = [...this.answer.querySelectorAll("details")].filter(({ open }) => open).map(({ dataset }) => dataset.key);
    const isHere = this.answer.contains(focus);
    this.answer.replaceChildren(...parts);
    for (const details of this.answer.querySelectorAll("details")) {
      details.open = opened.includes(details.dataset.key);
      if (isHere && inside === details.dataset.key) details.querySelector("summary")?.focus({ preventScroll: true });
    }
    if (focus === this.showAll.button) this.showAll.button.focus({ preventScroll: true });
  }

  /** @param {ComparedRow[]} rows @returns {HTMLElement} */
  table(rows) {
    const ordered = [...rows].sort((a, b) => (b.figures.all?.geoscore ?? -1) - (a.figures.all?.geoscore ?? -1));
    const pinned = [this.people, this.own?.row].filter(isPresent);
    const some = limited(ordered, pinned.length, narrow.matches && !this.showAll.all);
    const words = this.own && !this.own.row ? invitation(this.own.rounds, this.fewest) : "";
    this.showAll.update(ordered.length + pinned.length, narrow.matches);
    return comparison(this.columns, pinned, words, some);
  }
}
