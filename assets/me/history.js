// All rounds of a player, page by page, and as a file.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { part } from "./part.js";
import { roundItem, roundList } from "./round-list.js";
import { saveButton } from "./saving.js";

/**
 * @import { Page } from "../game/page.js"
 * @import { RoundSound } from "./round-list.js"
 * @import { History as Found } from "./types.d.ts"
 */

export class History {
  /** @type {number | null} */
  before = null;

  /** @param {Page} page @param {RoundSound} sound */
  constructor(page, sound) {
    this.page = page;
    this.sound = sound;
    this.list = roundList([], sound);
    this.more = make("button", { type: "button", class: "ew-copy", hidden: true, onclick: () => void this.page.press({ label: "", run: () => this.load() }) }, text("me.more"));
    const save = saveButton(page, "rounds", text("me.save"));
    this.root = part(text("me.history"), this.list, make("div", { class: "ew-own-actions" }, this.more, save));
    this.load().catch((error) => page.showError(error));
  }

  async load() {
    const query = this.before === null ? "" : `?before=${this.before}`;
    /** @type {Found} */
    const { rounds, before } = await this.page.api.get(`/api/players/me/rounds${query}`);
    const isMore = this.before !== null;
    const items = rounds.map((round) => roundItem(round, this.sound));
    this.list.append(...items);
    this.before = before;
    this.more.hidden = before === null;
    if (isMore) items[0]?.querySelector("button")?.focus();
  }
}
