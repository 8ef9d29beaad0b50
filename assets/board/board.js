// The leaderboard: mounted when its tab is opened, and kept up to date while it is looked at.

import { Feed } from "./feed.js";
import { Figures } from "./figures.js";
import { build } from "./layout.js";
import { comparable, SameClips } from "./same-clips.js";
import { Table } from "./table.js";
import { ages, emptyWords, tally } from "./format.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { BoardBody, Part, ReadyBoard } from "./types.d.ts" */

const TICK = 1_000; // ms

/** @type {Board | undefined} one a window, however often Gradio draws its tab */
let board;

/** @param {HTMLElement} holder the component's element, with `.ew-board` and its style sheets inside */
export async function mount(holder) {
  /** @type {HTMLElement | null} */
  const place = holder.querySelector(".ew-board");
  if (!place) return undefined;
  if (board && place !== board.ui.root) return place.replaceWith(board.ui.root);
  await Promise.all([...holder.querySelectorAll("link")].map(styled));
  board ??= new Board(place);
  return undefined;
}

/** Nothing is shown without its style sheets, unless they do not come. @param {HTMLLinkElement} link */
function styled(link) {
  if (link.sheet) return undefined;
  return new Promise((go) => ["load", "error"].forEach((name) => link.addEventListener(name, go, { once: true })));
}

class Board {
  /** @type {BoardBody | null} */
  news = null;
  ahead = 0; // the server's clock minus ours, s
  told = ""; // what was drawn last, as JSON

  /** @param {HTMLElement} root */
  constructor(root) {
    this.ui = build(root);
    /** @param {string} sentence */
    const say = (sentence) => (this.ui.live.textContent = sentence);
    this.table = new Table(this.ui.table, say);
    this.same = new SameClips(this.ui.same, say);
    this.figures = new Figures(this.ui.figures, root.dataset.version ?? "");
    this.wire();
    this.feed = new Feed(root, {
      onNews: (news, ahead) => this.show(news, ahead),
      onTrouble: (words) => this.trouble(words),
      onWell: () => (this.ui.trouble.hidden = true),
    });
    this.feed.start();
    setInterval(() => this.feed.watched && this.tick(), TICK);
  }

  wire() {
    const { ui, table } = this;
    ui.part.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) table.turnTo(/** @type {Part} */ (target.value));
    });
    ui.order.addEventListener("change", () => table.sort(ui.order.value, ui.order.value === "name" ? false : undefined));
    ui.wide.addEventListener("change", () => this.widen());
    ui.sameSwitch.addEventListener("change", () => this.turnSame(ui.sameSwitch.checked));
    new ResizeObserver(() => this.fit()).observe(ui.scroll);
  }

  widen() {
    this.ui.root.classList.toggle("has-all", this.ui.wide.checked);
    this.table.widen(this.ui.wide.checked);
    this.fit();
  }

  /** What scrolls sideways can be scrolled by keyboard. */
  fit() {
    const { scroll } = this.ui;
    if (scroll.scrollWidth > scroll.clientWidth + 1) scroll.tabIndex = 0;
    else scroll.removeAttribute("tabindex");
  }

  /** @param {boolean} on */
  turnSame(on) {
    this.ui.same.hidden = !on;
    this.ui.scroll.hidden = on;
    this.ui.root.classList.toggle("has-same", on);
    this.same.turn(on);
  }

  /** @param {BoardBody} news @param {number} ahead the server's clock minus ours, s */
  show(news, ahead) {
    const { ui } = this;
    const told = JSON.stringify({ ...news, as_of: 0 });
    const same = told === this.told;
    Object.assign(this, { news, ahead, told });
    this.count(news);
    if (same) return this.tick();
    const counted = news.rows.length > 0;
    for (const part of [ui.standings, ui.measured, ui.downloads]) part.hidden = !counted;
    if (!counted) return undefined;
    this.lead(news);
    this.table.show(news);
    this.same.show(news);
    ui.sameSwitch.closest("label")?.toggleAttribute("hidden", !comparable(news.rows).length);
    this.figures.show(news);
    this.explain(news);
    this.offerOrders();
    this.fit();
    return this.tick();
  }

  /** @param {BoardBody} news */
  lead(news) {
    const { ui } = this;
    const empty = news.state === "ready" && news.counts.guesses === 0;
    fill(ui.lead, news.lead.map((sentence) => make("p", {}, sentence)));
    ui.tally.textContent = news.state === "ready" ? tally(news) : "";
    ui.empty.hidden = !empty;
    if (empty) fill(ui.empty, emptyParts(news));
  }

  /** @param {BoardBody} news */
  count(news) {
    const { counting } = this.ui;
    counting.hidden = news.state !== "counting";
    if (news.state !== "counting") return counting.replaceChildren();
    const part = Math.round(100 * (news.progress || 0));
    if (!counting.firstChild) {
      counting.append(make("p", {}, text(news.rows.length ? "board.counting_published" : "board.counting")));
      counting.append(make("progress", { max: 100, "aria-label": text("board.progress") }));
    }
    return counting.querySelector("progress")?.setAttribute("value", String(part));
  }

  /** @param {BoardBody} news */
  explain({ notes, columns }) {
    fill(this.ui.notes, notes.map((note) => make("li", {}, note)));
    fill(this.ui.meanings, columns.map(({ title, meaning }) => make("div", {}, make("dt", {}, title), make("dd", {}, `${meaning.replaceAll("`", "")}.`))));
  }

  offerOrders() {
    const options = [["name", text("board.name")], ...this.table.every.map(({ id, title }) => [id, title])];
    fill(this.ui.order, options.map(([value, label]) => make("option", { value }, label)));
    this.ui.order.value = this.table.order.id;
  }

  tick() {
    const told = this.news ? ages(this.news, Date.now() / 1000 + this.ahead) : "";
    if (told !== this.ui.ages.textContent) this.ui.ages.textContent = told;
  }

  /** @param {string} words */
  trouble(words) {
    const { trouble } = this.ui;
    const kept = text(this.news ? "board.old_data" : "board.no_data");
    trouble.hidden = false;
    const again = make("button", { type: "button", class: "ew-board-again", onclick: () => this.feed.now() }, text("page.try_again"));
    fill(trouble, [make("p", {}, `${words} ${kept}`), again]);
    if (!this.news) this.ui.live.textContent = words;
  }
}

/** @param {ReadyBoard} news @returns {HTMLElement[]} */
function emptyParts(news) {
  const [first, ...rest] = emptyWords(news);
  return [make("h2", {}, first), ...rest.map((sentence) => make("p", {}, sentence))];
}

/**
 * Puts parts into an element, unless it holds the same already: what is being read, and what has the focus, stays.
 * @param {HTMLElement} element @param {HTMLElement[]} parts
 */
function fill(element, parts) {
  const told = parts.map((part) => part.outerHTML).join("");
  if (told === element.innerHTML) return;
  element.replaceChildren(...parts);
}
