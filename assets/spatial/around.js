// "Around you": scenes around the listener's head. Mounted when its tab opens.

import { Announcer } from "../shared/announcer.js";
import { Api, ApiError, statusOf } from "../shared/api.js";
import { isPresent, make } from "../shared/dom.js";
import { Session } from "../shared/session.js";
import { text } from "../shared/texts.js";
import { showStart } from "./start-screen.js";

/**
 * @import { Child } from "../shared/dom.js"
 * @import { Page } from "../game/page.js"
 * @import { SpatialGame, SpatialState, Track } from "./types.d.ts"
 */

/** @typedef {{label: string, run: () => Promise<void> | void, why?: string | null}} Action `why`: it cannot run yet */

const STORE = "earwitness.around"; // the player is the game's; what is played here is stored apart

/** One screen at a time, in the tab. */
export class Around {
  busy = false;
  /** @type {(() => void) | null} closes what the screen holds open */
  leaving = null;
  /** @type {((key: string) => boolean) | null} */
  onKey = null;
  /** @type {Action | null} */
  primaryAction = null;

  /** @param {HTMLElement} slot @param {Page} page the game's, whose player this is */
  constructor(slot, page) {
    this.page = page;
    this.player = page.player;
    this.store = new Session(STORE);
    this.body = make("div", { class: "ew-around-body" });
    this.actions = make("div", { class: "ew-around-actions" });
    const live = make("p", { class: "ew-hidden", role: "status", "aria-live": "polite" });
    const note = make("div", { class: "ew-around-note", hidden: true });
    const warning = make("p", { class: "ew-around-note", hidden: true });
    this.root = slot;
    this.root.replaceChildren(this.body, this.actions, warning, note, live);
    this.announcer = new Announcer(live, note, warning);
    this.api = new Api({
      token: () => page.session.token,
      onTrouble: (trouble) => this.announcer.showTrouble(trouble),
      onRecovered: () => this.announcer.recovered(),
    });
    this.root.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener("keydown", (event) => event.target === document.body && this.press(event));
    new IntersectionObserver(([{ isIntersecting }]) => isIntersecting || this.onHidden?.()).observe(this.root);
  }

  /** @type {(() => void) | null} called when another tab is opened: nothing plays on unseen */
  onHidden = null;

  start() {
    return this.run(async () => {
      const game = this.store.game;
      if (game && (await this.resume(game))) return;
      await this.home();
    });
  }

  /** @param {string} game @returns {Promise<boolean>} whether it goes on */
  async resume(game) {
    const { nextTrial } = await import("./trial-screen.js");
    try {
      await nextTrial(this, { game });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.store.game = null;
      return false;
    }
  }

  /** Shows the first screen, as the server knows the player. */
  async home() {
    /** @type {SpatialState} */
    const state = await this.api.get("/api/spatial");
    this.store.game = null;
    showStart(this, state);
  }

  /** Begins a game. @param {Track} track @param {boolean} practice */
  async begin(track, practice) {
    const { nextTrial } = await import("./trial-screen.js");
    /** @type {SpatialGame} */
    const game = await this.asPlayer(() => this.api.post("/api/spatial/games", { track, practice }));
    this.store.game = game.game;
    await nextTrial(this, game);
  }

  /**
   * Calls as this browser's player, who is registered first where there is none, or where the server has forgotten them.
   * @template T @param {() => Promise<T>} call @returns {Promise<T>}
   */
  async asPlayer(call) {
    if (!this.page.session.token) await this.player.register();
    try {
      return await call();
    } catch (error) {
      if (statusOf(error) !== 401) throw error;
      await this.player.register();
      return call();
    }
  }

  /**
   * Draws a screen.
   * @param {string} name @param {string} title @param {Child[]} children @param {Action[]} actions the first is the main one
   */
  show(name, title, children, actions) {
    this.leaving?.();
    this.leaving = this.onHidden = this.onKey = null;
    this.announcer.clear();
    const heading = make("h1", { class: "ew-around-title", tabindex: -1 }, title);
    this.root.dataset.screen = name;
    this.body.replaceChildren(heading, ...children.filter(isPresent));
    this.setActions(...actions);
    if (this.root.contains(document.activeElement) || document.activeElement === document.body) heading.focus({ preventScroll: true });
    document.body.scrollTop = 0;
  }

  /** @param {...Action} actions */
  setActions(...actions) {
    this.primaryAction = actions[0] ?? null;
    const buttons = actions.map((action, place) => {
      const look = place ? "ew-around-second" : "ew-around-primary";
      return make("button", { type: "button", class: look, "aria-disabled": action.why ? "true" : null, onclick: () => void this.act(action) }, action.label);
    });
    const focused = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(...buttons);
    if (focused) buttons[0]?.focus({ preventScroll: true });
  }

  /** @param {Action} action */
  act({ why, run }) {
    if (this.busy) return this.announcer.announce(text("page.one_moment"));
    if (why) return this.announcer.notify(why);
    return this.run(run);
  }

  /** Runs it and reports its errors; the buttons do nothing meanwhile. @param {() => Promise<void> | void} action */
  async run(action) {
    this.busy = true;
    this.root.setAttribute("aria-busy", "true");
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ApiError)) console.error(error);
      this.announcer.notify(error instanceof ApiError ? error.detail : text("page.failed"), { label: text("page.try_again"), run: () => void this.start() });
    } finally {
      this.busy = false;
      this.root.removeAttribute("aria-busy");
    }
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || !this.root.checkVisibility()) return;
    if (this.onKey?.(event.key)) event.preventDefault();
  }
}

/** @type {Around | undefined} one per window; Gradio may render its tab several times */
let around;

/** @param {HTMLElement} slot @param {Page} page */
export function mount(slot, page) {
  if (around) return slot.replaceWith(around.root);
  around = new Around(slot, page);
  Object.assign(slot, { around }); // for the console and the browser tests
  void around.start();
  return undefined;
}
