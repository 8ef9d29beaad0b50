// The screen of duels: `/?duel` is the ladder of opponents, `/?duel=NAME` one opponent's card.

import { cardParts } from "./opponent-card.js";
import { ladderParts, showRung } from "./ladder.js";
import { addressName, findOpponent, loadLadder, nextToBeat, sceneOf } from "./opponents.js";
import { landShape } from "./pin-picture.js";
import { rivalName } from "../game/rival.js";
import { text } from "../shared/texts.js";

/**
 * @import { LinkedScene, Scene } from "../game/game.js"
 * @import { Ladder, Opponent } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { Child } from "../shared/dom.js"
 */

/** @param {Page} page @param {string} value name of an opponent; empty for the ladder @returns {Promise<LinkedScene>} */
export async function open(page, value) {
  const ladder = await loadLadder(page);
  const opponent = findOpponent(ladder, value);
  const note = value && !opponent ? { note: text("duel.unknown") } : {};
  return { ...sceneOf(opponent), ...note, ladder, opponent };
}

/** @param {Page} page @param {LinkedScene} scene */
export function draw(page, scene) {
  const { ladder, opponent } = /** @type {{ladder: Ladder, opponent?: Opponent}} */ (/** @type {unknown} */ (scene));
  page.rest();
  if (opponent) drawCard(page, ladder, opponent);
  else drawLadder(page, ladder);
}

/** @param {Page} page @param {Ladder} ladder */
function drawLadder(page, ladder) {
  const unbeaten = nextToBeat(ladder);
  const next = unbeaten ?? ladder.opponents.at(-1);
  /** @param {Opponent} opponent */
  const choose = (opponent) => page.press({ label: "", run: () => page.open("duel", addressName(opponent)) });
  show(page, ladderParts(ladder, unbeaten, choose));
  const home = { label: text("duel.home"), run: toStart };
  if (!next) return page.setActions(home);
  page.setActions({ label: text(unbeaten ? "duel.next" : "duel.again", { name: rivalName(next) }), run: () => begin(page, next) }, home);
  return showRung(page.ui);
}

/** @param {Page} page @param {Ladder} ladder @param {Opponent} opponent */
function drawCard(page, ladder, opponent) {
  show(page, cardParts(ladder, opponent));
  page.setActions(
    { label: text("duel.start"), run: () => begin(page, opponent) },
    { label: text("duel.all"), run: () => page.open("duel") },
  );
}

/** @param {Page} page @param {Child[]} parts the first is the heading, where reading begins */
function show(page, parts) {
  page.setScreen("duel", ...parts, landShape());
  page.ui.body.querySelector("h2")?.focus({ preventScroll: true });
}

/** @returns {Scene} */
const toStart = () => ({ screen: "start" });

/** @param {Page} page @param {Opponent} opponent @returns {Promise<Scene>} */
export function begin(page, opponent) {
  page.history.link = { name: "duel", value: addressName(opponent) };
  return page.game.begin("duel", { opponent: opponent.id }, opponent);
}
