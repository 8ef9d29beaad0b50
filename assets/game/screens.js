// The registry of screens: how each is drawn, what the browser's tab calls it, and which has an address of its own.

import { progressText } from "./round-progress.js";
import { asked, consent, empty, listen, reveal, start, summary } from "./scenes.js";
import { text } from "../shared/texts.js";

/**
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { LinkedScene, LinkName, Scene } from "./game.js"
 * @import { Page } from "./page.js"
 */

/**
 * @typedef {object} LinkedScreen module of a screen that has an address, loaded on demand
 * @property {(page: Page, value: string) => Promise<Scene> | Scene} open the scene of `/?NAME=value`; `""` for `/?NAME`. Also called by back and forward: loses nothing when repeated
 * @property {(page: Page, scene: LinkedScene, map: MapLayout) => Promise<void> | void} draw
 */

/** @type {Partial<Record<LinkName, () => Promise<LinkedScreen>>>} by the name in the address */
export const LINKED = {
  daily: () => import("../daily/daily-screen.js"),
  challenge: () => import("../share/challenge-screen.js"),
  duel: () => import("../duel/duel-screen.js"),
  party: () => import("../party/party-screen.js"),
  me: () => import("../me/me-screen.js"),
};

/** @typedef {{draw: (page: Page, scene: any, map: MapLayout) => Promise<void> | void, title: (page: Page, scene: any) => string}} Screen */

/** @param {Page} page @returns {string} */
const roundTitle = ({ round }) => (round ? progressText(round) : "");

/** @type {Record<Exclude<Scene["screen"], LinkName>, Screen>} titles without the product's name; empty for the name alone */
const OWN = {
  start: { draw: start, title: () => "" },
  listen: { draw: listen, title: roundTitle },
  asked: { draw: asked, title: roundTitle },
  consent: { draw: consent, title: roundTitle },
  reveal: { draw: reveal, title: (_, { reveal: { number, of } }) => text("page.title.reveal", { number, total: of }) },
  summary: { draw: summary, title: () => text("page.title.summary") },
  empty: { draw: empty, title: () => text("empty.title") },
};

/** @param {string} name @returns {name is LinkName} whether `/?NAME` opens a screen */
export const isLinked = (name) => Object.hasOwn(LINKED, name);

/** @param {Page} page @param {LinkName} name @returns {Promise<LinkedScreen>} */
function load(page, name) {
  const importModule = LINKED[name];
  if (!importModule) throw new TypeError(`no screen is called ${name}`);
  return page.loadModules(importModule);
}

/** @param {Page} page @param {LinkName} name @param {string} value @returns {Promise<Scene>} */
export const openLinked = async (page, name, value) => (await load(page, name)).open(page, value);

/** @param {Page} page @param {Scene} scene @param {MapLayout} map */
export async function draw(page, scene, map) {
  if ("title" in scene) return (await load(page, scene.screen)).draw(page, scene, map);
  return OWN[scene.screen].draw(page, scene, map);
}

/** @param {Page} page @param {Scene} scene @returns {string} without the product's name */
export const titleOf = (page, scene) => ("title" in scene ? scene.title : OWN[scene.screen].title(page, scene));
