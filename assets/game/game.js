// Game flow: makes the API calls of games and rounds and returns the next scene. Draws nothing.

import { ApiError, isGone, statusOf } from "../shared/api.js";
import { NextRound } from "./next-round.js";
import { dayName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { GameOptions, Mode, NewGame, PlayedGame, Point, Reveal, Rival, Round, Score, Telemetry } from "../shared/types.d.ts"
 * @import { Api } from "../shared/api.js"
 * @import { Session } from "../shared/session.js"
 * @import { Player } from "../player/player.js"
 */

/**
 * @typedef {Reveal & {of: number}} ShownReveal `of`: rounds in the game
 * @typedef {{note?: string, playsOn?: boolean, replaces?: boolean}} Noted `note`: a message to show with the scene; `playsOn`: a sound that was heard before plays again; `replaces`: takes the place of the current entry of the browser's history
 * @typedef {"daily" | "duel" | "party" | "challenge" | "me"} LinkName of a screen that is loaded on demand, as it stands in addresses
 * @typedef {Noted & {screen: "start"}} StartScene
 * @typedef {Noted & {screen: "listen", round: Round}} ListenScene
 * @typedef {Noted & {screen: "asked", round: Round, about: "confidence" | "clues"}} AskedScene
 * @typedef {Noted & {screen: "consent", send: () => Promise<Scene>}} ConsentScene `send`: sends the guess once the player has chosen
 * @typedef {Noted & {screen: "reveal", reveal: ShownReveal, isFresh?: boolean}} RevealScene `isFresh`: the round was closed just now, by the player
 * @typedef {Noted & {screen: "summary", game: PlayedGame}} SummaryScene
 * @typedef {Noted & {screen: "empty", detail: string}} EmptyScene
 * @typedef {Noted & {screen: LinkName, value: string, title: string, [fact: string]: unknown}} LinkedScene `value`: in its address, `/?NAME=value`; `title`: for the browser's tab
 * @typedef {StartScene | ListenScene | AskedScene | ConsentScene | RevealScene | SummaryScene | EmptyScene | LinkedScene} Scene
 */

/** @type {Mode[]} games of which nothing is lost when they are left */
const REPEATABLE = ["practice", "replay"];

/** This browser's current game. Each step returns the scene to show next. */
export class Game {
  /** @type {string | null} */
  id = null;
  /** @type {Mode} */
  mode = "random";
  /** @type {string | null} whose clips these are: today's, or an earlier day's that is practised */
  day = null;
  roundCount = 0;
  total = 0; // points so far
  /** @type {Rival | null} in a duel */
  rival = null;
  /** @type {Score | null} in a duel with a closed round */
  score = null;
  /** @type {GameOptions} that it was begun with */
  options = {};
  /** @type {Promise<Scene> | null} what the server deals, while a round that was fetched ahead is played already */
  dealing = null;
  isUnderway = false;

  /** @param {Api} api @param {Session} session @param {Player} player */
  constructor(api, session, player) {
    this.api = api;
    this.session = session;
    this.player = player;
    this.next = new NextRound(api);
  }

  /** @returns {boolean} whether a game that counts waits to be continued */
  get canContinue() {
    return this.isUnderway && !REPEATABLE.includes(this.mode);
  }

  /** @returns {boolean} whether an ordinary game waits besides the current one */
  get ordinaryWaits() {
    return Boolean(this.session.ordinary && !(this.isUnderway && this.mode === "random"));
  }

  /** @returns {string} what marks a game of a day; empty for all others */
  get dayMark() {
    if (!this.day) return "";
    return text(this.mode === "practice" ? "daily.practice_of" : "daily.of", { day: dayName(this.day) });
  }

  /** Continues a game; creates nothing. @param {string | null} [game] id; the stored one's if none is named @returns {Promise<Scene>} */
  async resume(game = this.session.game) {
    if (!this.session.token || !game) return { screen: "start" };
    this.id = game;
    await this.dealing?.catch(() => {});
    try {
      const scene = await this.resumeScene(await this.api.get(`/api/games/${this.id}`));
      // Show a finished game again after a reload, but not on a later visit.
      return scene.screen === "summary" && !this.session.played ? { screen: "start" } : scene;
    } catch (error) {
      if (!isGone(error)) throw error;
      this.forget(error);
      return { screen: "start", note: text("game.gone") };
    }
  }

  /** @param {Mode} mode @param {GameOptions} [options] @param {Rival | null} [rival] in a duel @returns {Promise<Scene>} */
  begin(mode, options = {}, rival = null) {
    return this.session.withLock(async () => {
      const { ordinary } = this.session;
      if (mode === "random" && ordinary) return this.join(ordinary);
      return this.create(mode, options, rival);
    });
  }

  /** Continues the ordinary game that waits, or that another tab has just started. @param {string} game @returns {Promise<Scene>} */
  async join(game) {
    const scene = await this.resume(game);
    this.session.game = this.id;
    return scene.screen === "start" || scene.screen === "summary" ? this.create("random") : scene;
  }

  /** @param {Mode} mode @param {GameOptions} [options] @param {Rival | null} [rival] in a duel @returns {Promise<Scene>} */
  async create(mode, options = {}, rival = null) {
    try {
      /** @type {NewGame} */
      const game = await this.withPlayer(() => this.api.post("/api/games", { mode, ...options }));
      this.id = game.game;
      this.mode = game.mode;
      this.day = game.day;
      this.roundCount = game.rounds;
      this.total = 0;
      Object.assign(this, { options, rival, score: null });
      this.session.game = game.game;
      this.keepOrdinary();
      await this.player.confirm();
      return await this.deal();
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) return { screen: "empty", detail: error.detail };
      throw error;
    }
  }

  /** @template T @param {() => Promise<T>} call @returns {Promise<T>} */
  async withPlayer(call) {
    if (!this.session.token) await this.player.register();
    try {
      return await call();
    } catch (error) {
      if (statusOf(error) !== 401) throw error;
      await this.player.register();
      return call();
    }
  }

  /** The next round, or the summary after the last. @returns {Promise<Scene>} */
  async deal() {
    const round = this.next.take(this.id);
    if (!round) return this.dealNow();
    this.dealing = this.dealNow();
    this.dealing.catch(() => {}); // `confirm` tells of it
    return { screen: "listen", round };
  }

  /** Waits until the server has dealt a round that is played already. @param {Round} round @returns {Promise<Scene | null>} what it dealt instead */
  async confirm(round) {
    if (!this.dealing) return null;
    try {
      const scene = await this.dealing;
      this.dealing = null;
      return scene.screen === "listen" && scene.round.round === round.round ? null : scene;
    } catch (error) {
      this.dealing = this.dealNow(); // when the player next presses a button, it is asked for again
      this.dealing.catch(() => {});
      throw error;
    }
  }

  /** @returns {Promise<Scene>} */
  async dealNow() {
    try {
      /** @type {Round} */
      const round = await this.api.post(`/api/games/${this.id}/rounds`);
      this.roundCount = round.of;
      this.isUnderway = true;
      this.session.played = true;
      return { screen: "listen", round };
    } catch (error) {
      if (statusOf(error) === 409) return this.summary();
      return this.restartIfGone(error);
    }
  }

  /** @param {Round} round @param {Point & Telemetry} guess @returns {Promise<Scene>} */
  guess(round, guess) {
    return this.closeRound(round, "guess", guess);
  }

  /** @param {Round} round @param {Telemetry} telemetry @returns {Promise<Scene>} */
  skip(round, telemetry) {
    return this.closeRound(round, "skip", telemetry);
  }

  /** @param {Round} round @param {"guess" | "skip"} action @param {Telemetry} body @returns {Promise<Scene>} */
  async closeRound(round, action, body) {
    const other = await this.confirm(round);
    if (other) return other;
    try {
      const { next, ...reveal } = await this.api.post(`/api/rounds/${round.round}/${action}`, { ...body, ...this.next.wish });
      this.next.brought = next;
      const scene = this.revealScene(reveal);
      return { ...scene, isFresh: this.mode === "random" || Boolean(scene.reveal.opponent?.counts) };
    } catch (error) {
      if (statusOf(error) === 409) return this.storedResult(round);
      return this.restartIfGone(error);
    }
  }

  /** @param {Reveal} reveal @returns {RevealScene} */
  revealScene(reveal) {
    this.total = reveal.total ?? this.total;
    this.score = reveal.score ?? null;
    return { screen: "reveal", reveal: { ...reveal, of: this.roundCount, total: this.total } };
  }

  /** Shows the server's result of a round that was closed elsewhere. @param {Round} round @returns {Promise<Scene>} */
  async storedResult(round) {
    try {
      /** @type {PlayedGame} */
      const game = await this.api.get(`/api/games/${this.id}`);
      const stored = game.rounds.find(({ round: id }) => id === round.round);
      if (!stored?.reveal) return await this.deal();
      return { ...this.revealScene({ ...stored.reveal, total: game.total }), note: closedNote(stored.reveal.status) };
    } catch (error) {
      return this.restartIfGone(error);
    }
  }

  /** @returns {Promise<Scene>} */
  async summary() {
    this.end();
    try {
      return { screen: "summary", game: await this.api.get(`/api/games/${this.id}`) };
    } catch (error) {
      return this.restartIfGone(error);
    }
  }

  /** @param {PlayedGame} game @returns {Promise<Scene>} the scene to continue at */
  async resumeScene(game) {
    this.mode = game.mode;
    this.day = game.day;
    this.total = game.total;
    this.roundCount = game.of;
    this.rival = game.opponent ?? null;
    this.options = optionsOf(game);
    this.score = game.rounds.some(({ reveal }) => reveal) ? (game.score ?? null) : null;
    this.isUnderway = true;
    this.keepOrdinary();
    const last = game.rounds.at(-1);
    if (!last || game.rounds.some((round) => round.status === "open")) return this.deal();
    if (last.number >= game.of) {
      this.end();
      return { screen: "summary", game };
    }
    return last.reveal ? this.revealScene(last.reveal) : this.deal();
  }

  /** Starts a new game if the server no longer has this one. @param {unknown} error @returns {Promise<Scene>} */
  async restartIfGone(error) {
    if (!isGone(error)) throw error;
    this.forget(error);
    return { ...(await this.create(this.mode, this.options, this.rival)), note: text("game.gone_new_one") };
  }

  /** Remembers an ordinary game, so that it can be continued after others. */
  keepOrdinary() {
    if (this.mode === "random") this.session.ordinary = this.id;
  }

  /** The game is over, or gone. */
  end() {
    this.isUnderway = false;
    if (this.session.ordinary === this.id) this.session.ordinary = null;
  }

  /** @param {unknown} [error] the error that showed the game is gone */
  forget(error) {
    const isPlayerGone = statusOf(error) === 401;
    if (isPlayerGone) this.player.forget();
    if (isPlayerGone || !error || this.session.game === this.id) this.session.game = null; // and not one begun later
    this.end();
    if (isPlayerGone || !error) this.session.ordinary = null;
    this.id = null;
    this.next.drop();
  }
}

/** @param {PlayedGame} game @returns {GameOptions} that begin another like it */
function optionsOf({ mode, opponent, challenge, day }) {
  if (opponent) return { opponent: opponent.id };
  if (mode === "challenge" && challenge) return { challenge };
  return mode === "practice" && day ? { day } : {};
}

/** @param {Reveal["status"]} status @returns {string} */
function closedNote(status) {
  return text(status === "abandoned" ? "game.round_abandoned" : "game.round_answered");
}
