// The page on which the host of a study watches it: asks for the figures every few seconds, and draws them in place.

import { address } from "../shared/address.js";
import { copyText, saveAsFile } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { language, text } from "../shared/texts.js";
import { patch } from "./patch.js";
import { checks, clips, leftInRounds, steps, strata } from "./watch-tables.js";
import { linkOf, now, state, stopping } from "./watch-numbers.js";

/**
 * @import { WatchConfig, Watched } from "./types.d.ts"
 */

const EVERY = 10_000; // ms between two looks
const HIDDEN_EVERY = 60_000; // while nobody sees the page
const REFUSED = [403, 404];
const times = new Intl.DateTimeFormat(language, { timeStyle: "medium" });

export class WatchPage {
  timer = 0; // id; 0 while a reply is awaited
  lastAt = new Date(); // of the last figures
  showsClips = false;

  /** @param {HTMLElement} root @param {WatchConfig} config @param {string} key */
  constructor(root, config, key) {
    this.root = root;
    this.config = config;
    this.key = key;
    this.state = make("p", { class: "ew-watch-state" }, text("watch.label"));
    this.header = make("header", { class: "ew-header ew-study-header" }, this.title(), this.state);
    this.note = make("p", { class: "ew-watch-note", role: "status" }, text("watch.wait"));
    this.figures = make("div", { class: "ew-watch-figures" });
    root.append(this.note, this.figures);
  }

  start() {
    this.figures.addEventListener("click", (event) => void this.press(event.target));
    this.figures.addEventListener("toggle", (event) => this.toggle(event.target), true);
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    window.addEventListener("resize", () => this.letScroll());
    this.look();
  }

  /** Asks for the figures and draws them; asks again later, unless the key is refused. */
  async look() {
    if (!this.timer && this.figures.hasChildNodes()) return; // a reply is on its way
    clearTimeout(this.timer);
    this.timer = 0;
    const response = await this.ask(`?clips=${this.showsClips}`);
    if (response && REFUSED.includes(response.status)) return this.refuse();
    if (response?.ok) this.draw(await response.json());
    else this.note.textContent = text("watch.lost", { time: times.format(this.lastAt) });
    this.timer = window.setTimeout(() => this.look(), document.hidden ? HIDDEN_EVERY : EVERY);
  }

  /** @param {string} end of the address @returns {Promise<Response | null>} null without a connection */
  async ask(end) {
    const headers = { "X-Earwitness-Watch": this.key };
    try {
      return await fetch(address(`/api/studies/${this.config.study}/watch${end}`), { headers, cache: "no-store", referrerPolicy: "no-referrer" });
    } catch {
      return null;
    }
  }

  /** @param {Watched} watched */
  draw(watched) {
    this.lastAt = new Date();
    this.note.textContent = watched.is_ready ? "" : text("watch.not_ready");
    this.state.textContent = state(watched);
    document.title = text("watch.title_of", { count: watched.answers.answers, title: this.config.title });
    const updated = make("p", { class: "ew-watch-updated" }, text("watch.updated", { time: times.format(this.lastAt) }));
    const isEmpty = !watched.people.agreed && !watched.people.declined;
    const parts = [
      linkOf(watched, isEmpty),
      now(watched),
      stopping(watched),
      strata(watched),
      steps(watched, isEmpty),
      leftInRounds(watched),
      checks(watched),
      clips(watched),
      updated,
    ];
    patch(this.figures, make("div", { class: "ew-watch-figures" }, ...parts));
    this.letScroll();
  }

  /** Lets tables that are wider or longer than their place take the focus, so that they scroll by keyboard. */
  letScroll() {
    for (const box of this.figures.querySelectorAll(".ew-watch-scroll")) {
      const overflows = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (overflows) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  }

  refuse() {
    this.note.textContent = text("watch.refused.title");
    this.figures.replaceChildren();
  }

  /** @param {EventTarget | null} target */
  async press(target) {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.dataset.act === "copy") await this.copy(button);
    if (button?.dataset.act === "save") await this.save();
  }

  /** @param {HTMLButtonElement} button */
  async copy(button) {
    const link = button.parentElement?.querySelector("code");
    if (!link) return;
    const isCopied = await copyText(link.textContent ?? "", link);
    this.note.textContent = text(isCopied ? "watch.copied" : "watch.copy_by_hand");
  }

  async save() {
    const response = await this.ask(".csv");
    if (response?.ok) saveAsFile(`${this.config.study}-progress.csv`, await response.text());
  }

  /** @param {EventTarget | null} target the list of recordings, asked for only while it is open */
  toggle(target) {
    if (!(target instanceof HTMLDetailsElement)) return;
    this.showsClips = target.open;
    if (target.open) this.look();
  }

  /** @returns {HTMLElement} */
  title() {
    return make("h1", { class: "ew-study-title", lang: this.config.language }, make("span", {}, this.config.title));
  }
}
