// An open round of a study: its sound, its pin, what is asked with the guess, and its time limit.

import { statusOf } from "../shared/api.js";
import { coordinates } from "../shared/format.js";
import { text } from "../shared/texts.js";
import { Countdown } from "../game/countdown.js";

/**
 * @import { Point } from "../shared/types.d.ts"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { ButtonAction } from "../game/stage.js"
 * @import { ConfidenceArea } from "../map/confidence-area.js"
 * @import { StudyPage } from "./study-page.js"
 * @import { StudyRound, Terms, View } from "./types.d.ts"
 */

const BUSY_MS = 300; // until the page is asked again whether it is busy
const UNHEARD_SECONDS = 0.7; // of the end: the server allows 1 s, as players stop a little early

export class StudyRounds {
  /** @type {ConfidenceArea | null} drawn while the questions are asked */
  area = null;
  wasHeard = false; // to its end, as far as the buttons know

  /** @param {StudyPage} page */
  constructor(page) {
    this.page = page;
    this.countdown = new Countdown(page, () => this.onTimeUp());
    page.sound.addEventListener("change", () => this.update());
    page.sound.addEventListener("time", () => this.wasHeard !== this.isHeard && this.update());
  }

  /** @returns {Terms} */
  get terms() {
    const step = this.page.roundsStep;
    if (!step) throw new Error("no step with rounds is open");
    return step.terms;
  }

  /** @returns {StudyRound | null} */
  get round() {
    const { screen, round } = this.page;
    return screen === "listen" || screen === "asked" ? round : null;
  }

  get asksAnything() {
    const { confidence, clues, explanation, prior_exposure: exposure } = this.terms;
    return confidence || clues || explanation || exposure === "with_guess";
  }

  /** @param {StudyRound} round */
  open(round) {
    const { page, terms } = this;
    const saved = page.draft.open(round.round);
    page.sound.limitPlays(terms.replays);
    page.controls.load(round, saved);
    page.draft.begin(round.round);
    this.countdown.start(round.seconds_left);
    if (!page.sound.firstAt) page.playSound().then(() => this.update());
  }

  /** Updates the buttons, and how often the sound may still be started. */
  update() {
    const { page, round } = this;
    if (!round) return;
    this.wasHeard = this.isHeard;
    page.setActions(page.screen === "asked" ? this.guessAction : this.firstAction, this.secondAction);
    const sentence = this.soundSentence();
    if (page.ui.soundNote.textContent !== sentence) page.ui.soundNote.textContent = sentence;
  }

  /** @returns {ButtonAction<View>} of the screen with the map */
  get firstAction() {
    const { page } = this;
    const round = /** @type {StudyRound} */ (page.round);
    if (page.draft.pin) return this.asksAnything ? { label: text("study.continue"), run: () => ({ kind: "asked", round }) } : this.guessAction;
    if (page.autoplayBlocked && !page.sound.firstAt) return { label: text("round.play"), run: () => void page.playSound().then(() => this.update()) };
    return { label: text("round.place_pin"), why: text("round.no_pin") };
  }

  /** @returns {ButtonAction<View>} */
  get guessAction() {
    const why = this.missing();
    return why ? { label: text("round.guess"), why } : { label: text("round.guess"), run: () => this.guess() };
  }

  /** @returns {ButtonAction<View> | null} */
  get secondAction() {
    const round = /** @type {StudyRound} */ (this.page.round);
    if (this.page.screen === "asked") return { label: text("study.back_to_map"), run: () => ({ kind: "listen", round }) };
    return this.terms.skips ? { label: text("round.skip"), run: () => this.skip() } : null;
  }

  /** @returns {string} what is still to do before the guess; empty if nothing */
  missing() {
    const { draft } = this.page;
    if (this.terms.hear_to_end && !this.isHeard) return text("study.hear_to_end");
    if (this.terms.confidence === true && !draft.answers.confidence_km) return text("study.confidence.missing");
    if (this.terms.prior_exposure === "with_guess" && draft.answers.prior_exposure === undefined) return text("study.known.missing");
    return "";
  }

  get isHeard() {
    const { sound } = this.page;
    return sound.heard >= sound.duration - UNHEARD_SECONDS;
  }

  /** @returns {string} */
  soundSentence() {
    const { sound } = this.page;
    const parts = [];
    if (sound.mostPlays !== null) parts.push(text("study.plays_left", { count: sound.playsLeft }));
    if (this.terms.hear_to_end && !this.isHeard) parts.push(text("study.hear_to_end"));
    return parts.join(" ");
  }

  /** @returns {Promise<View>} */
  guess() {
    const { page } = this;
    const { pin, answers } = page.draft;
    const guess = { .../** @type {Point} */ (pin), ...page.draft.telemetry(), ...answers };
    return this.close(() => page.game.guess(/** @type {StudyRound} */ (page.round), guess));
  }

  /** @returns {Promise<View>} */
  skip() {
    const { page } = this;
    return this.close(() => page.game.skip(/** @type {StudyRound} */ (page.round), page.draft.telemetry()));
  }

  /** @param {() => Promise<View>} call @returns {Promise<View>} */
  async close(call) {
    const { page } = this;
    page.world?.lock(true);
    try {
      const view = await call();
      this.countdown.stop();
      page.draft.close();
      return view;
    } catch (error) {
      page.world?.lock(false);
      throw error;
    }
  }

  /** Goes on when the time is up, as soon as the page does nothing else. */
  onTimeUp() {
    const { page, round } = this;
    if (!round) return;
    if (page.busy) window.setTimeout(() => this.round === round && this.onTimeUp(), BUSY_MS);
    else page.run(() => this.timeUp());
  }

  /** Sends the pin, or has the round closed without one, and says which. @returns {Promise<View>} */
  async timeUp() {
    const { page } = this;
    try {
      if (page.draft.pin) return { note: text("study.time_up.pin"), ...(await this.guess()) };
    } catch (error) {
      if (statusOf(error) !== 409) throw error; // the study does not allow this guess: it is no answer
    }
    const view = await this.close(() => page.game.deal());
    return { note: text("study.time_up"), ...view };
  }

  /** @param {Point} pin @param {PinnedBy} how */
  onPin(pin, how) {
    const { page } = this;
    page.draft.movePin(pin);
    this.area?.moveTo(pin);
    this.update();
    page.announcer.announce(text(how === "keys" ? "study.pinned_by_keys" : "study.pinned", { point: coordinates(pin.lat, pin.lon) }));
  }
}
