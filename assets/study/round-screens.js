// Screens of rounds: before the first, listening, what is asked with the guess, and after it.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { confidenceField } from "../game/guess-questions.js";
import { questionParts } from "./round-questions.js";

/**
 * @import { Reveal } from "../shared/types.d.ts"
 * @import { StudyPage } from "./study-page.js"
 * @import { RoundsStep, StudyRound } from "./types.d.ts"
 */

const MOST_DOTS = 10;

/** @param {StudyPage} page @param {RoundsStep} step */
export function begin(page, step) {
  const { kind, done, of, terms, session = 1, sessions = 1 } = step;
  const isPractice = kind === "practice";
  const isLater = session > 1 && !done;
  const inAll = { number: session, total: sessions };
  const title = isLater ? text("study.session", inAll) : text(done ? "study.rounds.back" : isPractice ? "study.practice" : "study.rounds");
  const where = done ? text("study.rounds.done", { done, count: of }) : text(isPractice ? "study.practice.what" : "study.rounds.what", { count: of });
  const rules = [
    terms.time_limit_seconds !== null && text("study.rules.time", { count: Math.round(terms.time_limit_seconds) }),
    terms.replays !== null && text("study.rules.replays", { count: terms.replays }),
    terms.hear_to_end && text("study.rules.hear"),
    !terms.skips && text("study.rules.no_skips"),
    !isPractice && terms.feedback === "session" && text("study.rules.later"),
  ].filter((rule) => rule !== false);
  const sitting = sessions > 1 && !isPractice && !isLater && make("p", { class: "ew-kicker" }, text("study.session", inAll));
  const pause = isLater && make("p", {}, text(page.way.text?.panel ? "study.session.link" : "study.session.browser"));
  const list = rules.length > 0 && make("ul", { class: "ew-study-list" }, ...rules.map((rule) => make("li", {}, rule)));
  page.showStep(title, [sitting, make("p", {}, where), list, pause], {
    label: text(done ? "study.continue" : isPractice ? "study.practice.start" : "study.start"),
    run: () => page.game.begin(step),
  });
}

/** @param {StudyPage} page @param {StudyRound} round */
export async function listen(page, round) {
  const { world } = await page.map();
  const isNew = page.draft.round !== round.round;
  page.round = round;
  if (isNew) page.rounds.open(round);
  page.rounds.area?.remove();
  page.rounds.area = null;
  page.setScreen("listen", make("h2", { class: "ew-ask" }, text("round.question")), make("p", { class: "ew-hint" }, text("round.hint")));
  showProgress(page, round);
  world.showPin(page.draft.pin);
  if (isNew) world.showWorld();
  page.rounds.update();
  page.ui.map.focus({ preventScroll: true });
  if (isNew) page.announcer.announce(`${progressText(page, round)}. ${text("round.question")}`);
}

/** @param {StudyPage} page @param {StudyRound} round */
export async function asked(page, round) {
  const layout = await page.map();
  const { ConfidenceArea } = await page.loadModules(() => import("../map/confidence-area.js"));
  const { terms } = page.rounds;
  page.rounds.area = terms.confidence && page.draft.pin ? new ConfidenceArea(layout, page.draft.pin, page.draft.answers.confidence_km) : null;
  /** @param {number} km */
  const onRadius = (km) => {
    page.rounds.area?.setRadius(km);
    page.rounds.update();
  };
  const confidence = terms.confidence ? confidenceField(page.draft, { onRadius, onRest: () => page.rounds.area?.fit() }) : null;
  const heading = make("h2", { class: "ew-ask", tabindex: -1 }, text("study.asked"));
  page.setScreen("asked", make("div", { class: "ew-yours ew-study-form" }, heading, confidence, ...questionParts(page)));
  showProgress(page, round);
  page.rounds.update();
  page.rounds.area?.fit();
  heading.focus({ preventScroll: true });
}

/** @param {StudyPage} page @param {{number: number, of: number}} done */
export function saved(page, { number, of }) {
  page.sound.stop();
  page.world?.showPin(null);
  page.world?.showWorld();
  page.rounds.area?.remove();
  page.rounds.area = null;
  page.showStep(text("study.saved"), [make("p", {}, text("study.saved.count", { number, count: of }))], {
    label: text(number >= of ? "study.continue" : "study.next"),
    run: () => page.game.next(number),
  });
}

/** @param {StudyPage} page @param {Reveal & {of: number}} reveal */
export async function shown(page, reveal) {
  const layout = await page.map();
  const [{ revealParts, revealSentence }, { knownRecordingParts }, { ResultOverlay }] = await page.loadModules(() =>
    Promise.all([import("../game/reveal.js"), import("../game/known-recording.js"), import("../map/result-overlay.js")]),
  );
  page.rounds.area?.remove();
  page.rounds.area = null;
  const asksKnown = page.rounds.terms.prior_exposure === "after_reveal" && page.roundsStep?.kind === "rounds";
  page.setScreen("reveal", ...revealParts(reveal, page.animated, page.config.abandon_minutes, asksKnown ? [knownRecordingParts(page, reveal.round)] : []));
  showProgress(page, reveal);
  page.world?.showPin(null);
  page.overlay = new ResultOverlay(layout, page.animated);
  page.overlay.add(reveal, { names: true });
  page.setActions({ label: text(reveal.number >= reveal.of ? "study.continue" : "study.next"), run: () => page.game.next(reveal.number) });
  layout.fit(page.overlay);
  page.announcer.announce(revealSentence(reveal));
  page.ui.primary.focus({ preventScroll: true });
}

/** @param {StudyPage} page @param {{number: number, of: number}} round @returns {string} */
const progressText = (page, { number, of }) => text(page.roundsStep?.kind === "practice" ? "study.practice.number" : "study.number", { number, total: of });

/** @param {StudyPage} page @param {{number: number, of: number}} round */
function showProgress(page, { number, of }) {
  const { round, dots } = page.ui;
  round.textContent = progressText(page, { number, of });
  /** @param {number} dot */
  const state = (dot) => (dot < number ? "is-done" : dot === number ? "is-now" : "");
  dots.replaceChildren(...Array.from({ length: of > MOST_DOTS ? 0 : of }, (_, i) => make("i", { class: state(i + 1) })));
}
