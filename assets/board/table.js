// The table of people and models: sorted as asked, and brought up to date without moving under the reader's eyes.

import { entries, largestFirst, sorted } from "./columns.js";
import { idOf, openedOf, rowOf } from "./row.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { BoardBody, Part, Row } from "./types.d.ts"
 * @import { Entry } from "./columns.js"
 * @import { Look } from "./row.js"
 * @typedef {object} TableRow a row as it should stand
 * @property {string} id @property {string} told what it is made from @property {() => HTMLElement} make
 */

const narrow = matchMedia("(max-width: 47.99rem)");
const ON_PHONES = 2; // columns; what is opened tells the rest
const STEP = 1000; // bars end at the next thousand above the best

/** Draws rows into a table; the part, the columns and the order are the reader's. */
export class Table {
  /** @type {Part} */
  part = "all";
  wide = false;
  order = { id: "geoscore", down: true };
  /** @type {Row[]} */
  rows = [];
  /** @type {{main: Entry[], more: Entry[]} | null} */
  entries = null;
  /** @type {Set<string>} ids of rows */
  open = new Set();
  /** @type {Set<string>} ids of rows */
  unfolded = new Set();
  /** @type {Map<string, {told: string, element: HTMLElement}>} rows by id */
  drawn = new Map();

  /** @param {HTMLElement} table @param {(sentence: string) => void} say read out */
  constructor(table, say) {
    this.say = say;
    // Roles are said, as browsers forget them where a style sheet lays rows out in lines.
    this.head = make("tr", { role: "row" });
    this.body = make("tbody", { role: "rowgroup" });
    table.append(make("thead", { role: "rowgroup" }, this.head), this.body);
    narrow.addEventListener("change", () => this.draw());
  }

  /** @param {BoardBody} board */
  show(board) {
    this.rows = board.rows;
    this.entries = entries(board.columns || []);
    this.draw();
  }

  /** @returns {Entry[]} */
  get every() {
    return this.entries ? [...this.entries.main, ...this.entries.more] : [];
  }

  /** @returns {Entry[]} those that stand in the table */
  get columns() {
    const main = this.entries?.main ?? [];
    if (narrow.matches) return main.slice(0, ON_PHONES);
    return this.wide ? this.every : main;
  }

  /** @param {Part} part */
  turnTo(part) {
    this.part = part;
    this.draw();
  }

  /** @param {boolean} wide */
  widen(wide) {
    this.wide = wide;
    this.draw();
  }

  /** @param {string} id of a column, or "name" @param {boolean} [down] turns the order round when left out */
  sort(id, down) {
    const entry = this.entry(id);
    const turned = this.order.id === id ? !this.order.down : largestFirst(entry);
    this.order = { id, down: down ?? turned };
    this.draw();
    this.say(text(this.order.down ? "board.sorted_down" : "board.sorted_up", { column: entry?.title ?? text("board.name") }));
  }

  /** @param {string} id of a column @returns {Entry | null} */
  entry(id) {
    return this.every.find((entry) => entry.id === id) ?? null;
  }

  /** @param {"open" | "unfold"} what @param {string} id of a row */
  act(what, id) {
    const set = what === "open" ? this.open : this.unfolded;
    if (!set.delete(id)) set.add(id);
    this.draw();
  }

  draw() {
    if (!this.entries) return;
    this.drawHead();
    const look = this.look();
    put(this.body, this.parts(look), this.drawn);
  }

  /** @returns {Look} */
  look() {
    const scores = this.rows.flatMap((row) => [row.figures[this.part]?.geoscore ?? 0, row.intervals[this.part]?.geoscore?.[1] ?? 0]);
    const constants = this.rows.filter((row) => row.kind === "constant").map((row) => row.figures[this.part]?.geoscore ?? -1);
    const mark = Math.max(-1, ...constants);
    return {
      part: this.part,
      entries: this.columns,
      rest: this.every.filter((entry) => !this.columns.includes(entry)),
      narrow: narrow.matches,
      best: STEP * Math.max(1, Math.ceil(Math.max(0, ...scores) / STEP)),
      mark: mark < 0 ? null : mark,
      open: this.open,
      unfolded: this.unfolded,
      act: (what, id) => this.act(what, id),
    };
  }

  /** @param {Look} look @returns {TableRow[]} */
  parts(look) {
    /** @param {Row[]} rows */
    const order = (rows) => sorted(rows, this.part, this.entry(this.order.id), this.order.down);
    return order(this.rows.filter((row) => row.main)).flatMap((row) => {
      const beneath = this.rows.filter((other) => !other.main && other.under === row.key);
      const shown = this.unfolded.has(idOf(row)) ? order(beneath) : [];
      return [...this.withOpened(row, beneath, look), ...shown.flatMap((other) => this.withOpened(other, [], look))];
    });
  }

  /** @param {Row} row @param {Row[]} beneath @param {Look} look @returns {TableRow[]} */
  withOpened(row, beneath, look) {
    const id = idOf(row);
    const isOpen = look.open.has(id);
    const seen = [row, beneath.length, look.part, look.best, look.mark, look.entries.length, look.narrow, isOpen, look.unfolded.has(id)];
    const told = JSON.stringify(seen);
    const parts = [{ id, told, make: () => rowOf(row, beneath, look) }];
    if (isOpen) parts.push({ id: `${id}|opened`, told, make: () => openedOf(row, look) });
    return parts;
  }

  drawHead() {
    const focused = focusWithin(this.head)?.dataset.sort;
    const columns = this.columns.map((entry) => this.heading(entry.id, entry.title, `is-${entry.id}`, entry.column.meaning));
    const name = this.heading("name", text("board.name"), "ew-board-name");
    const first = narrow.matches ? [name, unsorted("ew-board-kind", make("span", { class: "ew-hidden" }, text("board.kind")))] : [unsorted("ew-board-rank", text("board.rank")), name];
    this.head.replaceChildren(...first, ...columns);
    if (focused) focusOn(this.head, `[data-sort="${focused}"]`);
  }

  /** @param {string} id @param {string} title @param {string} kind @param {string} [meaning] @returns {HTMLElement} */
  heading(id, title, kind, meaning) {
    const is = this.order.id === id;
    const way = is && (this.order.down ? "descending" : "ascending");
    const button = make("button", { type: "button", "data-sort": id, title: meaning, onclick: () => this.sort(id) }, title);
    return make("th", { role: "columnheader", scope: "col", class: kind, "aria-sort": way }, button);
  }
}

/** @param {string} kind @param {HTMLElement | string} title @returns {HTMLElement} */
const unsorted = (kind, title) => make("th", { role: "columnheader", scope: "col", class: kind }, title);

/**
 * Make `body` hold these rows in this order: rows that tell the same stay as they are, and the focus stays where it is.
 * @param {HTMLElement} body @param {TableRow[]} parts
 * @param {Map<string, {told: string, element: HTMLElement}>} drawn from the last time
 */
function put(body, parts, drawn) {
  const focus = focusWithin(body);
  const at = focus && { id: focus.closest("tr")?.dataset.id ?? "", act: focus.dataset.act };
  const wanted = new Set(parts.map(({ id }) => id));
  for (const [id, { element }] of drawn) if (!wanted.has(id)) drawn.delete(id), element.remove();
  let next = body.firstElementChild;
  for (const part of parts) {
    const old = drawn.get(part.id);
    const element = old?.told === part.told ? old.element : part.make();
    if (old && old.element !== element) {
      if (next === old.element) next = element;
      old.element.replaceWith(element);
    }
    drawn.set(part.id, { told: part.told, element });
    if (element === next) next = element.nextElementSibling;
    else body.insertBefore(element, next);
  }
  const row = at && document.activeElement !== focus && drawn.get(at.id);
  if (row) focusOn(row.element, `[data-act="${at.act}"]`);
}

/** @param {HTMLElement} element @returns {HTMLElement | null} what has the focus, if it is inside */
function focusWithin(element) {
  const focus = document.activeElement;
  return focus instanceof HTMLElement && element.contains(focus) ? focus : null;
}

/** @param {HTMLElement} element @param {string} selector of what gets the focus inside it */
function focusOn(element, selector) {
  /** @type {HTMLElement | null} */
  const found = element.querySelector(selector);
  found?.focus({ preventScroll: true });
}
