// The places of a session's recordings, as a list and on the map.

import { roundRow } from "../game/summary.js";
import { detailOf, statusOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { PlayedGame, PlayedRound } from "../shared/types.d.ts"
 * @import { StudyPage } from "./study-page.js"
 * @import { ResultsStep, View } from "./types.d.ts"
 */

/** @param {StudyPage} page @param {ResultsStep} step */
export async function results(page, step) {
  const layout = await page.map();
  /** @type {PlayedGame} */
  const game = await page.api.get(`/api/games/${step.game}`);
  const { ResultOverlay } = await page.loadModules(() => import("../map/result-overlay.js"));
  const shown = game.rounds.filter(({ reveal }) => reveal);
  const rows = shown.map((round) => rowOf(round, step.asks_prior_exposure));
  const heading = make("h2", { class: "ew-ask", tabindex: -1 }, text("study.results"));
  const total = make("p", { class: "ew-hint" }, text("study.results.total", { score: integer(game.total), count: shown.length }));
  const asked = step.asks_prior_exposure && make("p", {}, text("study.results.known"));
  page.sound.stop();
  page.setScreen("summary", heading, total, asked, make("ol", { class: "ew-rows" }, ...rows.map(({ element }) => element)));
  page.world?.showPin(null);
  page.overlay = new ResultOverlay(layout, false);
  for (const { reveal, number } of shown) if (reveal) page.overlay.add({ ...reveal, alms: [] }, { names: false, number });
  page.setActions({ label: text("study.continue"), run: () => send(page, rows) });
  if (page.overlay.points.length) layout.fit(page.overlay);
  heading.focus({ preventScroll: true });
}

/**
 * @typedef {{element: HTMLElement, round: string, known: HTMLInputElement | null}} Row
 * @param {PlayedRound} round @param {boolean} asks whether it was known @returns {Row}
 */
function rowOf(round, asks) {
  const element = roundRow(round);
  const known = asks ? make("input", { type: "checkbox" }) : null;
  if (known) element.append(make("label", { class: "ew-study-known" }, known, make("span", {}, text("study.results.knew"), make("span", { class: "ew-hidden" }, ` (${round.number})`))));
  return { element, round: round.round, known };
}

/** @param {StudyPage} page @param {Row[]} rows @returns {Promise<View>} */
async function send(page, rows) {
  for (const { round, known } of rows) if (known) await tell(page, round, known.checked);
  return page.way.answer();
}

/** @param {StudyPage} page @param {string} round @param {boolean} known */
async function tell(page, round, known) {
  try {
    await page.api.patch(`/api/rounds/${round}`, { prior_exposure: known });
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    console.info(detailOf(error)); // answered before, when the last attempt broke off
  }
}
