// The second board, around the head: people, chance and models in columns, figures, and what papers print.

import { AroundFigures } from "./around-figures.js";
import { differences, printed, standings } from "./around-table.js";
import { Feed } from "./feed.js";
import { address } from "../shared/address.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/** @import { AroundBody } from "./types.d.ts" */

const PATH = "/api/leaderboard/around";

export class AroundHead {
  drawn = ""; // JSON of what was drawn last

  /** @param {HTMLElement} view @param {string} version of the page's files @param {(sentence: string) => void} announce */
  constructor(view, version, announce) {
    this.announce = announce;
    this.trouble = make("div", { class: "ew-board-trouble", hidden: true });
    this.head = make("header", {}, make("h1", {}, text("spatial.board.title")), make("p", { class: "ew-board-lead" }, text("spatial.board.lead")));
    this.state = make("p", { class: "ew-board-note", role: "status" }, text("spatial.board.loading"));
    this.tables = make("div", { class: "ew-board-around-tables" });
    this.figures = new AroundFigures(version, `${PATH}/figures`);
    this.printed = make("div", {});
    const link = make("a", { href: address(`${PATH}.csv`), download: "", class: "ew-board-link" }, text("board.csv"));
    this.rest = make("div", {});
    this.downloads = make("footer", { class: "ew-board-downloads" }, make("p", {}, ...textParts("board.csv_all", { link })));
    view.replaceChildren(this.head, this.trouble, this.state, this.tables, this.figures.element, this.printed, this.rest, this.downloads);
    /** @type {Feed<AroundBody>} */
    this.feed = new Feed(view, PATH, {
      onUpdate: (body) => this.show(body),
      onError: (message) => this.showError(message),
      onRecovered: () => (this.trouble.hidden = true),
    });
    this.feed.start();
  }


  /** @param {AroundBody} body */
  show(body) {
    const drawn = JSON.stringify({ ...body, as_of: 0 });
    if (drawn === this.drawn) return;
    const isFirst = !this.drawn;
    this.drawn = drawn;
    const isCounting = body.state === "counting";
    this.state.textContent = isCounting ? text("board.counting") : stateOf(body);
    if (isCounting) return;
    this.tables.replaceChildren(...standings(body), ...differences(body));
    this.figures.show(body);
    this.printed.replaceChildren(printed(body));
    this.rest.replaceChildren(measured(body));
    if (isFirst) this.announce(text("spatial.board.title"));
  }

  /** @param {string} message */
  showError(message) {
    const retry = make("button", { type: "button", class: "ew-board-again", onclick: () => this.feed.refresh() }, text("page.try_again"));
    this.trouble.replaceChildren(make("p", {}, message), retry);
    this.trouble.hidden = false;
    if (!this.drawn) this.announce(message);
  }
}

/** @param {AroundBody} body @returns {string} */
function stateOf({ pack, rows }) {
  const title = pack ? text("spatial.board.pack", { title: pack.title }) : "";
  return rows.some(({ kind }) => kind === "people") ? title : [title, text("spatial.board.nobody")].filter(Boolean).join(" ");
}

/** What each column is, and what holds for all. @param {AroundBody} body @returns {HTMLElement} */
function measured({ notes, columns }) {
  const meanings = columns.map(({ title, meaning }) => make("div", {}, make("dt", {}, title), make("dd", {}, meaning)));
  const list = make("ul", { class: "ew-board-notes" }, ...notes.map((note) => make("li", {}, note)));
  return make("details", { class: "ew-board-measured" }, make("summary", {}, text("spatial.board.measured")), list, make("dl", { class: "ew-board-meanings" }, ...meanings));
}
