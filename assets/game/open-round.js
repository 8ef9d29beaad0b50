// An open round: its sound, its pin and its buttons, until it is closed by a guess or a skip.

import { coordinates, kilometres } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Point, Round } from "../shared/types.d.ts"
 * @import { PinnedBy } from "../map/types.d.ts"
 * @import { Scene } from "./game.js"
 * @import { Page } from "./page.js"
 */

export class OpenRound {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Plays the clip; if the browser blocks autoplay, the button becomes "Play". */
  async playSound() {
    await this.page.playSound();
    this.update();
  }

  /** @param {Round} round @param {boolean} [playsOn] though it was heard before */
  begin(round, playsOn) {
    const { page } = this;
    const saved = page.draft.open(round.round);
    page.controls.load(round, saved);
    page.draft.begin(round.round);
    if (playsOn || !page.sound.firstAt) this.playSound();
  }

  /** Updates the buttons. Neither waits for the sound. */
  update() {
    const { page } = this;
    const { round, draft } = page;
    if (!round || (page.screen !== "listen" && page.screen !== "asked")) return;
    const { pin } = draft;
    this.updateQuestions();
    if (page.screen === "asked" && pin) {
      page.setActions({ label: text("round.guess"), run: () => this.guess(round, pin) }, { label: text("round.back_to_map"), run: () => ({ screen: "listen", round }) });
      return;
    }
    const skip = { label: text("round.skip"), run: () => this.skip(round) };
    if (pin) page.setActions({ label: text("round.guess"), run: () => this.guess(round, pin) }, skip);
    else if (page.autoplayBlocked && !page.sound.firstAt) page.setActions({ label: text("round.play"), run: () => void this.playSound() }, skip);
    else page.setActions({ label: text("round.place_pin"), why: text("round.no_pin") }, skip);
  }

  /** Offers the questions once there is a pin, and shows what was answered. */
  updateQuestions() {
    const { page } = this;
    const { ui, draft } = page;
    const { confidence_km: km, clues = [] } = draft.answers;
    ui.extras.hidden = page.screen !== "listen" || !draft.pin || page.game.mode !== "random";
    ui.sure.textContent = km ? text("round.confidence.within", { distance: kilometres(km) }) : text("round.sure");
    ui.helped.textContent = clues.length ? text("round.helped_by", { count: clues.length }) : text("round.helped");
  }

  /** @param {"confidence" | "clues"} about @returns {Scene | undefined} the screen that asks */
  question(about) {
    const { round } = this.page;
    return round ? { screen: "asked", round, about } : undefined;
  }

  /** @param {Round} round @param {Point} pin */
  guess(round, pin) {
    const { draft } = this.page;
    const guess = { ...pin, ...draft.telemetry(), ...draft.answers };
    return this.close(() => this.page.game.guess(round, guess));
  }

  /** @param {Round} round */
  skip(round) {
    const telemetry = this.page.draft.telemetry();
    return this.close(() => this.page.game.skip(round, telemetry));
  }

  /**
   * Closes the round, but asks for consent first if the player has not chosen yet.
   * @param {() => Promise<Scene>} call @returns {Promise<Scene> | Scene}
   */
  close(call) {
    const send = () => this.send(call);
    return this.page.player.hasChosen ? send() : { screen: "consent", send };
  }

  /** @param {() => Promise<Scene>} call @returns {Promise<Scene>} */
  send(call) {
    const { page } = this;
    page.world?.lock(true);
    return call().catch((error) => {
      page.world?.lock(page.screen !== "listen");
      throw error;
    });
  }

  /** @param {Point} pin @param {PinnedBy} how */
  onPin(pin, how) {
    const { page } = this;
    page.draft.movePin(pin);
    this.update();
    page.announcer.announce(text(how === "keys" ? "round.pinned_by_keys" : "round.pinned", { point: coordinates(pin.lat, pin.lon) }));
    const { hasChosen } = page.player;
    // Fetched now, so that the reveal opens without a wait.
    page.loadModules(() => Promise.all([import("./reveal.js"), import("./known-recording.js"), import("./clue-chips.js"), import("../map/result-overlay.js"), hasChosen || import("../player/consent.js")]));
  }
}
