// The games of a study: its practice, and the rounds of each session. Draws nothing.

import { ApiError, statusOf } from "../shared/api.js";

/**
 * @import { Api } from "../shared/api.js"
 * @import { NewGame, Point, Reveal, Telemetry } from "../shared/types.d.ts"
 * @import { Recorded, RoundAnswers, RoundsStep, StudyRound, View } from "./types.d.ts"
 * @import { Way } from "./way.js"
 */

const STAYS_OPEN = ["study_no_skips", "study_replays", "study_hear_to_end"]; // problems after which the round is still open

export class StudyGame {
  id = "";
  of = 0;

  /** @param {Api} api @param {Way} way */
  constructor(api, way) {
    this.api = api;
    this.way = way;
  }

  /** Starts or resumes the game of a step. @param {RoundsStep} step @returns {Promise<View>} */
  async begin(step) {
    if (step.game && step.done >= step.of) return this.way.answer();
    return this.orOn(async () => {
      /** @type {NewGame} */
      const game = await this.api.post("/api/games", { mode: "study" });
      this.id = game.game;
      return this.deal();
    });
  }

  /** @returns {Promise<View>} the next round */
  deal() {
    return this.orOn(async () => {
      /** @type {StudyRound} */
      const round = await this.api.post(`/api/games/${this.id}/rounds`);
      this.of = round.of;
      return { kind: "listen", round };
    });
  }

  /** Goes on after a round. @param {number} number of the round @returns {Promise<View>} */
  next(number) {
    return number >= this.of ? this.way.answer() : this.deal();
  }

  /** @param {StudyRound} round @param {Point & Telemetry & RoundAnswers} guess @returns {Promise<View>} */
  guess(round, guess) {
    return this.close(round, "guess", guess);
  }

  /** @param {StudyRound} round @param {Telemetry} telemetry @returns {Promise<View>} */
  skip(round, telemetry) {
    return this.close(round, "skip", telemetry);
  }

  /** @param {StudyRound} round @param {"guess" | "skip"} action @param {object} body @returns {Promise<View>} */
  async close(round, action, body) {
    try {
      /** @type {Recorded | Reveal} */
      const reply = await this.api.post(`/api/rounds/${round.round}/${action}`, body);
      if ("recorded" in reply) return { kind: "saved", number: round.number, of: round.of };
      return { kind: "shown", reveal: { ...reply, of: round.of } };
    } catch (error) {
      if (statusOf(error) === 401) return this.way.lose();
      if (!(error instanceof ApiError) || error.status !== 409 || STAYS_OPEN.includes(error.problem?.key)) throw error;
      return { ...(await this.next(round.number)), note: error.detail };
    }
  }

  /** Asks the server for the open step where the game is over, or another tab has gone on. @param {() => Promise<View>} call @returns {Promise<View>} */
  async orOn(call) {
    try {
      return await call();
    } catch (error) {
      if (statusOf(error) === 401) return this.way.lose();
      if (statusOf(error) !== 409) throw error;
      return this.way.answer();
    }
  }
}
