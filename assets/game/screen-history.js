// The game's screens in the browser's history: each has its entry and address, and back and forward open it again.

import { tellSpace, writeAddress, written } from "../shared/address-bar.js";
import { isLinked, LINKED } from "./screens.js";

/**
 * @import { LinkName, Scene } from "./game.js"
 * @import { Page } from "./page.js"
 */

/**
 * @typedef {object} Entry
 * @property {"start" | "game" | LinkName} name all rounds of a game and its summary are one entry
 * @property {string} query in the address, without its sign @property {string} value in that query @property {string | null} [game] its id
 */

const WITHOUT_LINK = ["random", "practice", "replay"]; // modes; games of all others keep the address that began them

/** @returns {Entry | null} */
const current = () => history.state?.screen ?? null;

/** @returns {{name: LinkName, value: string} | null} the screen that the address names */
export function linkInAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) if (isLinked(name)) return { name, value };
  return null;
}

/** @returns {string | null} id of the game that was on screen before a reload */
export const gameInHistory = () => (current()?.name === "game" ? (current()?.game ?? null) : null);

/** @param {string} name @param {string} value */
const queryOf = (name, value) => written(new URLSearchParams([[name, value]]));

/** @param {Entry | null} one @param {Entry | null} other */
const isSame = (one, other) => one?.name === other?.name && one?.query === other?.query;

export class ScreenHistory {
  /** @type {Entry | null} of the screen that is drawn */
  shown = null;
  link = linkInAddress(); // of the linked screen that was opened last, until the welcome is shown: games begun there keep it
  isLate = false; // whether back or forward was pressed while an action ran

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    window.addEventListener("popstate", () => this.follow());
  }

  /** Writes the address of a scene that was drawn. @param {Scene} scene */
  arrive(scene) {
    const before = current();
    const entry = this.entryOf(scene);
    this.shown = entry;
    if (entry.name === "start") this.link = null;
    if ("title" in scene) this.link = { name: scene.screen, value: scene.value }; // which may be other than was asked for
    if (this.isLate || (isSame(entry, before) && entry.game === before?.game)) return;
    const replaces = scene.replaces || !before || isSame(entry, before);
    writeAddress(replaces ? "replaceState" : "pushState", { screen: entry }, { search: searchWith(entry.query) });
  }

  /** @param {Scene} scene @returns {Entry} */
  entryOf(scene) {
    if (scene.screen === "start") return { name: "start", query: "", value: "" };
    if ("title" in scene) return { name: scene.screen, query: queryOf(scene.screen, scene.value), value: scene.value };
    const { id, mode } = this.page.game;
    const link = WITHOUT_LINK.includes(mode) ? null : this.link;
    return { name: "game", query: link ? queryOf(link.name, link.value) : "", value: "", game: id };
  }

  /** Opens the screen of the current entry, after back or forward; an action that runs ends first. */
  follow() {
    this.isLate = this.page.busy;
    if (this.isLate) return undefined;
    tellSpace();
    const entry = current();
    if (!entry) return writeAddress("replaceState", { screen: this.shown }, {}); // a link to a tab made it
    this.link = linkInAddress();
    if (isSame(entry, this.shown) && entry.game === this.shown?.game) return undefined;
    return this.page.run(async () => ({ ...(await this.sceneOf(entry)), replaces: true }));
  }

  /** Follows what was pressed while an action ran. */
  catchUp() {
    if (this.isLate) this.follow();
  }

  /** @param {Entry} entry @returns {Promise<Scene>} */
  async sceneOf({ name, value, game }) {
    this.page.rest();
    this.page.leave();
    if (name === "start" || (name === "game" && !game)) return { screen: "start" };
    if (name !== "game") return this.page.open(name, value);
    return { ...(await this.page.game.resume(game)), playsOn: true };
  }
}

/** @param {string} query of a screen, without its sign @returns {string} the address's query with it in place of other screens' */
function searchWith(query) {
  const params = new URLSearchParams(location.search);
  for (const name of Object.keys(LINKED)) params.delete(name);
  const all = [written(params), query].filter(Boolean).join("&");
  return all && `?${all}`;
}
