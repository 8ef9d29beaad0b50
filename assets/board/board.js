// Leaderboard: mounted when its tab opens, polled while it is visible.

import { Contents } from "./contents.js";
import { Feed } from "./feed.js";
import { Figures } from "./figures.js";
import { HeadlineView } from "./headline.js";
import { build } from "./layout.js";
import { narrow } from "./narrow.js";
import { comparable, SameClips } from "./same-clips.js";
import { Table } from "./table.js";
import { whichBoard } from "./which-board.js";
import { You } from "./you.js";
import { age, ages, emptyWords, tally } from "./format.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { BoardBody, Part, ReadyBoard } from "./types.d.ts" */

const TICK = 1_000; // ms

/** @type {Board | undefined} one per window; Gradio may render its tab several times */
let board;

/** @param {HTMLElement} holder the component's element, with `.ew-board` and its style sheets inside */
export async function mount(holder) {
  /** @type {HTMLElement | null} */
  const slot = holder.querySelector(".ew-board");
  if (!slot) return undefined;
  if (board && slot !== board.ui.root) return slot.replaceWith(board.ui.root);
  await Promise.all([...holder.querySelectorAll("link")].map(stylesheetLoaded));
  board ??= new Board(slot);
  return undefined;
}

/** Resolves when a style sheet has loaded or failed. @param {HTMLLinkElement} link */
function stylesheetLoaded(link) {
  if (link.sheet) return undefined;
  return new Promise((resolve) => ["load", "error"].forEach((name) => link.addEventListener(name, resolve, { once: true })));
}

class Board {
  /** @type {BoardBody | null} */
  data = null;
  clockOffset = 0; // server clock minus browser clock, s
  drawn = ""; // JSON of what was drawn last
  /** @type {"same" | "every" | null} the reader's choice */
  view = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    narrow.watch(root);
    this.ui = build(root);
    /** @param {string} sentence */
    const announce = (sentence) => (this.ui.live.textContent = sentence);
    this.table = new Table(this.ui.table, announce);
    this.same = new SameClips(this.ui.same, announce);
    this.headline = new HeadlineView(this.ui.headline, this.ui.nearest);
    this.contents = new Contents(root, this.ui.contents);
    this.you = new You(() => [this.table, this.same].forEach((part) => part.setOwn(this.you.own)));
    this.figures = new Figures(this.ui.figures, root.dataset.version ?? "");
    whichBoard(root, announce);
    this.addListeners();
    /** @type {Feed<BoardBody>} */
    this.feed = new Feed(root, "/api/leaderboard", {
      onUpdate: (data, clockOffset) => this.show(data, clockOffset),
      onError: (message) => this.showError(message),
      onRecovered: () => (this.ui.trouble.hidden = true),
    });
    this.feed.start();
    this.keepAges();
  }

  /** Has the ages grow while they can be read: each change lays out the whole board. */
  keepAges() {
    let inView = false;
    const tick = () => inView && this.feed.isVisible && this.updateAges();
    new IntersectionObserver((entries) => {
      inView = entries[entries.length - 1].isIntersecting; // the latest
      tick();
    }).observe(this.ui.ages);
    setInterval(tick, TICK);
  }

  addListeners() {
    const { ui, table } = this;
    ui.part.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) table.setPart(/** @type {Part} */ (target.value));
    });
    ui.order.addEventListener("change", () => table.sort(ui.order.value, ui.order.value === "name" ? false : undefined));
    ui.wide.addEventListener("change", () => this.toggleAllColumns());
    ui.view.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      this.view = target.value === "same" ? "same" : "every";
      this.showView(this.view);
    });
    new ResizeObserver(() => this.updateFocusability()).observe(ui.scroll);
  }

  toggleAllColumns() {
    this.ui.root.classList.toggle("has-all", this.ui.wide.checked);
    this.table.setWide(this.ui.wide.checked);
    this.updateFocusability();
  }

  /** Makes the table focusable, and so scrollable by keyboard, while it overflows. */
  updateFocusability() {
    const { scroll } = this.ui;
    if (scroll.scrollWidth > scroll.clientWidth + 1) scroll.tabIndex = 0;
    else scroll.removeAttribute("tabindex");
  }

  /** @param {"same" | "every"} view */
  showView(view) {
    const isSame = view === "same";
    const radio = this.ui.view.querySelector(`[value="${view}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
    this.ui.same.hidden = !isSame;
    this.ui.scroll.hidden = isSame;
    this.ui.root.classList.toggle("has-same", isSame);
    if (this.same.on !== isSame) this.same.setOn(isSame, this.view !== null);
    this.updateFocusability();
  }

  /** @param {BoardBody} data @param {number} clockOffset server clock minus browser clock, s */
  show(data, clockOffset) {
    const { ui } = this;
    const drawn = JSON.stringify({ ...data, as_of: 0 });
    const unchanged = drawn === this.drawn;
    Object.assign(this, { data, clockOffset, drawn });
    this.showProgress(data);
    this.you.refresh(data);
    if (unchanged) return this.updateAges();
    const counted = data.rows.length > 0;
    for (const part of [ui.standings, ui.measured, ui.downloads]) part.hidden = !counted;
    if (!counted) return undefined;
    this.showLead(data);
    this.table.show(data, this.intervalAge(data));
    this.same.show(data);
    const isComparable = comparable(data.rows).length > 0;
    ui.view.hidden = !isComparable;
    this.showView(isComparable ? (this.view ?? (hasPeople(data) ? "same" : "every")) : "every");
    this.figures.show(data);
    this.showExplanations(data);
    this.updateSortOptions();
    this.updateFocusability();
    this.contents.update();
    return this.updateAges();
  }

  /** @param {BoardBody} data */
  showLead(data) {
    const { ui } = this;
    const hasHeadline = this.headline.show(data);
    ui.root.classList.toggle("has-headline", hasHeadline);
    if (hasHeadline) ui.background.append(ui.lead);
    else ui.header.append(ui.lead);
    updateChildren(ui.leftOut, data.state === "ready" ? data.left_out.sentences.map((sentence) => make("p", {}, sentence)) : []);
    const empty = data.state === "ready" && data.counts.guesses === 0;
    updateChildren(ui.lead, data.lead.map((sentence) => make("p", {}, sentence)));
    ui.tally.textContent = data.state === "ready" ? tally(data) : "";
    ui.empty.hidden = !empty;
    if (empty) updateChildren(ui.empty, emptyParts(data));
  }

  /** @param {BoardBody} data */
  showProgress(data) {
    const { counting } = this.ui;
    counting.hidden = data.state !== "counting";
    if (data.state !== "counting") return counting.replaceChildren();
    const part = Math.round(100 * (data.progress || 0));
    if (!counting.firstChild) {
      counting.append(make("p", {}, text(data.rows.length ? "board.counting_published" : "board.counting")));
      counting.append(make("progress", { max: 100, "aria-label": text("board.progress") }));
    }
    return counting.querySelector("progress")?.setAttribute("value", String(part));
  }

  /** @param {BoardBody} data */
  showExplanations({ notes, columns }) {
    updateChildren(this.ui.notes, notes.map((note) => make("li", {}, note)));
    updateChildren(this.ui.meanings, columns.map(({ title, meaning }) => make("div", {}, make("dt", {}, title), make("dd", {}, text("board.column.meaning", { meaning: meaning.replaceAll("`", "") })))));
  }

  updateSortOptions() {
    const options = [["name", text("board.name")], ...this.table.allColumns.map(({ id, title }) => [id, title])];
    updateChildren(this.ui.order, options.map(([value, label]) => make("option", { value }, label)));
    this.ui.order.value = this.table.order.id;
  }

  updateAges() {
    const sentence = this.data ? ages(this.data, Date.now() / 1000 + this.clockOffset) : "";
    if (sentence !== this.ui.ages.textContent) this.ui.ages.textContent = sentence;
  }

  /** @param {BoardBody} data @returns {string} age of the intervals that take longest */
  intervalAge(data) {
    const at = data.state === "ready" ? data.intervals_as_of : null;
    return at ? age(Date.now() / 1000 + this.clockOffset - at) : "";
  }

  /** @param {string} message */
  showError(message) {
    const { trouble } = this.ui;
    const note = text(this.data ? "board.old_data" : "board.no_data");
    trouble.hidden = false;
    const retry = make("button", { type: "button", class: "ew-board-again", onclick: () => this.feed.refresh() }, text("page.try_again"));
    updateChildren(trouble, [make("p", {}, `${message} ${note}`), retry]);
    if (!this.data) this.ui.live.textContent = message;
  }
}

/** @param {BoardBody} data @returns {boolean} whether there is a row of people */
const hasPeople = ({ rows }) => rows.some(({ key }) => key === "human");

/** @param {ReadyBoard} data @returns {HTMLElement[]} */
function emptyParts(data) {
  const [first, ...rest] = emptyWords(data);
  return [make("h2", {}, first), ...rest.map((sentence) => make("p", {}, sentence))];
}

/**
 * Replaces an element's children unless they are the same, to keep the focus and a screen reader's position.
 * @param {HTMLElement} element @param {HTMLElement[]} parts
 */
function updateChildren(element, parts) {
  const html = parts.map((part) => part.outerHTML).join("");
  if (html === element.innerHTML) return;
  element.replaceChildren(...parts);
}
