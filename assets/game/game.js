// The rules of the road: which call follows which, and what to show next. Draws nothing.

import { ApiError, isGone, statusOf } from "../shared/api.js";
import { text } from "../shared/texts.js";

/**
 * @import { Mode, NewGame, PlayedGame, Point, Reveal, Round, Telemetry } from "../shared/types.d.ts"
 * @import { Api } from "../shared/api.js"
 * @import { Session } from "../shared/session.js"
 * @import { Player } from "../player/player.js"
 */

/**
 * @typedef {Reveal & {of: number}} ShownReveal a reveal that knows how many rounds the game has
 * @typedef {{note?: string}} Noted `note`: a sentence to say along with a scene
 * @typedef {Noted & {screen: "start"}} StartScene
 * @typedef {Noted & {screen: "listen", round: Round}} ListenScene
 * @typedef {Noted & {screen: "consent", send: () => Promise<Scene>}} ConsentScene `send`: what waits for a choice
 * @typedef {Noted & {screen: "reveal", reveal: ShownReveal}} RevealScene
 * @typedef {Noted & {screen: "summary", game: PlayedGame}} SummaryScene
 * @typedef {Noted & {screen: "empty", detail: string}} EmptyScene
 * @typedef {StartScene | ListenScene | ConsentScene | RevealScene | SummaryScene | EmptyScene} Scene what the page shows next
 */

/** One browser's way through games and rounds. Every step answers with the next scene. */
export class Game {
  /** @type {string | null} */
  id = null;
  /** @type {Mode} */
  mode = "random";
  of = 0; // rounds of the game
  total = 0; // points so far

  /** @param {Api} api @param {Session} session @param {Player} player */
  constructor(api, session, player) {
    this.api = api;
    this.session = session;
    this.player = player;
  }

  /** Where this browser left off; creates nothing. @returns {Promise<Scene>} */
  async resume() {
    if (!this.session.token || !this.session.game) return { screen: "start" };
    this.id = this.session.game;
    try {
      const scene = await this.sceneOf(await this.api.get(`/api/games/${this.id}`));
      // A finished game is shown again after a reload, not to someone who comes back another day.
      return scene.screen === "summary" && !this.session.played ? { screen: "start" } : scene;
    } catch (problem) {
      if (!isGone(problem)) throw problem;
      this.forget(problem);
      return { screen: "start", note: text("game.gone") };
    }
  }

  /** @param {Mode} mode @returns {Promise<Scene>} */
  begin(mode) {
    const mine = this.id;
    return this.session.withLock(async () => {
      const other = this.session.game;
      if (mode === "random" && other && other !== mine) return this.join(other);
      return this.create(mode);
    });
  }

  /** Another tab pressed Play first: its game is this browser's game. @param {string} game @returns {Promise<Scene>} */
  async join(game) {
    this.id = game;
    const scene = await this.resume();
    return scene.screen === "start" || scene.screen === "summary" ? this.create("random") : scene;
  }

  /** @param {Mode} mode @returns {Promise<Scene>} */
  async create(mode) {
    try {
      /** @type {NewGame} */
      const game = await this.asPlayer(() => this.api.post("/api/games", { mode }));
      this.id = game.game;
      this.mode = game.mode;
      this.of = game.rounds;
      this.total = 0;
      this.session.game = game.game;
      await this.player.confirm();
      return await this.deal();
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 409) return { screen: "empty", detail: problem.detail };
      throw problem;
    }
  }

  /** @template T @param {() => Promise<T>} action @returns {Promise<T>} */
  async asPlayer(action) {
    if (!this.session.token) await this.player.become();
    try {
      return await action();
    } catch (problem) {
      if (statusOf(problem) !== 401) throw problem;
      await this.player.become();
      return action();
    }
  }

  /** The next round, or the summary when there is none. @returns {Promise<Scene>} */
  async deal() {
    try {
      /** @type {Round} */
      const round = await this.api.post(`/api/games/${this.id}/rounds`);
      this.of = round.of;
      this.session.played = true;
      return { screen: "listen", round };
    } catch (problem) {
      if (statusOf(problem) === 409) return this.summary();
      return this.anew(problem);
    }
  }

  /** @param {Round} round @param {Point & Telemetry} guess @returns {Promise<Scene>} */
  guess(round, guess) {
    return this.close(round, "guess", guess);
  }

  /** @param {Round} round @param {Telemetry} telemetry @returns {Promise<Scene>} */
  skip(round, telemetry) {
    return this.close(round, "skip", telemetry);
  }

  /** @param {Round} round @param {"guess" | "skip"} how @param {Telemetry} body @returns {Promise<Scene>} */
  async close(round, how, body) {
    try {
      return this.revealed(await this.api.post(`/api/rounds/${round.round}/${how}`, body));
    } catch (problem) {
      if (statusOf(problem) === 409) return this.stored(round);
      return this.anew(problem);
    }
  }

  /** @param {Reveal} reveal @returns {RevealScene} */
  revealed(reveal) {
    this.total = reveal.total ?? this.total;
    return { screen: "reveal", reveal: { ...reveal, of: this.of, total: this.total } };
  }

  /** The round was closed without this page: show what the server has. @param {Round} round @returns {Promise<Scene>} */
  async stored(round) {
    try {
      /** @type {PlayedGame} */
      const game = await this.api.get(`/api/games/${this.id}`);
      const found = game.rounds.find((one) => one.round === round.round);
      if (!found?.reveal) return await this.deal();
      return { ...this.revealed({ ...found.reveal, total: game.total }), note: closedNote(found.reveal.status) };
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

  /** @param {PlayedGame} game @returns {Promise<Scene>} where a game stands */
  async sceneOf(game) {
    this.mode = game.mode;
    this.total = game.total;
    this.of = game.of;
    const last = game.rounds.at(-1);
    if (!last || game.rounds.some((round) => round.status === "open")) return this.deal();
    if (last.number >= game.of) return { screen: "summary", game };
    return last.reveal ? this.revealed(last.reveal) : this.deal();
  }

  /** @param {unknown} problem @returns {Promise<Scene>} of a new game in place of one that is lost */
  async anew(problem) {
    if (!isGone(problem)) throw problem;
    this.forget(problem);
    return { ...(await this.create(this.mode)), note: text("game.gone_new_one") };
  }

  /** @param {unknown} [problem] why the game is lost */
  forget(problem) {
    if (statusOf(problem) === 401) this.player.forget();
    this.session.game = null;
    this.id = null;
  }
}

/** @param {Reveal["status"]} status @returns {string} */
function closedNote(status) {
  return text(status === "abandoned" ? "game.round_abandoned" : "game.round_answered");
}
