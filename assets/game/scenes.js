// What each screen of the game shows, from the welcome to the summary.

import { isGone } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/**
 * @import { Mode, Round } from "../shared/types.d.ts"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { ConsentScene, EmptyScene, ListenScene, RevealScene, Scene, SummaryScene } from "./game.js"
 * @import { Page } from "./page.js"
 */

const DOUBLE_CLICK = 700; // ms in which a second press still means the button before
const BARS = [3, 5, 9, 6, 12, 20, 14, 9, 17, 28, 21, 12, 24, 36, 27, 18, 30, 22, 12, 18, 10, 6, 13, 8, 4, 7, 3];

/**
 * Show a scene.
 * @param {Page} page @param {Scene} scene @param {MapLayout} map @returns {Promise<void> | void}
 */
export function draw(page, scene, map) {
  switch (scene.screen) {
    case "start":
      return start(page);
    case "listen":
      return listen(page, scene, map);
    case "consent":
      return consent(page, scene);
    case "reveal":
      return reveal(page, scene, map);
    case "summary":
      return summary(page, scene, map);
    case "empty":
      return empty(page, scene, map);
  }
}

/** The welcome, which needs no map yet. @param {Page} page */
export function start(page) {
  const { config } = page;
  page.screen(
    "start",
    art(),
    make("h1", { class: "ew-title" }, text("welcome.title")),
    make("p", { class: "ew-lead" }, text("welcome.lead")),
    config.synthetic && make("p", { class: "ew-demo" }, text("welcome.synthetic")),
    config.coming && coming(page),
    !page.player.asked && make("p", { class: "ew-consent" }, text("welcome.choice")),
  );
  const practice = { label: text("welcome.practice"), run: () => page.game.begin("practice") };
  const offered = config.practice && !config.synthetic ? practice : null;
  page.offer({ label: text("welcome.play"), run: () => begin(page, "random") }, offered);
}

const packProgress = () => import("./pack-progress.js");

/** How far a pack is that the host still fetches, and what to show when it is there. @param {Page} page @returns {HTMLElement} */
function coming(page) {
  const told = make("p", { class: "ew-demo", role: "status" });
  const there = () => void (told.isConnected && start(page));
  page.bring(packProgress).then(({ followPack }) => followPack(page.config, told, there));
  return told;
}

/** The host's pack may have come since the page was loaded. @param {Page} page @param {Mode} mode @returns {Promise<Scene>} */
async function begin(page, mode) {
  if (page.config.coming) await (await page.bring(packProgress)).checkPack(page.config);
  return page.game.begin(mode);
}

/** A sound with a place in it: the bars of a waveform, one of them a pin. */
function art() {
  const bars = BARS.map((tall, at) => {
    const bar = make("i", { style: `--tall: ${tall / 36}; --at: ${at}` });
    if (tall === 36) bar.className = "is-here";
    return bar;
  });
  return make("div", { class: "ew-art", "aria-hidden": "true" }, ...bars);
}

/** @param {Page} page @param {ListenScene} scene @param {MapLayout} map */
async function listen(page, { round }, { world }) {
  page.round = round;
  const kept = page.draft.open(round.round);
  page.controls.load(round, kept);
  page.draft.begin(round.round);
  const heard = page.sound.firstAt ? null : page.hear(); // before anything is drawn: the ear comes first
  const hint = make("p", { class: "ew-hint" }, hintFor(page.game.mode));
  page.screen("listen", make("h2", { class: "ew-ask" }, text("round.question")), hint);
  progress(page, round, round.number > 1 ? page.game.total : undefined);
  world.show(page.draft.pin);
  world.startView();
  page.step();
  page.announcer.announce(`${roundOf(round)}. ${text("round.question")}`);
  await heard;
}

/** @param {Mode} mode @returns {string} */
function hintFor(mode) {
  if (mode === "practice") return text("round.hint_practice");
  return text(mode === "replay" ? "round.hint_replay" : "round.hint");
}

/** @param {{number: number, of: number}} round @returns {string} */
const roundOf = ({ number, of }) => text("round.progress", { number, total: of });

/** @param {Page} page @param {Pick<Round, "number" | "of">} at @param {number} [total] points so far */
function progress(page, { number, of }, total) {
  const { round, dots } = page.ui;
  round.textContent = roundOf({ number, of });
  page.ui.total.textContent = total === undefined ? "" : text("round.points", { count: Math.round(total) });
  /** @param {number} at */
  const state = (at) => (at < number ? "is-done" : at === number ? "is-now" : "");
  dots.replaceChildren(...Array.from({ length: of }, (_, i) => make("i", { class: state(i + 1) })));
}

/** @param {Page} page @param {ConsentScene} scene */
async function consent(page, { send }) {
  const { consentParts, consentSentence } = await page.bring(() => import("../player/consent.js"));
  const { consent: text } = page.config;
  page.sound.pause();
  page.screen("consent", ...consentParts(text));
  const since = performance.now();
  /** @param {boolean} agrees */
  const choose = async (agrees) => {
    if (performance.now() - since < DOUBLE_CLICK) return undefined;
    await page.player.choose(agrees).catch(ifKnown);
    return send();
  };
  page.offer(
    { label: text.around.share, run: () => choose(true) },
    { label: text.around.just_play, run: () => choose(false) },
  );
  page.ui.body.querySelector("h2")?.focus({ preventScroll: true });
  page.announcer.announce(consentSentence(text));
}

/**
 * A player who is gone has nothing to choose: the guess itself finds that out, and goes on from there.
 * @param {unknown} problem
 */
function ifKnown(problem) {
  if (!isGone(problem)) throw problem;
}

/** @param {Page} page @param {RevealScene} scene @param {MapLayout} map */
async function reveal(page, scene, map) {
  const fresh = page.player.freshCode;
  const [{ revealParts, revealSentence }, { ResultOverlay }, code] = await page.bring(() =>
    Promise.all([
      import("./reveal.js"),
      import("../map/result-overlay.js"),
      fresh && import("../player/withdrawal-code.js"),
    ]),
  );
  const aside = fresh && code && code.codeParts(fresh, page.session.persistent, (sentence) => page.announcer.notify(sentence));
  const one = scene.reveal;
  const byKeys = document.activeElement === page.ui.map;
  page.draft.close();
  page.screen("reveal", ...revealParts(one, page.moving, aside));
  if (fresh) page.player.showedCode();
  progress(page, one, one.total);
  map.world.show(null);
  page.overlay = new ResultOverlay(map.world, page.moving);
  page.overlay.add(one, { names: true });
  const last = one.number >= one.of;
  page.offer({ label: text(last ? "reveal.result" : "reveal.next"), run: () => (last ? page.game.summary() : page.game.deal()) });
  map.frame(page.overlay);
  page.announcer.announce([revealSentence(one), fresh && text("reveal.announce_code")].filter(Boolean).join(" "));
  if (byKeys) page.ui.primary.focus();
}

/** @param {Page} page @param {SummaryScene} scene @param {MapLayout} map */
async function summary(page, { game }, map) {
  const [{ summaryParts, summarySentence }, { ResultOverlay }] = await page.bring(() =>
    Promise.all([import("./summary.js"), import("../map/result-overlay.js")]),
  );
  /** @param {boolean} done */
  const copied = (done) => page.announcer.notify(text(done ? "summary.copied" : "summary.copy_by_hand"));
  page.draft.close();
  page.sound.stop();
  page.screen("summary", ...summaryParts(game, copied), page.session.profile?.agrees && invitation());
  map.world.show(null);
  page.overlay = new ResultOverlay(map.world, false);
  for (const one of game.rounds) {
    if (one.reveal) page.overlay.add({ ...one.reveal, alms: [] }, { names: false, number: one.number });
  }
  page.offer({ label: text("summary.again"), run: () => begin(page, game.mode) });
  if (page.overlay.points.length) map.frame(page.overlay);
  page.announcer.announce(summarySentence(game));
}

/** To tell what may explain a good guess: once a game, and only to those who share theirs. */
function invitation() {
  const link = make("a", { href: "#your-data" }, text("summary.tell_about_you"));
  return make("p", { class: "ew-consent" }, ...textParts("summary.invitation", { link }));
}

/** @param {Page} page @param {EmptyScene} scene @param {MapLayout} map */
function empty(page, { detail }, map) {
  page.screen("empty", make("h2", { class: "ew-place" }, text("empty.title")), make("p", { class: "ew-kind" }, detail));
  map.world.show(null);
  page.offer({ label: text("empty.replay"), run: () => page.game.begin("replay") });
  page.announcer.announce(`${text("empty.title")}. ${detail}`);
}
