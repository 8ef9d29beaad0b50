// The game's screens, from the welcome to the summary.

import { isGone } from "../shared/api.js";
import { isPresent, make } from "../shared/dom.js";
import { progressText, showProgress } from "./round-progress.js";
import { text, textParts } from "../shared/texts.js";
import { rivalName, scoreText } from "./rival.js";
import { wayParts } from "./ways.js";

/**
 * @import { Mode, PlayedGame, Round } from "../shared/types.d.ts"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { AskedScene, ConsentScene, EmptyScene, Game, ListenScene, RevealScene, Scene, SummaryScene } from "./game.js"
 * @import { Page } from "./page.js"
 * @import { Duel } from "../duel/duel-end.js"
 */

const DOUBLE_CLICK = 700; // ms; a second click within it was meant for the previous screen
const BARS = [3, 5, 9, 6, 12, 20, 14, 9, 17, 28, 21, 12, 24, 36, 27, 18, 30, 22, 12, 18, 10, 6, 13, 8, 4, 7, 3];

/** The welcome screen; does not need the map. @param {Page} page */
export function start(page) {
  const { config } = page;
  page.setScreen(
    "start",
    waveformArt(),
    make("h1", { class: "ew-title" }, text("welcome.title")),
    make("p", { class: "ew-lead" }, text("welcome.lead")),
    config.synthetic && make("p", { class: "ew-demo" }, text("welcome.synthetic")),
    config.coming && packProgress(page),
    !page.player.hasChosen && make("p", { class: "ew-consent" }, text("welcome.choice")),
    wayParts(page),
  );
  const { game } = page;
  /** @param {string} label @param {() => Promise<Scene>} go */
  const goOn = (label, go) => ({ label: text(label), run: async () => ({ ...(await go()), playsOn: true }) });
  /** @param {string} label */
  const ordinary = (label) => goOn(label, () => game.begin("random"));
  if (game.canContinue) {
    return page.setActions(goOn("welcome.continue", () => game.resume(game.id)), game.ordinaryWaits ? ordinary("welcome.continue_earlier") : null);
  }
  if (game.ordinaryWaits) return page.setActions(ordinary("welcome.continue"));
  const practice = { label: text("welcome.practice"), run: () => page.game.begin("practice") };
  const secondary = config.practice && !config.synthetic ? practice : null;
  return page.setActions({ label: text("welcome.play"), run: () => begin(page, "random") }, secondary);
}

const importPackProgress = () => import("./pack-progress.js");

/** Progress of the pack being downloaded; shows the welcome again once it can be played. @param {Page} page @returns {HTMLElement} */
function packProgress(page) {
  const status = make("p", { class: "ew-demo", role: "status" });
  const onReady = () => void (status.isConnected && start(page));
  page.loadModules(importPackProgress).then(({ followPack }) => followPack(page.config, status, onReady));
  return status;
}

/** Starts a game; first checks whether the pack has been downloaded since the page loaded. @param {Page} page @param {Mode} mode @returns {Promise<Scene>} */
async function begin(page, mode) {
  if (page.config.coming) await (await page.loadModules(importPackProgress)).checkPack(page.config);
  return page.game.begin(mode);
}

/** Decoration: a waveform whose highest bar is drawn as a pin. */
function waveformArt() {
  const bars = BARS.map((height, index) => {
    const bar = make("i", { style: `--tall: ${height / 36}; --at: ${index}` });
    if (height === 36) bar.className = "is-here";
    return bar;
  });
  return make("div", { class: "ew-art", "aria-hidden": "true" }, ...bars);
}

/** @param {Page} page @param {ListenScene} scene @param {MapLayout} map */
export function listen(page, { round, playsOn }, { world }) {
  const isNew = page.draft.round !== round.round; // and not back from a question
  page.round = round;
  if (isNew) page.openRound.begin(round, playsOn); // before drawing, so that sound comes first; nothing waits for it
  const hint = make("p", { class: "ew-hint" }, hintFor(page.game));
  page.setScreen("listen", make("h2", { class: "ew-ask" }, text("round.question")), hint);
  showPlace(page, round, round.number > 1 ? page.game.total : undefined);
  world.showPin(page.draft.pin);
  if (isNew) world.showWorld();
  else page.ui.map.focus({ preventScroll: true });
  page.openRound.update();
  page.announcer.announce(`${progressText(round)}. ${text("round.question")}`);
}

/** @param {Page} page @param {AskedScene} scene @param {MapLayout} map */
export async function asked(page, scene, map) {
  const question = await page.loadModules(() => import("./question-scene.js"));
  question.asked(page, scene, map);
  showPlace(page, scene.round, scene.round.number > 1 ? page.game.total : undefined);
}

/** @param {Game} game @returns {string} */
function hintFor({ mode, day, rival }) {
  if (rival) return text("duel.hint", { name: rivalName(rival) });
  if (mode === "daily" || day) return text("round.hint");
  if (mode === "practice") return text("round.hint_practice");
  return text(mode === "replay" ? "round.hint_replay" : "round.hint");
}

/** @param {Page} page @param {Pick<Round, "number" | "of">} position @param {number} [total] points so far */
function showPlace(page, position, total) {
  const { rival, score, dayMark } = page.game;
  const points = rival && score ? scoreText(rival, score) : text("round.points", { count: Math.round(total ?? 0) });
  showProgress(page, position, total === undefined ? "" : points, dayMark);
}

/** @param {Page} page @param {ConsentScene} scene */
export async function consent(page, { send }) {
  const { consentParts, consentSentence } = await page.loadModules(() => import("../player/consent.js"));
  const { consent: terms } = page.config;
  page.sound.pause();
  page.setScreen("consent", ...consentParts(terms));
  const shownAt = performance.now();
  /** @param {boolean} agrees */
  const choose = async (agrees) => {
    if (performance.now() - shownAt < DOUBLE_CLICK) return undefined;
    await page.player.choose(agrees).catch(ignoreGone);
    return send();
  };
  page.setActions(
    { label: terms.around.share, run: () => choose(true) },
    { label: terms.around.just_play, run: () => choose(false) },
  );
  page.ui.body.querySelector("h2")?.focus({ preventScroll: true });
  page.announcer.announce(consentSentence(terms));
}

/**
 * Ignores that the server no longer knows the player: sending the guess detects that too, and recovers.
 * @param {unknown} error
 */
function ignoreGone(error) {
  if (!isGone(error)) throw error;
}

/** @param {Page} page @param {RevealScene} scene @param {MapLayout} map */
export async function reveal(page, scene, map) {
  const [{ revealParts, revealSentence }, { knownRecordingParts }, { clueParts }, { ResultOverlay }] = await page.loadModules(() =>
    Promise.all([import("./reveal.js"), import("./known-recording.js"), import("./clue-chips.js"), import("../map/result-overlay.js")]),
  );
  const result = scene.reveal;
  const byKeys = document.activeElement === page.ui.map;
  page.draft.close();
  const asksClues = scene.isFresh && result.status === "guessed" && !page.draft.answers.clues?.length;
  const questions = [scene.isFresh && !page.config.synthetic && knownRecordingParts(page, result.round), asksClues && clueParts(page, result.round)];
  const duel = result.opponent && (await page.loadModules(() => import("../duel/duel-reveal.js")));
  const rival = duel ? duel.rivalParts(result) : null;
  page.setScreen("reveal", ...revealParts(result, page.animated, page.config.abandon_minutes, questions.filter(isPresent), rival));
  showPlace(page, result, result.total);
  map.world.showPin(null);
  page.overlay = new ResultOverlay(map, page.animated);
  page.overlay.add(duel ? duel.onMap(result) : result, { names: true });
  const last = result.number >= result.of;
  page.setActions({ label: text(last ? "reveal.result" : "reveal.next"), run: () => (last ? page.game.summary() : page.game.deal()) });
  map.fit(page.overlay);
  if (!last && page.game.id) page.game.next.prepare(page.game.id);
  page.announcer.announce(duel ? `${revealSentence({ ...result, alms: [] })} ${duel.duelSentence(result)}` : revealSentence(result));
  if (byKeys) page.ui.primary.focus();
}

/** @param {Page} page @param {SummaryScene} scene @param {MapLayout} map */
export async function summary(page, { game }, map) {
  const newCode = page.player.unseenCode;
  const [{ summaryParts, summarySentence }, { shareBox }, { ResultOverlay }, code] = await page.loadModules(() =>
    Promise.all([
      import("./summary.js"),
      import("../share/share-box.js"),
      import("../map/result-overlay.js"),
      newCode && import("../player/withdrawal-code.js"),
    ]),
  );
  const compared = (await Promise.all([comparison(page, game), amongAll(page, game)])).filter(isPresent);
  /** @param {string} sentence */
  const notify = (sentence) => page.announcer.notify(sentence);
  const codeCard = newCode && code && code.codeParts(newCode, page.session.persistent, notify);
  page.draft.close();
  page.sound.stop();
  const [share, duel] = [shareBox(page, game), await duelOf(page, game)];
  const parts = duel ? duel.endParts(duel.game, share) : summaryParts(game, page.game.dayMark, compared.map(({ parts: beside }) => beside), share);
  page.setScreen("summary", ...parts, codeCard, page.session.profile?.agrees && invitation());
  if (newCode) page.player.markCodeShown();
  map.world.showPin(null);
  page.overlay = new ResultOverlay(map, false);
  for (const { reveal, number } of game.rounds) {
    if (reveal) page.overlay.add({ ...reveal, alms: [] }, { names: false, number });
  }
  if (duel) await duel.setNext(page, duel.game);
  else setNextGame(page, game);
  if (page.overlay.points.length) map.fit(page.overlay);
  const sentence = duel ? duel.endSentence(duel.game) : summarySentence(game);
  page.announcer.announce([sentence, ...compared.map((one) => one.sentence), newCode && text("summary.announce_code")].filter(Boolean).join(" "));
}

/** @param {Page} page @param {PlayedGame} game what its end is drawn with; null for other games */
async function duelOf(page, game) {
  const { opponent, score } = game;
  if (!opponent?.name || !score) return null; // it was gone before the first round
  /** @type {Duel} */
  const duel = { ...game, opponent, score };
  return { game: duel, ...(await page.loadModules(() => import("../duel/duel-end.js"))) };
}

/** Own points beside those of who shared these sounds. @param {Page} page @param {PlayedGame} game */
async function comparison(page, game) {
  if (game.mode !== "challenge" && game.mode !== "daily") return null;
  const { challengeOf, comparisonParts, outcome } = await page.loadModules(() => import("../share/comparison.js"));
  const challenge = await challengeOf(page, game);
  return challenge && { parts: comparisonParts(challenge, game), sentence: outcome(challenge, game) };
}

/** The totals of everybody who played the same day's clips, and the player's place. @param {Page} page @param {PlayedGame} game */
async function amongAll(page, { mode, day }) {
  if (mode !== "daily" || !day) return null;
  return (await page.loadModules(() => import("../daily/daily-result.js"))).amongAll(page, day);
}

/** The buttons after a game: games that do not count lead back to those that do. @param {Page} page @param {PlayedGame} game */
function setNextGame(page, { mode, day }) {
  /** @param {string} label @param {Mode} next */
  const action = (label, next) => ({ label: text(label), run: () => begin(page, next) });
  const toDaily = { label: text("daily.to_today"), run: () => page.open("daily") };
  if (mode === "daily") return page.setActions(toDaily, action("daily.play_on", "random"));
  if (day) return page.setActions(toDaily, { label: text("summary.practice_again"), run: () => page.game.begin(mode, { day }) });
  if (mode === "practice") return page.setActions(action("summary.for_real", "random"), action("summary.practice_again", mode));
  if (mode === "replay") return page.setActions(action("summary.new_sounds", "random"), action("summary.replay_again", mode));
  if (mode === "duel") return page.setActions({ label: text("duel.all"), run: () => page.open("duel") });
  if (mode === "challenge") return page.setActions(action("summary.new_sounds", "random"));
  return page.setActions(action("summary.again", mode));
}

/** Invites players who share their guesses to describe their background. */
function invitation() {
  const link = make("a", { href: "#your-data" }, text("summary.tell_about_you"));
  return make("p", { class: "ew-consent" }, ...textParts("summary.invitation", { link }));
}

/** @param {Page} page @param {EmptyScene} scene @param {MapLayout} map */
export function empty(page, { detail }, map) {
  page.setScreen("empty", make("h2", { class: "ew-place" }, text("empty.title")), make("p", { class: "ew-kind" }, detail));
  map.world.showPin(null);
  page.setActions({ label: text("empty.replay"), run: () => page.game.begin("replay") });
  page.announcer.announce(`${text("empty.title")}. ${detail}`);
}
