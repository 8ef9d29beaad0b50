// A player's own page: what their rounds add up to, models on the same clips, badges and history.

import { statusOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { badgeParts } from "./badges.js";
import { continentParts, figureParts, progressParts, soundParts } from "./figures.js";
import { History } from "./history.js";
import { modelParts } from "./models.js";
import { part } from "./part.js";
import { endsParts, RoundSound } from "./round-list.js";
import { saveButton } from "./saving.js";

/**
 * @import { LinkedScene, Scene } from "../game/game.js"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { Page } from "../game/page.js"
 * @import { OwnSummary } from "./types.d.ts"
 */

/** @param {Page} page @returns {Promise<Scene>} */
export async function open(page) {
  return { screen: "me", value: "", title: text("me.title"), summary: await read(page) };
}

/** @param {Page} page @returns {Promise<OwnSummary | null>} null for somebody whom the server does not know */
async function read(page) {
  if (!page.session.token) return null;
  try {
    return await page.api.get("/api/players/me/summary");
  } catch (error) {
    if (statusOf(error) === 401) return null;
    throw error;
  }
}

/** @param {Page} page @param {LinkedScene} scene @param {MapLayout} map */
export function draw(page, scene, map) {
  const summary = /** @type {OwnSummary | null} */ (scene.summary);
  page.sound.stop();
  map.world.showPin(null);
  map.world.showWorld();
  const heading = make("h2", { class: "ew-place", tabindex: -1 }, text("me.title"));
  page.setActions({ label: text("summary.new_sounds"), run: () => page.game.begin("random") });
  if (!summary?.rounds) {
    page.setScreen("me", heading, make("p", { class: "ew-lead" }, text("me.empty")), trialParts(page, summary));
    page.announcer.announce(`${text("me.title")}. ${text("me.empty")}`);
    return;
  }
  const sound = new RoundSound(page);
  const parts = [figureParts(summary), badgeParts(summary.badges), progressParts(summary.progress), modelParts(page)];
  const groups = [continentParts(summary.continents), soundParts(summary.sounds), ...endsParts(summary, sound)];
  page.setScreen("me", heading, make("p", { class: "ew-kind" }, text("me.private")), ...parts, ...groups, new History(page, sound).root, trialParts(page, summary));
  page.leaving = () => sound.stop();
  heading.focus({ preventScroll: true });
  page.announcer.announce(text("me.announce", { count: summary.rounds }));
}

/** What was played around the head, as a file. @param {Page} page @param {OwnSummary | null} summary */
function trialParts(page, summary) {
  if (!summary?.trials) return null;
  return part(text("page.tab.around"), make("div", { class: "ew-own-actions" }, saveButton(page, "trials", text("me.save"))));
}
