// The screen that a shared link opens: what somebody scored on these sounds, and the button to play them.

import { isGone } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { squareTiles } from "./squares.js";

/**
 * @import { Challenge } from "../shared/types.d.ts"
 * @import { LinkedScene, Scene } from "../game/game.js"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { Page } from "../game/page.js"
 */

/** @param {Page} page @param {string} value the challenge's id @returns {Promise<Scene>} */
export async function open(page, value) {
  const challenge = await read(page, value);
  return { screen: "challenge", value, title: text("challenge.title"), challenge };
}

/** @param {Page} page @param {string} value @returns {Promise<Challenge | null>} null when there is none, or none any more */
export async function read(page, value) {
  try {
    return await page.api.get(`/api/challenges/${encodeURIComponent(value || "-")}`);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** @param {Page} page @param {LinkedScene} scene @param {MapLayout} map */
export function draw(page, scene, map) {
  const challenge = /** @type {Challenge | null} */ (scene.challenge);
  page.sound.stop();
  map.world.showPin(null);
  map.world.showWorld();
  if (!challenge) return drawNotice(page, text("challenge.gone.title"), text("challenge.gone"));
  if (challenge.is_own) return drawOwn(page, challenge);
  const title = text("challenge.ask", points(challenge));
  const lead = text(challenge.is_today ? "challenge.lead_today" : "challenge.lead", { ...points(challenge), count: challenge.rounds });
  page.setScreen(
    "challenge",
    make("h2", { class: "ew-place" }, title),
    make("p", { class: "ew-lead" }, lead),
    make("p", { class: "ew-challenge-squares" }, squareTiles(challenge.squares)),
    make("p", { class: "ew-kind" }, text("challenge.never_counts")),
    !page.player.hasChosen && make("p", { class: "ew-consent" }, text("welcome.choice")),
  );
  const label = text(challenge.game ? "challenge.continue" : "challenge.start");
  page.setActions({ label, run: () => page.game.begin("challenge", { challenge: challenge.challenge }) });
  page.announcer.announce(`${title} ${lead}`);
}

/** @param {Page} page @param {Challenge} challenge */
async function drawOwn(page, challenge) {
  const { shareBox } = await page.loadModules(() => import("./share-box.js"));
  const { game, total, squares } = challenge;
  const box = game ? shareBox(page, { game, total, squares }) : null;
  drawNotice(page, text("challenge.own.title", points(challenge)), text("challenge.own"), box);
}

/** @param {Page} page @param {string} title @param {string} sentence @param {HTMLElement | null} [more] */
function drawNotice(page, title, sentence, more = null) {
  page.setScreen("challenge", make("h2", { class: "ew-place" }, title), make("p", { class: "ew-lead" }, sentence), more);
  page.setActions({ label: text("summary.new_sounds"), run: () => page.game.begin("random") });
  page.announcer.announce(`${title} ${sentence}`);
}

/** @param {Challenge} challenge */
const points = ({ total, most }) => ({ score: integer(total), most: integer(most) });
