// The leaderboard's table: sortable, and updated in place without losing focus or scroll position.

import { entries, largestFirst, sortRows } from "./columns.js";
import { idOf, detailsOf, rowOf } from "./row.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { BoardBody, Part, Row } from "./types.d.ts"
 * @import { Entry } from "./columns.js"
 * @import { View } from "./row.js"
 * @typedef {object} TableRow a row to render
 * @property {string} id @property {string} signature JSON of what it is made from @property {() => HTMLElement} make
 */

const narrow = matchMedia("(max-width: 47.99rem)");
const PHONE_COLUMNS = 2; // expanded rows show the rest
const STEP = 1000; // bars end at the best score rounded up to a multiple

/** Renders rows; the reader chooses part, columns and order. */
export class Table {
  /** @type {Part} */
  part = "all";
  wide = false;
  order = { id: "geoscore", descending: true };
  /** @type {Row[]} */
  rows = [];
  /** @type {{main: Entry[], more: Entry[]} | null} */
  entries = null;
  /** @type {Set<string>} ids of rows */
  open = new Set();
  /** @type {Set<string>} ids of rows */
  unfolded = new Set();
  /** @type {Map<string, {signature: string, element: HTMLElement}>} rows by id */
  drawn = new Map();

  /** @param {HTMLElement} table @param {(sentence: string) => void} announce to screen readers */
  constructor(table, announce) {
    this.announce = announce;
    // Explicit roles: browsers drop table semantics when CSS changes the rows' `display`.
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
  get allColumns() {
    return this.entries ? [...this.entries.main, ...this.entries.more] : [];
  }

  /** @returns {Entry[]} the columns in the table */
  get columns() {
    const main = this.entries?.main ?? [];
    if (narrow.matches) return main.slice(0, PHONE_COLUMNS);
    return this.wide ? this.allColumns : main;
  }

  /** @param {Part} part */
  setPart(part) {
    this.part = part;
    this.draw();
  }

  /** @param {boolean} wide */
  setWide(wide) {
    this.wide = wide;
    this.draw();
  }

  /** @param {string} id of a column, or "name" @param {boolean} [descending] by default, sorting by the same column again reverses the order */
  sort(id, descending) {
    const entry = this.entry(id);
    const next = this.order.id === id ? !this.order.descending : largestFirst(entry);
    this.order = { id, descending: descending ?? next };
    this.draw();
    this.announce(text(this.order.descending ? "board.sorted_down" : "board.sorted_up", { column: entry?.title ?? text("board.name") }));
  }

  /** @param {string} id of a column @returns {Entry | null} */
  entry(id) {
    return this.allColumns.find((entry) => entry.id === id) ?? null;
  }

  /** @param {"open" | "unfold"} action @param {string} id of a row */
  toggle(action, id) {
    const set = action === "open" ? this.open : this.unfolded;
    if (!set.delete(id)) set.add(id);
    this.draw();
  }

  draw() {
    if (!this.entries) return;
    this.drawHead();
    const view = this.view();
    reconcile(this.body, this.tableRows(view), this.drawn);
  }

  /** @returns {View} */
  view() {
    const scores = this.rows.flatMap((row) => [row.figures[this.part]?.geoscore ?? 0, row.intervals[this.part]?.geoscore?.[1] ?? 0]);
    const constants = this.rows.filter((row) => row.kind === "constant").map((row) => row.figures[this.part]?.geoscore ?? -1);
    const mark = Math.max(-1, ...constants);
    return {
      part: this.part,
      entries: this.columns,
      rest: this.allColumns.filter((entry) => !this.columns.includes(entry)),
      narrow: narrow.matches,
      best: STEP * Math.max(1, Math.ceil(Math.max(0, ...scores) / STEP)),
      mark: mark < 0 ? null : mark,
      open: this.open,
      unfolded: this.unfolded,
      act: (action, id) => this.toggle(action, id),
    };
  }

  /** @param {View} view @returns {TableRow[]} */
  tableRows(view) {
    /** @param {Row[]} rows */
    const order = (rows) => sortRows(rows, this.part, this.entry(this.order.id), this.order.descending);
    return order(this.rows.filter((row) => row.main)).flatMap((row) => {
      const beneath = this.rows.filter((other) => !other.main && other.under === row.key);
      const shown = this.unfolded.has(idOf(row)) ? order(beneath) : [];
      return [...this.withOpened(row, beneath, view), ...shown.flatMap((other) => this.withOpened(other, [], view))];
    });
  }

  /** @param {Row} row @param {Row[]} beneath @param {View} view @returns {TableRow[]} */
  withOpened(row, beneath, view) {
    const id = idOf(row);
    const isOpen = view.open.has(id);
    const inputs = [row, beneath.length, view.part, view.best, view.mark, view.entries.length, view.narrow, isOpen, view.unfolded.has(id)];
    const signature = JSON.stringify(inputs);
    const parts = [{ id, signature, make: () => rowOf(row, beneath, view) }];
    if (isOpen) parts.push({ id: `${id}|opened`, signature, make: () => detailsOf(row, view) });
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
    const isSorted = this.order.id === id;
    const direction = isSorted && (this.order.descending ? "descending" : "ascending");
    const button = make("button", { type: "button", "data-sort": id, title: meaning, onclick: () => this.sort(id) }, title);
    return make("th", { role: "columnheader", scope: "col", class: kind, "aria-sort": direction }, button);
  }
}

/** @param {string} kind @param {HTMLElement | string} title @returns {HTMLElement} */
const unsorted = (kind, title) => make("th", { role: "columnheader", scope: "col", class: kind }, title);

/**
 * Updates `body` to these rows in this order; keeps the elements of unchanged rows, and the focus.
 * @param {HTMLElement} body @param {TableRow[]} parts
 * @param {Map<string, {signature: string, element: HTMLElement}>} drawn the current rows; updated
 */
function reconcile(body, parts, drawn) {
  const focus = focusWithin(body);
  const focused = focus && { id: focus.closest("tr")?.dataset.id ?? "", act: focus.dataset.act };
  const wanted = new Set(parts.map(({ id }) => id));
  for (const [id, { element }] of drawn) if (!wanted.has(id)) drawn.delete(id), element.remove();
  let next = body.firstElementChild;
  for (const part of parts) {
    const old = drawn.get(part.id);
    const element = old?.signature === part.signature ? old.element : part.make();
    if (old && old.element !== element) {
      if (next === old.element) next = element;
      old.element.replaceWith(element);
    }
    drawn.set(part.id, { signature: part.signature, element });
    if (element === next) next = element.nextElementSibling;
    else body.insertBefore(element, next);
  }
  const row = focused && document.activeElement !== focus && drawn.get(focused.id);
  if (row) focusOn(row.element, `[data-act="${focused.act}"]`);
}

/** @param {HTMLElement} element @returns {HTMLElement | null} the focused element, if it is inside */
function focusWithin(element) {
  const focus = document.activeElement;
  return focus instanceof HTMLElement && element.contains(focus) ? focus : null;
}

/** @param {HTMLElement} element @param {string} selector of the element to focus inside it */
function focusOn(element, selector) {
  /** @type {HTMLElement | null} */
  const target = element.querySelector(selector);
  target?.focus({ preventScroll: true });
}
