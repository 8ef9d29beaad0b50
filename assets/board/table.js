// The leaderboard's table: sortable, and updated in place without losing focus or scroll position.

import { entries, largestFirst, sortRows } from "./columns.js";
import { narrow } from "./narrow.js";
import { focusOn, focusWithin, reconcile } from "./reconcile.js";
import { isPinned, idOf, detailsOf, rowOf } from "./row.js";
import { invitation, limited, ShowAll } from "./short-list.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { BoardBody, OwnRow, Part, Row } from "./types.d.ts"
 * @import { Entry } from "./columns.js"
 * @import { View } from "./row.js"
 * @import { TableRow } from "./reconcile.js"
 */

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
  /** @type {OwnRow | null} the reader's own row */
  own = null;
  fewest = 0; // rounds that it needs
  ago = ""; // age of older intervals
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
    this.showAll = new ShowAll(() => this.draw());
    table.after(this.showAll.button);
    narrow.addEventListener("change", () => this.draw());
  }

  /** @param {BoardBody} board @param {string} ago age of older intervals */
  show(board, ago) {
    this.rows = board.rows;
    this.fewest = board.state === "ready" ? board.fewest_rounds : 0;
    this.ago = ago;
    this.entries = entries(board.columns || []);
    this.draw();
  }

  /** @param {OwnRow | null} own */
  setOwn(own) {
    this.own = own;
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
      ago: this.ago,
      open: this.open,
      unfolded: this.unfolded,
      act: (action, id) => this.toggle(action, id),
    };
  }

  /** Rows on top, then the others in order. @param {View} view @returns {TableRow[]} */
  tableRows(view) {
    /** @param {Row[]} rows */
    const order = (rows) => sortRows(rows, this.part, this.entry(this.order.id), this.order.descending);
    const main = this.rows.filter((row) => row.main);
    const pinned = [...main.filter(isPinned), ...(this.own?.row ? [this.own.row] : [])];
    const others = limited(order(main.filter((row) => !isPinned(row))), pinned.length, narrow.matches && !this.showAll.all);
    this.showAll.update(main.length + (this.own?.row ? 1 : 0), narrow.matches);
    return [...this.blocks(pinned, order, view), ...this.invited(view), ...this.blocks(others, order, view)];
  }

  /** @param {View} view @returns {TableRow[]} how to get a row of one's own */
  invited(view) {
    const words = this.own && !this.own.row ? invitation(this.own.rounds, this.fewest) : "";
    if (!words) return [];
    const cell = () => make("td", { role: "cell", colspan: view.entries.length + 2 }, words);
    return [{ id: "you|invited", signature: JSON.stringify([words, view.entries.length]), make: () => make("tr", { role: "row", class: "ew-board-invited", "data-id": "you|invited" }, cell()) }];
  }

  /** @param {Row[]} rows @param {(rows: Row[]) => Row[]} order @param {View} view @returns {TableRow[]} with what is opened and unfolded */
  blocks(rows, order, view) {
    return rows.flatMap((row) => {
      const beneath = this.rows.filter((other) => !other.main && other.under === row.key);
      const shown = this.unfolded.has(idOf(row)) ? order(beneath) : [];
      return [...this.withOpened(row, beneath, view), ...shown.flatMap((other) => this.withOpened(other, [], view))];
    });
  }

  /** @param {Row} row @param {Row[]} beneath @param {View} view @returns {TableRow[]} */
  withOpened(row, beneath, view) {
    const id = idOf(row);
    const isOpen = view.open.has(id);
    const inputs = [row, beneath.length, view.part, view.best, view.mark, view.ago, view.entries.length, view.narrow, isOpen, view.unfolded.has(id)];
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
