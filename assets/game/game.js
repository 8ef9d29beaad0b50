// The rules of the road: which call follows which, and what to show next. Draws nothing.

import { lost } from "../shared/api.js";
import { text } from "../shared/texts.js";

/**
 * @typedef {object} Scene what the page shows next
 * @property {"start" | "listen" | "consent" | "reveal" | "summary" | "empty"} screen
 * @property {string} [note] a sentence to say along with it
 * @property {() => Promise<Scene>} [send] what waits for a choice
 * @property {any} [round] @property {any} [reveal] @property {any} [game] @property {string} [detail]
 */

/** One browser's way through games and rounds. Every step answers with the next scene. */
export class Game {
  /**
   * @param {import("../shared/api.js").Api} api @param {import("../shared/session.js").Session} session
   * @param {import("../player/player.js").Player} player
   */
  constructor(api, session, player) {
    this.api = api;
    this.session = session;
    this.player = player;
    this.id = null;
    this.mode = "random";
    this.of = 0; // rounds of the game
    this.total = 0; // points so far
  }

  /** Where this browser left off; creates nothing. @returns {Promise<Scene>} */
  async resume() {
    if (!this.session.token || !this.session.game) return { screen: "start" };
    this.id = this.session.game;
    try {
      const scene = await this.sceneOf(await this.api.get(`/api/games/${this.id}`));
      // A finished game is shown again after a reload, not to someone who comes back another day.
      return scene.screen === "summary" && !this.session.here ? { screen: "start" } : scene;
    } catch (problem) {
      if (!lost(problem)) throw problem;
      this.forget(problem);
      return { screen: "start", note: text("game.gone") };
    }
  }

  /** @param {"random" | "practice" | "replay"} mode @returns {Promise<Scene>} */
  begin(mode) {
    const mine = this.id;
    return this.session.alone(async () => {
      const other = this.session.game;
      if (mode === "random" && other && other !== mine) return this.join(other);
      return this.create(mode);
    });
  }

  /** Another tab pressed Play first: its game is this browser's game. */
  async join(game) {
    this.id = game;
    const scene = await this.resume();
    return scene.screen === "start" || scene.screen === "summary" ? this.create("random") : scene;
  }

  async create(mode) {
    try {
      const game = await this.asPlayer(() => this.api.post("/api/games", { mode }));
      this.id = game.game;
      this.mode = game.mode;
      this.of = game.rounds;
      this.total = 0;
      this.session.game = game.game;
      await this.player.confirm();
      return await this.deal();
    } catch (problem) {
      if (problem.status === 409) return { screen: "empty", detail: problem.detail };
      throw problem;
    }
  }

  async asPlayer(action) {
    if (!this.session.token) await this.player.become();
    try {
      return await action();
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      await this.player.become();
      return action();
    }
  }

  /** The next round, or the summary when there is none. @returns {Promise<Scene>} */
  async deal() {
    try {
      const round = await this.api.post(`/api/games/${this.id}/rounds`);
      this.of = round.of;
      this.session.here = true;
      return { screen: "listen", round };
    } catch (problem) {
      if (problem.status === 409) return this.summary();
      return this.anew(problem);
    }
  }

  /** @param {any} round @param {object} guess point and telemetry @returns {Promise<Scene>} */
  guess(round, guess) {
    return this.close(round, "guess", guess);
  }

  /** @param {any} round @param {object} telemetry @returns {Promise<Scene>} */
  skip(round, telemetry) {
    return this.close(round, "skip", telemetry);
  }

  async close(round, how, body) {
    try {
      return this.revealed(await this.api.post(`/api/rounds/${round.round}/${how}`, body));
    } catch (problem) {
      if (problem.status === 409) return this.stored(round);
      return this.anew(problem);
    }
  }

  revealed(reveal) {
    this.total = reveal.total ?? this.total;
    return { screen: "reveal", reveal: { ...reveal, of: this.of, total: this.total } };
  }

  /** The round was closed without this page: show what the server has. */
  async stored(round) {
    try {
      const game = await this.api.get(`/api/games/${this.id}`);
      const found = game.rounds.find((one) => one.round === round.round);
      if (!found?.reveal) return await this.deal();
      return { ...this.revealed({ ...found.reveal, total: game.total }), note: closedNote(found.status) };
    } catch (problem) {
      return this.anew(problem);
    }
  }

  /** @returns {Promise<Scene>} */
  async summary() {
    try {
      return { screen: "summary", game: await this.api.get(`/api/games/${this.id}`) };
    } catch (problem) {
      return this.anew(problem);
    }
  }

  async sceneOf(game) {
    this.mode = game.mode;
    this.total = game.total;
    this.of = game.of;
    const last = game.rounds.at(-1);
    if (!last || game.rounds.some((round) => round.status === "open")) return this.deal();
    if (last.number >= game.of) return { screen: "summary", game };
    return this.revealed(last.reveal);
  }

  async anew(problem) {
    if (!lost(problem)) throw problem;
    this.forget(problem);
    return { ...(await this.create(this.mode)), note: text("game.gone_new_one") };
  }

  forget(problem) {
    if (problem?.status === 401) this.player.forget();
    this.session.game = null;
    this.id = null;
  }
}

function closedNote(status) {
  return text(status === "abandoned" ? "game.round_abandoned" : "game.round_answered");
}
