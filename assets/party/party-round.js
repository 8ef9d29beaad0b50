// A member's round: the sound, the pin and the buttons of any round, but nobody learns the place before all have answered.

import { statusOf } from "../shared/api.js";
import { OpenRound } from "../game/open-round.js";

/**
 * @import { Point, Round, Telemetry } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 * @import { LinkedScene } from "../game/game.js"
 */

export class PartyRound extends OpenRound {
  /** @param {Page} page @param {() => LinkedScene} after what to show once the answer is recorded */
  constructor(page, after) {
    super(page);
    this.after = after;
  }

  /** @override */
  updateQuestions() {
    this.page.ui.extras.hidden = true;
  }

  /** @override @param {Round} round @param {Point} pin */
  guess(round, pin) {
    return this.answer(round, "guess", { ...pin, ...this.page.draft.telemetry() });
  }

  /** @override @param {Round} round */
  skip(round) {
    return this.answer(round, "skip", this.page.draft.telemetry());
  }

  /** @param {Round} round @param {"guess" | "skip"} action @param {Telemetry} body @returns {Promise<LinkedScene>} */
  async answer(round, action, body) {
    const { page } = this;
    const send = () => page.api.post(`/api/rounds/${round.round}/${action}`, body);
    await this.send(send).catch(ignoreClosed);
    page.draft.close();
    return this.after();
  }
}

/** Ignores that the round was closed meanwhile: the room says what came of it. @param {unknown} error */
function ignoreClosed(error) {
  if (statusOf(error) !== 409) throw error;
}
